// SPDX-License-Identifier: Apache-2.0

import type { OperationPattern, OperationReference, ReferenceFields } from "../reference/operationReference";
import { UsageError } from "./usageError";

/** The flags that say which operations. Empty strings stay, so that an unset variable is reported. */
export interface OperationFlags {
    readonly asyncOperationId?: readonly string[];
    readonly location?: string;
    readonly subscriptionId?: string;
    readonly resourceProvider?: string;
    readonly resourceId?: readonly string[];
    readonly deleted?: boolean;
    readonly apiVersion?: string;
    readonly pattern?: string;
    readonly succeededStatuses?: readonly string[];
    readonly fallbackResourceId?: string;
    readonly fallbackApiVersion?: string;
    readonly retryAfter?: string;
}

/** An id has no slash and no white space; a URL, a path and a message do. */
const BARE_ID = /^[^\s/]+$/;
/** The flags that only ids need. */
const ID_FLAGS = [
    ["location", "--location"],
    ["subscriptionId", "--subscription-id"],
    ["resourceProvider", "--resource-provider"],
] as const;

/**
 * The references of the operations of a command line, in its order: OPERATIONs, operation ids, resources.
 *
 * @param operations A URL, a path, a message that contains one of them, or an operation id.
 * @throws {UsageError} when there is none, or a flag does not fit.
 */
export function operationReferences(operations: readonly string[], flags: OperationFlags): OperationReference[] {
    const { asyncOperationId: ids = [], resourceId: resourceIds = [] } = flags;
    const count = operations.length + ids.length + resourceIds.length;
    if (count === 0) {
        throw new UsageError(
            "no operation: give the URL of an Azure-AsyncOperation header, an ARM path, an id with --location, or --resource-id",
        );
    }
    if (count > 1 && (flags.fallbackResourceId !== undefined || flags.fallbackApiVersion !== undefined)) {
        throw new UsageError(
            `--fallback-resource-id is for one operation, and there are ${count}: wait for each by itself`,
        );
    }
    if (flags.deleted === true && resourceIds.length === 0) {
        throw new UsageError("--deleted is for resources only: give --resource-id with it");
    }
    // An empty OPERATION is an unset variable, which may be that of an id.
    const isWithoutIds = ids.length === 0 && !operations.some((text) => isBareId(text) || text.trim() === "");
    const unused = ID_FLAGS.find(([field]) => flags[field] !== undefined);
    if (isWithoutIds && unused !== undefined) {
        throw new UsageError(
            `${unused[1]} is for ids only: leave it out, because URLs, paths and --resource-id contain it`,
        );
    }
    return [
        ...operations.map((operation) =>
            isBareId(operation) ? byId(operation.trim(), flags) : byUrl(operation, flags),
        ),
        ...ids.map((id) => byId(id, flags)),
        ...resourceIds.map((id) => resource(id, flags, count > resourceIds.length)),
    ];
}

function isBareId(operation: string): boolean {
    return BARE_ID.test(operation.trim());
}

function byUrl(operation: string, flags: OperationFlags): OperationReference {
    return reference({ operation, ...hints(flags) });
}

function byId(asyncOperationId: string, flags: OperationFlags): OperationReference {
    const { location, subscriptionId, resourceProvider } = flags;
    return reference({ asyncOperationId, location, subscriptionId, resourceProvider, ...hints(flags) });
}

/** @param isBesideOperations Whether the flags for operations may be those of others. */
function resource(resourceId: string, flags: OperationFlags, isBesideOperations: boolean): OperationReference {
    const { apiVersion, deleted, retryAfter } = flags;
    return reference({ ...(isBesideOperations ? {} : hints(flags)), resourceId, apiVersion, deleted, retryAfter });
}

function hints(flags: OperationFlags) {
    const { apiVersion, pattern, succeededStatuses, fallbackResourceId, fallbackApiVersion, retryAfter } = flags;
    const hasFallback = fallbackResourceId !== undefined || fallbackApiVersion !== undefined;
    return {
        apiVersion,
        pattern: pattern as OperationPattern | undefined,
        succeededStatuses,
        fallback: hasFallback ? { resourceId: fallbackResourceId, apiVersion: fallbackApiVersion } : undefined,
        retryAfter,
    };
}

/** The functions check the fields, also those that are required here. */
function reference(fields: { readonly [Name in keyof ReferenceFields]?: unknown }): OperationReference {
    return Object.fromEntries(
        Object.entries(fields).filter(([, value]) => value !== undefined),
    ) as unknown as OperationReference;
}
