// SPDX-License-Identifier: Apache-2.0
import type { OperationScript } from "./operationScript";

/** Normalizes a region's display name to its short name: `West US` to `westus`. */
export function regionName(location: string): string {
    return location.replace(/\s+/g, "").toLowerCase();
}

/** The parts of an operation URL. */
export interface OperationAddress {
    /** Empty for a tenant-level operation. */
    readonly subscriptionId: string;
    readonly resourceProvider: string;
    /** Short name. Ignored for a tenant-level operation. */
    readonly location: string;
    readonly asyncOperationId: string;
}

/** The status URL (`Azure-AsyncOperation`) or the `Location` URL of an operation. */
export type OperationUrlKind = (typeof OPERATION_URL_KINDS)[number];

export const OPERATION_URL_KINDS = ["status", "location"] as const;

/** The last segment but one of the default paths. */
export const DEFAULT_SEGMENTS = { status: "operationStatuses", location: "operationResults" } as const;

/** The parts of an address that a path in a script can refer to, such as `{asyncOperationId}`. */
const PATH_PLACEHOLDERS = ["subscriptionId", "resourceProvider", "location", "asyncOperationId"] as const;

/** The path of an operation URL, and the parameters that the script adds to its query. */
export interface OperationPath {
    /** Encoded. */
    readonly path: string;
    /** Such as `monitor=true`. Empty by default. */
    readonly query: string;
}

/** The path of an operation URL, from the script or by default. */
export function operationPath(
    operation: OperationAddress & { readonly script: OperationScript },
    kind: OperationUrlKind,
): OperationPath {
    const { script, subscriptionId, resourceProvider, location } = operation;
    const template =
        { status: script.statusPath, location: script.locationPath }[kind] ??
        `${DEFAULT_SEGMENTS[kind]}/{asyncOperationId}`;
    const parent =
        subscriptionId === ""
            ? `/providers/${resourceProvider}`
            : `/subscriptions/${subscriptionId}/providers/${resourceProvider}/locations/${location}`;
    const [path = "", query = ""] = expand(template, operation).split("?", 2);
    return { path: path.startsWith("/") ? path : `${parent}/${path}`, query };
}

function expand(template: string, address: OperationAddress): string {
    return PATH_PLACEHOLDERS.reduce(
        (text, name) => text.replaceAll(`{${name}}`, encodeURIComponent(address[name])),
        template,
    );
}
