// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import type { Plan } from "./plan";
import type { RequestFault } from "./planFaults";
import { runPlan, type WaitRun } from "./virtualWait";

/** An operation that never ends, without faults. */
const RUNNING: Plan = {
    pattern: "status",
    url: { path: "locations/westus/operationStatuses/op-1", shows: "azureAsyncOperation" },
    isSigned: false,
    naming: "none",
    runningCode: 200,
    acceptedBody: undefined,
    urlHeaders: [],
    nextLocation: "same",
    result: { status: 204, resembles: "nothing" },
    failure: "status",
    hasTopLevelState: false,
    isSucceededAtFirst: false,
    outcome: "never",
    finalStatus: "InProgress",
    durationMs: 60_000,
    runningStatuses: ["InProgress"],
    runningFields: {},
    succeededFields: {},
    idHeader: "x-ms-request-id",
    rateLimitHeaders: { "x-ms-ratelimit-remaining-subscription-reads": "249" },
    hasDateHeader: true,
    delay: undefined,
    latencyMs: 10,
    visibleAfterMs: 0,
    recordLifetimeMs: Number.POSITIVE_INFINITY,
    hasFallback: false,
    faults: [],
    hasByteOrderMark: false,
    clockStepMs: 0,
    timeoutMs: 30_000,
    minPollMs: 5_000,
    maxPollMs: 5_000,
    abortAfterMs: undefined,
    retryAfterMs: 0,
    jitter: 0,
};
const SUCCEEDING: Plan = { ...RUNNING, outcome: "Succeeded", finalStatus: "Succeeded" };
const GONE: RequestFault = { kind: "code", status: 410, isFromAzure: true, delay: undefined };
const BUSY: RequestFault = { kind: "code", status: 503, isFromAzure: true, delay: undefined };

/** Makes polls fail after some successful ones. */
function failingPolls(successful: number, failing: number, fault: RequestFault = BUSY): Pick<Plan, "faults"> {
    return { faults: [...Array<undefined>(successful), ...Array<RequestFault>(failing).fill(fault)] };
}

/** The boundaries between the error codes, which random operations rarely meet. */
describe("waitForOperation at the boundaries between error codes", () => {
    const endings: readonly { readonly name: string; readonly plan: Plan; readonly code: string }[] = [
        {
            name: "ends with WaitTimeout when the last four polls before the deadline failed",
            plan: { ...RUNNING, ...failingPolls(3, 4) },
            code: "WaitTimeout",
        },
        {
            name: "ends with StatusUnavailable when the last five polls before the deadline failed",
            plan: { ...RUNNING, ...failingPolls(2, 9) },
            code: "StatusUnavailable",
        },
        {
            name: "ends with WaitTimeout when only the last poll failed, long after the one before",
            plan: { ...RUNNING, timeoutMs: 400_000, minPollMs: 200_000, maxPollMs: 200_000, ...failingPolls(2, 1) },
            code: "WaitTimeout",
        },
        {
            name: "ends with StatusUnavailable when the last two polls failed, over two minutes or more",
            plan: { ...RUNNING, timeoutMs: 600_000, minPollMs: 200_000, maxPollMs: 200_000, ...failingPolls(2, 9) },
            code: "StatusUnavailable",
        },
        {
            name: "ends with OperationNotFound when Azure responds 410 Gone",
            plan: { ...SUCCEEDING, ...failingPolls(1, 1, GONE) },
            code: "OperationNotFound",
        },
        {
            name: "ends with the state of the fallback when Azure responds 410 Gone",
            plan: { ...SUCCEEDING, timeoutMs: 120_000, hasFallback: true, ...failingPolls(1, 1, GONE) },
            code: "Succeeded",
        },
        {
            name: "ends with the state of the fallback after two consecutive 404s",
            plan: { ...SUCCEEDING, timeoutMs: 120_000, hasFallback: true, ...failingPolls(1, 2, { kind: "notFound" }) },
            code: "Succeeded",
        },
        {
            name: "ends with the operation's outcome after a single 404",
            plan: { ...SUCCEEDING, timeoutMs: 120_000, ...failingPolls(1, 1, { kind: "notFound" }) },
            code: "Succeeded",
        },
        {
            name: "ends with the state of a fallback that is not visible at once itself",
            plan: {
                ...SUCCEEDING,
                timeoutMs: 180_000,
                hasFallback: true,
                faults: [undefined, GONE, ...Array<RequestFault>(8).fill({ kind: "notFound" })],
            },
            code: "Succeeded",
        },
    ];
    for (const { name, plan, code } of endings) {
        it(name, async () => assert.equal(codeOf(await runPlan(plan)), code));
    }

    it("ends at once when the caller aborts it during a poll, between polls, or before the first one", async () => {
        for (const abortAfterMs of [0, 1, 5, 3_000]) {
            const { error, elapsedMs } = await runPlan({ ...RUNNING, abortAfterMs });
            assert.deepEqual([error?.code, elapsedMs], ["WaitAborted", abortAfterMs]);
        }
    });
});

function codeOf({ error }: WaitRun): string {
    return error?.code ?? "Succeeded";
}
