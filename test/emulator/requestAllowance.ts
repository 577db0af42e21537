// SPDX-License-Identifier: Apache-2.0
import { armError } from "./armError";
import type { RawAnswer } from "./rawAnswer";

/** How many requests of one kind a caller may send to one subscription. */
export interface Allowance {
    /** What a caller can send at once. */
    readonly capacity: number;
    readonly refillPerSecond: number;
}

/** Azure's own numbers. */
export const READS: Allowance = { capacity: 250, refillPerSecond: 25 };

/** Azure's own numbers; writes and deletes have one bucket each. */
export const WRITES: Allowance = { capacity: 200, refillPerSecond: 10 };

/** Resource Manager's token buckets: one for each subscription, identity and kind of request. */
export class RequestAllowance {
    readonly #buckets = new Map<string, { tokens: number; atMs: number }>();

    constructor(
        private readonly reads: Allowance,
        private readonly nowMs: () => number,
    ) {}

    /** Takes one request out of its bucket. @returns the header that tells what is left, or a 429. */
    take(method: string, subscriptionId: string, clientId: string): RawAnswer {
        const kind = method === "GET" || method === "HEAD" ? "reads" : method === "DELETE" ? "deletes" : "writes";
        const allowance = kind === "reads" ? this.reads : WRITES;
        const key = `${kind} ${subscriptionId} ${clientId}`.toLowerCase();
        const now = this.nowMs();
        const bucket = this.#buckets.get(key) ?? { tokens: allowance.capacity, atMs: now };
        const refilled = bucket.tokens + ((now - bucket.atMs) / 1000) * allowance.refillPerSecond;
        const tokens = Math.min(allowance.capacity, refilled);
        const isAllowed = tokens >= 1;
        const left = isAllowed ? tokens - 1 : tokens;
        this.#buckets.set(key, { tokens: left, atMs: now });
        const remaining = { [`x-ms-ratelimit-remaining-subscription-${kind}`]: String(Math.floor(left)) };
        if (isAllowed) {
            return { headers: remaining };
        }
        const seconds = Math.max(1, Math.ceil((1 - left) / allowance.refillPerSecond));
        const message =
            `Number of '${kind}' for subscription '${subscriptionId}' exceeded the limit of ` +
            `'${allowance.capacity}'. Please try again after '${seconds}' seconds.`;
        return armError(429, "SubscriptionRequestsThrottled", message, {
            ...remaining,
            "retry-after": String(seconds),
        });
    }
}
