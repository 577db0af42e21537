// SPDX-License-Identifier: Apache-2.0

import { invalidArgument } from "./fault";
import { findOperationIn } from "./operationText";
import { type OperationUrl, parseUrl } from "./operationUrl";

/** The resource provider of an operation id when none is named. */
export const DEFAULT_RESOURCE_PROVIDER = "Microsoft.OperationalInsights";
/** The api-version that the status of an operation given by its id is read with when none is named. */
export const DEFAULT_API_VERSION = "2025-02-01";

/** An operation by its id, as in ARM's *Operation Statuses - Get*. */
export interface OperationById {
    /** The id of the operation, the last segment of its status URL. Any characters are allowed. */
    readonly asyncOperationId: string;
    /** The region in which the operation runs, as name or display name: `"westus"` or `"West US"`. */
    readonly location: string;
    /** @default azure-native's `subscriptionId` (configuration, then `ARM_SUBSCRIPTION_ID`) */
    readonly subscriptionId?: string;
    /** @default "Microsoft.OperationalInsights" */
    readonly resourceProvider?: string;
    /** @default "2025-02-01" */
    readonly apiVersion?: string;
}

/** An operation by its status URL. */
export interface OperationByUrl {
    /**
     * The full URL of an `Azure-AsyncOperation`, `Operation-Location` or `Location` header; an ARM path from
     * `/subscriptions/` or `/providers/` on; or a longer text, such as an error message, with exactly one of those in it.
     */
    readonly operation: string;
    /** The api-version to read the status with, where `operation` carries none. */
    readonly apiVersion?: string;
}

/** What to wait for. A string stands for `{ operation: string }`. */
export type OperationReference = string | OperationByUrl | OperationById;

/** What a reference leaves to the settings. */
export interface ReferenceDefaults {
    readonly subscriptionId?: string | undefined;
}

/**
 * Reads a reference and checks everything about it that can be known without asking anybody.
 *
 * @throws {Fault} `InvalidArgument`, naming the property and the remedy, never the value.
 */
export function parseReference(reference: OperationReference, defaults: ReferenceDefaults = {}): OperationUrl {
    if (typeof reference === "string") {
        return parseOperationText("operation", reference, undefined);
    }
    if (typeof reference !== "object" || reference === null) {
        throw invalidArgument("operation", "must be a text, or an object with `operation` or `asyncOperationId`");
    }
    const { operation, asyncOperationId } = reference as Partial<OperationByUrl & OperationById>;
    if (operation !== undefined && asyncOperationId !== undefined) {
        throw invalidArgument("operation", "and `asyncOperationId` are both given: give only one of them");
    }
    if (operation !== undefined) {
        return parseOperationText("operation", operation, (reference as OperationByUrl).apiVersion);
    }
    if (asyncOperationId !== undefined) {
        return parseOperationById(reference as OperationById, defaults);
    }
    throw invalidArgument(
        "asyncOperationId",
        "is missing: give it together with `location`, or give `operation`, the URL of an Azure-AsyncOperation header",
    );
}

function parseOperationText(property: string, text: unknown, apiVersion: unknown): OperationUrl {
    if (typeof text !== "string" || text.trim() === "") {
        throw invalidArgument(property, "is empty: give the URL of an Azure-AsyncOperation header, or an ARM path");
    }
    if (apiVersion !== undefined) {
        checkApiVersion(apiVersion);
    }
    return withApiVersion(
        property,
        parseUrl(property, findOperationIn(property, text)),
        apiVersion as string | undefined,
    );
}

/** The id that the API's own answers carry lacks the resource provider: `/subscriptions/S/locations/L/operationStatuses/I`. */
const PATH_WITHOUT_PROVIDER = /^(\/subscriptions\/[^/]+)(\/locations\/[^/]+\/operationStatuses\/[^/]+)$/i;
const LOG_ANALYTICS = /\/providers\/Microsoft\.OperationalInsights\//i;

/** ARM answers nothing without an api-version. A URL out of a header carries one; others may be completed. */
function withApiVersion(property: string, given: OperationUrl, apiVersion: string | undefined): OperationUrl {
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
    return version === undefined ? url : { ...url, query: withVersion(url.query, version) };
}

function withVersion(query: string, version: string): string {
    return `${query === "" ? "?" : `${query}&`}api-version=${version}`;
}

function parseOperationById(reference: OperationById, defaults: ReferenceDefaults): OperationUrl {
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
    return parseUrl(
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

function checkApiVersion(apiVersion: unknown): void {
    if (typeof apiVersion !== "string" || !/^\d{4}-\d{2}-\d{2}(?:-[a-z]+)?$/i.test(apiVersion)) {
        throw invalidArgument("apiVersion", 'must be a date such as "2025-02-01", with or without "-preview"');
    }
}
