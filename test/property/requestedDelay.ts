// SPDX-License-Identifier: Apache-2.0
import type { ModelResponse } from "./modelResponses";
import type { Delay } from "./planFaults";

/** Services send 0 and 1 without a wish to be polled each second. */
const SHORTEST_MS = 2_000;
/** ARM's own maximum, but for services of Azure that throttle. */
const LONGEST_MS = 600_000;
const THROTTLED_CODES = [429, 503];

/**
 * The time after a response in which Azure allows no poll, or `undefined` without a usable delay.
 *
 * @param nowMs The time on the service's clock when the response arrives.
 */
export function requestedDelayMs(
    { delay, status, isFromAzure }: ModelResponse,
    headers: Readonly<Record<string, string>>,
    nowMs: number,
): number | undefined {
    const delayMs = delay === undefined ? undefined : namedDelayMs(delay, headers, nowMs);
    if (delayMs === undefined || delayMs < SHORTEST_MS) {
        return undefined;
    }
    return isFromAzure !== false && THROTTLED_CODES.includes(status) ? delayMs : Math.min(delayMs, LONGEST_MS);
}

/**
 * A date counts from the `Date` header. Both are whole seconds of one instant, so their difference is exactly the delay. Without
 * that header the date itself is the limit, on a clock that client and service share.
 */
function namedDelayMs(
    { form, seconds }: Delay,
    headers: Readonly<Record<string, string>>,
    nowMs: number,
): number | undefined {
    switch (form) {
        case "seconds":
        case "milliseconds":
        case "msMilliseconds":
            return seconds * 1000;
        case "fraction":
            return seconds * 1000 + 500;
        case "httpDate":
        case "rfc850Date":
        case "asctimeDate": {
            const date = headers["retry-after"]!;
            return headers.date === undefined
                ? Date.parse(date.endsWith("GMT") ? date : `${date} GMT`) - nowMs
                : seconds * 1000;
        }
        case "farTooLong":
            return Number.POSITIVE_INFINITY;
        default:
            return undefined;
    }
}
