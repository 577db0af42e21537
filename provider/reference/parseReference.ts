// SPDX-License-Identifier: Apache-2.0

import { invalidArgument } from "../common/codedError";
import type { OperationPattern } from "../response/pattern";
import { addVersion, checkApiVersion } from "./apiVersion";
import { type ArmUrl, parseArmUrl } from "./armUrl";
import { findOperationUrl } from "./findUrls";
import type { OperationById, OperationByUrl, OperationReference, ResourceReference } from "./operationReference";

/** The resource provider of an operation id when none is named. */
export const DEFAULT_RESOURCE_PROVIDER = "Microsoft.OperationalInsights";
/** The api-version that the status of an operation given by its id is read with when none is named. */
export const DEFAULT_API_VERSION = "2025-02-01";

/** What a reference leaves to the settings. */
export interface ReferenceDefaults {
    readonly subscriptionId?: string | undefined;
}

/** What a reference says, checked. */
export interface WaitTarget {
    readonly url: ArmUrl;
    /** Whether the URL is an operation's status, or a resource that is to be ready or to go away. */
    readonly kind: "operation" | "resource" | "deletion";
    readonly pattern: OperationPattern | undefined;
    /** The resource to ask when the operation's record is gone. */
    readonly fallback: ArmUrl | undefined;
}

type AnyReference = Partial<OperationByUrl & OperationById & ResourceReference>;

/**
 * Reads a reference and checks everything about it that can be known without asking anybody.
 *
 * @throws {CodedError} `InvalidArgument`, naming the property and the remedy, never the value.
 */
export function parseTarget(reference: OperationReference, defaults: ReferenceDefaults = {}): WaitTarget {
    const url = parseReference(reference, defaults);
    const { resourceId, deleted, pattern, fallback }: AnyReference = typeof reference === "string" ? {} : reference;
    checkHints(resourceId, deleted, pattern);
    const operationOrResource = resourceId === undefined ? "operation" : "resource";
    return {
        url,
        kind: deleted === true ? "deletion" : operationOrResource,
        pattern,
        fallback: fallback === undefined ? undefined : parseFallback(resourceId, fallback),
    };
}

/** The URL of a reference. @throws {CodedError} `InvalidArgument`. */
export function parseReference(reference: OperationReference, defaults: ReferenceDefaults = {}): ArmUrl {
    if (typeof reference === "string") {
        return parseOperationText("operation", reference, undefined);
    }
    if (typeof reference !== "object" || reference === null) {
        throw invalidArgument("operation", "must be a text, or an object with `operation` or `asyncOperationId`");
    }
    const { operation, asyncOperationId, resourceId, apiVersion }: AnyReference = reference;
    const given = Object.entries({ operation, asyncOperationId, resourceId }).filter(
        ([, value]) => value !== undefined,
    );
    const [first, second] = given.map(([name]) => name);
    if (first !== undefined && second !== undefined) {
        throw invalidArgument(first, `and \`${second}\` are both given: give only one of them`);
    }
    if (operation !== undefined) {
        return parseOperationText("operation", operation, apiVersion);
    }
    if (asyncOperationId !== undefined) {
        return parseOperationById(reference as OperationById, defaults);
    }
    if (resourceId !== undefined) {
        return parseResource("", reference);
    }
    throw invalidArgument(
        "asyncOperationId",
        "is missing: give it together with `location`, or give `operation`, the URL of an Azure-AsyncOperation header",
    );
}

/** @param place What stands before the names of the properties in messages. */
function parseResource(place: "" | "fallback.", { resourceId, apiVersion }: AnyReference): ArmUrl {
    const property = `${place}resourceId`;
    if (typeof resourceId !== "string" || resourceId.trim() === "") {
        throw invalidArgument(property, "is empty: give the id of the resource, from /subscriptions/ on");
    }
    const url = parseArmUrl(property, resourceId.trim());
    if (/[?&]api-version=/i.test(url.query)) {
        return url;
    }
    if (apiVersion === undefined) {
        throw invalidArgument(
            `${place}apiVersion`,
            `is missing: give one of the resource's type together with \`${property}\``,
        );
    }
    checkApiVersion(apiVersion, `${place}apiVersion`);
    return { ...url, query: addVersion(url.query, apiVersion) };
}

