// SPDX-License-Identifier: Apache-2.0

import { invalidArgument } from "../common/codedError";
import { durationMs } from "../common/duration";
import { addVersion, checkApiVersion } from "./apiVersion";
import { type ArmUrl, parseArmUrl } from "./armUrl";
import { findOperationUrl } from "./findUrls";
import type { OperationPattern, OperationReference, ReferenceFields } from "./operationReference";

/** The default resource provider of an operation id. */
export const DEFAULT_RESOURCE_PROVIDER = "Microsoft.OperationalInsights";
/** The default api-version of the status of an operation id. */
export const DEFAULT_API_VERSION = "2025-02-01";

/** A parsed reference. */
export interface WaitTarget {
    readonly url: ArmUrl;
    /** Whether the path of `url` lacks the subscription, which `inSubscription` adds. */
    readonly needsSubscription: boolean;
    /** Whether the URL is the status of an operation, or a resource to become ready or to be deleted. */
    readonly kind: "operation" | "resource" | "deletion";
    readonly pattern: OperationPattern | undefined;
    /** The resource to poll when the record of the operation is gone. */
    readonly fallback: ArmUrl | undefined;
    /** How long Azure must not be polled after the wait has begun. */
    readonly retryAfterMs: number;
}

/** The fields with values of any type, because JavaScript programs have no compiler that checks them. */
type Fields = { readonly [Name in keyof ReferenceFields]?: unknown };

/** Whether the value of a field is unknown, as an output in a preview. */
export type IsUnknown = (value: unknown) => boolean;

/** The fields that choose the form of a reference. */
const FORMS = ["operation", "asyncOperationId", "resourceId"] as const;
const PATTERNS: readonly unknown[] = ["azureAsyncOperation", "location"] satisfies OperationPattern[];

/**
 * Parses a reference and checks everything about it that needs no settings and no request.
 *
 * @throws {CodedError} `InvalidArgument` with the property and the remedy, never with the value.
 */
export function parseReference(reference: OperationReference): WaitTarget {
    const fields = fieldsOf(reference);
    const form = formOf(fields);
    checkHints(fields, form);
    const { deleted, pattern, fallback, retryAfter } = fields;
    const ready = form === "resourceId" ? "resource" : "operation";
    return {
        url: urlOf(fields, form),
        needsSubscription: form === "asyncOperationId" && fields.subscriptionId === undefined,
        kind: deleted === true ? "deletion" : ready,
        pattern: pattern as OperationPattern | undefined,
        fallback: fallback === undefined ? undefined : parseResource("fallback.", fallback as Fields),
        retryAfterMs: retryAfter === undefined ? 0 : parseRetryAfter(retryAfter),
    };
}

/** The same target with an operation id in this subscription. @throws {CodedError} `InvalidArgument`. */
export function inSubscription(target: WaitTarget, subscriptionId: string): WaitTarget {
    checkSubscriptionId(subscriptionId);
    const path = `/subscriptions/${subscriptionId}${target.url.path}`;
    return { ...target, url: { ...target.url, path }, needsSubscription: false };
}

/**
 * Checks the known fields of a reference of which others are unknown.
 *
 * @returns The URLs in the known fields, for the check of their host.
 * @throws {CodedError} `InvalidArgument`.
 */
export function checkReference(reference: OperationReference, isUnknown: IsUnknown): ArmUrl[] {
    const fields = fieldsOf(reference);
    const form = formOf(fields);
    const known = Object.fromEntries(Object.entries(fields).filter(([, value]) => !isUnknown(value))) as Fields;
    checkHints(known, form);
    if (known.retryAfter !== undefined) {
        parseRetryAfter(known.retryAfter);
    }
    const isComplete = (fieldsOfUrl: Fields) => !Object.values(fieldsOfUrl).some(isUnknown);
    const { fallback } = fields;
    const fallbackUrl =
        typeof fallback === "object" && fallback !== null && isComplete(fallback as Fields)
            ? [parseResource("fallback.", fallback as Fields)]
            : [];
    switch (form) {
        case "operation":
            checkOptional(known.apiVersion, checkApiVersion);
            return known.operation === undefined
                ? fallbackUrl
                : [parseArmUrl(form, findOperationUrl(form, operationText(known.operation))), ...fallbackUrl];
        case "asyncOperationId":
            checkOptional(known.asyncOperationId, checkAsyncOperationId);
            checkOptional(known.location, regionName);
            checkOptional(known.resourceProvider, checkResourceProvider);
            checkOptional(known.apiVersion, checkApiVersion);
            checkOptional(known.subscriptionId, checkSubscriptionId);
            return fallbackUrl;
        case "resourceId":
            checkOptional(known.apiVersion, checkApiVersion);
            return known.resourceId === undefined
                ? fallbackUrl
                : [parseArmUrl(form, resourceIdText(form, known.resourceId)), ...fallbackUrl];
    }
}

