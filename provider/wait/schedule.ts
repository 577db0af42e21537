// SPDX-License-Identifier: Apache-2.0

import type { Answer } from "../operation/reading";

/** What one read may cost in waiting: see `pollIntervalMs`. */
const READ_COST_MS = 200;
/** An interval is lengthened by up to this part of itself, at random, so that waits do not keep step. */
const JITTER = 0.1;

/** ARM's bounds of `Retry-After`; other values are brought into them. */
const HTTP_DATE = /^\s*[a-z]{3,9},? .*\bgmt\s*$/i;
const MINIMUM_RETRY_AFTER_MS = 1000;
const MAXIMUM_RETRY_AFTER_MS = 10 * 60 * 1000;

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

/**
 * How long ARM asks to wait before the next read, or `undefined` when it does not say. Understands seconds, an HTTP date and
 * the two headers in milliseconds, between one second and ten minutes.
 *
 * @param nowMs The time of day, for dates.
 */
export function retryAfterMs(answer: Answer, nowMs: number): number | undefined {
    const asked =
        wholeNumber(answer.header("retry-after-ms"), 1) ??
        wholeNumber(answer.header("x-ms-retry-after-ms"), 1) ??
        wholeNumber(answer.header("retry-after"), 1000) ??
        untilDate(answer.header("retry-after"), nowMs);
    return asked === undefined ? undefined : Math.min(Math.max(asked, MINIMUM_RETRY_AFTER_MS), MAXIMUM_RETRY_AFTER_MS);
}

function wholeNumber(text: string | undefined, factor: number): number | undefined {
    return text !== undefined && /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) * factor : undefined;
}

function untilDate(text: string | undefined, nowMs: number): number | undefined {
    const dateMs = text !== undefined && HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
    return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
