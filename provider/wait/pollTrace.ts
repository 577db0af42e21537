// SPDX-License-Identifier: Apache-2.0

import { formatDuration } from "../common/duration";
import type { ArmResponse } from "../response/armResponse";
import { retryAfterMs } from "../response/armResponse";
import type { PollResult } from "../response/pollResult";

/** What one poll has shown, for the trace of a wait. */
export interface TracedPoll {
    /** Number of the poll, from 1. */
    readonly poll: number;
    readonly path: string;
    readonly response: ArmResponse;
    readonly result: PollResult;
    /** How the response was interpreted, such as `location by accepted`. */
    readonly rule: string;
    /** The read limiter's estimate of the reads that ARM still allows. */
    readonly remainingReads: number;
}

/**
 * One line about a poll, so that a wrong result can be understood from a log alone:
 * `poll 3: 200 InProgress, azureAsyncOperation by status, Retry-After 30s, 118 reads left, request id …, GET /subscriptions/…`.
 * The line has to be redacted.
 */
export function formatTrace({ poll, path, response, result, rule, remainingReads }: TracedPoll): string {
    const delayMs = retryAfterMs(response, Date.now());
    const requestId = response.header("x-ms-request-id") ?? response.header("x-ms-correlation-request-id");
    return [
        `poll ${poll}: ${result.kind === "unreadable" ? result.label : `${response.statusCode} ${result.status}`}`,
        result.kind === "unreadable" ? `unreadable (${result.reason})` : result.kind,
        rule,
        delayMs === undefined ? "no Retry-After" : `Retry-After ${formatDuration(delayMs)}`,
        `${Math.floor(remainingReads)} reads left`,
        requestId === undefined ? "no request id" : `request id ${requestId}`,
        `GET ${path}`,
    ].join(", ");
}
