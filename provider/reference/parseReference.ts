// SPDX-License-Identifier: Apache-2.0

import { invalidArgument } from "../common/codedError";
import { addVersion, checkApiVersion } from "./apiVersion";
import { type ArmUrl, parseArmUrl, parseResourceId } from "./armUrl";
import { findOperationUrl } from "./findUrls";
import type { OperationPattern, OperationReference } from "./operationReference";
import {
    asyncOperationIdText,
    checkHints,
    checkOptional,
    checkResourceProvider,
    checkSubscriptionId,
    type Fields,
    fieldsOf,
    formOf,
    operationText,
    parseRetryAfter,
    type ReferenceForm,
    regionName,
    resourceIdText,
} from "./referenceFields";

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
    /** Statuses that end the operation as succeeded, besides ARM's own. */
    readonly succeededStatuses: readonly string[];
    /** The resource to poll when the record of the operation is gone. */
    readonly fallback: ArmUrl | undefined;
    /** How long Azure must not be polled after the wait has begun. */
    readonly retryAfterMs: number;
}

/**
 * Parses a reference and checks everything about it that needs no settings and no request.
 *
 * @throws {CodedError} `InvalidArgument` with the property and the remedy, never with the value.
 */
export function parseReference(reference: OperationReference): WaitTarget {
    const fields = fieldsOf(reference);
    const form = formOf(fields);
    checkHints(fields, form);
    const { deleted, pattern, succeededStatuses = [], fallback, retryAfter } = fields;
    const ready = form === "resourceId" ? "resource" : "operation";
    const { url, pattern: headerPattern } = urlOf(fields, form);
    return {
        url,
        needsSubscription: form === "asyncOperationId" && fields.subscriptionId === undefined,
        kind: deleted === true ? "deletion" : ready,
        pattern: (pattern as OperationPattern | undefined) ?? headerPattern,
        succeededStatuses: (succeededStatuses as string[]).map((status) => status.trim()),
        fallback: fallback === undefined ? undefined : parseResource("fallback.", fallback as Fields),
        retryAfterMs: retryAfter === undefined ? 0 : parseRetryAfter(retryAfter),
    };
}

/**
 * The same target with an operation id in this subscription.
 *
 * @param source Where the subscription was found, for messages.
 * @throws {CodedError} `InvalidArgument`.
 */
export function inSubscription(target: WaitTarget, subscriptionId: string, source?: string): WaitTarget {
    checkSubscriptionId(subscriptionId, source);
    const path = `/subscriptions/${subscriptionId}${target.url.path}`;
    return { ...target, url: { ...target.url, path }, needsSubscription: false };
}

/** The URL of a reference, and the pattern of the header that its text names. */
function urlOf(
    fields: Fields,
    form: ReferenceForm,
): { readonly url: ArmUrl; readonly pattern?: OperationPattern | undefined } {
    switch (form) {
        case "operation":
            return parseOperation(fields);
        case "asyncOperationId":
            return { url: parseOperationById(fields) };
        case "resourceId":
            return { url: parseResource("", fields) };
    }
}

/** @param prefix Precedes the names of the properties in messages. */
export function parseResource(prefix: "" | "fallback.", { resourceId, apiVersion }: Fields): ArmUrl {
    const property = `${prefix}resourceId`;
    const url = parseResourceId(property, resourceIdText(property, resourceId));
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

function parseOperation({ operation, apiVersion }: Fields) {
    const text = operationText(operation);
    checkOptional(apiVersion, checkApiVersion);
    const { url, pattern } = findOperationUrl("operation", text);
    return { url: withApiVersion(parseArmUrl("operation", url), apiVersion as string | undefined), pattern };
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
    const id = asyncOperationIdText(asyncOperationId);
    const region = regionName(location);
    checkResourceProvider(resourceProvider);
    checkApiVersion(apiVersion);
    checkOptional(subscriptionId, checkSubscriptionId);
    return parseArmUrl(
        "asyncOperationId",
        `${subscriptionId === undefined ? "" : `/subscriptions/${subscriptionId}`}/providers/${resourceProvider}` +
            `/locations/${region}/operationStatuses/${encodeURIComponent(id)}?api-version=${apiVersion}`,
    );
}
