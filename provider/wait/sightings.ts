// SPDX-License-Identifier: Apache-2.0

import type { OperationUrl } from "../operation/operationUrl";
import type { Answer, Reading } from "../operation/reading";
import type { WaitProgress } from "./progress";
import type { WaitSoFar } from "./report";

/** What a wait has seen so far, for its reports. */
export class Sightings {
    readonly startMs = performance.now();
    /** When the first answer came; the schedule counts from there. */
    firstAnswerMs: number | undefined;
    polls = 0;
    /** Why the last look could not be read, in words that may be shown. */
    lastFault: string | undefined;
    readonly #tally = new Map<string, number>();
    #status: string | undefined;
    #percentComplete: number | undefined;
    #lastAnswer: Answer | undefined;

    /** Notes that an answer came, whatever it says. */
    answered(answer: Answer): void {
        this.firstAnswerMs ??= performance.now();
        this.#lastAnswer = answer;
    }

    /** Notes a status. */
    read(reading: Exclude<Reading, { kind: "unreadable" }>): void {
        const { percentComplete } = reading.body;
        this.#status = reading.word;
        this.#percentComplete = typeof percentComplete === "number" ? percentComplete : undefined;
        this.lastFault = undefined;
    }

    /** Counts what a look showed, by its word. */
    count(word: string): void {
        this.#tally.set(word, (this.#tally.get(word) ?? 0) + 1);
    }

    /** For a report on this operation. */
    soFar(url: OperationUrl): WaitSoFar {
        return {
            url,
            status: this.#status,
            polls: this.polls,
            elapsedMs: performance.now() - this.startMs,
            tally: this.#tally,
            lastAnswer: this.#lastAnswer,
            lastFault: this.lastFault,
        };
    }

    /** For `onProgress`. */
    progress(nextPollMs: number, note: string | undefined, safe: (text: string) => string): WaitProgress {
        return Object.freeze({
            status: this.#status === undefined ? undefined : safe(this.#status),
            percentComplete: this.#percentComplete,
            fault: this.lastFault,
            ...(note === undefined ? {} : { note }),
            polls: this.polls,
            elapsedSeconds: Math.round((performance.now() - this.startMs) / 1000),
            nextPollSeconds: Math.round(nextPollMs / 1000),
        });
    }
}
