// SPDX-License-Identifier: Apache-2.0

/** What ARM sent back. */
export interface ArmResponse {
    readonly statusCode: number;
    /** The value of a header, or `undefined`. Names are case-insensitive. */
    header(name: string): string | undefined;
    /** The decoded body, `""` when there is none. */
    readonly body: string;
}

/** Whether Azure sent a response, and not a proxy: all responses of the Resource Manager have an id. */
export function isFromAzure(response: ArmResponse): boolean {
    return ["x-ms-request-id", "x-ms-correlation-request-id"].some((name) => response.header(name) !== undefined);
}

/** The oldest date format of HTTP, which has no zone and means GMT. */
const ASCTIME = /^\s*[a-z]{3} [a-z]{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\s*$/i;
const HTTP_DATE = /^\s*[a-z]{3,9},? .*\bgmt\s*$/i;

/** ARM allows 10 to 600 seconds. Services send 0 and 1 without a wish to be polled each second. */
const MINIMUM_RETRY_AFTER_MS = 2_000;
const MAXIMUM_RETRY_AFTER_MS = 10 * 60 * 1000;
/** A service that throttles may request any delay, such as half an hour. This bound keeps the arithmetic finite. */
const MAXIMUM_THROTTLED_MS = 365 * 24 * 60 * 60 * 1000;
const THROTTLED_CODES: ReadonlySet<number> = new Set([429, 503]);

/**
 * The delay that ARM requests before the next read, in milliseconds; `undefined` without a usable header, or for less than two
 * seconds. At most ten minutes, but for 429 and 503 of Azure, which last as long as they say. Reads `retry-after-ms`,
 * `x-ms-retry-after-ms` and `Retry-After` in seconds or as an HTTP date.
 *
 * @param nowMs The time of day, for a date in a response without a `Date` header.
 */
export function retryAfterMs(response: ArmResponse, nowMs: number): number | undefined {
    const requestedMs = [
        numberOf(response.header("retry-after-ms"), 1),
        numberOf(response.header("x-ms-retry-after-ms"), 1),
        numberOf(response.header("retry-after"), 1000),
        timeBetween(dateMs(response.header("date")) ?? nowMs, dateMs(response.header("retry-after"))),
    ].find((candidateMs) => candidateMs !== undefined && candidateMs >= MINIMUM_RETRY_AFTER_MS);
    if (requestedMs === undefined) {
        return undefined;
    }
    const mayBeLong = THROTTLED_CODES.has(response.statusCode) && isFromAzure(response);
    return Math.min(requestedMs, mayBeLong ? MAXIMUM_THROTTLED_MS : MAXIMUM_RETRY_AFTER_MS);
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
