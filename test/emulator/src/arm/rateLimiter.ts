// SPDX-License-Identifier: Apache-2.0
import { armError } from "./armError";
import { type RateLimitHeaders, rateLimitHeaders } from "./rateLimitHeaders";
import type { RawResponse } from "./rawResponse";

/** The size of a token bucket. */
export interface BucketSize {
    /** Maximum number of requests in a burst. */
    readonly capacity: number;
    readonly refillPerSecond: number;
}

/** The token bucket of one caller, for one kind of request to one subscription. */
export interface RateLimit extends BucketSize {
    /**
     * The header with the number of remaining requests. Overrides `headers`.
     *
     * @default "x-ms-ratelimit-remaining-subscription-reads", or the equivalent for the kind of request
     */
    readonly header?: string;
    /**
     * The rate-limit headers of responses. `subscription`: `x-ms-ratelimit-remaining-subscription-reads`. `global`: also
     * `x-ms-ratelimit-remaining-subscription-global-reads`, the number that remains for all callers together. `resource`: only
     * `x-ms-ratelimit-remaining-subscription-resource-requests`, the number that remains in the resource provider's own bucket.
     * `none`: no header, not even on a 429.
     *
     * @default "subscription"
     */
    readonly headers?: RateLimitHeaders;
    /**
     * The bucket of each resource provider in each subscription, for `headers: "resource"`. It limits in addition to the caller's
     * bucket.
     *
     * @default as large as the caller's bucket
     */
    readonly resourceRequests?: BucketSize;
}

/** Azure's limit for reads. */
export const READS: RateLimit = { capacity: 250, refillPerSecond: 25 };

/** Azure's limit for writes and for deletes; each kind has a separate bucket. */
export const WRITES: RateLimit = { capacity: 200, refillPerSecond: 10 };

/** The limit of all callers of a subscription together, as a multiple of the limit of one. */
const SUBSCRIPTION_MULTIPLE = 15;

const LONGEST_DELAY_SECONDS = 600;

interface Bucket {
    readonly limit: BucketSize;
    readonly isForReads: boolean;
    tokens: number;
    atMs: number;
}

/**
 * Resource Manager's token buckets: one for each subscription (or tenant), identity and kind of request, and one shared by all
 * identities of a subscription. With `headers: "resource"` also one for each resource provider in a subscription.
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
     * @param resourceProvider The namespace in the path. Absent for a path without one.
     * @returns The headers with the number of remaining requests, or a 429.
     */
    take(method: string, subscriptionId: string | undefined, clientId: string, resourceProvider?: string): RawResponse {
        const kind = method === "GET" || method === "HEAD" ? "reads" : method === "DELETE" ? "deletes" : "writes";
        const isRead = kind === "reads";
        const limit = isRead ? this.reads : WRITES;
        const scope = subscriptionId === undefined ? "tenant" : "subscription";
        const key = `${kind} ${scope} ${subscriptionId ?? ""}`.toLowerCase();
        const own = this.#bucket(`${key} ${clientId.toLowerCase()}`, isRead, limit);
        const shared = this.#bucket(key, isRead, {
            capacity: limit.capacity * SUBSCRIPTION_MULTIPLE,
            refillPerSecond: limit.refillPerSecond * SUBSCRIPTION_MULTIPLE,
        });
        const provider =
            limit.headers === "resource" && resourceProvider !== undefined
                ? this.#bucket(`${key} of ${resourceProvider.toLowerCase()}`, isRead, limit.resourceRequests ?? limit)
                : undefined;
        const buckets = [own, shared, ...(provider === undefined ? [] : [provider])];
        const empty = buckets.find(({ tokens }) => tokens < 1);
        if (empty === undefined) {
            for (const bucket of buckets) {
                bucket.tokens -= 1;
            }
        }
        const remaining =
            limit.header === undefined
                ? rateLimitHeaders(limit.headers ?? "subscription", scope, kind, {
                      own: own.tokens,
                      shared: shared.tokens,
                      provider: (provider ?? own).tokens,
                  })
                : { [limit.header]: String(Math.floor(own.tokens)) };
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

    /** Fills every bucket. */
    reset(): void {
        this.#buckets.clear();
    }

    #bucket(key: string, isForReads: boolean, limit: BucketSize): Bucket {
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
