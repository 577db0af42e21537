// SPDX-License-Identifier: Apache-2.0

import type { WaitLimits } from "./options";
import { LAST_POLL_LIMIT_MS, POLL_LIMIT_MS, type PollDelayInputs, pollDelayMs } from "./pollDelay";

/** The times of one wait, on the clock of the process: a suspended machine does not age. */
export class PollSchedule {
    readonly #limits: WaitLimits;
    readonly #deadlineMs: number;
    /** Azure requested no poll before this time. */
    #notBeforeMs: number;
    /** When the next poll became due. The read limiter grants slots in this order. */
    #dueMs: number;

    /**
     * @param startMs When the `timeout` began.
     * @param retryAfterMs The delay of the first poll.
     */
    constructor(limits: WaitLimits, startMs: number, retryAfterMs: number) {
        this.#limits = limits;
        this.#deadlineMs = startMs + limits.timeoutMs;
        this.#notBeforeMs = performance.now() + retryAfterMs;
        this.#dueMs = this.#notBeforeMs;
    }

    /** When the next poll is due, on the clock of `performance.now()`. */
    get dueMs(): number {
        return this.#dueMs;
    }

    /** Time until Azure allows a poll; 0 when it does. */
    get earlyMs(): number {
        return Math.max(0, this.#notBeforeMs - performance.now());
    }

    /** How long to wait for a read slot: to the deadline, and a little longer for the last poll. */
    get slotLimitMs(): number {
        return Math.max(this.#leftMs, LAST_POLL_LIMIT_MS);
    }

    /** How long a poll may take that begins now. */
    get pollLimitMs(): number {
        return Math.min(POLL_LIMIT_MS, this.slotLimitMs);
    }

    /**
     * The delay to the next poll.
     *
     * @param inputs What decides about it. `retryAfterMs` holds even at the deadline.
     */
    delayAfterPollMs(inputs: Omit<PollDelayInputs, "bounds">): number {
        const delayMs = pollDelayMs({ ...inputs, bounds: this.#limits.interval });
        this.forbid(Math.min(inputs.retryAfterMs ?? 0, delayMs));
        return delayMs;
    }

    /** Forbids polls for some time, because Azure requested it. */
    forbid(milliseconds: number): void {
        this.#notBeforeMs = performance.now() + milliseconds;
    }

    /** Sets when the next poll is due. @returns The delay, at most to the deadline; `undefined` after it. */
    setDue(delayMs: number): number | undefined {
        const leftMs = this.#leftMs;
        if (leftMs <= 0) {
            return undefined;
        }
        const limitedMs = Math.min(delayMs, leftMs);
        this.#dueMs = performance.now() + limitedMs;
        return limitedMs;
    }

    /** Time to the deadline; negative after it. */
    get #leftMs(): number {
        return this.#deadlineMs - performance.now();
    }
}
