// SPDX-License-Identifier: Apache-2.0

import type { ReadSlot } from "../azure/connection";
import { transportErrorCode, transportErrorMessage } from "../azure/transportError";
import { withTimeLimit } from "../common/abort";
import { argumentName } from "../common/settingNames";
import { type ArmResponse, retryAfterMs } from "../response/armResponse";
import type { PollResult, UnreadableResult } from "../response/pollResult";
import type { OperationError } from "./operationError";
import { type OperationStatus, operationStatus } from "./operationStatus";
import {
    abortedOutcome,
    endedOutcome,
    nextUp,
    type Outcome,
    permanentErrorOutcome,
    singlePollOutcome,
    timeoutOutcome,
    unavailableOutcome,
    unreachedOutcome,
} from "./outcome";
import { STALE_STATE_MS } from "./pollDelay";
import {
    ageMs,
    elapsedMs,
    emptyHistory,
    type PollHistory,
    recordError,
    recordResponse,
    recordStatus,
} from "./pollHistory";
import { PollReporter } from "./pollReporter";
import { PollSchedule } from "./pollSchedule";
import { PollTarget } from "./pollTarget";
import type { PreparedWait } from "./prepare";
import type { WaitProgress } from "./progress";
import { responseReason } from "./report";
import { STALE_MS, Tolerance } from "./tolerance";
import { isWithoutRecord, unknownEndOutcome, unreadableOutcome } from "./unreadableOutcome";

/** Throttling pauses shorter than this are not reported. */
const REPORTED_PAUSE_MS = 1_000;

/** The outcome of one poll. */
export type PollOutcome =
    | { readonly kind: "succeeded"; readonly status: OperationStatus; readonly result: unknown }
    | { readonly kind: "pending"; readonly delayMs: number }
    | { readonly kind: "ended"; readonly outcome: Outcome };

/** The state machine of one wait: polls the operation, interprets the response and decides what follows. */
export class Poller {
    readonly #target: PollTarget;
    readonly #wait: PreparedWait;
    readonly #schedule: PollSchedule;
    readonly #history: PollHistory;
    readonly #reporter: PollReporter;
    readonly #tolerance: Tolerance;

    /** @param startMs When the wait began. */
    constructor(wait: PreparedWait, onProgress: ((progress: WaitProgress) => void) | undefined, startMs: number) {
        this.#target = new PollTarget(wait.target);
        this.#wait = wait;
        this.#schedule = new PollSchedule(wait.limits, startMs, wait.target.retryAfterMs);
        this.#history = emptyHistory(startMs);
        this.#reporter = new PollReporter(wait, onProgress, this.#target, this.#history);
        this.#tolerance = new Tolerance(wait.limits);
    }

    /** The path of the operation, without its query. */
    get path(): string {
        return this.#target.original.path;
    }

    /** Polls once, or waits for the time that Azure requested. @throws The signal's reason. */
    async poll(signal: AbortSignal): Promise<PollOutcome> {
        const { earlyMs } = this.#schedule;
        if (earlyMs > 0) {
            return this.#pause(earlyMs);
        }
        const slot = await this.#acquireSlot(signal);
        if (slot === undefined) {
            return this.#endAtDeadline(
                `other waits of this identity, or Azure's throttling, held it back to the end of the ${argumentName("timeout")}`,
                performance.now() - this.#schedule.dueMs >= STALE_MS,
            );
        }
        this.#tolerance.start(performance.now());
        const received = await this.#request(slot, signal)
            .catch((error: unknown) => {
                signal.throwIfAborted();
                return { error };
            })
            .finally(() => slot.release());
        if ("error" in received) {
            return this.#decideOnError(received.error);
        }
        const { response, endpoint } = received;
        recordResponse(this.#history, response);
        const { path } = this.#target;
        const result = this.#target.read(response, endpoint, ageMs(this.#history));
        this.#reporter.trace(path, response, result);
        return this.#decide(response, result);
    }

