// SPDX-License-Identifier: Apache-2.0

import type { ArmResponse } from "./pollResult";

/** The oldest form of a date in a header, which says no zone and means GMT. */
const ASCTIME = /^\s*[a-z]{3} [a-z]{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\s*$/i;
const HTTP_DATE = /^\s*[a-z]{3,9},? .*\bgmt\s*$/i;

/** ARM asks for ten seconds to ten minutes; values outside of one second to that are brought inside. */
const MINIMUM_RETRY_AFTER_MS = 1000;
const MAXIMUM_RETRY_AFTER_MS = 10 * 60 * 1000;

/**
 * How long ARM asks to wait before the next read, or `undefined` when it does not say. Understands seconds, an HTTP date and
 * the two headers in milliseconds, between one second and ten minutes.
 *
 * @param nowMs The time of day, for dates in an answer that does not say itself when it was sent.
 */
export function retryAfterMs(answer: ArmResponse, nowMs: number): number | undefined {
    const asked =
        wholeNumber(answer.header("retry-after-ms"), 1) ??
        wholeNumber(answer.header("x-ms-retry-after-ms"), 1) ??
        wholeNumber(answer.header("retry-after"), 1000) ??
        timeBetween(dateMs(answer.header("date")) ?? nowMs, dateMs(answer.header("retry-after")));
    return asked === undefined ? undefined : Math.min(Math.max(asked, MINIMUM_RETRY_AFTER_MS), MAXIMUM_RETRY_AFTER_MS);
}

function wholeNumber(text: string | undefined, factor: number): number | undefined {
    return text !== undefined && /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) * factor : undefined;
}

function dateMs(text: string | undefined): number | undefined {
    const date = ASCTIME.test(text ?? "") ? `${text} GMT` : (text ?? "");
    const milliseconds = HTTP_DATE.test(date) ? Date.parse(date) : Number.NaN;
    return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/** By the same clock: this machine's may be wrong. */
function timeBetween(startMs: number, endMs: number | undefined): number | undefined {
    return endMs === undefined ? undefined : Math.max(0, endMs - startMs);
}
