// SPDX-License-Identifier: Apache-2.0

import { invalidArgument } from "../common/codedError";
import { durationMs } from "../common/duration";
import { copyFields, readArgument } from "../common/fields";
import { settingKey, settingNamespace } from "../common/settingNames";
import { isGuid } from "./armUrl";
import type { OperationPattern, OperationReference, ReferenceFields } from "./operationReference";

/** The fields with values of any type, because JavaScript programs have no compiler that checks them. */
export type Fields = { readonly [Name in keyof ReferenceFields]?: unknown };

/** Ids are GUIDs, sometimes with a suffix. */
const MAXIMUM_ID_CHARACTERS = 1_024;

/** The fields of a reference, and whether each identifies the operation. The compiler requires all of them. */
export const REFERENCE_FIELDS: Readonly<Record<keyof ReferenceFields, boolean>> = {
    operation: true,
    asyncOperationId: true,
    location: true,
    subscriptionId: true,
    resourceProvider: true,
    resourceId: true,
    deleted: true,
    apiVersion: false,
    pattern: false,
    succeededStatuses: false,
    fallback: false,
    retryAfter: false,
};
const FIELD_NAMES = Object.keys(REFERENCE_FIELDS) as (keyof ReferenceFields)[];

/** The fields that choose the form of a reference. */
const FORMS = ["operation", "asyncOperationId", "resourceId"] as const;
const PATTERNS: readonly unknown[] = ["azureAsyncOperation", "location"] satisfies OperationPattern[];

/** ARM's statuses of operations that did not succeed, in lower case. No service means anything else by them. */
const FAILED_STATUSES: ReadonlySet<string> = new Set(["failed", "canceled", "cancelled"]);

/** The form of a reference: the field that only this form has. */
export type ReferenceForm = (typeof FORMS)[number];

/**
 * A copy of the fields of a reference, so that each is read only once.
 *
 * @throws {CodedError} `InvalidArgument`, also where reading a field throws.
 */
export function fieldsOf(reference: OperationReference): Fields {
    if (typeof reference === "string") {
        return { operation: reference };
    }
    if (typeof reference !== "object" || reference === null) {
        throw invalidArgument(
            "operation",
            "must be a string, or an object with `operation`, `asyncOperationId` or `resourceId`",
        );
    }
    const fields: Fields = copyFields<ReferenceFields>("operation", reference, FIELD_NAMES);
    const { fallback, succeededStatuses } = fields;
    return {
        ...fields,
        fallback: isObject(fallback) ? copyFields("fallback", fallback, ["resourceId", "apiVersion"]) : fallback,
        succeededStatuses: readArgument("succeededStatuses", () =>
            Array.isArray(succeededStatuses) ? [...succeededStatuses] : succeededStatuses,
        ),
    };
}

function isObject(value: unknown): value is { readonly resourceId?: unknown; readonly apiVersion?: unknown } {
    return typeof value === "object" && value !== null;
}

export function formOf(fields: Fields): ReferenceForm {
    const [first, second] = FORMS.filter((name) => fields[name] !== undefined);
    if (first !== undefined && second !== undefined) {
        throw invalidArgument(first, `and \`${second}\` are both given: give only one of them`);
    }
    if (first === undefined) {
        throw invalidArgument(
            "asyncOperationId",
            "is missing: give it together with `location`, or give `operation`, the URL of an Azure-AsyncOperation header, or `resourceId`",
        );
    }
    return first;
}

export function checkHints({ deleted, pattern, succeededStatuses, fallback }: Fields, form: ReferenceForm): void {
    const isResource = form === "resourceId";
    if (deleted !== undefined && typeof deleted !== "boolean") {
        throw invalidArgument("deleted", "must be true or false");
    }
    if (deleted === true && !isResource) {
        throw invalidArgument("deleted", "is for resources only: give `resourceId` with it");
    }
    if (pattern !== undefined && (isResource || !PATTERNS.includes(pattern))) {
        throw invalidArgument("pattern", 'must be "azureAsyncOperation" or "location", and stand beside an operation');
    }
    if (succeededStatuses !== undefined && isResource) {
        throw invalidArgument("succeededStatuses", "is for operations only: leave it out beside `resourceId`");
    }
    checkOptional(succeededStatuses, checkSucceededStatuses);
    if (fallback !== undefined && isResource) {
        throw invalidArgument("fallback", "is for operations only: leave it out beside `resourceId`");
    }
    if (fallback !== undefined && !isObject(fallback)) {
        throw invalidArgument("fallback", "must be an object with `resourceId` and `apiVersion`");
    }
}

