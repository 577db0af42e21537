// SPDX-License-Identifier: Apache-2.0
import { armError } from "./armError";
import type { RawResponse } from "./rawResponse";

/** The token bucket of one caller, for one kind of request to one subscription. */
export interface RateLimit {
    /** Maximum number of requests in a burst. */
    readonly capacity: number;
    readonly refillPerSecond: number;
    /**
     * The header with the number of remaining requests. Resource providers that have separate limits use
     * `x-ms-ratelimit-remaining-subscription-resource-requests`.
     *
     * @default "x-ms-ratelimit-remaining-subscription-reads", or the equivalent for the kind of request
     */
    readonly header?: string;
}

/** Azure's limit for reads. */
export const READS: RateLimit = { capacity: 250, refillPerSecond: 25 };

/** Azure's limit for writes and for deletes; each kind has a separate bucket. */
export const WRITES: RateLimit = { capacity: 200, refillPerSecond: 10 };

/** The limit of all callers of a subscription together, as a multiple of the limit of one. */
const SUBSCRIPTION_MULTIPLE = 15;

const LONGEST_DELAY_SECONDS = 600;

interface Bucket {
    readonly limit: RateLimit;
    readonly isForReads: boolean;
    tokens: number;
    atMs: number;
}

/**
 * Resource Manager's token buckets: one for each subscription (or tenant), identity and kind of request, and one shared by all
 * identities of a subscription.
 */
export class RateLimiter {
    readonly #buckets = new Map<string, Bucket>();
    readonly #drains = new Set<{ readonly perSecond: number }>();

    constructor(
        private readonly reads: RateLimit,
        private readonly nowMs: () => number,
    ) {}

    /**
     * Takes one token for a request.
     *
     * @param subscriptionId undefined for tenant-level requests.
     * @returns The header with the number of remaining requests, or a 429.
     */
    take(method: string, subscriptionId: string | undefined, clientId: string): RawResponse {
        const kind = method === "GET" || method === "HEAD" ? "reads" : method === "DELETE" ? "deletes" : "writes";
        const limit = kind === "reads" ? this.reads : WRITES;
        const scope = subscriptionId === undefined ? "tenant" : "subscription";
        const key = `${kind} ${scope} ${subscriptionId ?? ""}`.toLowerCase();
        const own = this.#bucket(`${key} ${clientId.toLowerCase()}`, kind === "reads", limit);
        const shared = this.#bucket(key, kind === "reads", {
            capacity: limit.capacity * SUBSCRIPTION_MULTIPLE,
            refillPerSecond: limit.refillPerSecond * SUBSCRIPTION_MULTIPLE,
        });
        const empty = [own, shared].find(({ tokens }) => tokens < 1);
        if (empty === undefined) {
            own.tokens -= 1;
            shared.tokens -= 1;
        }
        const name = limit.header ?? `x-ms-ratelimit-remaining-${scope}-${kind}`;
        const remaining = { [name]: String(Math.floor(own.tokens)) };
        if (empty === undefined) {
            return { headers: remaining };
        }
        const wait = (1 - empty.tokens) / Math.max(this.#refillPerSecond(empty), 1 / LONGEST_DELAY_SECONDS);
        const seconds = Math.min(LONGEST_DELAY_SECONDS, Math.max(1, Math.ceil(wait)));
        const message =
            `Number of '${kind}' for ${scope} '${subscriptionId ?? ""}' exceeded the limit of ` +
            `'${empty.limit.capacity}'. Please try again after '${seconds}' seconds.`;
        return armError(429, `${scope === "tenant" ? "Tenant" : "Subscription"}RequestsThrottled`, message, {
            ...remaining,
            "retry-after": String(seconds),
        });
    }

    /** Drains this many reads per second from every read bucket. @returns A function that stops the drain. */
    drain(perSecond: number): () => void {
        const drain = { perSecond };
        this.#refillAll();
        this.#drains.add(drain);
        return () => {
            this.#refillAll();
            this.#drains.delete(drain);
        };
    }

    #bucket(key: string, isForReads: boolean, limit: RateLimit): Bucket {
        const bucket = this.#buckets.get(key) ?? {
            limit,
            isForReads,
            tokens: limit.capacity,
            atMs: this.nowMs(),
        };
        this.#buckets.set(key, bucket);
        this.#refill(bucket);
        return bucket;
    }

    #refillAll(): void {
        for (const bucket of this.#buckets.values()) {
            this.#refill(bucket);
        }
    }

    #refill(bucket: Bucket): void {
        const now = this.nowMs();
        const tokens = bucket.tokens + ((now - bucket.atMs) / 1000) * this.#refillPerSecond(bucket);
        bucket.tokens = Math.max(0, Math.min(bucket.limit.capacity, tokens));
        bucket.atMs = now;
    }

    #refillPerSecond({ limit, isForReads }: Bucket): number {
        const drained = [...this.#drains].reduce((sum, { perSecond }) => sum + perSecond, 0);
        return limit.refillPerSecond - (isForReads ? drained : 0);
    }
}
