// SPDX-License-Identifier: Apache-2.0
import type { Recording } from "./corpus";

/** How a client has ended with a recorded operation. */
export interface Result {
    /** The outcome as a recording names it, or the name of another end. */
    readonly outcome: string;
    /** The text of the error; empty after a success. */
    readonly report: string;
    /** Path and query of the polls. */
    readonly polledUrls: readonly string[];
}

/** The codes and messages of the recording that a report does not show. */
export function missingTexts({ shown = [] }: Recording, { report }: Result): readonly string[] {
    const reportLine = oneLine(report);
    return shown.filter((text) => !reportLine.includes(oneLine(text)));
}

/** Whether a result has the recorded outcome, not before the last response, and the whole error. */
export function isRight(recording: Recording, result: Result): boolean {
    return (
        result.outcome === recording.truth &&
        result.polledUrls.length >= recording.answers.length &&
        missingTexts(recording, result).length === 0
    );
}

/** A report breaks and indents lines. */
function oneLine(text: string): string {
    return text.replaceAll(/\s+/g, " ").trim();
}