function checkOptional(value: unknown, check: (value: unknown) => unknown): void {
    if (value !== undefined) {
        check(value);
    }
}

function fieldsOf(reference: OperationReference): Fields {
    if (typeof reference === "string") {
        return { operation: reference };
    }
    if (typeof reference !== "object" || reference === null) {
        throw invalidArgument("operation", "must be a string, or an object with `operation` or `asyncOperationId`");
    }
    return reference;
}

function formOf(fields: Fields): (typeof FORMS)[number] {
    const [first, second] = FORMS.filter((name) => fields[name] !== undefined);
    if (first !== undefined && second !== undefined) {
        throw invalidArgument(first, `and \`${second}\` are both given: give only one of them`);
    }
    if (first === undefined) {
        throw invalidArgument(
            "asyncOperationId",
            "is missing: give it together with `location`, or give `operation`, the URL of an Azure-AsyncOperation header",
        );
    }
    return first;
}

function urlOf(fields: Fields, form: (typeof FORMS)[number]): ArmUrl {
    switch (form) {
        case "operation":
            return parseOperation(fields);
        case "asyncOperationId":
            return parseOperationById(fields);
        case "resourceId":
            return parseResource("", fields);
    }
}

function checkHints({ deleted, pattern, fallback }: Fields, form: (typeof FORMS)[number]): void {
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
    if (fallback !== undefined && isResource) {
        throw invalidArgument("fallback", "is for operations only: leave it out beside `resourceId`");
    }
    if (fallback !== undefined && (typeof fallback !== "object" || fallback === null)) {
        throw invalidArgument("fallback", "must be an object with `resourceId` and `apiVersion`");
    }
}

function parseRetryAfter(retryAfter: unknown): number {
    return durationMs("retryAfter", retryAfter as string, { mayBeZero: true });
}

/** @param prefix Precedes the names of the properties in messages. */
function parseResource(prefix: "" | "fallback.", { resourceId, apiVersion }: Fields): ArmUrl {
    const property = `${prefix}resourceId`;
    const url = parseArmUrl(property, resourceIdText(property, resourceId));
    if (/[?&]api-version=/i.test(url.query)) {
        return url;
    }
    if (apiVersion === undefined) {
        throw invalidArgument(
            `${prefix}apiVersion`,
            `is missing: give one of the resource's type together with \`${property}\``,
        );
    }
    checkApiVersion(apiVersion, `${prefix}apiVersion`);
    return { ...url, query: addVersion(url.query, apiVersion) };
}

function resourceIdText(property: string, resourceId: unknown): string {
    if (typeof resourceId !== "string" || resourceId.trim() === "") {
        throw invalidArgument(property, "is empty: give the id of the resource, from /subscriptions/ on");
    }
    return resourceId.trim();
}

function parseOperation({ operation, apiVersion }: Fields): ArmUrl {
    const text = operationText(operation);
    checkOptional(apiVersion, checkApiVersion);
    const url = parseArmUrl("operation", findOperationUrl("operation", text));
    return withApiVersion(url, apiVersion as string | undefined);
}

function operationText(operation: unknown): string {
    if (typeof operation !== "string" || operation.trim() === "") {
        throw invalidArgument("operation", "is empty: give the URL of an Azure-AsyncOperation header, or an ARM path");
    }
    return operation;
}

