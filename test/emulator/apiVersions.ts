// SPDX-License-Identifier: Apache-2.0
import { armError } from "./armError";
import type { RawAnswer } from "./rawAnswer";

const OPERATIONAL_INSIGHTS = "microsoft.operationalinsights";

/** The versions in which Microsoft.OperationalInsights has operation statuses. */
const WITH_OPERATION_STATUSES = [
    "2020-03-01-preview",
    "2020-08-01",
    "2023-09-01",
    "2025-02-01",
    "2025-07-01",
    "2026-03-01",
];

/** Versions in which it has other resources only: there Azure hands out status URLs that Azure then refuses. */
const WITHOUT_OPERATION_STATUSES = ["2020-10-01", "2021-06-01", "2021-12-01-preview", "2022-10-01"];

/**
 * The refusal of a missing or unsupported `api-version`, or undefined when it is fine. Only the versions of
 * Microsoft.OperationalInsights are known; other providers take anything that looks like a version.
 *
 * @param type The resource type without its namespace, such as `clusters` or `locations/operationStatuses`.
 */
export function checkApiVersion(apiVersion: string | null, namespace: string, type: string): RawAnswer | undefined {
    if (apiVersion === null || apiVersion === "") {
        const message = "The api-version query parameter (?api-version=) is required for all requests.";
        return armError(400, "MissingApiVersionParameter", message);
    }
    const supported = supportedVersions(namespace, type);
    if (!/^\d{4}-\d{2}-\d{2}(-[a-z]+)?$/i.test(apiVersion)) {
        const message = `The api-version '${apiVersion}' is invalid. The supported versions are '${supported.join(",")}'.`;
        return armError(400, "InvalidApiVersionParameter", message);
    }
    if (supported.length > 0 && !supported.includes(apiVersion.toLowerCase())) {
        const message =
            `The resource type '${type}' could not be found in the namespace '${namespace}' for api version ` +
            `'${apiVersion}'. The supported api-versions are '${supported.join(",")}'.`;
        return armError(404, "InvalidResourceType", message);
    }
    return undefined;
}

function supportedVersions(namespace: string, type: string): readonly string[] {
    if (namespace.toLowerCase() !== OPERATIONAL_INSIGHTS) {
        return [];
    }
    return type.toLowerCase() === "locations/operationstatuses"
        ? WITH_OPERATION_STATUSES
        : [...WITH_OPERATION_STATUSES, ...WITHOUT_OPERATION_STATUSES].sort();
}
