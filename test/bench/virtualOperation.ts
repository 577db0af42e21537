// SPDX-License-Identifier: Apache-2.0

const PATH =
    "/subscriptions/50000000-0000-4000-8000-000000000005/providers/Microsoft.OperationalInsights/locations/westus";

/** What the responses to a status URL tell a client besides the status. */
export interface ResponseHints {
    /** `Retry-After` in seconds. */
    readonly retryAfterSeconds?: number;
    /** Whether there are rate-limit headers. */
    readonly rateLimit: boolean;
}

/** An operation that begins now, in virtual time, and its status URL, which responds at once. */
export class VirtualOperation {
    readonly url = `${PATH}/operationStatuses/one?api-version=2025-02-01`;
    /** When it was read, in seconds since its start. */
    readonly readsAtSeconds: number[] = [];
    readonly #startMs = performance.now();

    constructor(
        readonly durationSeconds: number,
        private readonly hints: ResponseHints,
    ) {}

    /** One read. */
    read() {
        const atSeconds = (performance.now() - this.#startMs) / 1000;
        this.readsAtSeconds.push(atSeconds);
        const status = atSeconds >= this.durationSeconds ? "Succeeded" : "InProgress";
        const { retryAfterSeconds, rateLimit } = this.hints;
        const headers: Readonly<Record<string, string>> = {
            "x-ms-request-id": "request-1",
            ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
            ...(rateLimit ? { "x-ms-ratelimit-remaining-subscription-reads": "249" } : {}),
        };
        return { statusCode: 200, headers, body: { status } };
    }

    /** From the end of the operation to the last read. */
    get lagSeconds(): number {
        return this.readsAtSeconds.at(-1)! - this.durationSeconds;
    }
}
