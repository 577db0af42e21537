// SPDX-License-Identifier: Apache-2.0

import type { WaitProgress } from "./progress";

/** Is told of each of many waits. */
export interface AggregateProgress {
    /** What a look of one showed. */
    note(index: number, progress: WaitProgress): unknown;
    /** That one has ended, however. The next look of another tells of it. */
    end(index: number): void;
}

/**
 * Tells of many waits as of one: how many have ended, the looks of all, the next of them, and any fault that one has met. Of a
 * single wait it tells whatever there is to tell.
 */
export function aggregateProgress(
    count: number,
    onProgress: ((progress: WaitProgress) => unknown) | undefined,
): AggregateProgress {
    if (count === 1) {
        return { note: (_index, progress) => onProgress?.(progress), end: () => undefined };
    }
    const latest = new Map<number, WaitProgress>();
    const ended = new Set<number>();
    return {
        note(index, progress) {
            latest.set(index, progress);
            const all = [...latest.values()];
            const running = [...latest].filter(([place]) => !ended.has(place)).map(([, theirs]) => theirs);
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
