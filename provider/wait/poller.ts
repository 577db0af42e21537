// SPDX-License-Identifier: Apache-2.0

import { MetadataUnavailable } from "../azure/cloud";
import type { Connection, Turn } from "../azure/connection";
import { permanentTransportFault, transportErrorCode, transportErrorMessage } from "../azure/transportError";
import { CodedError } from "../common/codedError";
import { safeText } from "../common/redact";
import { LookLimit } from "../common/timeLimit";
import type { ArmResponse, PollResult, Unreadable } from "../response/pollResult";
import type { OperationError } from "./operationError";
import { type OperationStatus, operationStatus } from "./operationStatus";
import type { WaitLimits } from "./options";
import { Pace } from "./pace";
import { PollHistory } from "./pollHistory";
import { PollTarget } from "./pollTarget";
import type { PreparedWait } from "./prepare";
import type { WaitProgress } from "./progress";
import {
    endedVerdict,
    faultVerdict,
    nextRun,
    type Outcome,
    timeoutVerdict,
    unavailableVerdict,
    type WaitSoFar,
    waitError,
} from "./report";
import { StillWaiting } from "./stillWaiting";
import { Tolerance } from "./tolerance";
import { unreadableReasonText, unreadableVerdict } from "./unreadableOutcome";

/** A shorter pause of all reads is said by nobody. */
const WORTH_SAYING_MS = 1_000;

/** Everything one wait knows: looks at the operation, remembers what it saw, and decides what follows from it. */
export class Poller {
    readonly #url: PollTarget;
    readonly #connection: Connection;
    readonly #limits: WaitLimits;
    readonly #onProgress: ((progress: WaitProgress) => void) | undefined;
    readonly #seen: PollHistory;
    readonly #pace: Pace;
    readonly #tolerance: Tolerance;

    /** @param startMs When the wait began. */
    constructor(wait: PreparedWait, onProgress: ((progress: WaitProgress) => void) | undefined, startMs: number) {
        const { target, connection, limits, retryAfterMs, retriedOnNextUp } = wait;
        this.#url = new PollTarget(target);
        this.#connection = connection;
        this.#limits = limits;
        this.#onProgress = onProgress;
        this.#seen = new PollHistory(startMs, retriedOnNextUp);
        this.#pace = new Pace(limits, startMs, retryAfterMs);
        this.#tolerance = new Tolerance(limits.notFoundGraceMs);
    }

    /**
     * Looks once.
     *
     * @param signal The caller's.
     * @returns The status, when the operation has Succeeded.
     * @throws {StillWaiting} when another look may tell more, and after which time.
     * @throws {OperationError} when it may not.
     */
    async look(signal: AbortSignal): Promise<OperationStatus> {
        if (this.#pace.earlyMs > 0) {
            throw this.#pause(this.#pace.earlyMs);
        }
        const turn = await this.#takeTurn(signal);
        this.#tolerance.begin(performance.now());
        const { answer, endpoint } = await this.#ask(turn, signal)
            .catch((error) => {
                signal.throwIfAborted();
                throw this.#notAnswered(error);
            })
            .finally(() => turn.end());
        this.#seen.answered(answer);
        return this.#decide(answer, this.#url.read(answer, endpoint, this.#seen.ageMs));
    }

    /** Waits for a turn in the read budget that this wait shares with others. */
    async #takeTurn(signal: AbortSignal): Promise<Turn> {
        const limit = new LookLimit(signal, this.#pace.turnLimitMs);
        const pausedMs = this.#connection.pausedForMs(this.#url.path);
        if (pausedMs > WORTH_SAYING_MS) {
            this.#report(Math.min(pausedMs, this.#pace.turnLimitMs), "held back: Azure throttles this identity");
        }
        try {
            return await this.#connection.takeTurn(this.#url.path, limit.signal);
        } catch {
            signal.throwIfAborted();
            const held =
                "other waits of this identity, or Azure's throttling, held it back to the end of the `timeout`";
            throw this.#error(this.#deadlineVerdict(held));
        } finally {
            limit.end();
        }
    }

