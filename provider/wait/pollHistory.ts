// SPDX-License-Identifier: Apache-2.0

import type { ArmUrl } from "../reference/armUrl";
import type { ArmResponse } from "../response/armResponse";
import { type ErrorDetail, parseErrorDetail } from "../response/errorDetail";
import type { StatusResult } from "../response/pollResult";
import type { NextRun } from "./options";
import type { WaitProgress } from "./progress";

/** What the polls of one wait have found out so far. */
export interface PollHistory {
    readonly startMs: number;
    /** Requests sent. */
    polls: number;
    firstResponseMs: number | undefined;
    lastResponse: ArmResponse | undefined;
    status: string | undefined;
    percentComplete: number | undefined;
    /** The error in the last status, if it has one although it is running. */
    statusError: ErrorDetail | undefined;
    /** Why the last poll got no status, redacted; `undefined` when it got one. */
    error: string | undefined;
    /** The last `error` that there was. */
    lastError: string | undefined;
    /** The number of polls for each result, such as `InProgress` or `429 TooManyRequests`. */
    readonly counts: Map<string, number>;
}

/** What a report needs of a wait. */
export interface WaitSoFar {
    readonly url: ArmUrl;
    readonly status: string | undefined;
    readonly statusError: ErrorDetail | undefined;
    readonly polls: number;
    readonly elapsedMs: number;
    readonly counts: ReadonlyMap<string, number>;
    readonly lastResponse: ArmResponse | undefined;
    readonly lastError: string | undefined;
    readonly nextRun: NextRun;
}

/** The history of a wait that begins. */
export function emptyHistory(startMs: number): PollHistory {
    return {
        startMs,
        polls: 0,
        firstResponseMs: undefined,
        lastResponse: undefined,
        status: undefined,
        percentComplete: undefined,
        statusError: undefined,
        error: undefined,
        lastError: undefined,
        counts: new Map(),
    };
}

/** What a report needs of a history. */
export function waitSoFar(history: PollHistory, url: ArmUrl, nextRun: NextRun): WaitSoFar {
    const { status, statusError, polls, counts, lastResponse, lastError } = history;
    return {
        ...{ status, statusError, polls, counts, lastResponse, lastError },
        ...{ url, elapsedMs: elapsedMs(history), nextRun },
    };
}

/** Records a response, whatever it contains. */
export function recordResponse(history: PollHistory, response: ArmResponse): void {
    history.firstResponseMs ??= performance.now();
    history.lastResponse = response;
}

/** Records a status. */
export function recordStatus(history: PollHistory, { kind, status, body }: StatusResult): void {
    const { percentComplete, error } = body;
    count(history, status);
    history.status = status;
    history.percentComplete = typeof percentComplete === "number" ? percentComplete : undefined;
    history.statusError = kind === "running" ? parseErrorDetail({ error }) : undefined;
    history.error = undefined;
}

/**
 * Records why a poll got no status.
 *
 * @param label Its label in the counts; `undefined` for a reason that is no result of a poll.
 * @param error The redacted reason.
 */
export function recordError(history: PollHistory, label: string | undefined, error: string): void {
    if (label !== undefined) {
        count(history, label);
    }
    history.error = error;
    history.lastError = error;
}

function count({ counts }: PollHistory, label: string): void {
    counts.set(label, (counts.get(label) ?? 0) + 1);
}

/** Time since the first response, or since the start where there is none. */
export function ageMs({ firstResponseMs, startMs }: PollHistory): number {
    return performance.now() - (firstResponseMs ?? startMs);
}

/** Time since the start of the wait. */
export function elapsedMs({ startMs }: PollHistory): number {
    return performance.now() - startMs;
}

/** The progress for `onProgress`. */
export function progressOf(
    history: PollHistory,
    nextPollMs: number,
    note: string | undefined,
    safe: (text: string) => string,
): WaitProgress {
    return Object.freeze({
        status: history.status === undefined ? undefined : safe(history.status),
        percentComplete: history.percentComplete,
        lastError: history.error,
        ...(note === undefined ? {} : { note }),
        polls: history.polls,
        elapsedSeconds: Math.round(elapsedMs(history) / 1000),
        nextPollSeconds: Math.round(nextPollMs / 1000),
    });
}
