// SPDX-License-Identifier: Apache-2.0

import { onAbort } from "../common/abort";
import type { ArmResponse } from "../response/armResponse";

/** Each concurrent read opens a socket. */
const MAXIMUM_CONCURRENT_READS = 5;
/** Remaining reads assumed until ARM has reported them: half of its bucket. */
const INITIAL_REMAINING = 125;
/** Reads left to other clients of the same identity. */
const RESERVE = 25;
/** Seconds over which the remaining reads are spread. */
const HORIZON_SECONDS = 4;
const MINIMUM_PER_SECOND = 0.5;
/** Pause after a 429 without a `Retry-After`. */
const DEFAULT_PAUSE_MS = 1_000;

const REMAINING_HEADERS = [
    "x-ms-ratelimit-remaining-subscription-reads",
    "x-ms-ratelimit-remaining-tenant-reads",
    "x-ms-ratelimit-remaining-subscription-resource-requests",
];

/** A read that waits for a slot. */
interface QueuedRead {
    readonly start: () => void;
}

/**
 * Rate limiter for the status reads of one identity in one subscription. It keeps all waits together below ARM's limit: a
 * bucket of 250 requests, refilled with 25 per second, for everything that the identity reads. The rate follows from the
 * remaining reads that ARM reports in a header: (remaining − 25) / 4 reads per second, at least one in two seconds. Slots are
 * granted in the order of their requests. A 429 pauses all reads.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
 */
export class ReadLimiter {
    readonly #queue: QueuedRead[] = [];
    #remaining = INITIAL_REMAINING;
    #inFlight = 0;
    #nextStartMs = 0;
    #pausedUntilMs = 0;
    #timer: NodeJS.Timeout | undefined;

    /** Waits for a slot. @throws the signal's reason. @returns the function that releases the slot. */
    async acquire(signal: AbortSignal): Promise<() => void> {
        signal.throwIfAborted();
        await new Promise<void>((resolve, reject) => {
            const removeListener = onAbort(signal, () => {
                this.#queue.splice(this.#queue.indexOf(read), 1);
                this.#startNext();
                reject(signal.reason);
            });
            const read: QueuedRead = {
                start: () => {
                    removeListener();
                    resolve();
                },
            };
            this.#queue.push(read);
            this.#startNext();
        });
        let isReleased = false;
        return () => {
            if (!isReleased) {
                isReleased = true;
                this.#inFlight -= 1;
                this.#startNext();
            }
        };
    }

    /**
     * Updates the remaining reads from a response's header, and pauses all reads after a 429.
     *
     * @param retryAfterMs The response's `Retry-After`, if there is one. By default a 429 pauses for a second.
     */
    update(response: ArmResponse, retryAfterMs: number | undefined): void {
        const remaining = REMAINING_HEADERS.map((name) => response.header(name)).find((value) =>
            /^\d+$/.test(value ?? ""),
        );
        if (remaining !== undefined) {
            // ARM has not yet counted the reads in flight.
            this.#remaining = Number(remaining) - Math.max(0, this.#inFlight - 1);
        }
        if (response.statusCode === 429) {
            const untilMs = performance.now() + (retryAfterMs ?? DEFAULT_PAUSE_MS);
            this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs);
        }
    }

    /** Milliseconds until the pause after a 429 ends; 0 without a pause. */
    get pausedForMs(): number {
        return Math.max(0, this.#pausedUntilMs - performance.now());
    }

    /** Starts the queued reads that the limits allow now, and sets a timer for the next one. */
    #startNext(): void {
        clearTimeout(this.#timer);
        this.#timer = undefined;
        while (this.#queue.length > 0 && this.#inFlight < MAXIMUM_CONCURRENT_READS) {
            const nowMs = performance.now();
            const waitMs = Math.max(this.#nextStartMs, this.#pausedUntilMs) - nowMs;
            if (waitMs > 0) {
                this.#timer = setTimeout(() => this.#startNext(), Math.ceil(waitMs));
                return;
            }
            this.#nextStartMs = nowMs + 1000 / this.#perSecond;
            this.#remaining -= 1;
            this.#inFlight += 1;
            this.#queue.shift()?.start();
        }
    }

    get #perSecond(): number {
        return Math.max(MINIMUM_PER_SECOND, (this.#remaining - RESERVE) / HORIZON_SECONDS);
    }
}
