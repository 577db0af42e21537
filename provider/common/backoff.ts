// SPDX-License-Identifier: Apache-2.0

/** The delays of an exponential backoff, in milliseconds. */
export interface BackoffLimits {
    /** The delay after the first failed attempt. */
    readonly firstMs: number;
    /** The upper bound of every delay. */
    readonly maximumMs: number;
}

/**
 * The delay before the next attempt: doubles with each failed attempt, up to the maximum.
 *
 * @param attempt Number of consecutive failed attempts, from 1.
 */
export function exponentialBackoffMs(attempt: number, { firstMs, maximumMs }: BackoffLimits): number {
    return Math.min(firstMs * 2 ** (attempt - 1), maximumMs);
}
