// SPDX-License-Identifier: Apache-2.0

/** A part of a row in one style. */
export interface Run {
    readonly text: string;
    /** The number of one of the terminal's eight colours; the default colour when absent. */
    readonly colour?: number;
    readonly isBold?: boolean;
    readonly isDim?: boolean;
}

/** The screen of a terminal from a time on. */
export interface Frame {
    /** Time since the recording began, in milliseconds. */
    readonly atMs: number;
    readonly rows: readonly (readonly Run[])[];
}

/** Shortens each time without a change to at most `longestMs`, and rounds all times. */
export function shortenIdleTimes(frames: readonly Frame[], longestMs: number): Frame[] {
    let shortMs = 0;
    let previousMs = 0;
    return frames.map(({ atMs, rows }) => {
        shortMs += Math.min(atMs - previousMs, longestMs);
        previousMs = atMs;
        return { atMs: Math.round(shortMs), rows };
    });
}
