// SPDX-License-Identifier: Apache-2.0
import type { RequestOptions } from "../../provider/azure/armClient";
import type { ArmResponse } from "../../provider/response/armResponse";
import type { OperationReference } from "../../provider/wait";
import { faults } from "../emulator/src/faults";
import {
    type Classification,
    delayResponse,
    ERROR_BODY,
    faultResponse,
    finalResponse,
    type ModelResponse,
    NOT_FOUND,
    toArmResponse,
} from "./modelResponses";
import { type Delay, type Plan, UNAMBIGUOUS_FORMS } from "./plan";

const GROUP = "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/demo";
const PROVIDER = "/subscriptions/50000000-0000-4000-8000-000000000005/providers/Microsoft.OperationalInsights";
const RESOURCE = `${GROUP}/providers/Microsoft.OperationalInsights/clusters/logs`;
const API_VERSION = "2025-02-01";
const START_TIME_MS = Date.UTC(2026, 2, 2, 9);
/** How long a resource may show the state that it had before its deletion. */
const STALE_STATE_LIMIT_MS = 120_000;

/** The reference to wait for. With the hint `user` its URL may look like the other pattern: the option has precedence. */
export function referenceOf({ pattern, hint, hasFallback, hasTopLevelState, retryAfterMs }: Plan): OperationReference {
    const retryAfter = `${retryAfterMs}ms`;
    if (pattern === "resource" || pattern === "deletion") {
        return { resourceId: RESOURCE, apiVersion: API_VERSION, deleted: pattern === "deletion", retryAfter };
    }
    const isLocation = pattern === "location";
    const looksLikeLocation = { path: isLocation, user: hasTopLevelState ? isLocation : !isLocation, responses: false };
    return {
        operation: `${PROVIDER}/locations/westus/${looksLikeLocation[hint] ? "operationResults" : "operationStatuses"}/op-1`,
        apiVersion: API_VERSION,
        retryAfter,
        ...(hint === "user" ? { pattern: isLocation ? "location" : "azureAsyncOperation" } : {}),
        ...(hasFallback ? { fallback: { resourceId: RESOURCE, apiVersion: API_VERSION } } : {}),
    };
}

/** One request and its result. */
export interface Read {
    readonly atMs: number;
    endMs: number;
    /** `undefined` until a response has arrived. */
    classification: Classification | undefined;
    /** Whether the response came from Azure itself, and not from a proxy. */
    isFromAzure: boolean;
    status: number | undefined;
    /** Whether the response had a `Retry-After`. */
    hasDelay: boolean;
    /** Earliest time of the next request; 0 without an unambiguous `Retry-After`. */
    notBeforeMs: number;
}

/** In-memory Azure in virtual time. It records how a correct client classifies each of its responses. */
export class AzureModel {
    readonly reads: Read[] = [];
    readonly #startMs = performance.now();
    /** The current URL of a `Location` that moves. */
    #currentLocation: string | undefined;
    /** Whether a response has shown that the operation follows the Location pattern. */
    #isLocationShown = false;
    #firstResponseMs: number | undefined;
    /** Whether a response has shown that the deletion has started. */
    #hasStarted = false;

    constructor(
        private readonly plan: Plan,
        private readonly stepClock: (byMs: number) => void,
    ) {}