    async #ask(turn: Turn, signal: AbortSignal): Promise<{ readonly answer: ArmResponse; readonly endpoint: string }> {
        const limit = new LookLimit(signal, this.#pace.lookLimitMs);
        try {
            const endpoint = await this.#connection.endpoint(limit.signal);
            const answer = await turn.request(this.#url.on(endpoint), {
                signal: limit.signal,
                onSend: () => {
                    this.#seen.polls += 1;
                },
            });
            return { answer, endpoint };
        } finally {
            limit.end();
        }
    }

    /** The error of a wait that its caller ends. */
    aborted(cause: unknown): OperationError {
        return this.#error({
            code: "WaitAborted",
            headline: "Stopped waiting for the Azure operation.",
            lines: [`The operation itself goes on in Azure. ${nextRun(this.#soFar)}`],
            cause,
        });
    }

    /** The path of what is waited for, without its query. */
    get path(): string {
        return this.#url.original.path;
    }

    get #soFar(): WaitSoFar {
        return this.#seen.soFar(this.#url.original);
    }

    #error(verdict: Outcome): OperationError {
        return waitError(verdict, this.#soFar, this.#secrets);
    }

    #decide(answer: ArmResponse, reading: PollResult): OperationStatus {
        this.#seen.count(reading.word);
        if (reading.kind === "unreadable") {
            return this.#notRead(answer, reading);
        }
        this.#tolerance.read();
        this.#seen.read(reading);
        const soFar = this.#soFar;
        switch (reading.kind) {
            case "succeeded":
                return operationStatus(reading.word, reading.body, soFar);
            case "failed":
            case "canceled":
                throw this.#error(endedVerdict(reading.kind, reading.word, reading.errorDetail, reading.body, soFar));
            case "running":
                throw this.#lookAgain(answer);
        }
    }

    #notRead(answer: ArmResponse, reading: Unreadable): never {
        this.#seen.notRead(this.#safe(unreadableReasonText(answer, reading)));
        if (answer.header("x-ms-request-id") !== undefined) {
            this.#tolerance.reachedAzure();
        }
        if (reading.reason === "apiVersion") {
            this.#repairVersion(reading);
        }
        const verdict = unreadableVerdict(reading, this.#tolerance, this.#url.subject, this.#soFar);
        if (verdict === undefined) {
            throw this.#lookAgain(answer);
        }
        if (verdict.code === "OperationNotFound") {
            this.#fallBack();
        }
        throw this.#error(verdict);
    }

    /** Asks the resource instead, when the operation's record is gone and a fallback is given. */
    #fallBack(): void {
        if (this.#url.fallBack()) {
            this.#tolerance.restart(performance.now());
            this.#atOnce("its record is gone; asking the `fallback` instead");
        }
    }

    #repairVersion(reading: Unreadable): void {
        const version = this.#url.repairVersion(reading.errorDetail);
        if (version !== undefined) {
            this.#atOnce(`its api-version is not supported; asking with ${version} instead`);
        }
    }

    /** Looks again at once, at something else. @param reason What people should know of that. */
    #atOnce(reason: string): never {
        this.#seen.notRead(reason);
        this.#report(0);
        throw new StillWaiting(0);
    }

    #notAnswered(error: unknown): Error {
        const nowMs = performance.now();
        const isPassingMetadata = error instanceof MetadataUnavailable && error.isTransient;
        if (error instanceof CodedError && !isPassingMetadata) {
            return this.#error(faultVerdict(error, this.#soFar));
        }
        const permanent = permanentTransportFault(error, this.#url.host, this.#tolerance.hasReachedAzure);
        if (permanent !== undefined) {
            return this.#error(faultVerdict(permanent, this.#soFar));
        }
        const word = transportErrorCode(error);
        this.#seen.count(word);
        this.#seen.notRead(this.#safe(`${word}: ${transportErrorMessage(error)}`));
        return this.#tolerance.transientIsTooMuch(nowMs)
            ? this.#error(unavailableVerdict("Azure has not responded yet", this.#soFar, { cause: error }))
            : this.#lookAgain(undefined);
    }

    /** When to look again, or that the deadline has come. */
    #lookAgain(answer: ArmResponse | undefined): StillWaiting | OperationError {
        // Whoever answers before Azure does has no say in how long to be patient.
        const patienceMs = this.#tolerance.patienceMs(performance.now());
        return this.#pause(this.#pace.next(answer, this.#seen.ageMs, this.#tolerance.unreadableInARow, patienceMs));
    }

    /** Until the next look, or to the deadline. */
    #pause(milliseconds: number): StillWaiting | OperationError {
        const { leftMs } = this.#pace;
        if (leftMs <= 0) {
            return this.#error(this.#deadlineVerdict("it could not be read to the end of the `timeout`"));
        }
        const pauseMs = Math.min(milliseconds, leftMs);
        this.#report(pauseMs);
        return new StillWaiting(pauseMs);
    }

    /** @param reason Why nothing is known any more, if that is so. */
    #deadlineVerdict(reason: string): Outcome {
        const soFar = this.#soFar;
        return this.#tolerance.isBlind(performance.now())
            ? unavailableVerdict(reason, soFar)
            : timeoutVerdict(soFar, this.#limits.timeoutMs);
    }

    /** @param note What people should know of this very moment. */
    #report(nextPollMs: number, note = this.#url.note): void {
        try {
            const result: unknown = this.#onProgress?.(
                this.#seen.progress(nextPollMs, note, (text) => this.#safe(text)),
            );
            Promise.resolve(result).catch(() => undefined);
        } catch {
            // Progress must never fail a wait.
        }
    }

    get #secrets(): readonly string[] {
        return [...this.#url.secrets, ...this.#connection.secrets];
    }

    #safe(text: string): string {
        return safeText(text, this.#secrets);
    }
}
