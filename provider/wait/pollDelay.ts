// SPDX-License-Identifier: Apache-2.0

import { exponentialBackoffMs } from "../common/backoff";

/** The value of one read in waiting time: see `pollIntervalMs`. */
const READ_COST_MS = 200;
/** Up to this fraction is added to an interval or a `Retry-After` at random, so that waits do not poll in step. */
const JITTER = 0.1;
/** Enough to spread the waits, after a long `Retry-After`. */
const MAXIMUM_JITTER_MS = 5_000;
/** The first delay after a poll without a status. It doubles from poll to poll, up to `maxPollInterval`. */
const FIRST_RETRY_MS = 1_000;
/** A resource may still show the `Succeeded` of an earlier change for this long. */
export const STALE_STATE_MS = 10_000;
/** The limit of one poll, with token and body. */
export const POLL_LIMIT_MS = 60_000;
/** The limit of the last poll, which begins at the deadline. */
export const LAST_POLL_LIMIT_MS = 5_000;

/** The bounds of the time between polls. */
export interface IntervalBounds {
    readonly minimumMs: number;
    readonly maximumMs: number;
}

/**
 * The square-root schedule: the time to the next poll, in milliseconds, where ARM requests no delay.
 *
 * If one read is worth 0.2 s of waiting, a fixed interval d costs d/2 of lag and 0.2·T/d of reads for an operation that takes
 * T; the best d in hindsight costs √(0.4·T). Not knowing T, 2·√(0.2 s × age) costs about 1.4 to 1.5 times that at every T.
 *
 * @param ageMs Time since the first poll.
 */
export function pollIntervalMs(ageMs: number, bounds: IntervalBounds): number {
    const interval = 2 * Math.sqrt(READ_COST_MS * Math.max(0, ageMs));
    return Math.min(withJitter(Math.max(interval, bounds.minimumMs)), bounds.maximumMs);
}

/** The delay and a little more, never less. */
function withJitter(delayMs: number): number {
    return delayMs + Math.min(delayMs * JITTER, MAXIMUM_JITTER_MS) * Math.random();
}

/** What decides about the delay after a poll. */
export interface PollDelayInputs {
    /** The delay that ARM requested, if it did. It outweighs the schedule. */
    readonly retryAfterMs: number | undefined;
    /** Time since the first response. */
    readonly ageMs: number;
    /** Consecutive polls without a status. */
    readonly failedPolls: number;
    readonly bounds: IntervalBounds;
    /** The upper bound of any delay. */
    readonly maximumMs: number;
}

/** The delay after a poll, in milliseconds. */
export function pollDelayMs({ retryAfterMs, ageMs, failedPolls, bounds, maximumMs }: PollDelayInputs): number {
    const scheduledMs = () => pollIntervalMs(ageMs, { ...bounds, minimumMs: minimumMs(failedPolls, bounds) });
    const delayMs = retryAfterMs === undefined ? scheduledMs() : withJitter(retryAfterMs);
    return Math.max(1, Math.min(delayMs, maximumMs));
}

function minimumMs(failedPolls: number, bounds: IntervalBounds): number {
    const retryMs =
        failedPolls === 0
            ? 0
            : exponentialBackoffMs(failedPolls, { firstMs: FIRST_RETRY_MS, maximumMs: bounds.maximumMs });
    return Math.max(bounds.minimumMs, retryMs);
}
