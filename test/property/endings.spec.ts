// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import type { Plan, Trouble } from "./plan";
import { type Course, runPlan } from "./virtualWait";

/** An operation that never ends, on a good day. */
const RUNNING: Plan = {
    pattern: "status",
    hint: "path",
    isMoving: false,
    isPlain: false,
    fate: "never",
    lastWord: "InProgress",
    durationMs: 60_000,
    words: ["InProgress"],
    decoration: {},
    delay: undefined,
    latencyMs: 10,
    visibleAfterMs: 0,
    recordLifetimeMs: Number.POSITIVE_INFINITY,
    hasFallback: false,
    troubles: [],
    hasMark: false,
    clockStepMs: 0,
    timeoutMs: 30_000,
    minPollMs: 5_000,
    maxPollMs: 5_000,
    abortAfterMs: undefined,
    retryAfterMs: 0,
};
const SUCCEEDING: Plan = { ...RUNNING, fate: "Succeeded", lastWord: "Succeeded" };
const GONE: Trouble = { kind: "code", status: 410, isFromAzure: true, delay: undefined };
const BUSY: Trouble = { kind: "code", status: 503, isFromAzure: true, delay: undefined };

/** In vain a few times after some good looks. */
function spoiled(good: number, bad: number, trouble: Trouble = BUSY): Pick<Plan, "troubles"> {
    return { troubles: [...Array<undefined>(good), ...Array<Trouble>(bad).fill(trouble)] };
}

/** What random operations meet too seldom: the bounds of each verdict. */
describe("a wait ends", () => {
    const endings: readonly { readonly name: string; readonly plan: Plan; readonly code: string }[] = [
        {
            name: "as WaitTimeout when the last four looks were in vain",
            plan: { ...RUNNING, ...spoiled(3, 4) },
            code: "WaitTimeout",
        },
        {
            name: "as StatusUnavailable when the last five were",
            plan: { ...RUNNING, ...spoiled(2, 9) },
            code: "StatusUnavailable",
        },
        {
            name: "as WaitTimeout when only the last look was, long after the one before",
            plan: { ...RUNNING, timeoutMs: 400_000, minPollMs: 200_000, maxPollMs: 200_000, ...spoiled(2, 1) },
            code: "WaitTimeout",
        },
        {
            name: "as StatusUnavailable when the last two were, for two minutes or more",
            plan: { ...RUNNING, timeoutMs: 600_000, minPollMs: 200_000, maxPollMs: 200_000, ...spoiled(2, 9) },
            code: "StatusUnavailable",
        },
        {
            name: "as OperationNotFound when Azure says that the record is gone",
            plan: { ...SUCCEEDING, ...spoiled(1, 1, GONE) },
            code: "OperationNotFound",
        },
        {
            name: "with the state of the fallback when Azure says that the record is gone",
            plan: { ...SUCCEEDING, timeoutMs: 120_000, hasFallback: true, ...spoiled(1, 1, GONE) },
            code: "Succeeded",
        },
        {
            name: "with the state of the fallback when the record is missed twice",
            plan: { ...SUCCEEDING, timeoutMs: 120_000, hasFallback: true, ...spoiled(1, 2, { kind: "notFound" }) },
            code: "Succeeded",
        },
        {
            name: "with the fate when the record is missed once",
            plan: { ...SUCCEEDING, timeoutMs: 120_000, ...spoiled(1, 1, { kind: "notFound" }) },
            code: "Succeeded",
        },
        {
            name: "with the state of a fallback that is itself not visible at once",
            plan: {
                ...SUCCEEDING,
                timeoutMs: 180_000,
                hasFallback: true,
                troubles: [undefined, GONE, ...Array<Trouble>(8).fill({ kind: "notFound" })],
            },
            code: "Succeeded",
        },
    ];
    for (const { name, plan, code } of endings) {
        it(name, async () => assert.equal(codeOf(await runPlan(plan)), code));
    }

    it("at once when its caller ends it while a look is under way, between looks, or before the first", async () => {
        for (const abortAfterMs of [0, 1, 5, 3_000]) {
            const { error, elapsedMs } = await runPlan({ ...RUNNING, abortAfterMs });
            assert.deepEqual([error?.code, elapsedMs], ["WaitAborted", abortAfterMs]);
        }
    });
});

function codeOf({ error }: Course): string {
    return error?.code ?? "Succeeded";
}