/** The `id` in the API's own responses lacks the resource provider: `/subscriptions/S/locations/L/operationStatuses/I`. */
const PATH_WITHOUT_PROVIDER = /^(\/subscriptions\/[^/]+)(\/locations\/[^/]+\/operationStatuses\/[^/]+)$/i;
const LOG_ANALYTICS = /\/providers\/Microsoft\.OperationalInsights\//i;

/** ARM requires an api-version. A URL from a header contains one; a path may be completed. */
function withApiVersion(given: ArmUrl, apiVersion: string | undefined): ArmUrl {
    const url = {
        ...given,
        path: given.path.replace(PATH_WITHOUT_PROVIDER, `$1/providers/${DEFAULT_RESOURCE_PROVIDER}$2`),
    };
    if (/[?&]api-version=/i.test(url.query)) {
        return url;
    }
    const isPath = url.origin === undefined;
    const version = apiVersion ?? (isPath && LOG_ANALYTICS.test(url.path) ? DEFAULT_API_VERSION : undefined);
    if (version === undefined && isPath) {
        throw invalidArgument(
            "operation",
            'is a path without api-version: add "?api-version=..." to it, or give `apiVersion`',
        );
    }
    return version === undefined ? url : { ...url, query: addVersion(url.query, version) };
}

/** The status URL of an operation id, without the subscription where the reference has none. */
function parseOperationById(fields: Fields): ArmUrl {
    const {
        asyncOperationId,
        location,
        subscriptionId,
        resourceProvider = DEFAULT_RESOURCE_PROVIDER,
        apiVersion = DEFAULT_API_VERSION,
    } = fields;
    checkAsyncOperationId(asyncOperationId);
    const region = regionName(location);
    checkResourceProvider(resourceProvider);
    checkApiVersion(apiVersion);
    checkOptional(subscriptionId, checkSubscriptionId);
    return parseArmUrl(
        "asyncOperationId",
        `${subscriptionId === undefined ? "" : `/subscriptions/${subscriptionId}`}/providers/${resourceProvider}` +
            `/locations/${region}/operationStatuses/${encodeURIComponent(asyncOperationId)}?api-version=${apiVersion}`,
    );
}

function checkAsyncOperationId(id: unknown): asserts id is string {
    if (typeof id !== "string" || id.trim() === "") {
        throw invalidArgument("asyncOperationId", "is empty: give the last segment of the operation's status URL");
    }
    if (/^https?:\/\/|^\/(?:subscriptions|providers)\//i.test(id.trim())) {
        throw invalidArgument("asyncOperationId", "is a URL or a path: give it as `operation` instead");
    }
    if (/[\u0000-\u001f\u007f]/.test(id) || !id.isWellFormed()) {
        throw invalidArgument("asyncOperationId", "contains control characters: give the id alone");
    }
    if (/^\.{1,2}$/.test(id)) {
        throw invalidArgument("asyncOperationId", 'must not be "." or "..": give the id of an operation');
    }
}

function checkResourceProvider(resourceProvider: unknown): asserts resourceProvider is string {
    if (typeof resourceProvider !== "string" || !/^[a-z][a-z0-9]*(?:\.[a-z0-9]+)*$/i.test(resourceProvider)) {
        throw invalidArgument("resourceProvider", 'must be a namespace such as "Microsoft.OperationalInsights"');
    }
}

function checkSubscriptionId(subscriptionId: unknown): asserts subscriptionId is string {
    if (subscriptionId === "") {
        throw missingSubscription();
    }
    if (typeof subscriptionId !== "string" || !/^[a-z0-9][a-z0-9-]*$/i.test(subscriptionId)) {
        throw invalidArgument("subscriptionId", "must be the id of a subscription, a GUID");
    }
}

/** The error for an operation id without a subscription. */
export function missingSubscription() {
    return invalidArgument(
        "subscriptionId",
        "is missing: give it, or set azure-native:subscriptionId in the stack configuration or ARM_SUBSCRIPTION_ID",
    );
}

/** The name of a region from its name or display name: `"West US"` is `westus`, as in ARM's responses. */
function regionName(location: unknown): string {
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
