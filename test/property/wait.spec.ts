// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import fc from "fast-check";
import { checkOutcome } from "./outcomePromises";
import { anyPlan } from "./plan";
import { RUNS, SEED, SEED_TEXT } from "./settings";
import { checkTimes } from "./timePromises";
import { runPlan } from "./virtualWait";

describe(`waitForOperation with random operations, faults and delays (${SEED_TEXT})`, () => {
    it("ends with the operation's outcome or the correct error code, in time, without leaking timers or listeners", async function () {
        this.timeout(60_000 + RUNS * 100);
        const counts = new Map<string, number>();
        await fc.assert(
            fc.asyncProperty(anyPlan, async (plan) => {
                const run = await runPlan(plan);
                const code = run.error === undefined ? "Succeeded" : run.error.code;
                counts.set(code, (counts.get(code) ?? 0) + 1);
                checkOutcome(run, code);
                checkTimes(run, code);
                const isUrlRight = run.reads.every((read) => read.isUrlRight);
                assert.ok(isUrlRight, "polls another URL than the newest one of the operation's own pattern");
                assert.deepEqual([run.leakedTimers, run.leakedListeners], [0, 0], "timers or listeners leak");
            }),
            { numRuns: RUNS, seed: SEED },
        );
        console.log(`      ${[...counts].map(([code, count]) => `${code} ${count}`).join(", ")}`);
    });
});
