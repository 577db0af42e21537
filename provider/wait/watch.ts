// SPDX-License-Identifier: Apache-2.0

import { MetadataUnavailable } from "../azure/cloud";
import type { Connection } from "../azure/connection";
import { permanentTransportFault, transportErrorCode, transportErrorText } from "../azure/transport";
import { withSupportedVersion } from "../operation/apiVersion";
import { errorHeadline } from "../operation/errorText";
import { Fault } from "../operation/fault";
import { querySecrets } from "../operation/operationName";
import { type OperationUrl, parseUrl, resolveUrl } from "../operation/operationUrl";
import type { Answer, Reading, Unreadable } from "../operation/reading";
import { safeText } from "../operation/redact";
import type { WaitTarget } from "../operation/reference";
import { readResource } from "../operation/resourceState";
import { retryAfterMs } from "../operation/retryAfter";
import { impliesLocation, isLocationPath, readAnswer } from "../operation/status";
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
import { Tolerance } from "./tolerance";
import type { WaitLimits } from "./waitOptions";

/** One look may take this long, token and body included. */
const LOOK_LIMIT_MS = 60_000;
/** A look that begins at the deadline may still take this long. */
const LAST_LOOK_LIMIT_MS = 5_000;
/** The longest time between looks in trouble, before the options' own bounds. */
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
    /** What the wait is for. */
    readonly #target: WaitTarget;
    /** What to look at. It changes with the api-version, with an updated `Location`, and when the fallback takes over. */
    #url: OperationUrl;
    #kind: WaitTarget["kind"];
    readonly #connection: Connection;
    readonly #limits: WaitLimits;
    readonly #onProgress: ((progress: WaitProgress) => void) | undefined;
    readonly #startMs = performance.now();
    readonly #tolerance: Tolerance;
    readonly #tally = new Map<string, number>();
    #firstReadMs: number | undefined;
    #notBeforeMs = 0;
    #isLocation: boolean;
    #endpoint = "";
    #hasRepairedVersion = false;
    #status: string | undefined;
    #percentComplete: number | undefined;
    #polls = 0;
    #lastAnswer: Answer | undefined;
    #lastFault: string | undefined;

    constructor(wait: WatchedWait, onProgress: ((progress: WaitProgress) => void) | undefined) {
        const { target, connection, limits } = wait;
        this.#target = target;
        this.#url = target.url;
        this.#kind = target.kind;
        this.#connection = connection;
        this.#limits = limits;
        this.#onProgress = onProgress;
        this.#isLocation = isLocationPath(target.url.path);
        this.#tolerance = new Tolerance(this.#startMs, limits.notFoundGraceMs);
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
            this.#endpoint = await this.#connection.endpoint(limit.signal);
            const url = resolveUrl(this.#url, this.#endpoint);
            const answer = await this.#connection.request(url, {
                signal: limit.signal,
                onSend: () => {
                    this.#polls += 1;
                },
            });
            this.#firstReadMs ??= performance.now();
            this.#lastAnswer = answer;
            return this.#decide(answer, this.#read(answer));
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
        return this.#target.url.path;
    }

    get #leftMs(): number {
        return this.#startMs + this.#limits.timeoutMs - performance.now();
    }

    get #soFar(): WaitSoFar {
        return {
            url: this.#target.url,
            status: this.#status,
            polls: this.#polls,
            elapsedMs: performance.now() - this.#startMs,
            tally: this.#tally,
            lastAnswer: this.#lastAnswer,
            lastFault: this.#lastFault,
        };
    }

    #error(verdict: Verdict): OperationError {
        return waitError(verdict, this.#soFar, this.#secrets);
    }

    #read(answer: Answer): Reading {
        const { pattern } = this.#target;
        return this.#kind === "operation"
            ? readAnswer(answer, { pattern, isLocation: this.#isLocation })
            : readResource(answer, this.#kind === "deletion");
    }

    #decide(answer: Answer, reading: Reading): OperationStatus {
        this.#count(reading.word);
        if (reading.kind === "unreadable") {
            return this.#notRead(answer, reading);
        }
        this.#tolerance.read();
        this.#lastFault = undefined;
        this.#status = reading.word;
        this.#isLocation ||= impliesLocation(answer, reading);
        this.#followLocation(answer);
        const { percentComplete } = reading.body;
        this.#percentComplete = typeof percentComplete === "number" ? percentComplete : undefined;
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

    /** In the Location pattern each answer may name another URL for the next look. One on another host is not followed. */
    #followLocation(answer: Answer): void {
        const location = answer.header("location");
        if (answer.statusCode !== 202 || location === undefined || this.#kind !== "operation") {
            return;
        }
        try {
            const url = parseUrl("operation", location);
            resolveUrl(url, this.#endpoint);
            this.#url = url;
        } catch {
            // The URL that answered so far goes on to be asked.
        }
    }

    #notRead(answer: Answer, reading: Unreadable): never {
        const nowMs = performance.now();
        this.#lastFault = this.#safe(unreadableReasonText(answer, reading));
        if (answer.header("x-ms-request-id") !== undefined) {
            this.#tolerance.reachedAzure();
        }
        switch (reading.reason) {
            case "transient":
                this.#give(this.#tolerance.transientIsTooMuch(nowMs), "nothing of Azure has answered yet");
                break;
            case "meaningless":
                if (this.#tolerance.meaninglessIsTooMuch(nowMs)) {
                    throw this.#error(meaninglessVerdict(this.#kind, this.#soFar));
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
        const { fallback } = this.#target;
        if (fallback !== undefined && this.#kind === "operation") {
            this.#url = fallback;
            this.#kind = "resource";
            this.#hasRepairedVersion = false;
            this.#tolerance.restart(performance.now());
            throw new StillWaiting(0);
        }
    }

    #repairVersion(reading: Unreadable): void {
        const repaired = this.#hasRepairedVersion ? undefined : withSupportedVersion(this.#url, reading.errorDetail);
        if (repaired === undefined) {
            const text = reading.errorDetail === undefined ? reading.word : errorHeadline(reading.errorDetail);
            throw this.#error(
                unavailableVerdict(
                    `its api-version is not supported (${text}). Give another as \`apiVersion\`.`,
                    this.#soFar,
                ),
            );
        }
        this.#hasRepairedVersion = true;
        this.#url = repaired;
        this.#lastFault = "its api-version is not supported; asking with another that is";
        this.#report(0);
        throw new StillWaiting(0);
    }

    #notAnswered(error: unknown): Error {
        const nowMs = performance.now();
        const isPassingMetadata = error instanceof MetadataUnavailable && error.isTransient;
        if (error instanceof Fault && !isPassingMetadata) {
            return this.#error(faultVerdict(error, this.#soFar));
        }
        const host = this.#url.origin ?? "the Resource Manager";
        const permanent = permanentTransportFault(error, host, this.#tolerance.hasReachedAzure);
        if (permanent !== undefined) {
            return this.#error(faultVerdict(permanent, this.#soFar));
        }
        const word = transportErrorCode(error);
        this.#count(word);
        this.#lastFault = this.#safe(`${word}: ${transportErrorText(error)}`);
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
        return pollIntervalMs(performance.now() - (this.#firstReadMs ?? this.#startMs), bounds);
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
                Object.freeze({
                    status: this.#status === undefined ? undefined : this.#safe(this.#status),
                    percentComplete: this.#percentComplete,
                    fault: this.#lastFault,
                    polls: this.#polls,
                    elapsedSeconds: Math.round((performance.now() - this.#startMs) / 1000),
                    nextPollSeconds: Math.round(nextPollMs / 1000),
                }),
            );
            Promise.resolve(result).catch(() => undefined);
        } catch {
            // Progress must never fail a wait.
        }
    }

    #count(word: string): void {
        this.#tally.set(word, (this.#tally.get(word) ?? 0) + 1);
    }

    get #secrets(): readonly string[] {
        return [...querySecrets(this.#target.url), ...querySecrets(this.#url), ...this.#connection.secrets];
    }

    #safe(text: string): string {
        return safeText(text, this.#secrets);
    }
}