    /** The service's clock, which steps of the system clock do not affect. */
    get #timeMs(): number {
        return START_TIME_MS + this.#ageMs;
    }

    get #ageMs(): number {
        return performance.now() - this.#startMs;
    }

    /** Replaces `ArmClient.request`. */
    async request(url: string, { signal }: RequestOptions): Promise<ArmResponse> {
        const read: Read = {
            atMs: this.#ageMs,
            endMs: Number.NaN,
            classification: undefined,
            isFromAzure: false,
            status: undefined,
            hasDelay: false,
            notBeforeMs: 0,
        };
        this.reads.push(read);
        if (this.reads.length === 3 && this.plan.clockStepMs !== 0) {
            this.stepClock(this.plan.clockStepMs);
        }
        const fault = this.plan.faults[this.reads.length - 1];
        try {
            const response = fault === undefined ? this.#respond(url) : faultResponse(fault);
            const headers = { ...this.#headers(response), ...response.headers };
            await delayResponse(fault?.kind === "silence" ? Number.POSITIVE_INFINITY : this.plan.latencyMs, signal);
            if (fault?.kind === "error") {
                throw Object.assign(new Error("network error"), { code: fault.code });
            }
            this.#currentLocation = response.headers?.location ?? this.#currentLocation;
            this.#isLocationShown ||=
                response.status === 202 && (response.body === undefined || response.headers?.location !== undefined);
            this.#firstResponseMs ??= this.#ageMs;
            this.#hasStarted ||=
                response.hasStarted === true || this.#ageMs - this.#firstResponseMs >= STALE_STATE_LIMIT_MS;
            // The state from before the deletion is not the outcome of the deletion.
            read.classification =
                response.isDeletionState === true && !this.#hasStarted ? "running" : response.classification;
            read.status = response.status;
            read.isFromAzure = response.isFromAzure !== false;
            read.hasDelay = response.delay !== undefined;
            read.notBeforeMs = this.#notBeforeMs(response.delay, headers);
            return toArmResponse(response, headers, this.plan.hasByteOrderMark);
        } finally {
            read.endMs = this.#ageMs;
        }
    }

    #respond(url: string): ModelResponse {
        const { plan } = this;
        const ageMs = this.#ageMs;
        const hasEnded = plan.outcome !== "never" && ageMs >= plan.durationMs;
        const isFallback = plan.hasFallback && url.includes(RESOURCE);
        if (isFallback) {
            return this.#resource(hasEnded);
        }
        if (this.#currentLocation !== undefined && !url.endsWith(this.#currentLocation)) {
            return NOT_FOUND;
        }
        if (ageMs < plan.visibleAfterMs || (hasEnded && ageMs - plan.durationMs > plan.recordLifetimeMs)) {
            return NOT_FOUND;
        }
        switch (plan.pattern) {
            case "status":
                return hasEnded
                    ? finalResponse({ status: plan.finalStatus, ...this.#error() })
                    : this.#running(this.#runningStatus());
            case "location":
                return this.#beforePatternIsKnown(this.#location(hasEnded));
            case "resource":
                return this.#resource(hasEnded);
            case "deletion":
                return hasEnded && plan.outcome === "Succeeded"
                    ? { ...NOT_FOUND, classification: "ended" }
                    : this.#resource(hasEnded);
        }
    }

    #location(hasEnded: boolean): ModelResponse {
        const { plan } = this;
        if (!hasEnded) {
            const body = plan.runningStatuses.length > 1 ? { status: "InProgress" } : undefined;
            const location = `${PROVIDER}/locations/westus/operations/op-1/${this.reads.length}?api-version=${API_VERSION}`;
            const headers = plan.isMoving ? { location } : {};
            return { classification: "running", status: 202, body, delay: plan.delay, headers };
        }
        switch (plan.outcome) {
            case "Failed":
                return {
                    classification: "ended",
                    status: [400, 409, 412, 422][plan.runningStatuses.length - 1]!,
                    body: ERROR_BODY,
                };
            case "Canceled":
                return finalResponse({ status: plan.finalStatus });
            default:
                // Either the resource, whose `status` is a property of the resource, or no content.
                return plan.runningStatuses.length > 1
                    ? finalResponse({ name: "logs", status: "Enabled" })
                    : { classification: "ended", status: 204 };
        }
    }

    /** Without a hint, the Location pattern is unknown until a 202: until then only a terminal status ends the operation. */
    #beforePatternIsKnown(response: ModelResponse): ModelResponse {
        const isKnown = this.plan.hint !== "responses" || this.#isLocationShown;
        if (
            isKnown ||
            response.classification !== "ended" ||
            (response.body as { status?: string } | undefined)?.status === this.plan.finalStatus
        ) {
            return response;
        }
        // A 200 with any other status is an operation that is still running.
        const hasStatus = response.status === 200;
        const isBusy = response.status === 409 || response.status === 412;
        return { ...response, classification: hasStatus ? "running" : isBusy ? "retryable" : "noStatus" };
    }

    #resource(hasEnded: boolean): ModelResponse {
        const { plan } = this;
        const state = { provisioningState: hasEnded ? plan.finalStatus : this.#runningStatus() };
        const error = hasEnded ? this.#error() : {};
        const isStateless = plan.hasTopLevelState && plan.pattern === "deletion" && !hasEnded;
        const fields = plan.hasTopLevelState ? { ...state, ...error } : { properties: { ...state, ...error } };
        const body = { name: "logs", ...(isStateless ? {} : fields) };
        const isDeletion = plan.pattern === "deletion";
        return hasEnded
            ? { ...finalResponse(body), isDeletionState: isDeletion }
            : {
                  classification: "running",
                  status: 200,
                  body,
                  delay: plan.delay,
                  hasStarted: isDeletion && (isStateless || !/^succeeded$/i.test(state.provisioningState)),
              };
    }

    #running(status: string): ModelResponse {
        const body = { ...this.plan.extraFields, status };
        return { classification: "running", status: 200, body, delay: this.plan.delay };
    }

    #runningStatus(): string {
        const { runningStatuses, durationMs } = this.plan;
        const share = Math.min(0.999, this.#ageMs / Math.max(1, durationMs));
        return runningStatuses[Math.floor(share * runningStatuses.length)]!;
    }

    #error(): object {
        return this.plan.outcome === "Failed" || this.plan.outcome === "Canceled" ? ERROR_BODY : {};
    }

    #headers(response: ModelResponse): Readonly<Record<string, string>> {
        return {
            date: new Date(this.#timeMs).toUTCString(),
            ...(response.isFromAzure === false
                ? {}
                : { "x-ms-request-id": "request-1", "x-ms-ratelimit-remaining-subscription-reads": "249" }),
            ...(response.delay === undefined
                ? {}
                : faults.retryAfter(response.delay.form, response.delay.seconds, this.#timeMs)),
        };
    }

    #notBeforeMs(delay: Delay | undefined, headers: Readonly<Record<string, string>>): number {
        if (delay === undefined || !UNAMBIGUOUS_FORMS.includes(delay.form)) {
            return 0;
        }
        const milliseconds = headers["retry-after-ms"] ?? headers["x-ms-retry-after-ms"];
        const value = headers["retry-after"] ?? "";
        const date = value.endsWith("GMT") ? value : `${value} GMT`;
        const retryAfterMs = /^[\d.]+$/.test(value) ? Number(value) * 1000 : Date.parse(date) - this.#timeMs;
        const delayMs = milliseconds === undefined ? retryAfterMs : Number(milliseconds);
        // ARM never asks for more than ten minutes.
        return this.#ageMs + Math.min(600_000, delayMs);
    }
}
