// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Read } from "./azureModel";
import { anyPlan, type Plan } from "./plan";
import { RUNS, SEED, SEED_TEXT } from "./settings";
import { type Course, runPlan } from "./virtualWait";

/** Timers have whole milliseconds. */
const TICK_MS = 2;
/** A look that begins at the deadline may take this long. */
const LAST_LOOK_MS = 5_000;
/** It may have to wait for its turn: a 429 without a `Retry-After` stops all reads for so long. */
const LONGEST_TURN_MS = 1_000;
const MINUTE_MS = 60_000;
const GRACE_MS = 2 * MINUTE_MS;

const FATE_CODES = { Failed: "OperationFailed", Canceled: "OperationCanceled" } as const;

describe(`waitForOperation, whatever happens (${SEED_TEXT})`, () => {
    it("tells the operation's fate or an honest why not, in time, and leaves nothing behind", async function () {
        this.timeout(60_000 + RUNS * 60);
        const seen = new Map<string, number>();
        await fc.assert(
            fc.asyncProperty(anyPlan, async (plan) => {
                const course = await runPlan(plan);
                const code = course.error === undefined ? "Succeeded" : course.error.code;
                seen.set(code, (seen.get(code) ?? 0) + 1);
                checkVerdict(course, code);
                checkTimes(course, code);
                assert.deepEqual([course.leftTimers, course.leftListeners], [0, 0], "something is left behind");
            }),
            { numRuns: RUNS, seed: SEED },
        );
        console.log(`      ${[...seen].map(([code, count]) => `${code} ${count}`).join(", ")}`);
    });
});

/** The verdict is the fate if, and only if, an answer has said so; anything else has its reason. */
function checkVerdict({ plan, reads, elapsedMs }: Course, code: string): void {
    if (reads.some(({ meaning }) => meaning === "fate")) {
        assert.equal(code, verdictOf(plan), "the verdict is not the fate");
        return;
    }
    const isOver = elapsedMs >= plan.timeoutMs - TICK_MS;
    switch (code) {
        case "WaitAborted":
            assert.ok(Math.abs(elapsedMs - (plan.abortAfterMs ?? Number.NaN)) <= TICK_MS, "it ends at once");
            break;
        case "WaitTimeout":
            assert.ok(isOver && reads.some(({ meaning }) => meaning === "running"), "a timeout without reason");
            break;
        case "StatusUnavailable":
            assert.ok(
                plan.retryAfterMs >= plan.timeoutMs || reads.some(({ meaning }) => meaning !== "running"),
                "nothing was in the way",
            );
            assert.ok(isOver || isNeverAzure(reads, elapsedMs) || isMeaningless(reads), "given up too soon");
            break;
        case "InvalidArgument":
            assert.ok(plan.pattern === "resource" && isMeaningless(reads), "an argument is blamed without reason");
            break;
        case "OperationNotFound":
            assert.ok(isGone(plan, reads), "not found without reason");
            break;
        default:
            assert.fail(`${code} is not true`);
    }
}

function verdictOf({ fate }: Plan): string {
    return fate === "Failed" || fate === "Canceled" ? FATE_CODES[fate] : "Succeeded";
}

function isNeverAzure(reads: readonly Read[], elapsedMs: number): boolean {
    return (
        elapsedMs - (reads[0]?.atMs ?? 0) >= 5 * MINUTE_MS - TICK_MS && !reads.some(({ isFromAzure }) => isFromAzure)
    );
}

/** Five answers without a status in a row, over at least two minutes. */
function isMeaningless(reads: readonly Read[]): boolean {
    const streak = reads.slice(reads.findLastIndex(({ meaning }) => meaning !== "noStatus") + 1);
    return streak.length >= 5 && streak.at(-1)!.endMs - streak[0]!.endMs >= GRACE_MS - TICK_MS;
}

/** ARM knew it before and has missed it twice in a row, or has not known it, or its fallback, for as long as the grace. */
function isGone(plan: Plan, reads: readonly Read[]): boolean {
    const [before, last] = [reads.at(-2), reads.at(-1)];
    const isKnown = reads.some(({ meaning }) => meaning === "running");
    if (last?.meaning !== "notFound" || before?.meaning !== "notFound") {
        return false;
    }
    if (isKnown && !plan.hasFallback) {
        return true;
    }
    const sinceMs = isKnown ? reads.find(({ meaning }) => meaning === "notFound")!.endMs : reads[0]!.atMs;
    return last.endMs - sinceMs >= GRACE_MS - TICK_MS;
}

/** No look comes sooner than Azure allows, none much later than it should, and the deadline holds. */
function checkTimes({ plan, reads, elapsedMs }: Course, code: string): void {
    assert.ok((reads[0]?.atMs ?? plan.retryAfterMs) >= plan.retryAfterMs, "the first look comes too soon");
    const overtimeMs = elapsedMs - plan.timeoutMs;
    assert.ok(overtimeMs <= LONGEST_TURN_MS + LAST_LOOK_MS + TICK_MS, `the deadline does not hold: ${overtimeMs}`);
    for (const [index, read] of reads.slice(1).entries()) {
        const before = reads[index]!;
        const isHeard = before.isFromAzure || reads.slice(0, index).some(({ isFromAzure }) => isFromAzure);
        assert.ok(!isHeard || read.atMs >= before.notBeforeMs - TICK_MS, `look ${index + 2} comes too soon`);
        const pauseMs = before.status === 429 || before.hasDelay ? 1_000 : 0;
        // The date of an answer, from which another date counts, has whole seconds only, and is on its way for a while.
        const notBeforeMs = before.notBeforeMs + (before.hasDelay ? 1_000 + plan.latencyMs : 0);
        const latestMs = Math.max(notBeforeMs, before.endMs + longestIntervalMs(plan, before), pauseMs + before.endMs);
        assert.ok(read.atMs <= latestMs + TICK_MS, `look ${index + 2} comes too late: ${read.atMs}, not ${latestMs}`);
    }
    const last = reads.at(-1);
    if (code === "WaitTimeout" && last !== undefined) {
        // A `Retry-After` of less than a second, or of no sense, may be taken for a second.
        const mayLookMs = last.hasDelay ? Math.max(last.notBeforeMs, last.endMs) + 1_000 + plan.latencyMs : 0;
        const hasLooked = last.endMs >= plan.timeoutMs - TICK_MS;
        assert.ok(hasLooked || mayLookMs > plan.timeoutMs - TICK_MS, "no last look at the deadline");
    }
}

/** The square-root schedule with its jitter while all is well, `maxPollInterval` in trouble. */
function longestIntervalMs({ minPollMs, maxPollMs }: Plan, before: Read): number {
    const minimumMs = minPollMs ?? Math.min(1_000, maxPollMs ?? 1_000);
    const maximumMs = maxPollMs ?? Math.max(MINUTE_MS, minimumMs);
    const isWell = before.meaning === "running";
    return isWell ? Math.min(maximumMs, 1.1 * Math.max(minimumMs, 2 * Math.sqrt(200 * before.endMs))) : maximumMs;
}
