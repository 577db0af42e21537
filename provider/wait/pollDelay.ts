// SPDX-License-Identifier: Apache-2.0

/** What one read may cost in waiting: see `pollIntervalMs`. */
const READ_COST_MS = 200;
/** An interval is lengthened by up to this part of itself, at random, so that waits do not keep step. */
const JITTER = 0.1;

export interface IntervalBounds {
    readonly minimumMs: number;
    readonly maximumMs: number;
}

/**
 * The square-root schedule: how long to wait before the next read, when ARM does not say.
 *
 * If one read is worth 0.2 s of waiting, a fixed interval d costs d/2 of lag and 0.2·T/d of reads for an operation that takes
 * T; the best d in hindsight costs √(0.4·T). Not knowing T, 2·√(0.2 s × age) costs about 1.4 to 1.5 times that at every T.
 *
 * @param ageMs Time since the first read.
 */
export function pollIntervalMs(ageMs: number, bounds: IntervalBounds): number {
    const interval = 2 * Math.sqrt(READ_COST_MS * Math.max(0, ageMs));
    const jittered = Math.max(interval, bounds.minimumMs) * (1 + JITTER * Math.random());
    return Math.min(jittered, bounds.maximumMs);
}
