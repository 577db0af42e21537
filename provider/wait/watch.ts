// SPDX-License-Identifier: Apache-2.0

import { MetadataUnavailable } from "../azure/cloud";
import type { Connection } from "../azure/connection";
import { permanentTransportFault, transportErrorCode, transportErrorText } from "../azure/transport";
import { errorHeadline } from "../operation/errorText";
import { Fault } from "../operation/fault";
import type { Answer, Reading, Unreadable } from "../operation/reading";
import { safeText } from "../operation/redact";
import type { WaitTarget } from "../operation/reference";
import { retryAfterMs } from "../operation/retryAfter";
import { LookLimit } from "./lookLimit";
import { OperationError } from "./operationError";
import { type OperationStatus, operationStatus } from "./operationStatus";
import type { WaitProgress } from "./progress";
import { forbiddenVerdict, meaninglessVerdict, notFoundVerdict, unreadableReasonText } from "./remedies";
import {
    endedVerdict,
    faultVerdict,
    timeoutVerdict,
    unavailableVerdict,
    type Verdict,
    type WaitSoFar,
    waitError,
} from "./report";
import { pollIntervalMs } from "./schedule";
import { Sightings } from "./sightings";
import { Tolerance } from "./tolerance";
import type { WaitLimits } from "./waitOptions";
import { WatchedUrl } from "./watchedUrl";

/** One look may take this long, token and body included. */
const LOOK_LIMIT_MS = 60_000;
/** A look that begins at the deadline may still take this long. */
const LAST_LOOK_LIMIT_MS = 5_000;
/** The first time between looks in trouble; it doubles from look to look, up to `maxPollInterval`. */
const FIRST_TROUBLE_DELAY_MS = 1_000;

/** Says that the operation is still running, or that its status could not be read this time: look again later. */
export class StillWaiting extends Error {
    override readonly name = "StillWaiting";

    constructor(readonly delayMs: number) {
        super("still waiting");
    }
}

/** What a wait is for. */
export interface WatchedWait {
    readonly target: WaitTarget;
    readonly connection: Connection;
    readonly limits: WaitLimits;
}

/** Everything one wait knows: looks at the operation, remembers what it saw, and decides what follows from it. */
export class Watch {
    readonly #url: WatchedUrl;
    readonly #connection: Connection;
    readonly #limits: WaitLimits;
    readonly #onProgress: ((progress: WaitProgress) => void) | undefined;
    readonly #seen = new Sightings();
    readonly #tolerance: Tolerance;
    #notBeforeMs = 0;

    constructor(wait: WatchedWait, onProgress: ((progress: WaitProgress) => void) | undefined) {
        const { target, connection, limits } = wait;
        this.#url = new WatchedUrl(target);
        this.#connection = connection;
        this.#limits = limits;
        this.#onProgress = onProgress;
        this.#tolerance = new Tolerance(this.#seen.startMs, limits.notFoundGraceMs);
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
        if (this.#leftMs <= 0 && this.#notBeforeMs > performance.now()) {
            throw this.#error(this.#deadlineVerdict());
        }
        try {
            return await this.#withTurn(signal, () => this.#lookNow(signal));
        } catch (error) {
            signal.throwIfAborted();
            throw error instanceof StillWaiting || error instanceof OperationError ? error : this.#notAnswered(error);
        }
    }

