// SPDX-License-Identifier: Apache-2.0
import { OperationError, waitForOperations } from "../../../provider/wait";
import {
    CANCELED,
    errorResponse,
    FAILED,
    FAILED_NESTED,
    IDS,
    NO_STATUS,
    NOT_FOUND,
    OPERATION_PATH,
    PENDING,
    PROXY_UNAVAILABLE,
    SIGN_IN_PAGE,
    UNAVAILABLE,
} from "../wait/operations";
import type { Line } from "../wait/scriptedArm";
import type { Message } from "./message";

const RESOURCE = {
    resourceId:
        "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/g/providers/Microsoft.Network/vnets/v",
    apiVersion: "2024-05-01",
};
const DELETION = { ...RESOURCE, deleted: true };
const WITH_FALLBACK = { operation: OPERATION_PATH, fallback: RESOURCE };
const UPDATING: Line = { headers: IDS, body: { properties: { provisioningState: "Updating" } } };
const SUBSCRIPTION_NOT_FOUND = errorResponse(404, "SubscriptionNotFound", "The subscription could not be found.");
const FORBIDDEN = errorResponse(403, "AuthorizationFailed", "The client has no authorization to perform the action.");
const PROXY_FORBIDDEN: Line = { status: 403, body: "<html>Blocked</html>" };
const ANOTHER_STATUS: Line = {
    headers: IDS,
    body: { status: "Unhealthy", error: { code: "NodeLost", message: "Node 3 is lost." } },
};
const gone = (code: string) => errorResponse(410, code, "The record has expired.");

/** The error without the port of the server, which is another one in each run. */
function withoutPort(error: OperationError): never {
    throw new OperationError(error.message.replace(/127\.0\.0\.1:\d+/, "127.0.0.1"), { code: error.code });
}

/** The lines of a report about a part of it, which is too long to be shown here as a whole. */
const linesOf = (error: unknown, pattern: RegExp): string =>
    (error as OperationError).message
        .split("\n")
        .filter((line) => pattern.test(line))
        .join("\n");

