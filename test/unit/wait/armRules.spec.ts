// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import sinon from "sinon";
import type { OperationReference, WaitOptions } from "../../../provider/wait";
import { formatProgress } from "../../../provider/wait/progress";
import {
    CANCELED,
    errorResponse,
    FAILED,
    FAILED_NESTED,
    IDS,
    LOCATION_PATH,
    OPERATION,
    OPERATION_PATH,
    PENDING,
    SIGN_IN_PAGE,
    SUCCEEDED,
    THROTTLED,
} from "./operations";
import type { Reply } from "./scriptedArm";
import { useVirtualWait } from "./virtualWait";

/** One rule: the responses of Azure and what is expected of the wait; only what is given is checked. */
interface Rule {
    readonly script: readonly Reply[];
    /** `Succeeded` or the code of the error. */
    readonly outcome: string;
    readonly message?: RegExp;
    /** Milliseconds between the first polls. */
    readonly delaysMs?: readonly number[];
    /** Milliseconds until the first poll. */
    readonly firstPollMs?: number;
    /** The requested paths, in order. */
    readonly polledPaths?: readonly string[];
    readonly operation?: OperationReference;
    readonly options?: WaitOptions;
}

const status = (value: unknown, fields: object = {}): Reply => ({ ...PENDING, body: { status: value, ...fields } });
const body = (value: unknown, statusCode = 200): Reply => ({ ...PENDING, status: statusCode, body: value });
const pendingWith = (headers: Record<string, string>): Reply => ({
    ...PENDING,
    headers: { ...PENDING.headers, ...headers },
});
const UNDECIDED_PATH = LOCATION_PATH.replace("operationResults", "operations");
const PURGE =
    "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w/operations/purge-1?api-version=2025-02-01";
const RESOURCE = {
    resourceId:
        "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/g/providers/Microsoft.OperationalInsights/clusters/c",
    apiVersion: "2025-02-01",
};
const ACCEPTED: Reply = { status: 202, headers: IDS };
const NO_CONTENT: Reply = { status: 204, headers: IDS };
const FORBIDDEN = errorResponse(
    403,
    "AuthorizationFailed",
    "If access was recently granted, refresh your credentials.",
);
const GONE = errorResponse(404, "NotFound", "No such operation.");