function parseFallback(resourceId: unknown, fallback: AnyReference): ArmUrl {
    if (resourceId !== undefined) {
        throw invalidArgument("fallback", "is for operations only: leave it out beside `resourceId`");
    }
    if (typeof fallback !== "object" || fallback === null) {
        throw invalidArgument("fallback", "must be an object with `resourceId` and `apiVersion`");
    }
    return parseResource("fallback.", fallback);
}

function checkHints(resourceId: unknown, deleted: unknown, pattern: unknown): void {
    if (deleted !== undefined && typeof deleted !== "boolean") {
        throw invalidArgument("deleted", "must be true or false");
    }
    if (deleted === true && resourceId === undefined) {
        throw invalidArgument("deleted", "is for resources only: give `resourceId` with it");
    }
    if (
        pattern !== undefined &&
        (resourceId !== undefined || !["azureAsyncOperation", "location"].includes(pattern as string))
    ) {
        throw invalidArgument("pattern", 'must be "azureAsyncOperation" or "location", and stand beside an operation');
    }
}

function parseOperationText(property: string, text: unknown, apiVersion: unknown): ArmUrl {
    if (typeof text !== "string" || text.trim() === "") {
        throw invalidArgument(property, "is empty: give the URL of an Azure-AsyncOperation header, or an ARM path");
    }
    if (apiVersion !== undefined) {
        checkApiVersion(apiVersion);
    }
    return withApiVersion(
        property,
        parseArmUrl(property, findOperationUrl(property, text)),
        apiVersion as string | undefined,
    );
}

/** The id that the API's own answers carry lacks the resource provider: `/subscriptions/S/locations/L/operationStatuses/I`. */
const PATH_WITHOUT_PROVIDER = /^(\/subscriptions\/[^/]+)(\/locations\/[^/]+\/operationStatuses\/[^/]+)$/i;
const LOG_ANALYTICS = /\/providers\/Microsoft\.OperationalInsights\//i;

/** ARM answers nothing without an api-version. A URL out of a header carries one; others may be completed. */
function withApiVersion(property: string, given: ArmUrl, apiVersion: string | undefined): ArmUrl {
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
            property,
            'is a path without api-version: add "?api-version=..." to it, or give `apiVersion`',
        );
    }
    return version === undefined ? url : { ...url, query: addVersion(url.query, version) };
}

function parseOperationById(reference: OperationById, defaults: ReferenceDefaults): ArmUrl {
    const { asyncOperationId, location } = reference;
    const resourceProvider = reference.resourceProvider ?? DEFAULT_RESOURCE_PROVIDER;
    const apiVersion = reference.apiVersion ?? DEFAULT_API_VERSION;
    checkAsyncOperationId(asyncOperationId);
    const region = regionName(location);
    if (typeof resourceProvider !== "string" || !/^[a-z][a-z0-9]*(?:\.[a-z0-9]+)*$/i.test(resourceProvider)) {
        throw invalidArgument("resourceProvider", 'must be a namespace such as "Microsoft.OperationalInsights"');
    }
    checkApiVersion(apiVersion);
    const subscriptionId = reference.subscriptionId ?? defaults.subscriptionId;
    if (subscriptionId === undefined || subscriptionId === "") {
        throw invalidArgument(
            "subscriptionId",
            "is missing: give it, or set azure-native:subscriptionId in the stack configuration or ARM_SUBSCRIPTION_ID",
        );
    }
    if (typeof subscriptionId !== "string" || !/^[a-z0-9][a-z0-9-]*$/i.test(subscriptionId)) {
        throw invalidArgument("subscriptionId", "must be the id of a subscription, a GUID");
    }
    return parseArmUrl(
        "asyncOperationId",
        `/subscriptions/${subscriptionId}/providers/${resourceProvider}/locations/${region}` +
            `/operationStatuses/${encodeURIComponent(asyncOperationId)}?api-version=${apiVersion}`,
    );
}

function checkAsyncOperationId(id: unknown): void {
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

/** `"West US"` and `"westus"` name the same region; ARM's own answers use the latter. */
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
