// SPDX-License-Identifier: Apache-2.0

import { checkApiVersion } from "./apiVersion";
import { type ArmUrl, parseArmUrl, parseResourceId } from "./armUrl";
import { findOperationUrl } from "./findUrls";
import type { OperationReference } from "./operationReference";
import { parseResource } from "./parseReference";
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
    regionName,
    resourceIdText,
} from "./referenceFields";

/** Whether the value of a field is unknown, as an output in a preview. */
export type IsUnknown = (value: unknown) => boolean;

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
                : [parseArmUrl(form, findOperationUrl(form, operationText(known.operation)).url), ...fallbackUrl];
        case "asyncOperationId":
            checkOptional(known.asyncOperationId, asyncOperationIdText);
            // A missing region is wrong, whatever the other fields turn out to be; an unknown one is not missing.
            if (fields.location === undefined || !isUnknown(fields.location)) {
                regionName(fields.location);
            }
            checkOptional(known.resourceProvider, checkResourceProvider);
            checkOptional(known.apiVersion, checkApiVersion);
            checkOptional(known.subscriptionId, checkSubscriptionId);
            return fallbackUrl;
        case "resourceId":
            checkOptional(known.apiVersion, checkApiVersion);
            return known.resourceId === undefined
                ? fallbackUrl
                : [parseResourceId(form, resourceIdText(form, known.resourceId)), ...fallbackUrl];
    }
}