/** The rules that every poller of ARM must follow, in the order of ARM's documentation. */
const RULES: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
    "for reading the status": {
        "succeeds with Completed in any case and with whitespace around it": {
            script: [status(" completed ")],
            outcome: "Succeeded",
        },
        "polls again after PartiallySucceeded, which only contains a terminal status": {
            script: [status("PartiallySucceeded"), SUCCEEDED],
            outcome: "Succeeded",
            delaysMs: [1000],
        },
        "polls again after FailingOver, which only resembles a terminal status": {
            script: [status("FailingOver"), SUCCEEDED],
            outcome: "Succeeded",
            delaysMs: [1000],
        },
        "fails with OperationCanceled after Cancelled": { script: [status("Cancelled")], outcome: "OperationCanceled" },
        "polls an unknown status until the timeout": {
            script: [status("AwaitingManualAction")],
            outcome: "WaitTimeout",
            options: { timeout: "10s" },
        },
        "succeeds with a status of `succeededStatuses`": {
            script: [status("Deleting"), status("deleted")],
            outcome: "Succeeded",
            operation: { operation: OPERATION_PATH, succeededStatuses: ["Deleted"] },
        },
        "polls a status record at a path of operation results until it is terminal": {
            script: [status("Provisioning", { id: "/x" }), FAILED],
            outcome: "OperationFailed",
            operation: LOCATION_PATH,
        },
        "keeps to the URL that was given when a status has a Location beside it": {
            script: [
                {
                    ...PENDING,
                    headers: { ...IDS, location: "/subscriptions/50000000-0000-4000-8000-000000000006/moved" },
                },
                SUCCEEDED,
            ],
            outcome: "Succeeded",
            operation: LOCATION_PATH,
            polledPaths: [LOCATION_PATH, LOCATION_PATH],
        },
        "succeeds with a 200 that has a resource instead of a status, where nothing shows the pattern": {
            script: [body({ id: "/x", name: "x", properties: {} })],
            outcome: "Succeeded",
            operation: UNDECIDED_PATH,
        },
        "does not take 200 without a status for success": {
            script: [body({ name: "op-1" })],
            outcome: "StatusUnavailable",
            message: /200, application\/json: \{"name":"op-1"\}/,
        },
        "does not take 200 with an empty body for success": {
            script: [body("")],
            outcome: "StatusUnavailable",
            message: /200, no content type, empty body/,
        },
        "does not take 200 with an array for success": { script: [body([])], outcome: "StatusUnavailable" },
        "retries after a status that is null or a number": {
            script: [status(null), status(3), SUCCEEDED],
            outcome: "Succeeded",
        },
        "retries after an HTML page with 200": {
            script: [PENDING, SIGN_IN_PAGE, SUCCEEDED],
            outcome: "Succeeded",
        },
        "reads properties.provisioningState if there is no status": {
            script: [body({ properties: { provisioningState: "Succeeded" } })],
            outcome: "Succeeded",
        },
        "does not take 200 without a status for success after a status and a 202": {
            script: [PENDING, ACCEPTED, body({})],
            outcome: "StatusUnavailable",
        },
        "does not infer the Location pattern from an HTML page with 202": {
            script: [
                { status: 202, body: "<html>Checking your browser</html>" },
                status("ProvisioningAccount"),
                SUCCEEDED,
            ],
            outcome: "Succeeded",
            delaysMs: [1000, 1000],
        },
        "polls again after 202 without a body": {
            script: [ACCEPTED, SUCCEEDED],
            outcome: "Succeeded",
            delaysMs: [1000],
        },
        "does not take 204 for success after a status": {
            script: [PENDING, NO_CONTENT, SUCCEEDED],
            outcome: "Succeeded",
        },
        "skips a byte order mark": { script: [body('\ufeff{"status":"Succeeded"}')], outcome: "Succeeded" },
        "ignores an endTime beside a non-terminal status": {
            script: [status("Updating", { endTime: "2026-03-02T09:00:04Z" }), SUCCEEDED],
            outcome: "Succeeded",
            delaysMs: [1000],
        },
        "unwraps a doubly nested error": {
            script: [FAILED_NESTED],
            outcome: "OperationFailed",
            message: /^Azure operation Failed: ClusterProvisioningFailed: /,
        },
        "reports details, target and additionalInfo": {
            script: [FAILED_NESTED],
            outcome: "OperationFailed",
            message: /CapacityUnavailable.*sku\.capacity.*ZoneUnavailable.*PolicyViolation/s,
        },
        "reports innererror to its innermost level": {
            script: [
                status("Failed", {
                    error: { code: "A", message: "a", innererror: { code: "B", innererror: { code: "C" } } },
                }),
            ],
            outcome: "OperationFailed",
            message: /innererror:\n {4}- B\n {8}- innererror: C/,
        },
        "reports startTime and endTime": {
            script: [FAILED_NESTED],
            outcome: "OperationFailed",
            message: /started 2026-03-02T09:00:00Z, ended 2026-03-02T09:12:05Z\n {2}request id/,
        },
        "reports the error of a Canceled operation": {
            script: [CANCELED],
            outcome: "OperationCanceled",
            message: /OperationPreempted: Replaced by op-2\./,
        },
        "polls a purge from pending to completed": {
            script: [status("pending"), status("completed")],
            outcome: "Succeeded",
            operation: PURGE,
        },
        "polls again after 202 and succeeds with 200 in the Location pattern": {
            script: [ACCEPTED, body({ id: "/x", status: "Online", sku: {} })],
            outcome: "Succeeded",
            operation: LOCATION_PATH,
        },
        "takes a resource in any state for the result if the Location pattern is specified": {
            script: [ACCEPTED, body({ properties: { provisioningState: "Updating" } })],
            outcome: "Succeeded",
            operation: { operation: OPERATION_PATH, pattern: "location" },
        },
        "succeeds with 204 in the Location pattern": {
            script: [ACCEPTED, NO_CONTENT],
            outcome: "Succeeded",
            operation: LOCATION_PATH,
        },
        "fails with OperationFailed after a 4xx with ARM's error in the Location pattern": {
            script: [ACCEPTED, errorResponse(409, "Conflict", "Busy.")],
            outcome: "OperationFailed",
            message: /Conflict: Busy\./,
            operation: LOCATION_PATH,
        },
        "polls the URL of the newest Location header in the Location pattern": {
            script: [
                {
                    status: 202,
                    headers: {
                        ...IDS,
                        location:
                            "/subscriptions/50000000-0000-4000-8000-000000000005/providers/P/moved?api-version=2025-02-01",
                    },
                },
                NO_CONTENT,
            ],
            outcome: "Succeeded",
            operation: LOCATION_PATH,
            polledPaths: [
                LOCATION_PATH,
                "/subscriptions/50000000-0000-4000-8000-000000000005/providers/P/moved?api-version=2025-02-01",
            ],
        },
        "does not take 303 to another host for success in the Location pattern": {
            script: [ACCEPTED, { status: 303, headers: { location: "http://127.0.0.1:1/signin" } }],
            outcome: "StatusUnavailable",
            message: /redirect to another host/,
            operation: LOCATION_PATH,
        },
        "ignores a Location in the responses of a status URL": {
            script: [
                PENDING,
                {
                    status: 202,
                    headers: {
                        ...IDS,
                        location: "/subscriptions/50000000-0000-4000-8000-000000000005/providers/P/moved",
                    },
                },
                SUCCEEDED,
            ],
            outcome: "Succeeded",
            polledPaths: [OPERATION_PATH, OPERATION_PATH, OPERATION_PATH],
        },
        "retries after a 409 at an operationResults URL if the pattern is specified as azureAsyncOperation": {
            script: [errorResponse(409, "Conflict", "Busy."), status("PreparingProfile"), SUCCEEDED],
            outcome: "Succeeded",
            operation: { operation: LOCATION_PATH, pattern: "azureAsyncOperation" },
        },
        "polls the provisioningState of a resource": {
            script: [
                body({ properties: { provisioningState: "Updating" } }),
                body({ properties: { provisioningState: "Succeeded" } }),
            ],
            outcome: "Succeeded",
            operation: RESOURCE,
        },
        "reports the error of a failed resource": {
            script: [
                body({ properties: { provisioningState: "Failed", error: { code: "KeyDenied", message: "No." } } }),
            ],
            outcome: "OperationFailed",
            message: /KeyDenied: No\./,
            operation: RESOURCE,
        },
        "ignores a Failed from before the deletion of a resource": {
            script: [
                body({ properties: { provisioningState: "Failed" } }),
                body({ properties: { provisioningState: "Deleting" } }),
                GONE,
            ],
            outcome: "Succeeded",
            operation: { ...RESOURCE, deleted: true },
        },
        "fails with OperationFailed when a deletion goes from Deleting to Failed": {
            script: [
                body({ properties: { provisioningState: "Deleting" } }),
                body({ properties: { provisioningState: "Failed", error: { code: "InUse", message: "No." } } }),
            ],
            outcome: "OperationFailed",
            message: /InUse: No\./,
            operation: { ...RESOURCE, deleted: true },
            polledPaths: Array(2).fill(`${RESOURCE.resourceId}?api-version=${RESOURCE.apiVersion}`),
        },
        "fails with OperationFailed after two minutes of a deletion that is Failed from the first poll on": {
            script: [body({ properties: { provisioningState: "Failed", error: { code: "InUse", message: "No." } } })],
            outcome: "OperationFailed",
            operation: { ...RESOURCE, deleted: true },
        },
        "does not take SubscriptionNotFound for a finished deletion": {
            script: [errorResponse(404, "SubscriptionNotFound", "None.")],
            outcome: "InvalidArgument",
            operation: { ...RESOURCE, deleted: true },
        },
        "succeeds with 404 for a deletion": {
            script: [body({ properties: { provisioningState: "Deleting" } }), GONE],
            outcome: "Succeeded",
            operation: { ...RESOURCE, deleted: true },
        },
    },
    "for HTTP and transport": {
        "retries after 500": {
            script: [errorResponse(500, "InternalServerError", "Oops."), SUCCEEDED],
            outcome: "Succeeded",
        },
        "retries after 408, 429, 5xx and broken connections": {
            script: [
                PENDING,
                errorResponse(408, "T", "t"),
                THROTTLED,
                { status: 503 },
                { fault: "reset" },
                { fault: "truncate" },
                SUCCEEDED,
            ],
            outcome: "Succeeded",
        },
        "increases the delay after each 429 without Retry-After": {
            script: [PENDING, THROTTLED, THROTTLED, SUCCEEDED],
            outcome: "Succeeded",
            delaysMs: [1000, 1000, 2000],
        },
        "applies a Retry-After of ten minutes": {
            script: [pendingWith({ "retry-after": "600" }), SUCCEEDED],
            outcome: "Succeeded",
            delaysMs: [600_000],
        },
        "fails after the first 403 and reports the missing permission": {
            script: [errorResponse(403, "AuthorizationFailed", "No.")],
            outcome: "AuthorizationFailed",
            message: /Microsoft\.OperationalInsights\/locations\/operationStatuses\/read/,
        },
        "explains a 403 for statuses that only the original caller may read": {
            script: [errorResponse(403, "Forbidden", "Only the original caller may.")],
            outcome: "AuthorizationFailed",
            message: /identity that started the operation/,
        },
        "retries after 404 at the start, when the operation may not be visible yet": {
            script: [GONE, GONE, SUCCEEDED],
            outcome: "Succeeded",
        },
        "reports an expired record after a status and 404": {
            script: [PENDING, GONE],
            outcome: "OperationNotFound",
            message: /has expired.*last status was InProgress/s,
        },
        "retries after a 404 of a proxy": {
            script: [PENDING, { status: 404, body: "<html>not here</html>" }, SUCCEEDED],
            outcome: "Succeeded",
        },
        "retries once with an api-version that ARM lists as supported": {
            script: [
                errorResponse(404, "InvalidResourceType", "The supported api-versions are '2020-08-01,2023-09-01'."),
                SUCCEEDED,
            ],
            outcome: "Succeeded",
        },
        "fails after 405": { script: [errorResponse(405, "MethodNotAllowed", "No.")], outcome: "InvalidArgument" },
        "polls the fallback resource when the record has expired": {
            script: [PENDING, GONE, GONE, body({ properties: { provisioningState: "Succeeded" } })],
            outcome: "Succeeded",
            operation: { operation: OPERATION, fallback: RESOURCE },
        },
        "polls the fallback resource when the URL goes on to respond without a status": {
            script: [...Array(8).fill(body({ value: [] })), body({ properties: { provisioningState: "Succeeded" } })],
            outcome: "Succeeded",
            operation: { operation: OPERATION_PATH, fallback: RESOURCE },
            polledPaths: [...Array(8).fill(OPERATION_PATH), `${RESOURCE.resourceId}?api-version=2025-02-01`],
        },
        "believes no Succeeded of the fallback in the first ten seconds, because it may be of an earlier change": {
            script: [
                errorResponse(405, "MethodNotAllowed", "No."),
                body({ properties: { provisioningState: "Succeeded" } }),
            ],
            outcome: "Succeeded",
            operation: { operation: OPERATION_PATH, fallback: RESOURCE },
            delaysMs: [10_000],
        },
        "polls no fallback after 404, 405 and 410 of a proxy": {
            script: [PENDING, { status: 410 }, { status: 405 }, { status: 404, body: { code: "no_route" } }, SUCCEEDED],
            outcome: "Succeeded",
            operation: { operation: OPERATION_PATH, fallback: RESOURCE },
            polledPaths: Array(5).fill(OPERATION_PATH),
        },
        "does not take a 303 or a 4xx of a proxy for the end in the Location pattern": {
            script: [
                ACCEPTED,
                { status: 303, headers: { location: "/.proxy/login" } },
                { status: 400, body: { error: { code: "PolicyBlocked" } } },
                NO_CONTENT,
            ],
            outcome: "Succeeded",
            operation: LOCATION_PATH,
        },
        "keeps the repaired api-version where the next Location has the rejected one": {
            script: [
                errorResponse(404, "InvalidResourceType", "The supported api-versions are '2023-09-01'."),
                {
                    status: 202,
                    headers: {
                        ...IDS,
                        location:
                            "/subscriptions/50000000-0000-4000-8000-000000000005/providers/P/next?api-version=2024-05-01",
                    },
                },
                NO_CONTENT,
            ],
            outcome: "Succeeded",
            operation: LOCATION_PATH,
            polledPaths: [
                LOCATION_PATH,
                LOCATION_PATH.replace("2024-05-01", "2023-09-01"),
                "/subscriptions/50000000-0000-4000-8000-000000000005/providers/P/next?api-version=2023-09-01",
            ],
        },
        "reports an unsupported api-version as an invalid argument, which running again does not cure": {
            script: [errorResponse(400, "InvalidApiVersionParameter", "Wrong.")],
            outcome: "InvalidArgument",
            message: /^The api-version is not supported: InvalidApiVersionParameter: Wrong\.(?!.*Run again)/s,
        },
        "polls the fallback resource after 405": {
            script: [
                errorResponse(405, "MethodNotAllowed", "No."),
                body({ properties: { provisioningState: "Failed" } }),
            ],
            outcome: "OperationFailed",
            operation: { operation: OPERATION_PATH, fallback: RESOURCE },
        },
        "names the fallback in the error when that has no state, either": {
            script: [body({ value: [] })],
            outcome: "InvalidArgument",
            message: /^`fallback\.resourceId` is a resource without a provisioningState/,
            operation: { operation: OPERATION_PATH, fallback: RESOURCE },
        },
        "names the Location pattern and the fallback when the URL goes on to respond without a status": {
            script: [body({ id: "/x", name: "x" })],
            outcome: "StatusUnavailable",
            message: /give `pattern: "location"`; else give a `fallback`(?!.*Run again)/s,
        },
        "says that responses without a status and without an id of Azure are not Azure's": {
            script: [{ body: {} }],
            outcome: "StatusUnavailable",
            message: /These responses are not Azure's(?!.*Run again)/s,
            operation: LOCATION_PATH,
        },
        ...Object.fromEntries(
            ["InvalidSubscriptionId", "SubscriptionNotFound", "MissingSubscription", "InvalidResourceNamespace"].map(
                (code) => [
                    `fails at the first ${code}, because a retry gets it again`,
                    {
                        script: [errorResponse(404, code, "No."), SUCCEEDED],
                        outcome: "InvalidArgument",
                        message: new RegExp(`names: ${code}: No\\.\n {2}Check the subscription(?!.*Run again)`, "s"),
                    },
                ],
            ),
        ),
        "fails at the first 403 without `forbiddenGrace`": {
            script: [FORBIDDEN, SUCCEEDED],
            outcome: "AuthorizationFailed",
        },
        "retries after 403 within `forbiddenGrace`": {
            script: [FORBIDDEN, FORBIDDEN, SUCCEEDED],
            outcome: "Succeeded",
            options: { forbiddenGrace: "5m" },
        },
        "fails after 403 at the end of `forbiddenGrace`": {
            script: [FORBIDDEN],
            outcome: "AuthorizationFailed",
            message: /\d polls in [23]m/,
            options: { forbiddenGrace: "2m" },
        },
        "fails at the first 403 after a status, in spite of `forbiddenGrace`": {
            script: [PENDING, FORBIDDEN, SUCCEEDED],
            outcome: "AuthorizationFailed",
            options: { forbiddenGrace: "5m" },
        },
        "fails at once, in spite of `forbiddenGrace`, where only the original caller may read the status": {
            script: [errorResponse(403, "Forbidden", "Only the original caller may."), SUCCEEDED],
            outcome: "AuthorizationFailed",
            options: { forbiddenGrace: "5m" },
        },
        "reports an expired record after 410": {
            script: [{ status: 410, headers: IDS }],
            outcome: "OperationNotFound",
            message: /has expired/,
        },
    },
    "for timing and rate": {
        "succeeds after 40 throttled polls": {
            script: [...Array.from({ length: 40 }, () => THROTTLED), SUCCEEDED],
            outcome: "Succeeded",
        },
        "applies retry-after-ms": {
            script: [pendingWith({ "retry-after-ms": "2500" }), SUCCEEDED],
            outcome: "Succeeded",
            delaysMs: [2500],
        },
        "applies x-ms-retry-after-ms": {
            script: [pendingWith({ "x-ms-retry-after-ms": "3500" }), SUCCEEDED],
            outcome: "Succeeded",
            delaysMs: [3500],
        },
        "applies retry-after in seconds": {
            script: [pendingWith({ "retry-after": "17" }), SUCCEEDED],
            outcome: "Succeeded",
            delaysMs: [17_000],
        },
        "applies retry-after as an IMF-fixdate": {
            script: [pendingWith({ "retry-after": "Mon, 02 Mar 2026 09:00:20 GMT" }), SUCCEEDED],
            outcome: "Succeeded",
            delaysMs: [20_000],
        },
        "applies retry-after as an asctime date": {
            script: [pendingWith({ "retry-after": "Mon Mar  2 09:00:20 2026" }), SUCCEEDED],
            outcome: "Succeeded",
            delaysMs: [20_000],
        },
        "takes a Retry-After of 0 or 1 for none": {
            script: [..."010"].map((seconds) => pendingWith({ "retry-after": seconds })).concat(SUCCEEDED),
            outcome: "Succeeded",
            delaysMs: [1000, 1000, 1265],
        },
        "increases the delay after each 429 without a usable Retry-After": {
            script: [...Array(7).fill({ ...THROTTLED, headers: { ...IDS, "retry-after": "0" } }), SUCCEEDED],
            outcome: "Succeeded",
            delaysMs: [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000],
        },
        "applies a Retry-After of more than ten minutes on 429": {
            script: [{ ...THROTTLED, headers: { ...IDS, "retry-after": "1980" } }, SUCCEEDED],
            outcome: "Succeeded",
            delaysMs: [1_980_000],
        },
        "applies a Retry-After of more than ten minutes on 503": {
            script: [errorResponse(503, "ServerBusy", "Later.", { ...IDS, "retry-after": "3600" }), SUCCEEDED],
            outcome: "Succeeded",
            delaysMs: [3_600_000],
        },
        "reduces another Retry-After to ARM's maximum of ten minutes": {
            script: [pendingWith({ "retry-after": "1980" }), SUCCEEDED],
            outcome: "Succeeded",
            delaysMs: [600_000],
        },
        "applies a Retry-After to one delay only": {
            script: [pendingWith({ "retry-after": "30" }), PENDING, SUCCEEDED],
            outcome: "Succeeded",
            delaysMs: [30_000, 4899],
        },
        "increases the delay with the square root of the age without Retry-After": {
            script: [PENDING, PENDING, PENDING, SUCCEEDED],
            outcome: "Succeeded",
            delaysMs: [1000, 1000, 1265],
        },
        "delays the first poll by `retryAfter`": {
            script: [SUCCEEDED],
            outcome: "Succeeded",
            operation: { operation: OPERATION_PATH, retryAfter: "30s" },
            firstPollMs: 30_000,
        },
        "polls at once": { script: [SUCCEEDED], outcome: "Succeeded", firstPollMs: 0, delaysMs: [] },
        "reports the status as unknown when it was throttled for the last minutes of the `timeout`": {
            script: [PENDING, { ...THROTTLED, headers: { ...IDS, "retry-after": "7200" } }],
            outcome: "StatusUnavailable",
            message: /no response contained one before the end of the `timeout`.*429 TooManyRequests/s,
            options: { timeout: "1h" },
        },
        "says that the requested delay was longer than the `timeout`": {
            script: [SUCCEEDED],
            outcome: "StatusUnavailable",
            message: /could not be read: Azure requested a delay that is longer than the `timeout`/,
            operation: { operation: OPERATION_PATH, retryAfter: "2h" },
            options: { timeout: "1h" },
        },
        "shows at the timeout the error in a status that is not terminal": {
            script: [status("PartialFailed", { error: { code: "TwoOfFive", details: [{ code: "NodeDown" }] } })],
            outcome: "WaitTimeout",
            message: /still PartialFailed after 20s.*\n {2}Its status contains an error: TwoOfFive: NodeDown\n/s,
            options: { timeout: "20s" },
        },
        "shows no error at the timeout after a status without one": {
            script: [status("A", { error: { code: "Old" } }), status("B", { error: { code: "" } })],
            outcome: "WaitTimeout",
            message: /^(?!.*(Old|contains an error))/s,
            options: { timeout: "20s" },
        },
        "fails at the timeout with the last status, the time, the polls and the errors in the message": {
            script: [PENDING, THROTTLED, PENDING],
            outcome: "WaitTimeout",
            message: /still InProgress after 20s.*seen: InProgress x\d+, 429 TooManyRequests x1/s,
            options: { timeout: "20s" },
        },
    },
};

