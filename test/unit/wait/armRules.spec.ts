// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import sinon from "sinon";
import type { OperationReference, WaitOptions } from "../../../provider/wait";
import { formatProgress } from "../../../provider/wait/progress";
import {
    CANCELED,
    FAILED,
    FAILED_NESTED,
    LOCATION_PATH,
    OPERATION,
    OPERATION_PATH,
    PENDING,
    refusal,
    SIGN_IN_PAGE,
    SUCCEEDED,
    THROTTLED,
} from "./operations";
import type { Reply } from "./scriptedArm";
import { useVirtualWait } from "./virtualWait";

/** One rule: what Azure answers, how the wait ends, and, where it matters, what it says or when it looked. */
interface Rule {
    readonly script: readonly Reply[];
    /** `Succeeded`, or the error's code. */
    readonly ends: string;
    readonly says?: RegExp;
    /** Milliseconds between the first looks. */
    readonly delays?: readonly number[];
    /** Milliseconds until the first look. */
    readonly firstLookMs?: number;
    /** The paths it asked for. */
    readonly asks?: readonly string[];
    readonly operation?: OperationReference;
    readonly options?: WaitOptions;
}

const status = (word: unknown, more: object = {}): Reply => ({ ...PENDING, body: { status: word, ...more } });
const body = (text: unknown, statusCode = 200): Reply => ({ ...PENDING, status: statusCode, body: text });
const after = (headers: Record<string, string>): Reply => ({ ...PENDING, headers: { ...PENDING.headers, ...headers } });
const PURGE =
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w/operations/purge-1?api-version=2025-02-01";
const RESOURCE = {
    resourceId: "/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/clusters/c",
    apiVersion: "2025-02-01",
};
const ACCEPTED: Reply = { status: 202 };
const GONE = refusal(404, "NotFound", "No such operation.");

