// SPDX-License-Identifier: Apache-2.0

import { LONGEST_TIMER_MS, onAbort } from "../common/abort";
import { type ArmResponse, isFromAzure } from "../response/armResponse";
import { ReadEstimate } from "./readEstimate";

/** Each concurrent read opens a socket. */
const MAXIMUM_CONCURRENT_READS = 32;
/**
 * The maximum at first. Other processes of the identity may use the same bucket, and a response shows what they took only when it
 * arrives: an empty bucket refuses every read that is under way, in each process.
 */
const FIRST_CONCURRENT_READS = 4;
/** So many responses raise the maximum by one: the reads under way stay few compared with those that ARM granted. */
const RESPONSES_PER_CONCURRENT_READ = 16;
/** Pause after a 429 without a `Retry-After`. */
const DEFAULT_PAUSE_MS = 1_000;

/** A read that waits for a slot. */
interface QueuedRead {
    readonly dueMs: number;
    readonly start: () => void;
}

/** The right to send one read. */
export interface LimiterSlot {
    /**
     * Updates the limiter from the response, and pauses all reads after a 429.
     *
     * @param retryAfterMs The response's `Retry-After`, if there is one. By default a 429 pauses for a second.
     */
    update(response: ArmResponse, retryAfterMs: number | undefined): void;
    /** Frees the slot for the next read. Further calls have no effect. */
    release(): void;
}

/**
 * Rate limiter for the status reads of one identity in one subscription. It keeps all waits together below ARM's limit, at the
 * rate that `ReadEstimate` allows, and 4 at once at first, one more for every 16 responses, and at most 32. The read that has been due for the longest time gets the next slot. A 429 pauses all reads.
 */
export class ReadLimiter {
    /** In the order of their due times. */
    readonly #queue: QueuedRead[] = [];
    readonly #estimate = new ReadEstimate();
    #underWay = 0;
    #maximumUnderWay = FIRST_CONCURRENT_READS;
    #lastStartMs = Number.NEGATIVE_INFINITY;
    #pausedUntilMs = 0;
    #timer: NodeJS.Timeout | undefined;

    /**
     * Waits for a slot.
     *
     * @param dueMs When the read became due, on the clock of `performance.now()`. @default now
     * @param limitMs How long to wait. @default without end
     * @returns `undefined` after `limitMs`.
     * @throws The signal's reason.
     */
    async acquire(signal: AbortSignal, dueMs = performance.now(), limitMs?: number): Promise<LimiterSlot | undefined> {
        signal.throwIfAborted();
        const startMs = await new Promise<number | undefined>((resolve, reject) => {
            const leave = () => {
                stopWaiting();
                this.#queue.splice(this.#queue.indexOf(read), 1);
                this.#startNext();
            };
            const removeListener = onAbort(signal, () => {
                leave();
                reject(signal.reason);
            });
            const endWait = () => {
                leave();
                resolve(undefined);
            };
            const timer = limitMs === undefined ? undefined : setTimeout(endWait, Math.min(limitMs, LONGEST_TIMER_MS));
            const stopWaiting = () => {
                clearTimeout(timer);
                removeListener();
            };
            const read: QueuedRead = {
                dueMs,
                start: () => {
                    stopWaiting();
                    resolve(performance.now());
                },
            };
            this.#queue.splice(this.#queue.findLastIndex((other) => other.dueMs <= dueMs) + 1, 0, read);
            this.#startNext();
        });
        if (startMs === undefined) {
            return undefined;
        }
        let isReleased = false;
        return {
            update: (response, retryAfterMs) => this.#update(response, retryAfterMs, startMs),
            release: () => {
                if (!isReleased) {
                    isReleased = true;
                    this.#underWay -= 1;
                    this.#startNext();
                }
            },
        };
    }

    /** Estimate of the reads that remain in ARM's bucket. */
    get remainingReads(): number {
        return this.#estimate.reads;
    }

    /** Milliseconds until the pause after a 429 ends; 0 without a pause. */
    get pausedForMs(): number {
        return Math.max(0, this.#pausedUntilMs - performance.now());
    }

    #update(response: ArmResponse, retryAfterMs: number | undefined, startMs: number): void {
        // A proxy that throttles says nothing about the bucket, and must not delay the time when the wait notices it.
        const isThrottled = response.statusCode === 429 && isFromAzure(response);
        const othersUnderWay = Math.max(0, this.#underWay - 1);
        const reportsReads = this.#estimate.update(response, othersUnderWay);
        if (response.statusCode !== 429) {
            const raised = this.#maximumUnderWay + 1 / RESPONSES_PER_CONCURRENT_READ;
            this.#maximumUnderWay = Math.min(MAXIMUM_CONCURRENT_READS, raised);
        } else if (isThrottled && !reportsReads && startMs >= this.#pausedUntilMs) {
            // No read starts in a pause: a read from before its end was sent before it began, and says nothing new.
            this.#estimate.lower();
            this.#maximumUnderWay = FIRST_CONCURRENT_READS;
        }
        if (isThrottled) {
            const untilMs = performance.now() + (retryAfterMs ?? DEFAULT_PAUSE_MS);
            this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs);
        }
    }

    /** Starts the queued reads that the limits allow now, and sets a timer for the next one. */
    #startNext(): void {
        clearTimeout(this.#timer);
        this.#timer = undefined;
        while (this.#queue.length > 0 && this.#underWay + 1 <= this.#maximumUnderWay) {
            const nowMs = performance.now();
            const nextMs = this.#lastStartMs + this.#estimate.intervalMs(this.#lastStartMs);
            const waitMs = Math.max(nextMs, this.#pausedUntilMs) - nowMs;
            if (waitMs > 0) {
                this.#timer = setTimeout(() => this.#startNext(), Math.min(Math.ceil(waitMs), LONGEST_TIMER_MS));
                return;
            }
            this.#lastStartMs = nowMs;
            this.#estimate.take();
            this.#underWay += 1;
            this.#queue.shift()?.start();
        }
    }
}
