// SPDX-License-Identifier: Apache-2.0

import { formatDuration } from "../common/duration";
import { oneLine, safeText } from "../common/redact";

/** The state of a wait after a poll. */
export interface WaitProgress {
    /** The last status, `undefined` before the first one. */
    readonly status: string | undefined;
    /** 0 to 100, where the service reports it. */
    readonly percentComplete: number | undefined;
    /** Why the last poll got no status, such as `429 TooManyRequests` or `ECONNRESET`; `undefined` when it got one. */
    readonly lastError: string | undefined;
    /** A note on the wait, such as that purges never report that they failed. */
    readonly note?: string | undefined;
    /** Requests sent so far. */
    readonly polls: number;
    /** Time since the wait began, in seconds. */
    readonly elapsedSeconds: number;
    /** Time until the next poll, in seconds. */
    readonly nextPollSeconds: number;
}

/** The progress in one line: `InProgress · 40% · 3m 20s · next poll in 20s`. */
export function formatProgress(progress: WaitProgress): string {
    const { status, percentComplete, lastError, elapsedSeconds, nextPollSeconds } = progress;
    const parts = [
        status ?? "no status yet",
        percentComplete === undefined ? undefined : `${Math.floor(percentComplete)}%`,
        lastError === undefined ? undefined : `last poll: ${lastError}`,
        progress.note,
        formatDuration(elapsedSeconds * 1000),
        `next poll in ${formatDuration(Math.max(1, nextPollSeconds) * 1000)}`,
    ];
    return safeText(oneLine(parts.filter((part) => part !== undefined).join(" · ")));
}

/** The time between two lines while nothing changes. It doubles from line to line, from the first to the longest. */
const FIRST_HEARTBEAT_SECONDS = 30;
const LONGEST_HEARTBEAT_SECONDS = 300;
/** A percentage may change with every poll. A change of it alone is logged after this fraction of that time. */
const PERCENT_HEARTBEAT_FRACTION = 0.5;
const MINIMUM_PERCENT_SECONDS = 10;
/** At most thirty lines an hour, whatever changes: a burst of ten, then one in three minutes. */
const BURST_LINES = 10;
const SECONDS_PER_LINE = 180;

/**
 * Throttles the progress of a wait to the lines of a log: each change of the status or of the last error, the percentage now
 * and then, and a heartbeat that slows down. Where a status or an error alternates, changes are skipped, and the state is
 * logged later.
 */
export function createProgressLog(log: (text: string) => void): (progress: WaitProgress) => void {
    let last: WaitProgress | undefined;
    let heartbeatSeconds = FIRST_HEARTBEAT_SECONDS;
    let lines = BURST_LINES;
    let countedSeconds = 0;
    return (progress) => {
        const { elapsedSeconds } = progress;
        const sinceLast = elapsedSeconds - (last?.elapsedSeconds ?? 0);
        const isChange = last === undefined || progress.status !== last.status || progress.lastError !== last.lastError;
        const percentSeconds = Math.max(MINIMUM_PERCENT_SECONDS, heartbeatSeconds * PERCENT_HEARTBEAT_FRACTION);
        const hasProgressed = progress.percentComplete !== last?.percentComplete && sinceLast >= percentSeconds;
        const isDue = sinceLast >= heartbeatSeconds;
        lines = Math.min(BURST_LINES, lines + (elapsedSeconds - countedSeconds) / SECONDS_PER_LINE);
        countedSeconds = elapsedSeconds;
        if (lines < 1 || !(isChange || hasProgressed || isDue)) {
            return;
        }
        lines -= 1;
        heartbeatSeconds = isChange
            ? FIRST_HEARTBEAT_SECONDS
            : Math.min(heartbeatSeconds * 2, LONGEST_HEARTBEAT_SECONDS);
        last = progress;
        log(formatProgress(progress));
    };
}

/** Receives the progress of each of several waits. */
export interface AggregateProgress {
    /** Records the progress of one wait. */
    update(index: number, progress: WaitProgress): unknown;
    /** Records that a wait has ended. The next progress of another wait counts it. */
    end(index: number): void;
}

/**
 * Aggregates the progress of several waits: how many have ended, all polls, the next poll, and the last error of any running
 * wait. A single wait passes through unchanged.
 */
export function aggregateProgress(
    count: number,
    onProgress: ((progress: WaitProgress) => unknown) | undefined,
): AggregateProgress {
    if (count === 1) {
        return { update: (_index, progress) => onProgress?.(progress), end: () => undefined };
    }
    const latest = new Map<number, WaitProgress>();
    const ended = new Set<number>();
    return {
        update(index, progress) {
            latest.set(index, progress);
            const all = [...latest.values()];
            const running = [...latest].filter(([place]) => !ended.has(place)).map(([, latestOf]) => latestOf);
            return onProgress?.(
                Object.freeze({
                    status: `${ended.size} of ${count} ended`,
                    percentComplete: undefined,
                    lastError: running.find(({ lastError }) => lastError !== undefined)?.lastError,
                    polls: all.reduce((sum, { polls }) => sum + polls, 0),
                    elapsedSeconds: Math.max(...all.map(({ elapsedSeconds }) => elapsedSeconds)),
                    nextPollSeconds: Math.min(...running.map(({ nextPollSeconds }) => nextPollSeconds)),
                }),
            );
        },
        end: (index) => {
            ended.add(index);
        },
    };
}
