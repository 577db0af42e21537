// SPDX-License-Identifier: Apache-2.0

import { onAbort } from "../common/abort";
import type { ArmResponse } from "../response/armResponse";

/** At most so many reads at once: five hundred would open as many sockets. */
const MAXIMUM_AT_ONCE = 5;
/** What is assumed to remain before ARM says: half a bucket. */
const ASSUMED_REMAINING = 125;
/** What is left to others, and the seconds over which the rest is spread. */
const RESERVE = 25;
const HORIZON_SECONDS = 4;
const MINIMUM_PER_SECOND = 0.5;
/** How long a 429 without a `Retry-After` stops everybody. */
const DEFAULT_PAUSE_MS = 1_000;

const REMAINING_HEADERS = [
    "x-ms-ratelimit-remaining-subscription-reads",
    "x-ms-ratelimit-remaining-tenant-reads",
    "x-ms-ratelimit-remaining-subscription-resource-requests",
];

/** Someone who waits for a turn. */
interface Turn {
    readonly begin: () => void;
}

/**
 * The reads that all waits with one identity may send to one subscription, so that together they stay below ARM's limit: 250
 * at once, refilled with 25 a second, for everything that the identity reads. ARM's own header says what remains; from that
 * follows how many reads a second are sent: (remaining − 25) / 4, and never less than one in two seconds. First come, first
 * served. One 429 stops all of them.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
 */
export class ReadLimiter {
    readonly #turns: Turn[] = [];
    #remaining = ASSUMED_REMAINING;
    #atOnce = 0;
    #nextMs = 0;
    #pausedUntilMs = 0;
    #timer: NodeJS.Timeout | undefined;

    /** Waits for a turn. @throws the signal's reason. @returns what ends the turn. */
    async take(signal: AbortSignal): Promise<() => void> {
        signal.throwIfAborted();
        await new Promise<void>((resolve, reject) => {
            const forget = onAbort(signal, () => {
                this.#turns.splice(this.#turns.indexOf(turn), 1);
                this.#next();
                reject(signal.reason);
            });
            const turn: Turn = {
                begin: () => {
                    forget();
                    resolve();
                },
            };
            this.#turns.push(turn);
            this.#next();
        });
        let hasEnded = false;
        return () => {
            if (!hasEnded) {
                hasEnded = true;
                this.#atOnce -= 1;
                this.#next();
            }
        };
    }

    /** Learns from an answer what remains, and from a 429 to stop. */
    note(answer: ArmResponse, retryAfterMs: number | undefined): void {
        const remaining = REMAINING_HEADERS.map((name) => answer.header(name)).find((text) => /^\d+$/.test(text ?? ""));
        if (remaining !== undefined) {
            // What was sent meanwhile is not in it yet.
            this.#remaining = Number(remaining) - Math.max(0, this.#atOnce - 1);
        }
        if (answer.statusCode === 429) {
            const untilMs = performance.now() + (retryAfterMs ?? DEFAULT_PAUSE_MS);
            this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs);
        }
    }

    /** How long a 429 still stops everybody: 0 when none does. */
    get pausedForMs(): number {
        return Math.max(0, this.#pausedUntilMs - performance.now());
    }

    /** Gives the next turn, now or when its time has come. */
    #next(): void {
        clearTimeout(this.#timer);
        this.#timer = undefined;
        while (this.#turns.length > 0 && this.#atOnce < MAXIMUM_AT_ONCE) {
            const nowMs = performance.now();
            const waitMs = Math.max(this.#nextMs, this.#pausedUntilMs) - nowMs;
            if (waitMs > 0) {
                this.#timer = setTimeout(() => this.#next(), Math.ceil(waitMs));
                return;
            }
            this.#nextMs = nowMs + 1000 / this.#perSecond;
            this.#remaining -= 1;
            this.#atOnce += 1;
            this.#turns.shift()?.begin();
        }
    }

    get #perSecond(): number {
        return Math.max(MINIMUM_PER_SECOND, (this.#remaining - RESERVE) / HORIZON_SECONDS);
    }
}
