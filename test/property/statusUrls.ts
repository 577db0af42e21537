// SPDX-License-Identifier: Apache-2.0

/** The URL of an operation: the end of its path below the resource provider, and what the URL alone says about the pattern. */
export interface StatusUrlForm {
    readonly path: string;
    /** Parameters besides the api-version. */
    readonly query?: string;
    /** `monitor` is the query that only URLs of `Location` headers have. */
    readonly shows: "azureAsyncOperation" | "location" | "monitor" | "nothing";
}

/** URLs of `Azure-AsyncOperation` headers. NetApp, Capacity and Stream Analytics have `operationResults` in theirs. */
export const STATUS_URLS: readonly StatusUrlForm[] = [
    { path: "locations/westus/operationStatuses/op-1", shows: "azureAsyncOperation" },
    { path: "locations/westus/operationstatuses/op-1", shows: "azureAsyncOperation" },
    { path: "locations/westus/operationsStatus/op-1", shows: "azureAsyncOperation" },
    { path: "locations/westus/asyncOperations/op-1", shows: "azureAsyncOperation" },
    { path: "locations/westus/gatewayAsyncOperation/op-1", shows: "azureAsyncOperation" },
    { path: "locations/westus/operationResults/op-1", shows: "location" },
    { path: "locations/westus/operationresults/op-1", shows: "location" },
    { path: "locations/westus/operations/op-1", shows: "nothing" },
    { path: "locations/westus/diskOperations/op-1", shows: "nothing" },
    { path: "locations/westus/operationId/op-1", shows: "nothing" },
];

/** URLs of `Location` headers. Some services have the path of a status record in theirs. */
export const LOCATION_URLS: readonly StatusUrlForm[] = [
    { path: "locations/westus/operationResults/op-1", shows: "location" },
    { path: "locations/westus/elasticPoolOperationResults/op-1", shows: "location" },
    { path: "locations/westus/commandResults/op-1", shows: "location" },
    { path: "clusters/logs//operationresults/op-1", shows: "location" },
    { path: "locations/westus/operations/op-1", query: "monitor=true", shows: "monitor" },
    { path: "locations/westus/diskOperations/op-1", query: "p=5&monitor=true", shows: "monitor" },
    { path: "locations/westus/asyncoperations/op-1", query: "monitor=true", shows: "monitor" },
    { path: "locations/westus/operations/op-1", shows: "nothing" },
    { path: "locations/westus/diskOperations/op-1", shows: "nothing" },
    { path: "locations/westus/operationStatuses/op-1", shows: "azureAsyncOperation" },
    { path: "locations/westus/operationStatus/op-1", shows: "azureAsyncOperation" },
];

const SUBSCRIPTION = "/subscriptions/50000000-0000-4000-8000-000000000005";
const PROVIDER = "providers/Microsoft.OperationalInsights";
export const API_VERSION = "2025-02-01";
export const RESOURCE = `${SUBSCRIPTION}/resourceGroups/demo/${PROVIDER}/clusters/logs`;
/** ARM writes ids in another case than the paths of requests. */
export const RESOURCE_ID = RESOURCE.replace("resourceGroups", "resourcegroups");

/** The path and query of the resource. */
export const RESOURCE_URL = `${RESOURCE}?api-version=${API_VERSION}`;

/** The path and query of a status URL. */
export function statusUrl({ path, query }: StatusUrlForm, isSigned: boolean): string {
    const parameters = query === undefined ? "" : `&${query}`;
    const url = `${SUBSCRIPTION}/${PROVIDER}/${path}?api-version=${API_VERSION}${parameters}`;
    return isSigned ? signedAgain(url, 0) : url;
}

/** The same URL with a new signature: ARM signs the URLs in its headers anew with each response. */
export function signedAgain(url: string, times: number): string {
    return `${url.replace(/&t=.*$/, "")}&t=6390000${times}&c=MIIHhz&s=c2ln${times}&h=aGFzaA`;
}

/** The path and query of a `Location` that has moved. */
export function movedUrl(times: number): string {
    return statusUrl({ path: `locations/westus/operations/op-1/${times}`, shows: "nothing" }, true);
}

/** The path and query of the operation's other URL, for the pattern that the reference does not follow. */
export const OTHER_URL = statusUrl({ path: "locations/westus/operationRecords/op-1", shows: "nothing" }, true);