    /** Waits for a turn in the read budget that this wait shares with others. */
    async #withTurn<T>(signal: AbortSignal, look: () => Promise<T>): Promise<T> {
        const limit = new LookLimit(signal, Math.max(this.#leftMs, LAST_LOOK_LIMIT_MS));
        const endTurn = await this.#connection.takeTurn(this.path, limit.signal).finally(() => limit.end());
        try {
            return await look();
        } finally {
            endTurn();
        }
    }

    async #lookNow(signal: AbortSignal): Promise<OperationStatus> {
        const limit = new LookLimit(signal, Math.min(LOOK_LIMIT_MS, Math.max(this.#leftMs, LAST_LOOK_LIMIT_MS)));
        try {
            const endpoint = await this.#connection.endpoint(limit.signal);
            const url = this.#url.on(endpoint);
            const answer = await this.#connection.request(url, {
                signal: limit.signal,
                onSend: () => {
                    this.#seen.polls += 1;
                },
            });
            this.#seen.answered(answer);
            return this.#decide(answer, this.#url.read(answer, endpoint, this.#seen.ageMs));
        } finally {
            limit.end();
        }
    }

    /** The error of a wait that its caller ends. */
    aborted(cause: unknown): OperationError {
        return this.#error({
            code: "WaitAborted",
            headline: "Stopped waiting for the Azure operation.",
            lines: ["The operation itself goes on in Azure. Run again to go on waiting."],
            cause,
        });
    }

    /** The path of what is waited for, without its query. */
    get path(): string {
        return this.#url.original.path;
    }

    get #leftMs(): number {
        return this.#seen.startMs + this.#limits.timeoutMs - performance.now();
    }

    get #soFar(): WaitSoFar {
        return this.#seen.soFar(this.#url.original);
    }

    #error(verdict: Verdict): OperationError {
        return waitError(verdict, this.#soFar, this.#secrets);
    }

    #decide(answer: Answer, reading: Reading): OperationStatus {
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

    #notRead(answer: Answer, reading: Unreadable): never {
        const nowMs = performance.now();
        this.#seen.notRead(this.#safe(unreadableReasonText(answer, reading)));
        if (answer.header("x-ms-request-id") !== undefined) {
            this.#tolerance.reachedAzure();
        }
        switch (reading.reason) {
            case "transient":
                this.#give(this.#tolerance.transientIsTooMuch(nowMs), "nothing of Azure has answered yet");
                break;
            case "meaningless":
                if (this.#tolerance.meaninglessIsTooMuch(nowMs)) {
                    throw this.#error(meaninglessVerdict(this.#url.kind, this.#soFar));
                }
                break;
            case "notFound":
                if (this.#tolerance.notFoundIsTooMuch(nowMs)) {
                    this.#fallBack();
                    throw this.#error(notFoundVerdict(this.#tolerance.hasRead, reading.errorDetail, this.#soFar));
                }
                break;
            case "expired":
                this.#fallBack();
                throw this.#error(notFoundVerdict(true, reading.errorDetail, this.#soFar));
            case "forbidden":
            case "unauthorized":
                throw this.#error(forbiddenVerdict(reading, this.#soFar));
            case "apiVersion":
                this.#repairVersion(reading);
                break;
            case "permanent":
                this.#give(true, "this URL cannot be read");
        }
        throw this.#lookAgain(answer);
    }

    /** Gives the wait up when something was too much. */
    #give(up: boolean, reason: string): void {
        if (up) {
            throw this.#error(unavailableVerdict(reason, this.#soFar));
        }
    }

    /** Asks the resource instead, when the operation's record is gone and a fallback is given. */
    #fallBack(): void {
        if (this.#url.fallBack()) {
            this.#tolerance.restart(performance.now());
            throw new StillWaiting(0);
        }
    }

    #repairVersion(reading: Unreadable): void {
        if (!this.#url.repairVersion(reading.errorDetail)) {
            const text = reading.errorDetail === undefined ? reading.word : errorHeadline(reading.errorDetail);
            const problem = `its api-version is not supported (${text}). Give another as \`apiVersion\`.`;
            throw this.#error(unavailableVerdict(problem, this.#soFar));
        }
        this.#seen.notRead("its api-version is not supported; asking with another that is");
        this.#report(0);
        throw new StillWaiting(0);
    }

    #notAnswered(error: unknown): Error {
        const nowMs = performance.now();
        const isPassingMetadata = error instanceof MetadataUnavailable && error.isTransient;
        if (error instanceof Fault && !isPassingMetadata) {
            return this.#error(faultVerdict(error, this.#soFar));
        }
        const permanent = permanentTransportFault(error, this.#url.host, this.#tolerance.hasReachedAzure);
        if (permanent !== undefined) {
            return this.#error(faultVerdict(permanent, this.#soFar));
        }
        const word = transportErrorCode(error);
        this.#seen.count(word);
        this.#seen.notRead(this.#safe(`${word}: ${transportErrorText(error)}`));
        return this.#tolerance.transientIsTooMuch(nowMs)
            ? this.#error(unavailableVerdict("nothing of Azure has answered yet", this.#soFar, error))
            : this.#lookAgain(undefined);
    }

    /** When to look again, or that the deadline has come. */
    #lookAgain(answer: Answer | undefined): StillWaiting | OperationError {
        if (this.#leftMs <= 0) {
            return this.#error(this.#deadlineVerdict());
        }
        const asked = answer === undefined ? undefined : retryAfterMs(answer, Date.now());
        const delayMs = asked ?? this.#ownDelayMs();
        this.#notBeforeMs = asked === undefined ? 0 : performance.now() + asked;
        // Whoever answers before Azure does has no say in how long to be patient.
        const waitMs = Math.max(1, Math.min(delayMs, this.#leftMs, this.#tolerance.patienceMs(performance.now())));
        this.#report(waitMs);
        return new StillWaiting(waitMs);
    }

    #ownDelayMs(): number {
        const { interval } = this.#limits;
        const inARow = this.#tolerance.unreadableInARow;
        const bounds =
            inARow === 0
                ? interval
                : { ...interval, minimumMs: Math.max(interval.minimumMs, FIRST_TROUBLE_DELAY_MS * 2 ** (inARow - 1)) };
        return pollIntervalMs(this.#seen.ageMs, bounds);
    }

    #deadlineVerdict(): Verdict {
        const soFar = this.#soFar;
        return this.#tolerance.isBlind(performance.now())
            ? unavailableVerdict("it could not be read to the end of the `timeout`", soFar)
            : timeoutVerdict(soFar, this.#limits.timeoutMs);
    }

    #report(nextPollMs: number): void {
        try {
            const result: unknown = this.#onProgress?.(
                this.#seen.progress(nextPollMs, this.#url.note, (text) => this.#safe(text)),
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