/** How an operation ended, or why its end is not known, by the code of the error. */
export const WAITS: Readonly<Record<string, readonly Message[]>> = {
    OperationFailed: [
        [
            [
                "Azure operation Failed: ClusterProvisioningFailed: The cluster could not be provisioned.",
                "  target: /clusters/logs",
                "  details:",
                "    - CapacityUnavailable: Not enough capacity in West US. (target: sku.capacity)",
                "        - ZoneUnavailable: Zone 2 is full.",
                "  additionalInfo:",
                '    - PolicyViolation: {"policyDefinitionDisplayName":"Allowed locations"}',
                "  operation: op-1 (Microsoft.OperationalInsights, westus), Failed after 12m 5s",
                "  started 2026-03-02T09:00:00Z, ended 2026-03-02T09:12:05Z",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([FAILED_NESTED]),
        ],
        [
            [
                "Azure operation Failed: Azure gave no reason.",
                '  response: {"status":"Failed"}',
                "  operation: op-1 (Microsoft.OperationalInsights, westus), Failed after 1s of waiting",
            ],
            ({ wait }) => wait([PENDING, { body: { status: "Failed" } }]),
        ],
        [
            [
                "Azure operation Failed: Azure gave no reason.",
                '  response: {"status":"Failed","error":{}}',
                "  operation: op-1 (Microsoft.OperationalInsights, westus), Failed at the first poll",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([{ headers: IDS, body: { status: "Failed", error: {} } }]),
        ],
        [
            [
                "2 of 2 Azure operations did not succeed:",
                "  Azure operation Failed: KeyDenied: Key not readable.",
                "    operation: op-1 (Microsoft.OperationalInsights, westus), Failed after 1s of waiting",
                "    request id request-1, correlation id correlation-1",
                "    operation: op-1 (Microsoft.OperationalInsights, westus), Failed at the first poll",
                "    request id request-1, correlation id correlation-1",
            ],
            ({ serve }) =>
                serve([PENDING, FAILED], (options) => waitForOperations([OPERATION_PATH, OPERATION_PATH], options)),
        ],
    ],
    OperationCanceled: [
        [
            [
                "Azure operation Canceled: OperationPreempted: Replaced by op-2.",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), Canceled at the first poll",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([CANCELED]),
        ],
    ],
    WaitTimeout: [
        [
            [
                "Azure operation still InProgress at the only poll.",
                "  The operation itself goes on in Azure. Run again to poll again, or without `--once` to wait for its end.",
                "  seen: InProgress x1",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), last InProgress, 1 poll in 0s",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([PENDING], OPERATION_PATH, { isSinglePoll: true }),
        ],
        [
            [
                "Azure operation still InProgress after 1m, the `timeout` of this wait.",
                "  The operation itself goes on in Azure. Run again to go on waiting, or set a longer `timeout`.",
                "  seen: InProgress x19",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), last InProgress, 19 polls in 1m",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([PENDING], OPERATION_PATH, { timeout: "1m" }),
        ],
        [
            [
                "Azure operation still InProgress after 1s, the `timeout` of this wait.",
                "  The operation itself goes on in Azure. The next `pulumi up` will not wait for it again: set a longer `timeout`.",
                "  seen: InProgress x2",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), last InProgress, 2 polls in 1s",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([PENDING], OPERATION_PATH, { timeout: "1s", nextRun: "doesNotWait" }),
        ],
        [
            [
                "Azure operation still InProgress after 1s, the `timeout` of this wait.",
                "  The operation itself goes on in Azure. The next run sends its request again, and does not wait for this operation: set a longer `timeout`.",
                "  seen: InProgress x2",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), last InProgress, 2 polls in 1s",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([PENDING], OPERATION_PATH, { timeout: "1s", nextRun: "sendsAgain" }),
        ],
        [
            [
                "Azure operation still Unhealthy after 1s, the `timeout` of this wait.",
                "  The operation itself goes on in Azure. Run again to go on waiting, or set a longer `timeout`.",
                "  Its status contains an error: NodeLost: Node 3 is lost.",
                "  seen: Unhealthy x2",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), last Unhealthy, 2 polls in 1s",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([ANOTHER_STATUS], OPERATION_PATH, { timeout: "1s" }),
        ],
        [
            [
                "Azure operation still Updating after 1s, the `timeout` of this wait.",
                "  The operation itself goes on in Azure. Run again to go on waiting, or set a longer `timeout`.",
                "  seen: Updating x2",
                "  operation: v (Microsoft.Network), last Updating, 2 polls in 1s",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([UPDATING], RESOURCE, { timeout: "1s" }),
        ],
    ],
    StatusUnavailable: [
        [
            [
                "The status of the Azure operation could not be read: the only poll failed",
                "  The operation may still be running, or have ended, in Azure. Run again to poll again, or without `--once` to wait for its end.",
                "  seen: 503 x1",
                "  last error: 503, text/html: <html>Bad gateway</html>",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), 1 poll in 0s",
            ],
            ({ wait }) => wait([PROXY_UNAVAILABLE], OPERATION_PATH, { isSinglePoll: true }),
        ],
        [
            [
                "The status of the Azure operation could not be read: Azure has not responded yet",
                "  The operation may still be running, or have ended, in Azure. Check the network between here and Azure (proxy, firewall, DNS). Run again to go on waiting.",
                "  seen: 503 x11",
                "  last error: 503, text/html: <html>Bad gateway</html>",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), 11 polls in 5m",
            ],
            ({ wait }) => wait([PROXY_UNAVAILABLE]),
        ],
        [
            [
                "The status of the Azure operation could not be read: Azure has not responded yet",
                "  The operation may still be running, or have ended, in Azure. Check the network between here and Azure (proxy, firewall, DNS). Run again to go on waiting.",
                "  seen: ECONNRESET x11",
                "  last error: ECONNRESET: read ECONNRESET",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), 11 polls in 5m",
            ],
            ({ wait }) => wait([{ fault: "reset" }]),
        ],
        [
            [
                "The status of the Azure operation could not be read: Azure has not responded yet",
                "  The operation may still be running, or have ended, in Azure. Check the network between here and Azure (proxy, firewall, DNS). Run again to go on waiting.",
                "  seen: ETIMEDOUT x5",
                "  last error: ETIMEDOUT: no complete response within 60 s",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), 5 polls in 5m 44s",
            ],
            ({ wait }) => wait([{ fault: "stallBeforeHeaders" }]),
        ],
        [
            [
                "The status of the Azure operation could not be read: Azure has not responded yet",
                "  The operation may still be running, or have ended, in Azure. Check the network between here and Azure (proxy, firewall, DNS). Run again to go on waiting.",
                "  seen: BodyError x11",
                "  last error: BodyError: the response body is larger than 4194304 bytes",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), 11 polls in 5m",
            ],
            ({ wait }) => wait([{ body: "a".repeat(5_000_000) }]),
        ],
        [
            [
                "The status of the Azure operation could not be read: no response contained one before the end of the `timeout`",
                "  The operation may still be running, or have ended, in Azure. Run again to go on waiting, or set a longer `timeout`.",
                "  seen: 200 with a page of HTML x126",
                "  last error: 200, text/html: <html>Sign in</html>",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), 126 polls in 2h",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([SIGN_IN_PAGE]),
        ],
        [
            [
                "The status of the Azure operation could not be read: no response contained one before the end of the `timeout`",
                "  The operation may still be running, or have ended, in Azure. Run again to go on waiting, or set a longer `timeout`.",
                "  seen: 503 ServerBusy x16, InProgress x1",
                "  last error: 503 ServerBusy: Try later.",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), last InProgress, 17 polls in 10m",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([PENDING, UNAVAILABLE], OPERATION_PATH, { timeout: "10m" }),
        ],
        [
            [
                "The status of the Azure operation could not be read: Azure requested a delay that is longer than the `timeout`",
                "  The operation may still be running, or have ended, in Azure. Run again to go on waiting, or set a longer `timeout`.",
                "  operation: op-1 (Microsoft.OperationalInsights, westus)",
            ],
            ({ wait }) => wait([PENDING], { operation: OPERATION_PATH, retryAfter: "1h" }, { timeout: "1m" }),
        ],
        [
            [
                "The status of the Azure operation could not be read: its responses do not contain one",
                '  The operation may still be running, or have ended, in Azure. If this is the URL of a `Location` header, give `pattern: "location"`; else give a `fallback`, the resource to poll instead.',
                "  seen: 200 without a status x8",
                '  last error: 200, application/json: {"name":"op-1"}',
                "  operation: op-1 (Microsoft.OperationalInsights, westus), 8 polls in 2m 3s",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([NO_STATUS]),
        ],
        [
            [
                "The status of the Azure operation could not be read: its responses do not contain one",
                "  The operation may still be running, or have ended, in Azure. These responses are not Azure's: something between here and Azure sends them (proxy, sign-in page).",
                "  seen: 200 without a status x8",
                '  last error: 200, application/json: {"state":"unknown"}',
                "  operation: op-1 (Microsoft.OperationalInsights, westus), 8 polls in 2m 3s",
            ],
            ({ wait }) => wait([{ body: { state: "unknown" } }]),
        ],
        [
            [
                "The status of the Azure operation could not be read: its responses do not contain a resource",
                "  The operation may still be running, or have ended, in Azure. Check `resourceId`.",
                "  seen: 200 without a status x8",
                "  last error: 200, application/json: []",
                "  operation: v (Microsoft.Network), 8 polls in 2m 3s",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([{ headers: IDS, body: [] }], DELETION),
        ],
        [
            [
                "The status of the Azure operation could not be read: a proxy requires a sign-in (407)",
                "  The operation may still be running, or have ended, in Azure. Give its user and password in HTTPS_PROXY.",
                "  seen: 407 x1",
                "  last error: 407, text/html: <html>Sign in</html>",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), 1 poll in 0s",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([{ status: 407, headers: IDS, body: "<html>Sign in</html>" }]),
        ],
        [
            [
                "The status of the Azure operation could not be read: the response from 127.0.0.1 is a redirect to another host, which is not followed: check the network between here and Azure (proxy, sign-in page)",
                "  The operation may still be running, or have ended, in Azure. Run again to go on waiting.",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), 1 poll in 0s",
            ],
            ({ wait }) => wait([{ status: 302, headers: { location: "https://login.example/" } }]).catch(withoutPort),
        ],
        [
            [
                "The status of the Azure operation could not be read: its responses do not contain one",
                '  The operation may still be running, or have ended, in Azure. If this is the URL of a `Location` header, give `pattern: "location"`; else give a `fallback`, the resource to poll instead.',
                "  seen: 200 with an empty body x8",
                "  last error: 200, no content type, empty body",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), 8 polls in 2m 3s",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([{ headers: IDS, body: "" }]),
        ],
        [
            [
                "The status of the Azure operation could not be read: no response contained one before the end of the `timeout`",
                "  The operation may still be running, or have ended, in Azure. Run again to go on waiting, or set a longer `timeout`.",
                "  seen: 200 with an unreadable body x7",
                '  last error: 200, application/json: {"status":',
                "  operation: op-1 (Microsoft.OperationalInsights, westus), 7 polls in 1m",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([{ headers: IDS, body: '{"status":' }], OPERATION_PATH, { timeout: "1m" }),
        ],
    ],
    OperationNotFound: [
        [
            [
                "The Azure operation was not found.",
                "  Check the id, the region and the subscription; the record may also have expired, or belong to another identity. An operation that was only just started may need a longer `notFoundGrace`.",
                "  Azure's error: NotFound: There is no such operation.",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), 8 polls in 2m 3s",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([NOT_FOUND]),
        ],
        [
            [
                "The record of the Azure operation has expired: Azure no longer knows it.",
                "  Its last status was InProgress. Azure keeps records for a limited time after the end; check the state of the resource itself.",
                "  Azure's error: NotFound: There is no such operation.",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), last InProgress, 3 polls in 2s",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([PENDING, NOT_FOUND]),
        ],
        [
            [
                "The record of the Azure operation has expired: Azure no longer knows it.",
                "  Its status was never read. Azure keeps records for a limited time after the end; check the state of the resource itself.",
                "  Azure's error: Gone: The record has expired.",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), 1 poll in 0s",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([gone("Gone")]),
        ],
        [
            [
                "The record of the Azure operation has expired, and its `fallback` was not found.",
                "  Its status was never read. Check `fallback.resourceId`.",
                "  Azure's error: NotFound: There is no such operation.",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), 16 polls in 4m 33s",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([NOT_FOUND], WITH_FALLBACK),
        ],
        [
            [
                "The Azure resource was not found.",
                "  Check `resourceId` and the subscription. A resource that is only just being created may need a longer `notFoundGrace`.",
                "  Azure's error: NotFound: There is no such operation.",
                "  operation: v (Microsoft.Network), 8 polls in 2m 3s",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([NOT_FOUND], RESOURCE),
        ],
        [
            [
                "The Azure resource is gone.",
                "  Its last status was Updating. To wait until a resource is gone, give `deleted: true`.",
                "  Azure's error: NotFound: There is no such operation.",
                "  operation: v (Microsoft.Network), last Updating, 3 polls in 2s",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([UPDATING, NOT_FOUND], RESOURCE),
        ],
    ],
    AuthenticationFailed: [
        [
            [
                "Not allowed to read the status of the Azure operation: AuthenticationFailed: A token is required.",
                "  Over plain http no token is sent: give an `endpoint` with https.",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), 1 poll in 0s",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([errorResponse(401, "AuthenticationFailed", "A token is required.")]),
        ],
        [
            [
                "Cannot wait for the Azure operation: no token with the given `credential`: it returned none",
                "  operation: op-1 (Microsoft.OperationalInsights, westus)",
            ],
            ({ wait }) => wait([], OPERATION_PATH, { endpoint: "https://management.azure.com" }),
        ],
    ],
    AuthorizationFailed: [
        [
            [
                "Not allowed to read the status of the Azure operation: AuthorizationFailed: The client has no authorization to perform the action.",
                "  The identity needs Microsoft.OperationalInsights/locations/operationStatuses/read on the subscription, or at least on the resource group: a role on the resource alone is not enough. The Reader role has it.",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), 1 poll in 0s",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([FORBIDDEN]),
        ],
        [
            [
                "Not allowed to read the status of the Azure operation: AuthorizationFailed: The client has no authorization to perform the action.",
                "  The identity needs Microsoft.Network/vnets/read on the resource. The Reader role has it.",
                "  operation: v (Microsoft.Network), 1 poll in 0s",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([FORBIDDEN], RESOURCE),
        ],
        [
            [
                "Not allowed to read the status of the Azure operation: 403, text/html: <html>Blocked</html>",
                "  This response is not Azure's: something between here and Azure forbids the request (proxy, firewall).",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), 1 poll in 0s",
            ],
            ({ wait }) => wait([PROXY_FORBIDDEN]),
        ],
        [
            [
                "Not allowed to read the status of the Azure operation: Forbidden: Only the original caller may read the operation.",
                "  Only the identity that started the operation may read its status: sign in as the one that made the original request.",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), 1 poll in 0s",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([errorResponse(403, "Forbidden", "Only the original caller may read the operation.")]),
        ],
    ],
    InvalidArgument: [
        [
            [
                "Azure cannot find what `operation` names: SubscriptionNotFound: The subscription could not be found.",
                "  Check the subscription and the resource provider, and that the identity is of the subscription's tenant. Running again does not help.",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), 1 poll in 0s",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([SUBSCRIPTION_NOT_FOUND]),
        ],
        [
            [
                "`operation` cannot be read: Azure does not allow it (405 MethodNotAllowed).",
                "  Give the URL of an Azure-AsyncOperation or Location header.",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), 1 poll in 0s",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([errorResponse(405, "MethodNotAllowed", "GET is not allowed.")]),
        ],
        [
            [
                "`resourceId` cannot be read: Azure does not allow it (405 MethodNotAllowed).",
                "  Give the id of a resource, not of an action.",
                "  operation: v (Microsoft.Network), 1 poll in 0s",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([errorResponse(405, "MethodNotAllowed", "GET is not allowed.")], RESOURCE),
        ],
        [
            [
                "The api-version is not supported: InvalidApiVersionParameter: The api-version is invalid.",
                "  Give another: in the URL, or as `apiVersion` where that has none.",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), 1 poll in 0s",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([errorResponse(400, "InvalidApiVersionParameter", "The api-version is invalid.")]),
        ],
        [
            [
                "`resourceId` is a resource without a provisioningState: it cannot be waited for this way.",
                "  Wait for the operation that changes it, by its URL or id.",
                '  last response: 200, application/json: {"id":"/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/g/providers/Microsoft.Network/vnets/v","properties":{}}',
                "  operation: v (Microsoft.Network), 8 polls in 2m 3s",
                "  request id request-1, correlation id correlation-1",
            ],
            ({ wait }) => wait([{ headers: IDS, body: { id: RESOURCE.resourceId, properties: {} } }], RESOURCE),
        ],
    ],
    WaitAborted: [
        [
            [
                "Stopped waiting for the Azure operation.",
                "  The operation itself goes on in Azure. Run again to go on waiting.",
                "  operation: op-1 (Microsoft.OperationalInsights, westus)",
            ],
            ({ wait }) => wait([PENDING], OPERATION_PATH, { signal: AbortSignal.abort(new Error("interrupted")) }),
        ],
    ],
};

/** Parts of reports that are too long to be shown as a whole. */
export const CUTS: readonly Message[] = [
    [
        "  … (cut: a report has at most 64 KiB; `errorDetail` of the error has everything)",
        async ({ wait }) => {
            const details = Array.from({ length: 3_000 }, (_, index) => ({
                code: `Zone${index}`,
                message: "It is full.",
            }));
            const error = await wait([{ body: { status: "Failed", error: { code: "Full", details } } }]).catch(
                (reason) => reason,
            );
            return linesOf(error, /not shown|cut/);
        },
    ],
    [
        "Azure operation Failed: a…a… (83616 more characters not shown)",
        async ({ wait }) => {
            const error = await wait([{ body: { status: "Failed", error: { message: "a".repeat(100_000) } } }]).catch(
                (reason) => reason,
            );
            return linesOf(error, /not shown|cut/).replace(/a{100,}/, "a…a");
        },
    ],
    [
        "  … (cut: a report has at most 64 KiB; `errorDetail` of the error has everything)",
        async ({ wait }) => {
            const details = Array.from({ length: 300 }, () => ({ message: "a".repeat(1_000) }));
            const error = await wait([{ body: { status: "Failed", error: { code: "Full", details } } }]).catch(
                (reason) => reason,
            );
            return linesOf(error, /not shown|cut/);
        },
    ],
];
