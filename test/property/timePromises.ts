// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import type { Read } from "./azureModel";
import type { Plan } from "./plan";
import type { WaitRun } from "./virtualWait";

/** Timers round to whole milliseconds. */
export const TICK_MS = 2;
/** How long a wait polls before it gives up because Azure itself has never responded. */
export const UNREACHED_MS = 300_000;
/** Longest duration of a poll. */
const LONGEST_POLL_MS = 60_000;
/** Longest duration of a poll that begins at the deadline. */
const LAST_POLL_MS = 5_000;
/** Longest wait for a slot of the read limiter, which allows at least one read in two seconds. */
const LONGEST_SLOT_WAIT_MS = 2_000;
/** A fallback may show the state of an earlier change for this long. */
const STALE_STATE_MS = 10_000;
/** A delay that Azure requests is exceeded by at most this fraction, and at most this long, so that waits do not poll in step. */
const JITTER = 0.1;
const LONGEST_JITTER_MS = 5_000;

/** No poll comes before Azure allows it or later than the schedule allows, and the deadline holds. */
export function checkTimes({ plan, reads, elapsedMs }: WaitRun, code: string): void {
    assert.ok((reads[0]?.atMs ?? plan.retryAfterMs) >= plan.retryAfterMs, "the first poll comes too soon");
    const overtimeMs = elapsedMs - plan.timeoutMs;
    assert.ok(overtimeMs <= LONGEST_SLOT_WAIT_MS + LAST_POLL_MS + TICK_MS, `the deadline does not hold: ${overtimeMs}`);
    for (const [index, read] of reads.slice(1).entries()) {
        const before = reads[index]!;
        const giveUpMs = giveUpTimeMs(reads.slice(0, index + 1));
        const isFirstOfFallback = read.isOfFallback && !before.isOfFallback;
        const earliestMs = earliestTimeMs(plan, before, giveUpMs, isFirstOfFallback);
        const allowedMs = latestTimeMs(plan, before);
        const latestMs = Math.min(
            isFirstOfFallback ? Math.max(allowedMs, STALE_STATE_MS + TICK_MS) : allowedMs,
            giveUpMs + LONGEST_SLOT_WAIT_MS,
        );
        assert.ok(read.atMs >= earliestMs, `poll ${index + 2} comes too soon: ${read.atMs}, not ${earliestMs}`);
        assert.ok(read.atMs <= latestMs, `poll ${index + 2} comes too late: ${read.atMs}, not ${latestMs}`);
        assert.ok(before.endMs < giveUpMs, "polls again after the time to give up without Azure");
    }
    const latestEndMs = giveUpTimeMs(reads) + LONGEST_SLOT_WAIT_MS + LONGEST_POLL_MS;
    assert.ok(elapsedMs <= latestEndMs, "gives up too late without Azure");
    const last = reads.at(-1);
    if (code === "WaitTimeout" && last !== undefined) {
        const isForbidden = last.endMs + (last.delayMs ?? 0) > plan.timeoutMs;
        assert.ok(isForbidden || last.endMs >= plan.timeoutMs - TICK_MS, "no last poll at the deadline");
    }
}

/** When a failed poll ends the wait, because Azure itself has not responded; infinite once it has. */
function giveUpTimeMs(reads: readonly Read[]): number {
    const first = reads.some(({ isFromAzure }) => isFromAzure) ? undefined : reads[0];
    return first === undefined ? Number.POSITIVE_INFINITY : first.atMs + UNREACHED_MS;
}

/**
 * The earliest time of the next poll: after the delay that Azure requested, or else after `minPollInterval`. It has no tolerance: a
 * date in whole seconds is no sooner than the delay that it stands for, see `requestedDelayMs`. Only the poll at the deadline, the
 * one at the time to give up without Azure, and the first one of a fallback may come sooner than the interval.
 */
function earliestTimeMs(plan: Plan, { endMs, delayMs }: Read, giveUpMs: number, isFirstOfFallback: boolean): number {
    if (delayMs !== undefined) {
        return Math.min(endMs + delayMs, giveUpMs);
    }
    const { minimumMs } = bounds(plan);
    return isFirstOfFallback
        ? Math.max(endMs, Math.min(STALE_STATE_MS, plan.timeoutMs))
        : Math.min(endMs + minimumMs, Math.max(endMs, plan.timeoutMs), giveUpMs);
}

function latestTimeMs(plan: Plan, { endMs, delayMs, status, classification }: Read): number {
    if (delayMs !== undefined) {
        return endMs + delayMs + Math.min(JITTER * delayMs, LONGEST_JITTER_MS) + TICK_MS;
    }
    const isSlow = status === 429 || Object.keys(plan.rateLimitHeaders).length === 0;
    const intervalMs = longestIntervalMs(plan, classification, endMs);
    return endMs + Math.max(intervalMs, isSlow ? LONGEST_SLOT_WAIT_MS : 0) + TICK_MS;
}

/** The square-root schedule with its jitter after a running status, `maxPollInterval` after anything else. */
function longestIntervalMs(plan: Plan, classification: Read["classification"], ageMs: number): number {
    const { minimumMs, maximumMs } = bounds(plan);
    const scheduledMs = (1 + JITTER) * Math.max(minimumMs, 2 * Math.sqrt(200 * ageMs));
    return classification === "running" ? Math.min(maximumMs, scheduledMs) : maximumMs;
}

/** The bounds of the schedule. One that is not given follows the other one. */
function bounds({ minPollMs, maxPollMs }: Plan) {
    const minimumMs = minPollMs ?? Math.min(1_000, maxPollMs ?? 1_000);
    return { minimumMs, maximumMs: maxPollMs ?? Math.max(60_000, minimumMs) };
}
