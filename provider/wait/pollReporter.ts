// SPDX-License-Identifier: Apache-2.0

import { oneLine, safeText } from "../common/redact";
import type { ArmResponse } from "../response/armResponse";
import type { PollResult, StatusResult } from "../response/pollResult";
import type { OperationError } from "./operationError";
import type { Outcome } from "./outcome";
import { type PollHistory, progressOf, type WaitSoFar, waitSoFar } from "./pollHistory";
import type { PollTarget } from "./pollTarget";
import { formatTrace } from "./pollTrace";
import type { PreparedWait } from "./prepare";
import type { WaitProgress } from "./progress";
import { reportError } from "./report";

/** Everything that a wait tells about its polls: progress, trace and error, all redacted. */
export class PollReporter {
    readonly #wait: PreparedWait;
    readonly #onProgress: ((progress: WaitProgress) => void) | undefined;
    readonly #target: PollTarget;
    readonly #history: PollHistory;

    constructor(
        wait: PreparedWait,
        onProgress: ((progress: WaitProgress) => void) | undefined,
        target: PollTarget,
        history: PollHistory,
    ) {
        this.#wait = wait;
        this.#onProgress = onProgress;
        this.#target = target;
        this.#history = history;
    }

    get soFar(): WaitSoFar {
        return waitSoFar(this.#history, this.#target.original, this.#wait.nextRun);
    }

    /** Reports the progress. Errors of the callback are ignored, because progress must never fail a wait. */
    progress(nextPollMs: number, note = this.#target.note): void {
        if (this.#onProgress === undefined) {
            return;
        }
        try {
            const progress = progressOf(this.#history, nextPollMs, note, (text) => this.safe(text));
            const result: unknown = this.#onProgress(progress);
            Promise.resolve(result).catch(() => undefined);
        } catch {
            // As above.
        }
    }

    /** Reports a status as it is. Errors of the callback are ignored, too. */
    status(status: StatusResult): void {
        try {
            this.#wait.onStatus?.(status, this.#target.subject.isFallback);
        } catch {
            // As above.
        }
    }

    /** Reports a poll for `pulumi up --debug`. Errors of the callback are ignored, too. */
    trace(path: string, response: ArmResponse, result: PollResult): void {
        const { connection, onTrace } = this.#wait;
        if (onTrace === undefined) {
            return;
        }
        try {
            const { rule } = this.#target;
            const poll = this.#history.polls;
            const remainingReads = connection.remainingReads(path);
            const line = formatTrace({ poll, path, response, result, rule, remainingReads });
            onTrace(this.safe(oneLine(line)));
        } catch {
            // As above.
        }
    }

    /** The error with the report of an outcome. */
    error(outcome: Outcome): OperationError {
        return reportError(outcome, this.soFar, this.#secrets);
    }

    /** A text without secrets and without what could forge output. */
    safe(text: string): string {
        return safeText(text, this.#secrets);
    }

    get #secrets(): readonly string[] {
        return [...this.#target.secrets, ...this.#wait.connection.secrets];
    }
}
