// SPDX-License-Identifier: Apache-2.0
import { waitForOperation, waitForOperations } from "../../../provider/wait";
import { OPERATION, OPERATION_PATH } from "../wait/operations";
import type { Message } from "./message";

const RESOURCE = { resourceId: OPERATION.replace(/\/locations.*/, "/clusters/logs"), apiVersion: "2025-02-01" };
const BY_ID = { asyncOperationId: "op-1", location: "West US", subscriptionId: "50000000-0000-4000-8000-000000000005" };
const URL = `https://management.azure.com${OPERATION_PATH}`;

/** Where a reference is valid after all, the wait ends before its first request. */
const OPTIONS = {
    endpoint: "https://management.azure.com",
    credential: { getToken: async () => null },
    signal: AbortSignal.abort(),
};

/** The call with a reference that TypeScript may refuse. */
const of = (reference: unknown) => () => waitForOperation(reference as string, OPTIONS);
const byId = (fields: object) => of({ ...BY_ID, ...fields });
const byUrl = (fields: object) => of({ operation: URL, ...fields });
const resource = (fields: object) => of({ ...RESOURCE, ...fields });

/** `InvalidArgument`: what is wrong with an operation. */
export const REFERENCES: readonly Message[] = [
    ["`operation` must be a string, or an object with `operation`, `asyncOperationId` or `resourceId`", of(7)],
    ["`operation` is empty: give the URL of an Azure-AsyncOperation header, or an ARM path", of("")],
    ["`operation` is empty: give the URL of an Azure-AsyncOperation header, or an ARM path", of(" ")],
    [
        "`operation` contains no operation: give the URL of an Azure-AsyncOperation header, or an ARM path from /subscriptions/ on (a bare id belongs in `asyncOperationId`)",
        of("op-1"),
    ],
    [
        "`asyncOperationId` is missing: give it together with `location`, or give `operation`, the URL of an Azure-AsyncOperation header, or `resourceId`",
        of({}),
    ],
    ["`operations` must be a list of operations", () => waitForOperations("list" as never)],
    [
        "`operations[1]`: `operation` contains no operation: give the URL of an Azure-AsyncOperation header, or an ARM path from /subscriptions/ on (a bare id belongs in `asyncOperationId`)",
        () => waitForOperations([URL, "op-1"]),
    ],
    ["`operation` and `resourceId` are both given: give only one of them", of({ operation: URL, ...RESOURCE })],
    [
        "`operation` cannot be read: reading it throws an error",
        of({
            get operation(): string {
                throw new Error("a getter");
            },
        }),
    ],

    // URLs and paths.
    [
        "`operation` is longer than 16384 characters: give the URL alone",
        of(`https://management.azure.com/${"a".repeat(20_000)}`),
    ],
    [
        "`operation` is not a URL: it must begin with https:// or, as an ARM path, with /subscriptions/ or /providers/",
        byUrl({ operation: "ftp://management.azure.com/subscriptions" }),
    ],
    [
        "`resourceId` is not an ARM path: it must begin with /subscriptions/ or /providers/",
        resource({ resourceId: "/resourceGroups/g" }),
    ],
    [
        "`operation` contains white space, control or non-ASCII characters: copy the URL again, or encode them",
        byUrl({ operation: URL.replace("op-1", "op\u00e91") }),
    ],
    [
        "`operation` contains a backslash: URLs have only forward slashes",
        byUrl({ operation: URL.replace("/locations", "\\locations") }),
    ],
    ["`operation` contains a fragment (#...): leave it out", byUrl({ operation: `${URL}#status` })],
    [
        "`operation` contains user information (...@): leave it out",
        byUrl({ operation: URL.replace("https://", "https://user@") }),
    ],
    [
        "`operation` does not contain a valid host: copy the URL again",
        byUrl({ operation: URL.replace("management.azure.com", "management.azure.com:99999") }),
    ],
    [
        "`operation` contains a percent sign that is not part of an escape: encode it as %25",
        byUrl({ operation: URL.replace("op-1", "op%1") }),
    ],
    [
        '`operation` contains a "." or ".." segment: write the path without it',
        byUrl({ operation: URL.replace("/providers", "/../providers") }),
    ],
    [
        "`operation` contains a subscription that is no GUID: give the id of the subscription, not its name or a value that a pipeline has masked (***)",
        byUrl({ operation: URL.replace(/50000000-[^/]*/, "production") }),
    ],
    [
        "`operation` has a path that begins with //: begin it with a single slash",
        byUrl({ operation: URL.replace(".com/", ".com//") }),
    ],
    [
        "`operation` contains a host but no path: give the whole URL",
        byUrl({ operation: "https://management.azure.com" }),
    ],
    [
        "`operation` contains characters that are not allowed in a URL: percent-encode them",
        byUrl({ operation: URL.replace("op-1", "op<1") }),
    ],
    [
        "`operation` is not on management.azure.com, the Resource Manager of the configured cloud, and the token is sent to no other host: check the URL, or set the cloud that it belongs to: azure-native:environment or ARM_ENVIRONMENT, or azure-native:metadataHost or ARM_METADATA_HOSTNAME",
        byUrl({ operation: URL.replace("management.azure.com", "management.example.com") }),
    ],
    [
        "`operation` must begin with https://: plain http is not supported",
        byUrl({ operation: URL.replace("https:", "http:") }),
    ],
    [
        '`operation` is a path without api-version: add "?api-version=..." to it, or give `apiVersion`',
        byUrl({ operation: RESOURCE.resourceId.replace("OperationalInsights", "Network") }),
    ],
    ["`operation` contains 2 different URLs: give the one to wait for", of(`${URL} ${URL.replace("op-1", "op-2")}`)],
    [
        "`operation` contains no operation: give the URL of an Azure-AsyncOperation header, or an ARM path from /subscriptions/ on (a bare id belongs in `asyncOperationId`)",
        of("The cluster is busy."),
    ],
    [
        "`operation` contains a URL that seems to be cut, or has an unusual end: give the whole URL alone",
        of(`see ${URL}…`),
    ],

    // Ids.
    [
        "`asyncOperationId` is missing: give it together with `location`, or give `operation`, the URL of an Azure-AsyncOperation header, or `resourceId`",
        byId({ asyncOperationId: undefined }),
    ],
    [
        "`asyncOperationId` is empty: give the last segment of the operation's status URL",
        byId({ asyncOperationId: "" }),
    ],
    [
        "`asyncOperationId` is longer than 1024 characters: give the id alone",
        byId({ asyncOperationId: "a".repeat(5_000) }),
    ],
    ["`asyncOperationId` is a URL or a path: give it as `operation` instead", byId({ asyncOperationId: URL })],
    ["`asyncOperationId` contains control characters: give the id alone", byId({ asyncOperationId: "op\u00071" })],
    [
        "`asyncOperationId` contains white space, quotes or braces: give the id alone",
        byId({ asyncOperationId: '{"id": "op-1"}' }),
    ],
    ['`asyncOperationId` must not be "." or "..": give the id of an operation', byId({ asyncOperationId: ".." })],
    [
        '`location` is missing: give the region of the operation, such as "westus" or "West US"',
        byId({ location: undefined }),
    ],
    ['`location` must be a region such as "westus" or "West US"', byId({ location: "West/US" })],
    [
        '`resourceProvider` must be a namespace such as "Microsoft.OperationalInsights"',
        byId({ resourceProvider: "Operational/Insights" }),
    ],
    ["`subscriptionId` must be the id of a subscription, a GUID, not its name", byId({ subscriptionId: "production" })],
    [
        "`subscriptionId` is missing: give it, or set azure-native:subscriptionId in the stack configuration or ARM_SUBSCRIPTION_ID",
        byId({ subscriptionId: undefined }),
    ],
    ['`apiVersion` must be a date such as "2025-02-01", with or without "-preview"', byId({ apiVersion: "latest" })],
    ["`asyncOperationId` is empty: give the last segment of the operation's status URL", byId({ asyncOperationId: 7 })],

    // Resources.
    ["`resourceId` is empty: give the id of the resource, from /subscriptions/ on", resource({ resourceId: "" })],
    [
        "`resourceId` is not a URL: it must begin with https:// or, as an ARM path, with /subscriptions/ or /providers/",
        resource({ resourceId: "clusters/logs" }),
    ],
    [
        "`apiVersion` is missing: give one of the resource's type together with `resourceId`",
        resource({ apiVersion: undefined }),
    ],
    ["`deleted` must be true or false", resource({ deleted: "yes" })],
    ["`deleted` is for resources only: give `resourceId` with it", byUrl({ deleted: true })],
    [
        '`pattern` must be "azureAsyncOperation" or "location", and stand beside an operation',
        resource({ pattern: "location" }),
    ],

    // Hints.
    [
        '`pattern` must be "azureAsyncOperation" or "location", and stand beside an operation',
        byUrl({ pattern: "poll" }),
    ],
    [
        "`succeededStatuses` is for operations only: leave it out beside `resourceId`",
        resource({ succeededStatuses: ["Deleted"] }),
    ],
    ['`succeededStatuses` must be a list of statuses such as ["Deleted"]', byUrl({ succeededStatuses: "Deleted" })],
    [
        "`succeededStatuses` must not contain Failed or Canceled: these always end an operation as such",
        byUrl({ succeededStatuses: ["Failed"] }),
    ],
    ["`fallback` is for operations only: leave it out beside `resourceId`", resource({ fallback: RESOURCE })],
    ["`fallback` must be an object with `resourceId` and `apiVersion`", byUrl({ fallback: "logs" })],
    [
        "`fallback.apiVersion` is missing: give one of the resource's type together with `fallback.resourceId`",
        byUrl({ fallback: { resourceId: RESOURCE.resourceId } }),
    ],
    ['`retryAfter` must be a duration such as "90m", "1h30m" or "45s"', byUrl({ retryAfter: 60 })],
];
