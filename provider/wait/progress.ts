// SPDX-License-Identifier: Apache-2.0

import { formatDuration } from "../common/duration";
import { oneLine, safeText } from "../common/redact";

/** What a look at an operation showed. */
export interface WaitProgress {
    /** The status word seen last, `undefined` before the first. */
    readonly status: string | undefined;
    /** 0 to 100, where the service tells. */
    readonly percentComplete: number | undefined;
    /** Why the last look could not be read, such as `429 TooManyRequests` or `ECONNRESET`; `undefined` when it could. */
    readonly lastError: string | undefined;
    /** What people should know of this kind of operation, such as that purges never report that they failed. */
    readonly note?: string | undefined;
    /** Looks so far. */
    readonly polls: number;
    /** Time since the wait began. */
    readonly elapsedSeconds: number;
    /** Time until the next look. */
    readonly nextPollSeconds: number;
}

/** One line for people: `InProgress · 40% · 3m 20s · next poll in 20s`. */
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

/** How often something is said while nothing changes: at first after half a minute, then ever more rarely. */
const FIRST_SILENCE_SECONDS = 30;
const LONGEST_SILENCE_SECONDS = 300;
/** Percentages may change at every look; a change alone is said after this part of that time, but not at once. */
const PERCENT_SILENCE_FRACTION = 0.5;
const PERCENT_SILENCE_SECONDS = 10;
/** No more than thirty lines in any hour, whatever changes how often: ten in a row, then one in three minutes. */
const LINES_IN_A_ROW = 10;
const SECONDS_PER_LINE = 180;

/**
 * Chooses what of the progress is worth a line: changes of the status and of faults at once, changes of the percentage not
 * too often, and a heartbeat that slows down. Where a status or a fault comes and goes, it says less of that, and then what
 * is the case.
 */
export function createProgressLog(say: (text: string) => void): (progress: WaitProgress) => void {
    let last: WaitProgress | undefined;
    let silenceSeconds = FIRST_SILENCE_SECONDS;
    let lines = LINES_IN_A_ROW;
    let countedSeconds = 0;
    return (progress) => {
        const { elapsedSeconds } = progress;
        const sinceLast = elapsedSeconds - (last?.elapsedSeconds ?? 0);
        const isChange = last === undefined || progress.status !== last.status || progress.lastError !== last.lastError;
        const percentSilence = Math.max(PERCENT_SILENCE_SECONDS, silenceSeconds * PERCENT_SILENCE_FRACTION);
        const hasMoved = progress.percentComplete !== last?.percentComplete && sinceLast >= percentSilence;
        const isDue = sinceLast >= silenceSeconds;
        lines = Math.min(LINES_IN_A_ROW, lines + (elapsedSeconds - countedSeconds) / SECONDS_PER_LINE);
        countedSeconds = elapsedSeconds;
        if (lines < 1 || !(isChange || hasMoved || isDue)) {
            return;
        }
        lines -= 1;
        silenceSeconds = isChange ? FIRST_SILENCE_SECONDS : Math.min(silenceSeconds * 2, LONGEST_SILENCE_SECONDS);
        last = progress;
        say(formatProgress(progress));
    };
}
