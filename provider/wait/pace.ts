// SPDX-License-Identifier: Apache-2.0

import type { ArmResponse } from "../response/pollResult";
import { retryAfterMs } from "../response/retryAfter";
import type { WaitLimits } from "./options";
import { pollIntervalMs } from "./pollDelay";

/** One look may take this long, token and body included. */
const LOOK_LIMIT_MS = 60_000;
/** A look that begins at the deadline may still take this long. */
const LAST_LOOK_LIMIT_MS = 5_000;
/** The first time between looks in trouble; it doubles from look to look, up to `maxPollInterval`. */
const FIRST_TROUBLE_DELAY_MS = 1_000;

/** When a wait looks, and when it ends. Time is that of the process: a suspended machine does not age. */
export class Pace {
    readonly #limits: WaitLimits;
    readonly #deadlineMs: number;
    /** Azure asked not to be asked sooner. */
    #notBeforeMs: number;

    /**
     * @param startMs When the wait began.
     * @param retryAfterMs How long after that Azure may be asked.
     */
    constructor(limits: WaitLimits, startMs: number, retryAfterMs: number) {
        this.#limits = limits;
        this.#deadlineMs = startMs + limits.timeoutMs;
        this.#notBeforeMs = startMs + retryAfterMs;
    }

    /** Time to the deadline; less than nothing after it. */
    get leftMs(): number {
        return this.#deadlineMs - performance.now();
    }

    /** How much too early it is to look. */
    get earlyMs(): number {
        return Math.max(0, this.#notBeforeMs - performance.now());
    }

    /** How long to wait for a turn to look: to the deadline, and a little more for the last look. */
    get turnLimitMs(): number {
        return Math.max(this.leftMs, LAST_LOOK_LIMIT_MS);
    }

    /** How long a look that begins now may take. */
    get lookLimitMs(): number {
        return Math.min(LOOK_LIMIT_MS, this.turnLimitMs);
    }

    /**
     * How long to pause after a look.
     *
     * @param answer What came, if anything did. Its `Retry-After` is never undercut, not even at the deadline.
     * @param ageMs Time since the first answer.
     * @param unreadableInARow Looks without a status until now.
     * @param patienceMs The longest pause, where whoever has answered so far has no say in it.
     */
    next(answer: ArmResponse | undefined, ageMs: number, unreadableInARow: number, patienceMs: number): number {
        const asked = answer === undefined ? undefined : retryAfterMs(answer, Date.now());
        const pauseMs = Math.max(1, Math.min(asked ?? this.#ownPauseMs(ageMs, unreadableInARow), patienceMs));
        this.#notBeforeMs = asked === undefined ? 0 : performance.now() + pauseMs;
        return pauseMs;
    }

    #ownPauseMs(ageMs: number, unreadableInARow: number): number {
        const { interval } = this.#limits;
        const troubleMs = unreadableInARow === 0 ? 0 : FIRST_TROUBLE_DELAY_MS * 2 ** (unreadableInARow - 1);
        return pollIntervalMs(ageMs, { ...interval, minimumMs: Math.max(interval.minimumMs, troubleMs) });
    }
}
