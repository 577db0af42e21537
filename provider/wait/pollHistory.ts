// SPDX-License-Identifier: Apache-2.0

import type { ArmUrl } from "../reference/armUrl";
import type { ArmResponse, PollResult } from "../response/pollResult";
import type { WaitProgress } from "./progress";
import type { WaitSoFar } from "./report";

/** What a wait has seen so far, for its reports. */
export class PollHistory {
    #firstAnswerMs: number | undefined;
    polls = 0;
    readonly #startMs: number;
    readonly #retriedOnNextUp: boolean;
    /** Why the last look could not be read, in words that may be shown; `undefined` when it could. */
    #fault: string | undefined;
    /** The same of the last look that could not. */
    #lastFault: string | undefined;
    readonly #tally = new Map<string, number>();
    #status: string | undefined;
    #percentComplete: number | undefined;
    #lastAnswer: ArmResponse | undefined;

    /**
     * @param startMs When the wait began.
     * @param retriedOnNextUp Whether the next run goes on waiting.
     */
    constructor(startMs: number, retriedOnNextUp: boolean) {
        this.#startMs = startMs;
        this.#retriedOnNextUp = retriedOnNextUp;
    }

    /** Notes that an answer came, whatever it says. */
    answered(answer: ArmResponse): void {
        this.#firstAnswerMs ??= performance.now();
        this.#lastAnswer = answer;
    }

    /** Time since the first answer, or else since the beginning. */
    get ageMs(): number {
        return performance.now() - (this.#firstAnswerMs ?? this.#startMs);
    }

    /** Notes a status. */
    read(reading: Exclude<PollResult, { kind: "unreadable" }>): void {
        const { percentComplete } = reading.body;
        this.#status = reading.word;
        this.#percentComplete = typeof percentComplete === "number" ? percentComplete : undefined;
        this.#fault = undefined;
    }

    /** Notes why a look could not be read, in words that may be shown. */
    notRead(fault: string): void {
        this.#fault = fault;
        this.#lastFault = fault;
    }

    /** Counts what a look showed, by its word. */
    count(word: string): void {
        this.#tally.set(word, (this.#tally.get(word) ?? 0) + 1);
    }

    /** For a report on this operation. */
    soFar(url: ArmUrl): WaitSoFar {
        return {
            url,
            status: this.#status,
            polls: this.polls,
            elapsedMs: performance.now() - this.#startMs,
            tally: this.#tally,
            lastAnswer: this.#lastAnswer,
            lastFault: this.#lastFault,
            retriedOnNextUp: this.#retriedOnNextUp,
        };
    }

    /** For `onProgress`. */
    progress(nextPollMs: number, note: string | undefined, safe: (text: string) => string): WaitProgress {
        return Object.freeze({
            status: this.#status === undefined ? undefined : safe(this.#status),
            percentComplete: this.#percentComplete,
            lastError: this.#fault,
            ...(note === undefined ? {} : { note }),
            polls: this.polls,
            elapsedSeconds: Math.round((performance.now() - this.#startMs) / 1000),
            nextPollSeconds: Math.round(nextPollMs / 1000),
        });
    }
}
