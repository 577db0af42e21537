// SPDX-License-Identifier: Apache-2.0

/** What ARM sent back. */
export interface ArmResponse {
    readonly statusCode: number;
    /** The value of a header, or `undefined`. Names are case-insensitive. */
    header(name: string): string | undefined;
    /** The decoded body, `""` when there is none. */
    readonly body: string;
}

/** The oldest date format of HTTP, which has no zone and means GMT. */
const ASCTIME = /^\s*[a-z]{3} [a-z]{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\s*$/i;
const HTTP_DATE = /^\s*[a-z]{3,9},? .*\bgmt\s*$/i;

/** ARM allows 10 to 600 seconds. Values outside of 1 to 600 seconds are clamped. */
const MINIMUM_RETRY_AFTER_MS = 1000;
const MAXIMUM_RETRY_AFTER_MS = 10 * 60 * 1000;

/**
 * The delay that ARM requests before the next read, in milliseconds, clamped to one second to ten minutes; `undefined` without a
 * usable header. Reads `retry-after-ms`, `x-ms-retry-after-ms` and `Retry-After` in seconds or as an HTTP date.
 *
 * @param nowMs The time of day, for a date in a response without a `Date` header.
 */
export function retryAfterMs(answer: ArmResponse, nowMs: number): number | undefined {
    const requestedMs =
        numberOf(answer.header("retry-after-ms"), 1) ??
        numberOf(answer.header("x-ms-retry-after-ms"), 1) ??
        numberOf(answer.header("retry-after"), 1000) ??
        timeBetween(dateMs(answer.header("date")) ?? nowMs, dateMs(answer.header("retry-after")));
    return requestedMs === undefined
        ? undefined
        : Math.min(Math.max(requestedMs, MINIMUM_RETRY_AFTER_MS), MAXIMUM_RETRY_AFTER_MS);
}

function numberOf(text: string | undefined, factor: number): number | undefined {
    return text !== undefined && /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) * factor : undefined;
}

function dateMs(text: string | undefined): number | undefined {
    const date = ASCTIME.test(text ?? "") ? `${text} GMT` : (text ?? "");
    const milliseconds = HTTP_DATE.test(date) ? Date.parse(date) : Number.NaN;
    return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/** Both times are of the same clock, because the clock of this machine may be wrong. */
function timeBetween(startMs: number, endMs: number | undefined): number | undefined {
    return endMs === undefined ? undefined : Math.max(0, endMs - startMs);
}