/** What any poller of ARM must get right, in the order in which a reader of ARM's rules meets it. */
const RULES: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
    "reading the status": {
        "success words: Succeeded, Completed, in any case": { script: [status(" completed ")], ends: "Succeeded" },
        "no substring counts: PartiallySucceeded is running": {
            script: [status("PartiallySucceeded"), SUCCEEDED],
            ends: "Succeeded",
            delays: [1000],
        },
        "no substring counts: FailingOver is running": {
            script: [status("FailingOver"), SUCCEEDED],
            ends: "Succeeded",
            delays: [1000],
        },
        "Cancelled is terminal, as Canceled is": { script: [status("Cancelled")], ends: "OperationCanceled" },
        "an unknown word is running, until the deadline": {
            script: [status("AwaitingManualAction")],
            ends: "WaitTimeout",
            options: { timeout: "10s" },
        },
        "200 without a status is never success": {
            script: [body({ name: "op-1" })],
            ends: "StatusUnavailable",
            says: /200, application\/json: \{"name":"op-1"\}/,
        },
        "200 with an empty body is never success": {
            script: [body("")],
            ends: "StatusUnavailable",
            says: /200, no content type, empty body/,
        },
        "200 with a list is never success": { script: [body([])], ends: "StatusUnavailable" },
        "a status that is null or a number is unreadable": {
            script: [status(null), status(3), SUCCEEDED],
            ends: "Succeeded",
        },
        "a page of HTML with 200 is unreadable, and bearable": {
            script: [PENDING, SIGN_IN_PAGE, SUCCEEDED],
            ends: "Succeeded",
        },
        "properties.provisioningState stands in for a missing status": {
            script: [body({ properties: { provisioningState: "Succeeded" } })],
            ends: "Succeeded",
        },
        "200 without a status is never success after a 202 either, where a status was read before": {
            script: [PENDING, ACCEPTED, body({})],
            ends: "StatusUnavailable",
        },
        "a proxy's page with 202 does not make a Location": {
            script: [
                { status: 202, body: "<html>Checking your browser</html>" },
                status("ProvisioningAccount"),
                SUCCEEDED,
            ],
            ends: "Succeeded",
            delays: [1000, 1000],
        },
        "202 without a body is running": { script: [ACCEPTED, SUCCEEDED], ends: "Succeeded", delays: [1000] },
        "204 is no success where a status is expected": {
            script: [PENDING, { status: 204 }, SUCCEEDED],
            ends: "Succeeded",
        },
        "a byte order mark is skipped": { script: [body('\ufeff{"status":"Succeeded"}')], ends: "Succeeded" },
        "an endTime while it runs means nothing": {
            script: [status("Updating", { endTime: "2026-03-02T09:00:04Z" }), SUCCEEDED],
            ends: "Succeeded",
            delays: [1000],
        },
        "a doubly nested error is unwrapped": {
            script: [FAILED_NESTED],
            ends: "OperationFailed",
            says: /^Azure operation Failed: ClusterProvisioningFailed: /,
        },
        "details, target and additionalInfo are printed": {
            script: [FAILED_NESTED],
            ends: "OperationFailed",
            says: /CapacityUnavailable.*sku\.capacity.*ZoneUnavailable.*PolicyViolation/s,
        },
        "innererror is printed, to its innermost": {
            script: [
                status("Failed", {
                    error: { code: "A", message: "a", innererror: { code: "B", innererror: { code: "C" } } },
                }),
            ],
            ends: "OperationFailed",
            says: /innererror:\n {4}- B\n {8}- innererror: C/,
        },
        "start and end are printed": {
            script: [FAILED_NESTED],
            ends: "OperationFailed",
            says: /started 2026-03-02T09:00:00Z, ended 2026-03-02T09:12:05Z\n {2}request id/,
        },
        "Canceled is reported as fully as Failed": {
            script: [CANCELED],
            ends: "OperationCanceled",
            says: /OperationPreempted: Replaced by op-2\./,
        },
        "a purge is pending, then completed": {
            script: [status("pending"), status("completed")],
            ends: "Succeeded",
            operation: PURGE,
        },
        "Location: 202 is running, 200 is done": {
            script: [ACCEPTED, body({ id: "/x", status: "Online" })],
            ends: "Succeeded",
            operation: LOCATION_PATH,
        },
        "Location: where the user names it, any resource is the result": {
            script: [ACCEPTED, body({ properties: { provisioningState: "Updating" } })],
            ends: "Succeeded",
            operation: { operation: OPERATION_PATH, pattern: "location" },
        },
        "Location: 204 is done": { script: [ACCEPTED, { status: 204 }], ends: "Succeeded", operation: LOCATION_PATH },
        "Location: a 4xx with ARM's error is the operation's failure": {
            script: [ACCEPTED, refusal(409, "Conflict", "Busy.")],
            ends: "OperationFailed",
            says: /Conflict: Busy\./,
            operation: LOCATION_PATH,
        },
        "Location: the newest Location is the place to look": {
            script: [
                { status: 202, headers: { location: "/subscriptions/s/providers/P/moved?api-version=2025-02-01" } },
                { status: 204 },
            ],
            ends: "Succeeded",
            operation: LOCATION_PATH,
            asks: [LOCATION_PATH, "/subscriptions/s/providers/P/moved?api-version=2025-02-01"],
        },
        "Location: a 303 to another host is a redirect, and no success": {
            script: [ACCEPTED, { status: 303, headers: { location: "http://127.0.0.1:1/signin" } }],
            ends: "StatusUnavailable",
            says: /redirect to another host/,
            operation: LOCATION_PATH,
        },
        "Azure-AsyncOperation wins over Location: a status URL stays where it is": {
            script: [PENDING, { status: 202, headers: { location: "/subscriptions/s/providers/P/moved" } }, SUCCEEDED],
            ends: "Succeeded",
            asks: [OPERATION_PATH, OPERATION_PATH, OPERATION_PATH],
        },
        "where the user names the Azure-AsyncOperation, a 409 at a URL of operationResults is no failure": {
            script: [refusal(409, "Conflict", "Busy."), status("PreparingProfile"), SUCCEEDED],
            ends: "Succeeded",
            operation: { operation: LOCATION_PATH, pattern: "azureAsyncOperation" },
        },
        "a resource is waited for by its state": {
            script: [
                body({ properties: { provisioningState: "Updating" } }),
                body({ properties: { provisioningState: "Succeeded" } }),
            ],
            ends: "Succeeded",
            operation: RESOURCE,
        },
        "a resource that failed says why": {
            script: [
                body({ properties: { provisioningState: "Failed", error: { code: "KeyDenied", message: "No." } } }),
            ],
            ends: "OperationFailed",
            says: /KeyDenied: No\./,
            operation: RESOURCE,
        },
        "a resource that had failed can be deleted": {
            script: [
                body({ properties: { provisioningState: "Failed" } }),
                body({ properties: { provisioningState: "Deleting" } }),
                GONE,
            ],
            ends: "Succeeded",
            operation: { ...RESOURCE, deleted: true },
        },
        "a deletion that fails is a failure": {
            script: [
                body({ properties: { provisioningState: "Deleting" } }),
                body({ properties: { provisioningState: "Failed", error: { code: "InUse", message: "No." } } }),
            ],
            ends: "OperationFailed",
            says: /InUse: No\./,
            operation: { ...RESOURCE, deleted: true },
            asks: Array(2).fill(`${RESOURCE.resourceId}?api-version=${RESOURCE.apiVersion}`),
        },
        "a deletion that had failed before the first look is a failure after two minutes": {
            script: [body({ properties: { provisioningState: "Failed", error: { code: "InUse", message: "No." } } })],
            ends: "OperationFailed",
            operation: { ...RESOURCE, deleted: true },
        },
        "a wrong subscription is no deletion": {
            script: [refusal(404, "SubscriptionNotFound", "None.")],
            ends: "OperationNotFound",
            operation: { ...RESOURCE, deleted: true },
        },
        "a deletion ends with 404": {
            script: [body({ properties: { provisioningState: "Deleting" } }), GONE],
            ends: "Succeeded",
            operation: { ...RESOURCE, deleted: true },
        },
    },
    "HTTP and transport": {
        "an unreadable status is not a failed operation": {
            script: [refusal(500, "InternalServerError", "Oops."), SUCCEEDED],
            ends: "Succeeded",
        },
        "408, 429, 5xx and broken connections are borne to the deadline": {
            script: [
                PENDING,
                refusal(408, "T", "t"),
                THROTTLED,
                { status: 503 },
                { fault: "reset" },
                { fault: "truncate" },
                SUCCEEDED,
            ],
            ends: "Succeeded",
        },
        "429 without Retry-After waits longer each time": {
            script: [PENDING, THROTTLED, THROTTLED, SUCCEEDED],
            ends: "Succeeded",
            delays: [1000, 1000, 2000],
        },
        "a Retry-After of ten minutes is honoured": {
            script: [after({ "retry-after": "600" }), SUCCEEDED],
            ends: "Succeeded",
            delays: [600_000],
        },
        "403 ends at once and names the permission": {
            script: [refusal(403, "AuthorizationFailed", "No.")],
            ends: "AuthorizationFailed",
            says: /Microsoft\.OperationalInsights\/locations\/operationStatuses\/read/,
        },
        "403 for another caller explains the identity rule": {
            script: [refusal(403, "Forbidden", "Only the original caller may.")],
            ends: "AuthorizationFailed",
            says: /identity that started the operation/,
        },
        "404 right after the start is not visible yet": { script: [GONE, GONE, SUCCEEDED], ends: "Succeeded" },
        "404 after a good look means that the record has expired": {
            script: [PENDING, GONE],
            ends: "OperationNotFound",
            says: /has expired.*last status was InProgress/s,
        },
        "404 of a proxy says nothing": {
            script: [PENDING, { status: 404, body: "<html>not here</html>" }, SUCCEEDED],
            ends: "Succeeded",
        },
        "a wrong api-version is repaired once, from ARM's own list": {
            script: [
                refusal(404, "InvalidResourceType", "The supported api-versions are '2020-08-01,2023-09-01'."),
                SUCCEEDED,
            ],
            ends: "Succeeded",
        },
        "405 ends at once": { script: [refusal(405, "MethodNotAllowed", "No.")], ends: "StatusUnavailable" },
        "a record that is gone is made up for by the resource": {
            script: [PENDING, GONE, GONE, body({ properties: { provisioningState: "Succeeded" } })],
            ends: "Succeeded",
            operation: { operation: OPERATION, fallback: RESOURCE },
        },
        "410 means that the record has expired": {
            script: [{ status: 410 }],
            ends: "OperationNotFound",
            says: /has expired/,
        },
    },
    "timing and rate": {
        "no count of retries ends the wait": {
            script: [...Array.from({ length: 40 }, () => THROTTLED), SUCCEEDED],
            ends: "Succeeded",
        },
        "delays come as retry-after-ms": {
            script: [after({ "retry-after-ms": "2500" }), SUCCEEDED],
            ends: "Succeeded",
            delays: [2500],
        },
        "delays come as x-ms-retry-after-ms": {
            script: [after({ "x-ms-retry-after-ms": "3500" }), SUCCEEDED],
            ends: "Succeeded",
            delays: [3500],
        },
        "delays come as seconds": {
            script: [after({ "retry-after": "17" }), SUCCEEDED],
            ends: "Succeeded",
            delays: [17_000],
        },
        "delays come as a date": {
            script: [after({ "retry-after": "Mon, 02 Mar 2026 09:00:20 GMT" }), SUCCEEDED],
            ends: "Succeeded",
            delays: [20_000],
        },
        "delays come as a date of the oldest form": {
            script: [after({ "retry-after": "Mon Mar  2 09:00:20 2026" }), SUCCEEDED],
            ends: "Succeeded",
            delays: [20_000],
        },
        "delays are at least a second": {
            script: [after({ "retry-after": "0" }), SUCCEEDED],
            ends: "Succeeded",
            delays: [1000],
        },
        "a header rules one delay only": {
            script: [after({ "retry-after": "30" }), PENDING, SUCCEEDED],
            ends: "Succeeded",
            delays: [30_000, 4899],
        },
        "without a header the time grows with the square root of the age": {
            script: [PENDING, PENDING, PENDING, SUCCEEDED],
            ends: "Succeeded",
            delays: [1000, 1000, 1265],
        },
        "a given initial delay is honoured": {
            script: [SUCCEEDED],
            ends: "Succeeded",
            operation: { operation: OPERATION_PATH, retryAfter: "30s" },
            firstLookMs: 30_000,
        },
        "the first look is at once": { script: [SUCCEEDED], ends: "Succeeded", firstLookMs: 0, delays: [] },
        "the deadline holds, with the last status, time, looks and fault in the report": {
            script: [PENDING, THROTTLED, PENDING],
            ends: "WaitTimeout",
            says: /still InProgress after 20s.*seen: InProgress x\d+, 429 TooManyRequests x1/s,
            options: { timeout: "20s" },
        },
    },
};

