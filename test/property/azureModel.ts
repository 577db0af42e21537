// SPDX-License-Identifier: Apache-2.0
import type { RequestOptions } from "../../provider/azure/armClient";
import type { ArmResponse } from "../../provider/response/armResponse";
import { faults } from "../emulator/src/faults";
import { type Classification, delayResponse, faultResponse, type ModelResponse, toArmResponse } from "./modelResponses";
import { respondAsResource, respondToPoll } from "./operationModel";
import { isStatusBody, type Plan } from "./plan";
import { urlOf } from "./planReference";
import type { UrlHeader } from "./recordedTraffic";
import { requestedDelayMs } from "./requestedDelay";
import { movedUrl, OTHER_URL, RESOURCE_URL, signedAgain } from "./statusUrls";

/** How long a resource may show the state that it had before its deletion. */
const STALE_STATE_LIMIT_MS = 120_000;

type Headers = Readonly<Record<string, string>>;

/** One request and its result. */
export interface Read {
    readonly atMs: number;
    endMs: number;
    /** Whether it asks for the newest URL of the operation, byte for byte, or for the fallback. */
    readonly isUrlRight: boolean;
    readonly isOfFallback: boolean;
    /** `undefined` until a response has arrived. */
    classification: Classification | undefined;
    /** Whether the response came from Azure itself, and not from a proxy. */
    isFromAzure: boolean;
    status: number | undefined;
    /** The delay that the response requested before the next poll, if any. */
    delayMs: number | undefined;
}

/** In-memory Azure in virtual time. It records how a correct client classifies each of its responses. */
export class AzureModel {
    readonly reads: Read[] = [];
    readonly #startMs = performance.now();
    /** The service's clock: it begins as the clock of this machine, but does not follow its steps. */
    readonly #startTimeMs = Date.now();
    /** The path and query of the operation. That of a `Location` may move. */
    #currentUrl: string;
    #isLocationShown = false;
    #firstResponseMs: number | undefined;
    /** Whether a response has shown that the deletion has started. */
    #hasStarted = false;

    constructor(
        private readonly plan: Plan,
        private readonly stepClock: (byMs: number) => void,
    ) {
        this.#currentUrl = urlOf(plan);
    }

    get #timeMs(): number {
        return this.#startTimeMs + this.#ageMs;
    }

    get #ageMs(): number {
        return performance.now() - this.#startMs;
    }

    /** Replaces `ArmClient.request`. */
    async request(url: string, { signal }: RequestOptions): Promise<ArmResponse> {
        const { plan } = this;
        const { origin } = new URL(url);
        const isOfFallback = plan.hasFallback && url === origin + RESOURCE_URL;
        const read: Read = {
            atMs: this.#ageMs,
            endMs: Number.NaN,
            isUrlRight: isOfFallback || url === origin + this.#currentUrl,
            isOfFallback,
            classification: undefined,
            isFromAzure: false,
            status: undefined,
            delayMs: undefined,
        };
        this.reads.push(read);
        if (this.reads.length === 3 && plan.clockStepMs !== 0) {
            this.stepClock(plan.clockStepMs);
        }
        const fault = plan.faults[this.reads.length - 1];
        try {
            const response = fault === undefined ? this.#respond(isOfFallback) : faultResponse(fault);
            const headers = { ...this.#headers(response), ...this.#urlHeaders(response, origin) };
            await delayResponse(fault?.kind === "silence" ? Number.POSITIVE_INFINITY : plan.latencyMs, signal);
            if (fault?.kind === "error") {
                throw Object.assign(new Error("network error"), { code: fault.code });
            }
            this.#learn(response, headers);
            // The state from before the deletion is not the outcome of the deletion.
            read.classification =
                response.isDeletionState === true && !this.#hasStarted ? "running" : response.classification;
            read.status = response.status;
            read.isFromAzure = response.isFromAzure !== false;
            read.delayMs = requestedDelayMs(response, headers, this.#timeMs);
            return toArmResponse(response, headers, plan.hasByteOrderMark);
        } finally {
            read.endMs = this.#ageMs;
        }
    }

    #respond(isOfFallback: boolean): ModelResponse {
        const poll = { plan: this.plan, ageMs: this.#ageMs, isLocationShown: this.#isLocationShown };
        return isOfFallback ? respondAsResource(poll) : respondToPoll(poll);
    }

    /** Remembers what a response that has arrived shows to the client. */
    #learn({ status, body, hasStarted, isFromAzure }: ModelResponse, { location }: Headers): void {
        if (this.plan.pattern === "location" && location !== undefined) {
            this.#currentUrl = location.replace(/^https?:\/\/[^/]*/, "");
        }
        this.#isLocationShown ||= status === 202 && isFromAzure !== false && !isStatusBody(body);
        this.#firstResponseMs ??= this.#ageMs;
        this.#hasStarted ||= hasStarted === true || this.#ageMs - this.#firstResponseMs >= STALE_STATE_LIMIT_MS;
    }

    #headers({ delay, isFromAzure }: ModelResponse): Headers {
        const { hasDateHeader, idHeader, rateLimitHeaders } = this.plan;
        return {
            ...(hasDateHeader ? { date: new Date(this.#timeMs).toUTCString() } : {}),
            ...(isFromAzure === false ? {} : { [idHeader]: "request-1", ...rateLimitHeaders }),
            ...(delay === undefined ? {} : faults.retryAfter(delay.form, delay.seconds, this.#timeMs)),
        };
    }

    /** The headers with URLs while the operation runs. A URL of the other pattern must not be polled. */
    #urlHeaders({ classification, status }: ModelResponse, origin: string): Headers {
        const { urlHeaders, pattern } = this.plan;
        if (classification !== "running" || (pattern === "location" && status !== 202)) {
            return {};
        }
        const isOfPattern = (name: UrlHeader) => (name === "location" ? pattern === "location" : pattern === "status");
        return Object.fromEntries(
            urlHeaders.map((name) => [name, origin + (isOfPattern(name) ? this.#nextUrl() : OTHER_URL)]),
        );
    }

    #nextUrl(): string {
        const times = this.reads.length;
        switch (this.plan.pattern === "status" ? "newSignature" : this.plan.nextLocation) {
            case "same":
                return this.#currentUrl;
            case "newSignature":
                return signedAgain(this.#currentUrl, times);
            case "newPath":
                return movedUrl(times);
        }
    }
}
