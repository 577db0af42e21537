// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Read } from "./azureModel";
import { anyPlan, type Plan } from "./plan";
import { RUNS, SEED, SEED_TEXT } from "./settings";
import { runPlan, type WaitRun } from "./virtualWait";

/** Timers round to whole milliseconds. */
const TICK_MS = 2;
/** Longest duration of a poll that begins at the deadline, and longest wait for its slot. */
const LAST_POLL_MS = 5_000;
/** Longest wait for a slot of the read limiter, which allows at least one read in two seconds. */
const LONGEST_SLOT_WAIT_MS = 2_000;
/** A delay that Azure requests is exceeded by at most this fraction, and at most this long, so that waits do not poll in step. */
const JITTER = 0.1;
const LONGEST_JITTER_MS = 5_000;
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
                assert.ok(
                    run.reads.every(({ isUrlRight }) => isUrlRight),
                    "polls another URL",
                );
                assert.deepEqual([run.leakedTimers, run.leakedListeners], [0, 0], "timers or listeners leak");
            }),
            { numRuns: RUNS, seed: SEED },
        );
        console.log(`      ${[...counts].map(([code, count]) => `${code} ${count}`).join(", ")}`);
    });
});

/** A wait ends with the operation's outcome if and only if a response reported it; any other error code needs its reason. */
function checkOutcome({ plan, reads, elapsedMs }: WaitRun, code: string): void {
    const end = reads.findIndex(({ classification }) => classification === "ended");
    if (end !== -1) {
        assert.equal(code, expectedCode(plan), "the wait does not end with the operation's outcome");
        assert.equal(end, reads.length - 1, "polls after the operation's outcome");
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
            assert.ok(plan.pattern === "resource" || reads.at(-1)?.isOfFallback, "InvalidArgument without reason");
            assert.ok(hasStatuslessStreak(reads), "InvalidArgument too soon");
            break;
        case "OperationNotFound":
            assert.ok(isGone(reads), "OperationNotFound without reason");
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
 * Whether the last two responses, of the operation or of its fallback, were 404 and either ARM had reported it before, or the grace
 * period for it has passed.
 */
function isGone(reads: readonly Read[]): boolean {
    const last = reads.at(-1);
    const first = reads.findIndex(({ isOfFallback }) => isOfFallback === last?.isOfFallback);
    const own = reads.slice(first);
    if (last === undefined || own.slice(-2).filter(({ classification }) => classification === "notFound").length < 2) {
        return false;
    }
    const sinceMs = reads[first - 1]?.endMs ?? own[0]!.atMs;
    return own.some(({ classification }) => classification === "running") || last.endMs - sinceMs >= GRACE_MS - TICK_MS;
}

/** No poll comes before Azure allows it or later than the schedule allows, and the deadline holds. */
function checkTimes({ plan, reads, elapsedMs }: WaitRun, code: string): void {
    assert.ok((reads[0]?.atMs ?? plan.retryAfterMs) >= plan.retryAfterMs, "the first poll comes too soon");
    const overtimeMs = elapsedMs - plan.timeoutMs;
    assert.ok(
        overtimeMs <= LONGEST_SLOT_INTERVAL_MS + LAST_POLL_MS + TICK_MS,
        `the deadline does not hold: ${overtimeMs}`,
    );
    for (const [index, read] of reads.slice(1).entries()) {
        const isAzureReached = reads.slice(0, index + 1).some(({ isFromAzure }) => isFromAzure);
        const { earliestMs, latestMs } = allowedTimes(plan, reads[index]!, isAzureReached ? undefined : reads[0]!.atMs);
        assert.ok(read.atMs >= earliestMs, `poll ${index + 2} comes too soon: ${read.atMs}, not ${earliestMs}`);
        assert.ok(read.atMs <= latestMs, `poll ${index + 2} comes too late: ${read.atMs}, not ${latestMs}`);
    }
    const last = reads.at(-1);
    if (code === "WaitTimeout" && last !== undefined) {
        const isForbidden = last.endMs + (last.delayMs ?? 0) > plan.timeoutMs;
        assert.ok(isForbidden || last.endMs >= plan.timeoutMs - TICK_MS, "no last poll at the deadline");
    }
}

/**
 * The earliest and the latest time of the next poll. The earliest has no tolerance: a date in whole seconds is no sooner than the
 * delay that it stands for, see `requestedDelayMs`.
 *
 * @param unreachedSinceMs When the wait began to poll, if Azure itself has not responded yet: no delay outlasts that time.
 */
function allowedTimes(
    plan: Plan,
    { endMs, delayMs, status, classification }: Read,
    unreachedSinceMs: number | undefined,
) {
    if (delayMs !== undefined) {
        const giveUpMs = unreachedSinceMs === undefined ? Number.POSITIVE_INFINITY : unreachedSinceMs + 5 * MINUTE_MS;
        const jitterMs = Math.min(JITTER * delayMs, LONGEST_JITTER_MS);
        return { earliestMs: Math.min(endMs + delayMs, giveUpMs), latestMs: endMs + delayMs + jitterMs + TICK_MS };
    }
    const intervalMs = longestIntervalMs(plan, classification, endMs);
    const isSlow = status === 429 || Object.keys(plan.rateLimitHeaders).length === 0;
    const slotMs = isSlow ? LONGEST_SLOT_WAIT_MS : 0;
    return { earliestMs: endMs, latestMs: endMs + Math.max(intervalMs, slotMs) + TICK_MS };
}

/** The square-root schedule with its jitter after a running status, `maxPollInterval` after anything else. */
function longestIntervalMs(
    { minPollMs, maxPollMs }: Plan,
    classification: Read["classification"],
    ageMs: number,
): number {
    const minimumMs = minPollMs ?? Math.min(1_000, maxPollMs ?? 1_000);
    const maximumMs = maxPollMs ?? Math.max(MINUTE_MS, minimumMs);
    const scheduledMs = (1 + JITTER) * Math.max(minimumMs, 2 * Math.sqrt(200 * ageMs));
    return classification === "running" ? Math.min(maximumMs, scheduledMs) : maximumMs;
}