    /** The error of a wait that its caller stopped. */
    aborted(cause: unknown): OperationError {
        return this.error(abortedOutcome(this.#reporter.soFar, cause));
    }

    /** The error with the report of an outcome. */
    error(outcome: Outcome): OperationError {
        return this.#reporter.error(outcome);
    }

    /** Waits for a slot of the read limiter, which this wait shares with others. @returns `undefined` at the deadline. */
    async #acquireSlot(signal: AbortSignal): Promise<ReadSlot | undefined> {
        const { path } = this.#target;
        const { slotLimitMs, dueMs } = this.#schedule;
        const pausedMs = this.#wait.connection.pausedForMs(path);
        if (pausedMs > REPORTED_PAUSE_MS) {
            this.#reporter.progress(Math.min(pausedMs, slotLimitMs), "held back: Azure throttles this identity");
        }
        return await this.#wait.connection.acquireReadSlot(path, signal, dueMs, slotLimitMs);
    }

    async #request(slot: ReadSlot, signal: AbortSignal) {
        return await withTimeLimit(signal, this.#schedule.pollLimitMs, async (limited) => {
            const { connection } = this.#wait;
            const endpoint = await connection.endpoint(limited);
            // A poll that is sent again with another token counts once.
            const polls = this.#history.polls + 1;
            const onSend = () => {
                this.#history.polls = polls;
            };
            const url = this.#target.on(endpoint, connection.cloudSource);
            return { response: await slot.request(url, { signal: limited, onSend }), endpoint };
        });
    }

    #decide(response: ArmResponse, result: PollResult): PollOutcome {
        if (result.kind === "unreadable") {
            return this.#decideWithoutStatus(response, result);
        }
        this.#tolerance.recordStatus();
        recordStatus(this.#history, result);
        this.#reporter.status(result);
        switch (result.kind) {
            case "succeeded":
                return {
                    kind: "succeeded",
                    status: operationStatus(result.status, result.body, this.#reporter.soFar),
                    result: this.#target.resultIn(response, result.body),
                };
            case "failed":
            case "canceled":
                return { kind: "ended", outcome: endedOutcome(result, this.#reporter.soFar) };
            case "running":
                return this.#pollAgain(response);
        }
    }

    #decideWithoutStatus(response: ArmResponse, result: UnreadableResult): PollOutcome {
        const { errorDetail, label, reason } = result;
        recordError(this.#history, label, this.#reporter.safe(responseReason(response, errorDetail)));
        const decision = this.#tolerance.recordUnreadable(result, performance.now());
        const version = reason === "apiVersion" ? this.#target.repairVersion(errorDetail?.message) : undefined;
        if (version !== undefined) {
            return this.#pollOther(response, 0, `its api-version is not supported; polling with ${version} instead`);
        }
        if (decision === "retry") {
            return this.#pollAgain(response);
        }
        const { soFar } = this.#reporter;
        const outcome = unreadableOutcome(result, this.#target.subject, soFar, this.#tolerance.hasStatus);
        if (isWithoutRecord(result) && this.#target.fallBack()) {
            this.#tolerance.restart(performance.now());
            const isGone = outcome.code === "OperationNotFound";
            return this.#pollOther(
                response,
                STALE_STATE_MS - elapsedMs(this.#history),
                `its ${isGone ? "record is gone" : "URL has no status"}; polling the ${argumentName("fallback")} instead`,
            );
        }
        return { kind: "ended", outcome: unknownEndOutcome(result, this.#wait, soFar) ?? outcome };
    }

    /** Decides when no response came. */
    #decideOnError(error: unknown): PollOutcome {
        const permanent = permanentErrorOutcome(error, this.#tolerance.hasReachedAzure, this.#reporter.soFar);
        if (permanent !== undefined) {
            return { kind: "ended", outcome: permanent };
        }
        const code = transportErrorCode(error);
        recordError(this.#history, code, this.#reporter.safe(`${code}: ${transportErrorMessage(error)}`));
        return this.#tolerance.recordTransient(performance.now()) === "giveUp"
            ? { kind: "ended", outcome: unreachedOutcome(this.#reporter.soFar, error) }
            : this.#pollAgain(undefined);
    }

    /**
     * Polls another URL, at once where the response requests no delay.
     *
     * @param minimumMs The shortest delay.
     * @param reason Reported as the error of the last poll.
     */
    #pollOther(response: ArmResponse, minimumMs: number, reason: string): PollOutcome {
        recordError(this.#history, undefined, reason);
        const delayMs = Math.max(retryAfterMs(response, Date.now()) ?? 0, minimumMs);
        this.#schedule.forbid(delayMs);
        return this.#pause(delayMs);
    }

    /** @param response Its `Retry-After` holds even at the deadline. */
    #pollAgain(response: ArmResponse | undefined): PollOutcome {
        if (this.#wait.isSinglePoll) {
            return { kind: "ended", outcome: singlePollOutcome(this.#reporter.soFar, this.#history.error) };
        }
        const delayMs = this.#schedule.delayAfterPollMs({
            retryAfterMs: response === undefined ? undefined : retryAfterMs(response, Date.now()),
            ageMs: ageMs(this.#history),
            failedPolls: this.#tolerance.failedPolls,
            // A host that is not Azure must not delay the time when that is noticed.
            maximumMs: this.#tolerance.leftToReachAzureMs(performance.now()),
        });
        return this.#pause(delayMs);
    }

    /** Waits, at most to the deadline. */
    #pause(milliseconds: number): PollOutcome {
        const delayMs = this.#schedule.setDue(milliseconds);
        if (delayMs === undefined) {
            return this.#endAtDeadline(
                this.#history.polls > 0
                    ? `no response contained one before the end of the ${argumentName("timeout")}`
                    : `Azure requested a delay that is longer than the ${argumentName("timeout")}`,
            );
        }
        this.#reporter.progress(delayMs);
        return { kind: "pending", delayMs };
    }

    /** @param reason Why the status is unknown, if it is. @param isStale Whether the last one is too old to be the operation's. */
    #endAtDeadline(reason: string, isStale = false): PollOutcome {
        const { soFar } = this.#reporter;
        const isUnknown = isStale || this.#tolerance.isStatusUnknown(performance.now());
        const outcome = isUnknown
            ? unavailableOutcome(reason, soFar, { remedy: nextUp(soFar, `set a longer ${argumentName("timeout")}`) })
            : timeoutOutcome(soFar, this.#wait.limits.timeoutMs);
        return { kind: "ended", outcome };
    }
}