describe("ARM's rules:", () => {
    const waits = useVirtualWait();

    for (const [chapter, rules] of Object.entries(RULES)) {
        describe(chapter, () => {
            for (const [title, rule] of Object.entries(rules)) {
                it(title, async () => {
                    await waits.serve(...rule.script);
                    const startMs = Date.now();

                    const { status: ended, error } = await waits.start(rule.options, rule.operation).run();

                    assert.equal(ended === undefined ? error?.code : "Succeeded", rule.ends, error?.message);
                    assert.match(error?.message ?? "", rule.says ?? /(?:)/);
                    if (rule.firstLookMs !== undefined) {
                        assert.equal((waits.arm.requests[0]?.atMs ?? 0) - startMs, rule.firstLookMs);
                    }
                    if (rule.asks !== undefined) {
                        assert.deepEqual(
                            waits.arm.requests.map(({ url }) => url),
                            rule.asks,
                        );
                    }
                    if (rule.delays !== undefined) {
                        assert.deepEqual(waits.arm.delaysMs.slice(0, rule.delays.length), rule.delays);
                    }
                });
            }
        });
    }

    it("a purge says in its progress that it never reports a failure", async () => {
        await waits.serve(status("pending"), status("completed"));
        const onProgress = sinon.spy();
        await waits.start({ onProgress }, PURGE).run();
        assert.match(
            formatProgress(onProgress.firstCall.args[0]),
            /^pending · purges never report that they failed · 0s/,
        );
    });

    it("Failed is Failed", async () => {
        await waits.serve(FAILED);
        const { error } = await waits.start().run();
        assert.equal(error?.code, "OperationFailed");
    });
});