function checkSucceededStatuses(statuses: unknown): void {
    if (!Array.isArray(statuses) || !statuses.every((status) => typeof status === "string" && status.trim() !== "")) {
        throw invalidArgument("succeededStatuses", 'must be a list of statuses such as ["Deleted"]');
    }
    if (statuses.some((status: string) => FAILED_STATUSES.has(status.trim().toLowerCase()))) {
        throw invalidArgument(
            "succeededStatuses",
            "must not contain Failed or Canceled: these always end an operation as such",
        );
    }
}

export function parseRetryAfter(retryAfter: unknown): number {
    return durationMs("retryAfter", retryAfter as string, { mayBeZero: true });
}

export function checkOptional(value: unknown, check: (value: unknown) => unknown): void {
    if (value !== undefined) {
        check(value);
    }
}

export function resourceIdText(property: string, resourceId: unknown): string {
    if (typeof resourceId !== "string" || resourceId.trim() === "") {
        throw invalidArgument(property, "is empty: give the id of the resource, from /subscriptions/ on");
    }
    return resourceId.trim();
}

export function operationText(operation: unknown): string {
    if (typeof operation !== "string" || operation.trim() === "") {
        throw invalidArgument("operation", "is empty: give the URL of an Azure-AsyncOperation header, or an ARM path");
    }
    return operation;
}

/** An operation id without the white space around it. @throws {CodedError} `InvalidArgument`. */
export function asyncOperationIdText(asyncOperationId: unknown): string {
    const id = typeof asyncOperationId === "string" ? asyncOperationId.trim() : "";
    if (id === "") {
        throw invalidArgument("asyncOperationId", "is empty: give the last segment of the operation's status URL");
    }
    if (id.length > MAXIMUM_ID_CHARACTERS) {
        throw invalidArgument(
            "asyncOperationId",
            `is longer than ${MAXIMUM_ID_CHARACTERS} characters: give the id alone`,
        );
    }
    if (/^https?:\/\/|^\/(?:subscriptions|providers)\//i.test(id)) {
        throw invalidArgument("asyncOperationId", "is a URL or a path: give it as `operation` instead");
    }
    if (/[\u0000-\u001f\u007f]/.test(id) || !id.isWellFormed()) {
        throw invalidArgument("asyncOperationId", "contains control characters: give the id alone");
    }
    if (/[\s"'`{}]/.test(id)) {
        throw invalidArgument("asyncOperationId", "contains white space, quotes or braces: give the id alone");
    }
    if (/^\.{1,2}$/.test(id)) {
        throw invalidArgument("asyncOperationId", 'must not be "." or "..": give the id of an operation');
    }
    return id;
}

export function checkResourceProvider(resourceProvider: unknown): asserts resourceProvider is string {
    if (typeof resourceProvider !== "string" || !/^[a-z][a-z0-9]*(?:\.[a-z0-9]+)*$/i.test(resourceProvider)) {
        throw invalidArgument("resourceProvider", 'must be a namespace such as "Microsoft.OperationalInsights"');
    }
}

/** @param source Where the value was found, when it is that of a setting. */
export function checkSubscriptionId(subscriptionId: unknown, source?: string): asserts subscriptionId is string {
    if (subscriptionId === "") {
        throw missingSubscription();
    }
    if (typeof subscriptionId !== "string" || !isGuid(subscriptionId)) {
        const place = source === undefined ? "" : `(${source}) `;
        throw invalidArgument("subscriptionId", `${place}must be the id of a subscription, a GUID, not its name`);
    }
}

/**
 * The error for an operation id without a subscription.
 *
 * @param note Appended to the message.
 */
export function missingSubscription(note = "") {
    const names = settingNamespace();
    const key = names.namespace === undefined ? "" : `${settingKey("subscriptionId")} in the ${names.place} or `;
    return invalidArgument(
        "subscriptionId",
        `is missing: give it, or set ${key}ARM_SUBSCRIPTION_ID${names.note}${note}`,
    );
}

/** The name of a region from its name or display name: `"West US"` is `westus`, as in ARM's responses. */
export function regionName(location: unknown): string {
    if (typeof location !== "string" || location.trim() === "") {
        throw invalidArgument(
            "location",
            'is missing: give the region of the operation, such as "westus" or "West US"',
        );
    }
    const region = location.replaceAll(" ", "").toLowerCase();
    if (!/^[a-z0-9][a-z0-9-]*$/.test(region)) {
        throw invalidArgument("location", 'must be a region such as "westus" or "West US"');
    }
    return region;
}
