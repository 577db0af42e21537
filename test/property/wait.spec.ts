// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Read } from "./azureModel";
import { anyPlan, type Plan } from "./plan";
import { RUNS, SEED, SEED_TEXT } from "./settings";
import { runPlan, type WaitRun } from "./virtualWait";

/** Timers round to whole milliseconds. */
const TICK_MS = 2;
/** Longest duration of a poll that begins at the deadline. */
const LAST_POLL_MS = 5_000;
/** Longest time between two slots of the read limiter, after several 429s without a rate-limit header. */
const LONGEST_SLOT_INTERVAL_MS = 2_000;
const MINUTE_MS = 60_000;
const GRACE_MS = 2 * MINUTE_MS;

const OUTCOME_CODES = { Failed: "OperationFailed", Canceled: "OperationCanceled" } as const;

describe(`waitForOperation with random operations, faults and delays (${SEED_TEXT})`, () => {
    it("ends with the operation's outcome or the correct error code, in time, without leaking timers or listeners", async function () {
        this.timeout(60_000 + RUNS * 60);
        const counts = new Map<string, number>();
        await fc.assert(
            fc.asyncProperty(anyPlan, async (plan) => {
                const run = await runPlan(plan);
                const code = run.error === undefined ? "Succeeded" : run.error.code;
                counts.set(code, (counts.get(code) ?? 0) + 1);
                checkOutcome(run, code);
                checkTimes(run, code);
                assert.deepEqual([run.leakedTimers, run.leakedListeners], [0, 0], "timers or listeners leak");
            }),
            { numRuns: RUNS, seed: SEED },
        );
        console.log(`      ${[...counts].map(([code, count]) => `${code} ${count}`).join(", ")}`);
    });
});

/** A wait ends with the operation's outcome if and only if a response reported it; any other error code needs its reason. */
function checkOutcome({ plan, reads, elapsedMs }: WaitRun, code: string): void {
    if (reads.some(({ classification }) => classification === "ended")) {
        assert.equal(code, expectedCode(plan), "the wait does not end with the operation's outcome");
        return;
    }
    const isOver = elapsedMs >= plan.timeoutMs - TICK_MS;
    switch (code) {
        case "WaitAborted":
            assert.ok(
                Math.abs(elapsedMs - (plan.abortAfterMs ?? Number.NaN)) <= TICK_MS,
                "it ends as soon as it is aborted",
            );
            break;
        case "WaitTimeout":
            assert.ok(
                isOver && reads.some(({ classification }) => classification === "running"),
                "WaitTimeout without reason",
            );
            break;
        case "StatusUnavailable":
            assert.ok(
                plan.retryAfterMs >= plan.timeoutMs || reads.some(({ classification }) => classification !== "running"),
                "StatusUnavailable although every response had a status",
            );
            assert.ok(
                isOver || isWithoutAzure(reads, elapsedMs) || hasStatuslessStreak(reads),
                "StatusUnavailable too soon",
            );
            break;
        case "InvalidArgument":
            assert.ok(plan.pattern === "resource" && hasStatuslessStreak(reads), "InvalidArgument without reason");
            break;
        case "OperationNotFound":
            assert.ok(isGone(plan, reads), "OperationNotFound without reason");
            break;
        default:
            assert.fail(`${code} is not expected`);
    }
}

function expectedCode({ outcome }: Plan): string {
    return outcome === "Failed" || outcome === "Canceled" ? OUTCOME_CODES[outcome] : "Succeeded";
}

/** Whether Azure itself did not respond for five minutes. */
function isWithoutAzure(reads: readonly Read[], elapsedMs: number): boolean {
    return (
        elapsedMs - (reads[0]?.atMs ?? 0) >= 5 * MINUTE_MS - TICK_MS && !reads.some(({ isFromAzure }) => isFromAzure)
    );
}

