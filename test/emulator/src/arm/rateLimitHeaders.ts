// SPDX-License-Identifier: Apache-2.0

/**
 * The rate-limit headers of responses: those of the caller's bucket, also those of the bucket that all callers share, those of the
 * resource provider's bucket instead, or none.
 */
export type RateLimitHeaders = "subscription" | "global" | "resource" | "none";

/** The tokens that remain in the buckets of a request. */
export interface RemainingTokens {
    /** The caller's bucket. */
    readonly own: number;
    /** The bucket that all callers share. */
    readonly shared: number;
    /** The resource provider's bucket; the caller's bucket for requests without one. */
    readonly provider: number;
}

/** The value of each header, for a scope (`subscription` or `tenant`) and a kind of request (such as `reads`). */
const HEADERS: Readonly<
    Record<
        RateLimitHeaders,
        (scope: string, kind: string, remaining: RemainingTokens) => Readonly<Record<string, number>>
    >
> = {
    subscription: (scope, kind, { own }) => ({ [`x-ms-ratelimit-remaining-${scope}-${kind}`]: own }),
    global: (scope, kind, { own, shared }) => ({
        [`x-ms-ratelimit-remaining-${scope}-${kind}`]: own,
        [`x-ms-ratelimit-remaining-${scope}-global-${kind}`]: shared,
    }),
    resource: (scope, _kind, { provider }) => ({
        [`x-ms-ratelimit-remaining-${scope}-resource-requests`]: provider,
    }),
    none: () => ({}),
};

/** The rate-limit headers of a response. */
export function rateLimitHeaders(
    headers: RateLimitHeaders,
    scope: "subscription" | "tenant",
    kind: string,
    remaining: RemainingTokens,
): Readonly<Record<string, string>> {
    const entries = Object.entries(HEADERS[headers](scope, kind, remaining));
    return Object.fromEntries(entries.map(([name, tokens]) => [name, String(Math.floor(tokens))]));
}
