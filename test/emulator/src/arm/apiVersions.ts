// SPDX-License-Identifier: Apache-2.0
import { armError } from "./armError";
import type { RawResponse } from "./rawResponse";
import type { ResourceType } from "./resourcePath";

/** The Microsoft.OperationalInsights versions that support operation statuses. */
const WITH_OPERATION_STATUSES = [
    "2020-03-01-preview",
    "2020-08-01",
    "2023-09-01",
    "2025-02-01",
    "2025-07-01",
    "2026-03-01",
];

/** Versions that support other resources only. Azure returns status URLs with these versions and then rejects them. */
const WITHOUT_OPERATION_STATUSES = ["2020-10-01", "2021-06-01", "2021-12-01-preview", "2022-10-01"];

const OPERATIONAL_INSIGHTS: Readonly<Record<string, readonly string[]>> = {
    "microsoft.operationalinsights/locations/operationstatuses": WITH_OPERATION_STATUSES,
    "microsoft.operationalinsights/locations/operationresults": WITH_OPERATION_STATUSES,
    "microsoft.operationalinsights": [...WITH_OPERATION_STATUSES, ...WITHOUT_OPERATION_STATUSES].sort(),
};

/** The error code for an unsupported version; Azure services use several. */
export type ApiVersionRefusal = "InvalidResourceType" | "NoRegisteredProviderFound" | "InvalidApiVersionParameter";

/** The `api-version`s that Resource Manager supports. */
export class ApiVersions {
    readonly #supported: ReadonlyMap<string, readonly string[]>;

    /**
     * @param further Versions by type, such as `Microsoft.Compute/disks`, or by namespace, in addition to those of
     *     Microsoft.OperationalInsights. Any well-formed version is accepted for other types.
     */
    constructor(
        further: Readonly<Record<string, readonly string[]>>,
        private readonly refusal: ApiVersionRefusal,
    ) {
        const entries = Object.entries(further).map(([type, versions]) => [type.toLowerCase(), versions] as const);
        this.#supported = new Map([...Object.entries(OPERATIONAL_INSIGHTS), ...entries]);
    }

    /** The error response for a missing or unsupported version; undefined when the version is supported. */
    check(apiVersion: string | null, path: ResourceType): RawResponse | undefined {
        if (apiVersion === null || apiVersion === "") {
            const message = "The api-version query parameter (?api-version=) is required for all requests.";
            return armError(400, "MissingApiVersionParameter", message);
        }
        const { resourceProvider, type } = path;
        const supported =
            this.#supported.get(`${resourceProvider}/${type}`.toLowerCase()) ??
            this.#supported.get(resourceProvider.toLowerCase());
        if (!/^\d{4}-\d{2}-\d{2}(-[a-z]+)?$/i.test(apiVersion)) {
            return invalidParameter(apiVersion, supported ?? []);
        }
        if (supported === undefined || supported.includes(apiVersion.toLowerCase())) {
            return undefined;
        }
        switch (this.refusal) {
            case "InvalidApiVersionParameter":
                return invalidParameter(apiVersion, supported);
            case "NoRegisteredProviderFound": {
                const message =
                    `No registered resource provider found for location '${path.location ?? "westus"}' and API version ` +
                    `'${apiVersion}' for type '${type}'. The supported api-versions are ` +
                    `'${[...supported].reverse().join(", ")}'. The supported locations are 'westus, westeurope'.`;
                return armError(400, "NoRegisteredProviderFound", message);
            }
            case "InvalidResourceType": {
                const message =
                    `The resource type '${type}' could not be found in the namespace '${resourceProvider}' for api version ` +
                    `'${apiVersion}'. The supported api-versions are '${supported.join(",")}'.`;
                return armError(404, "InvalidResourceType", message);
            }
        }
    }
}

function invalidParameter(apiVersion: string, supported: readonly string[]): RawResponse {
    const message = `The api-version '${apiVersion}' is invalid. The supported versions are '${supported.join(",")}'.`;
    return armError(400, "InvalidApiVersionParameter", message);
}