/** Whether the last responses, five or more over at least two minutes, had no status. */
function hasStatuslessStreak(reads: readonly Read[]): boolean {
    const streak = reads.slice(reads.findLastIndex(({ classification }) => classification !== "noStatus") + 1);
    return streak.length >= 5 && streak.at(-1)!.endMs - streak[0]!.endMs >= GRACE_MS - TICK_MS;
}

/**
 * Whether the last two responses were 404 and either ARM had reported the operation before, or the grace period for it, or for its
 * fallback, has passed.
 */
function isGone(plan: Plan, reads: readonly Read[]): boolean {
    const [before, last] = [reads.at(-2), reads.at(-1)];
    const isKnown = reads.some(({ classification }) => classification === "running");
    if (last?.classification !== "notFound" || before?.classification !== "notFound") {
        return false;
    }
    if (isKnown && !plan.hasFallback) {
        return true;
    }
    const sinceMs = isKnown ? reads.find(({ classification }) => classification === "notFound")!.endMs : reads[0]!.atMs;
    return last.endMs - sinceMs >= GRACE_MS - TICK_MS;
}

/** No poll comes before the `Retry-After` has passed or later than the schedule allows, and the deadline holds. */
function checkTimes({ plan, reads, elapsedMs }: WaitRun, code: string): void {
    assert.ok((reads[0]?.atMs ?? plan.retryAfterMs) >= plan.retryAfterMs, "the first poll comes too soon");
    const overtimeMs = elapsedMs - plan.timeoutMs;
    assert.ok(
        overtimeMs <= LONGEST_SLOT_INTERVAL_MS + LAST_POLL_MS + TICK_MS,
        `the deadline does not hold: ${overtimeMs}`,
    );
    for (const [index, read] of reads.slice(1).entries()) {
        const before = reads[index]!;
        const mustRespectDelay = before.isFromAzure || reads.slice(0, index).some(({ isFromAzure }) => isFromAzure);
        assert.ok(!mustRespectDelay || read.atMs >= before.notBeforeMs - TICK_MS, `poll ${index + 2} comes too soon`);
        const pauseMs = before.status === 429 || before.hasDelay ? 1_000 : 0;
        // `Retry-After` dates are relative to the `Date` header, which has whole seconds and is as old as the latency.
        const notBeforeMs = before.notBeforeMs + (before.hasDelay ? 1_000 + plan.latencyMs : 0);
        const hasBeenThrottled = reads.slice(0, index + 1).some(({ status }) => status === 429);
        const latestMs = Math.max(
            notBeforeMs,
            before.endMs + longestIntervalMs(plan, before),
            before.endMs + pauseMs,
            hasBeenThrottled ? before.atMs + LONGEST_SLOT_INTERVAL_MS : 0,
        );
        assert.ok(read.atMs <= latestMs + TICK_MS, `poll ${index + 2} comes too late: ${read.atMs}, not ${latestMs}`);
    }
    const last = reads.at(-1);
    if (code === "WaitTimeout" && last !== undefined) {
        // A `Retry-After` that is invalid or less than a second may be read as one second.
        const nextPollMs = last.hasDelay ? Math.max(last.notBeforeMs, last.endMs) + 1_000 + plan.latencyMs : 0;
        const hasPolled = last.endMs >= plan.timeoutMs - TICK_MS;
        assert.ok(hasPolled || nextPollMs > plan.timeoutMs - TICK_MS, "no last poll at the deadline");
    }
}

/** The square-root schedule with its jitter after a running status, `maxPollInterval` after anything else. */
function longestIntervalMs({ minPollMs, maxPollMs }: Plan, before: Read): number {
    const minimumMs = minPollMs ?? Math.min(1_000, maxPollMs ?? 1_000);
    const maximumMs = maxPollMs ?? Math.max(MINUTE_MS, minimumMs);
    const isRunning = before.classification === "running";
    return isRunning ? Math.min(maximumMs, 1.1 * Math.max(minimumMs, 2 * Math.sqrt(200 * before.endMs))) : maximumMs;
}