describe("waitForOperation by ARM's rules", () => {
    const waits = useVirtualWait();

    for (const [topic, rules] of Object.entries(RULES)) {
        describe(topic, () => {
            for (const [title, rule] of Object.entries(rules)) {
                it(title, async () => {
                    await waits.serve(...rule.script);
                    const startMs = Date.now();

                    const { status: result, error } = await waits.start(rule.options, rule.operation).run();

                    assert.equal(result === undefined ? error?.code : "Succeeded", rule.outcome, error?.message);
                    assert.match(error?.message ?? "", rule.message ?? /(?:)/);
                    if (rule.firstPollMs !== undefined) {
                        assert.equal((waits.arm.requests[0]?.atMs ?? 0) - startMs, rule.firstPollMs);
                    }
                    if (rule.polledPaths !== undefined) {
                        assert.deepEqual(
                            waits.arm.requests.map(({ url }) => url),
                            rule.polledPaths,
                        );
                    }
                    if (rule.delaysMs !== undefined) {
                        assert.deepEqual(waits.arm.delaysMs.slice(0, rule.delaysMs.length), rule.delaysMs);
                    }
                });
            }
        });
    }

    it("reports in the progress of a purge that purges never report a failure", async () => {
        await waits.serve(status("pending"), status("completed"));
        const onProgress = sinon.spy();
        await waits.start({ onProgress }, PURGE).run();
        assert.match(
            formatProgress(onProgress.firstCall.args[0]),
            /^pending · purges never report that they failed · 0s/,
        );
    });

    it("fails with OperationFailed after Failed", async () => {
        await waits.serve(FAILED);
        const { error } = await waits.start().run();
        assert.equal(error?.code, "OperationFailed");
    });
});
