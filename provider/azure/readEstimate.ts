// SPDX-License-Identifier: Apache-2.0

import type { ArmResponse } from "../response/armResponse";

/** The size of ARM's bucket. */
const MAXIMUM_READS = 250;
/** Reads that other clients of the same identity may have left. */
const INITIAL_READS = MAXIMUM_READS / 2;
/** Half of what ARM refills: other clients of the same identity use the bucket, too. */
const REFILL_PER_SECOND = 12.5;
const MINIMUM_REFILL_PER_SECOND = 0.5;
/** A lowered refill grows by this factor each minute. */
const REFILL_GROWTH = 1.5;
const MINUTE_MS = 60_000;
/** Reads left to other clients of the same identity. */
const RESERVE = 25;
/** Seconds over which the remaining reads are spread. */
const HORIZON_SECONDS = 4;
const LONGEST_INTERVAL_SECONDS = 2;

/** The bucket of all reads of the identity. ARM's `…-global-reads` count for all identities together, and are ignored. */
const READS_HEADERS = ["x-ms-ratelimit-remaining-subscription-reads", "x-ms-ratelimit-remaining-tenant-reads"];
/** A resource provider's own bucket, which limits the reads besides the identity's. */
const PROVIDER_HEADERS = ["x-ms-ratelimit-remaining-subscription-resource-requests"];

/**
 * Estimate of the reads that remain in ARM's bucket for one identity in one subscription: 125 at first, and never above 250.
 * Every read takes one, time gives 12.5 per second back, and the headers of responses correct it.
 *
 * It allows (estimate − 25) / 4 reads per second, at least one in two seconds.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
 */
export class ReadEstimate {
    #reads = INITIAL_READS;
    #refillPerSecond = REFILL_PER_SECOND;
    #refilledAtMs = performance.now();
    #refillGrowsAtMs = this.#refilledAtMs + MINUTE_MS;

    /** The estimate. */
    get reads(): number {
        this.#refill();
        return this.#reads;
    }

    /** Takes the read that is sent now. */
    take(): void {
        this.#refill();
        this.#reads -= 1;
    }

    /**
     * Updates the estimate from the headers of a response.
     *
     * @param othersUnderWay Number of reads that are under way besides this one, which the headers do not count yet.
     * @returns Whether the response reports the remaining reads.
     */
    update(response: ArmResponse, othersUnderWay: number): boolean {
        this.#refill();
        const reads = remainingReads(response, READS_HEADERS);
        if (reads !== undefined) {
            this.#reads = Math.min(MAXIMUM_READS, reads - othersUnderWay);
        }
        const providerReads = remainingReads(response, PROVIDER_HEADERS);
        if (providerReads !== undefined) {
            this.#reads = Math.min(this.#reads, providerReads - othersUnderWay);
        }
        return reads !== undefined || providerReads !== undefined;
    }

    /** After a 429 that does not report the remaining reads: halves the refill, and leaves no more than the reserve. */
    lower(): void {
        this.#refill();
        this.#reads = Math.min(this.#reads, RESERVE);
        this.#refillPerSecond = Math.max(MINIMUM_REFILL_PER_SECOND, this.#refillPerSecond / 2);
        this.#refillGrowsAtMs = this.#refilledAtMs + MINUTE_MS;
    }

    /**
     * Milliseconds from a read at `sinceMs` to the next one. The rate rises with the estimate in the meantime: the interval is the
     * time t for which t × (reads at the end of t − 25) / 4 = 1.
     */
    intervalMs(sinceMs: number): number {
        this.#refill();
        const refill = this.#refillPerSecond;
        const spare = this.#reads - RESERVE - (refill * (this.#refilledAtMs - sinceMs)) / 1000;
        const seconds = (Math.sqrt(spare ** 2 + 4 * refill * HORIZON_SECONDS) - spare) / (2 * refill);
        return 1000 * Math.min(seconds, LONGEST_INTERVAL_SECONDS);
    }

    #refill(): void {
        const nowMs = performance.now();
        for (; this.#refillGrowsAtMs <= nowMs; this.#refillGrowsAtMs += MINUTE_MS) {
            this.#refillUntil(this.#refillGrowsAtMs);
            this.#refillPerSecond = Math.min(REFILL_PER_SECOND, this.#refillPerSecond * REFILL_GROWTH);
        }
        this.#refillUntil(nowMs);
    }

    #refillUntil(nowMs: number): void {
        const refilled = ((nowMs - this.#refilledAtMs) / 1000) * this.#refillPerSecond;
        this.#reads = Math.min(MAXIMUM_READS, this.#reads + refilled);
        this.#refilledAtMs = nowMs;
    }
}

function remainingReads(response: ArmResponse, headers: readonly string[]): number | undefined {
    const value = headers.map((name) => response.header(name)).find((text) => /^\d+$/.test(text ?? ""));
    return value === undefined ? undefined : Number(value);
}
