// SPDX-License-Identifier: Apache-2.0
import type { RequestOptions } from "../../provider/azure/armClient";
import type { ArmResponse } from "../../provider/response/armResponse";
import type { OperationReference } from "../../provider/wait";
import { faults } from "../emulator/src/faults";
import { answerOf, fate, later, type Meaning, NOT_FOUND, REFUSAL, type Reply, troubleReply } from "./modelResponses";
import { CLEAR_FORMS, type Delay, type Plan } from "./plan";

const GROUP = "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/demo";
const PROVIDER = "/subscriptions/50000000-0000-4000-8000-000000000005/providers/Microsoft.OperationalInsights";
const RESOURCE = `${GROUP}/providers/Microsoft.OperationalInsights/clusters/logs`;
const API_VERSION = "2025-02-01";
const START_TIME_MS = Date.UTC(2026, 2, 2, 9);
/** So long a resource may show what it was before its deletion. */
const BEGIN_LIMIT_MS = 120_000;

/** What to wait for. A URL that looks like the other pattern does no harm where the user tells which it is. */
export function referenceOf({ pattern, hint, hasFallback, isPlain, retryAfterMs }: Plan): OperationReference {
    const retryAfter = `${retryAfterMs}ms`;
    if (pattern === "resource" || pattern === "deletion") {
        return { resourceId: RESOURCE, apiVersion: API_VERSION, deleted: pattern === "deletion", retryAfter };
    }
    const isLocation = pattern === "location";
    const names = { path: isLocation, user: isPlain ? isLocation : !isLocation, answers: false };
    return {
        operation: `${PROVIDER}/locations/westus/${names[hint] ? "operationResults" : "operationStatuses"}/op-1`,
        apiVersion: API_VERSION,
        retryAfter,
        ...(hint === "user" ? { pattern: isLocation ? "location" : "azureAsyncOperation" } : {}),
        ...(hasFallback ? { fallback: { resourceId: RESOURCE, apiVersion: API_VERSION } } : {}),
    };
}

/** One request and what came of it. */
export interface Read {
    readonly atMs: number;
    endMs: number;
    /** `undefined` while nothing has come, and when nothing came. */
    meaning: Meaning | undefined;
    /** Whether Azure itself has answered. */
    isFromAzure: boolean;
    status: number | undefined;
    /** Whether there was a word on when to ask again. */
    hasDelay: boolean;
    /** When Azure may be asked again; 0 when it does not say. */
    notBeforeMs: number;
}

/** An Azure that answers from memory, in virtual time, and knows the truth. */
export class AzureModel {
    readonly reads: Read[] = [];
    readonly #startMs = performance.now();
    /** Where a moving `Location` is now. */
    #place: string | undefined;
    /** Whether an answer has shown that this is a `Location`. */
    #isShown = false;
    /** When the first answer came, and whether one has shown that a deletion has begun. */
    #firstAnswerMs: number | undefined;
    #hasBegun = false;

    constructor(
        private readonly plan: Plan,
        private readonly stepClock: (byMs: number) => void,
    ) {}

    /** The time of day at the service, whatever happens to the clock of this machine. */
    get #timeMs(): number {
        return START_TIME_MS + this.#ageMs;
    }

    get #ageMs(): number {
        return performance.now() - this.#startMs;
    }

    /** Takes the place of `ArmClient.request`. */
    async request(url: string, { signal }: RequestOptions): Promise<ArmResponse> {
        const read: Read = {
            atMs: this.#ageMs,
            endMs: Number.NaN,
            meaning: undefined,
            isFromAzure: false,
            status: undefined,
            hasDelay: false,
            notBeforeMs: 0,
        };
        this.reads.push(read);
        if (this.reads.length === 3 && this.plan.clockStepMs !== 0) {
            this.stepClock(this.plan.clockStepMs);
        }
        const trouble = this.plan.troubles[this.reads.length - 1];
        try {
            const reply = trouble === undefined ? this.#truth(url) : troubleReply(trouble);
            const headers = { ...this.#headers(reply), ...reply.headers };
            await later(trouble?.kind === "silence" ? Number.POSITIVE_INFINITY : this.plan.latencyMs, signal);
            if (trouble?.kind === "error") {
                throw Object.assign(new Error("the network is in trouble"), { code: trouble.code });
            }
            this.#place = reply.headers?.location ?? this.#place;
            this.#isShown ||=
                reply.status === 202 && (reply.body === undefined || reply.headers?.location !== undefined);
            this.#firstAnswerMs ??= this.#ageMs;
            this.#hasBegun ||= reply.hasBegun === true || this.#ageMs - this.#firstAnswerMs >= BEGIN_LIMIT_MS;
            // What a resource was before its deletion is not the deletion's fate.
            read.meaning = reply.isState === true && !this.#hasBegun ? "running" : reply.meaning;
            read.status = reply.status;
            read.isFromAzure = reply.isFromAzure !== false;
            read.hasDelay = reply.delay !== undefined;
            read.notBeforeMs = this.#notBeforeMs(reply.delay, headers);
            return answerOf(reply, headers, this.plan.hasMark);
        } finally {
            read.endMs = this.#ageMs;
        }
    }

    #truth(url: string): Reply {
        const { plan } = this;
        const ageMs = this.#ageMs;
        const hasEnded = plan.fate !== "never" && ageMs >= plan.durationMs;
        const isFallback = plan.hasFallback && url.includes(RESOURCE);
        if (isFallback) {
            return this.#resource(hasEnded);
        }
        if (this.#place !== undefined && !url.endsWith(this.#place)) {
            return NOT_FOUND;
        }
        if (ageMs < plan.visibleAfterMs || (hasEnded && ageMs - plan.durationMs > plan.recordLifetimeMs)) {
            return NOT_FOUND;
        }
        switch (plan.pattern) {
            case "status":
                return hasEnded ? fate({ status: plan.lastWord, ...this.#error() }) : this.#running(this.#word());
            case "location":
                return this.#undetermined(this.#locationTruth(hasEnded));
            case "resource":
                return this.#resource(hasEnded);
            case "deletion":
                return hasEnded && plan.fate === "Succeeded"
                    ? { ...NOT_FOUND, meaning: "fate" }
                    : this.#resource(hasEnded);
        }
    }

    #locationTruth(hasEnded: boolean): Reply {
        const { plan } = this;
        if (!hasEnded) {
            const body = plan.words.length > 1 ? { status: "InProgress" } : undefined;
            const place = `${PROVIDER}/locations/westus/operations/op-1/${this.reads.length}?api-version=${API_VERSION}`;
            const headers = plan.isMoving ? { location: place } : {};
            return { meaning: "running", status: 202, body, delay: plan.delay, headers };
        }
        switch (plan.fate) {
            case "Failed":
                return { meaning: "fate", status: [400, 409, 412, 422][plan.words.length - 1]!, body: REFUSAL };
            case "Canceled":
                return fate({ status: plan.lastWord });
            default:
                // The resource, with a status of its own, or nothing at all.
                return plan.words.length > 1
                    ? fate({ name: "logs", status: "Enabled" })
                    : { meaning: "fate", status: 204 };
        }
    }

    /** Nobody can tell a `Location` from another URL before it has answered 202: then only a word is a fate. */
    #undetermined(reply: Reply): Reply {
        const isKnown = this.plan.hint !== "answers" || this.#isShown;
        if (
            isKnown ||
            reply.meaning !== "fate" ||
            (reply.body as { status?: string } | undefined)?.status === this.plan.lastWord
        ) {
            return reply;
        }
        // A 200 with any word is an operation that is still running.
        const isWord = reply.status === 200;
        const isBusy = reply.status === 409 || reply.status === 412;
        return { ...reply, meaning: isWord ? "running" : isBusy ? "trouble" : "noStatus" };
    }

    #resource(hasEnded: boolean): Reply {
        const { plan } = this;
        const state = { provisioningState: hasEnded ? plan.lastWord : this.#word() };
        const error = hasEnded ? this.#error() : {};
        const isStateless = plan.isPlain && plan.pattern === "deletion" && !hasEnded;
        const shown = plan.isPlain ? { ...state, ...error } : { properties: { ...state, ...error } };
        const body = { name: "logs", ...(isStateless ? {} : shown) };
        const isDeletion = plan.pattern === "deletion";
        return hasEnded
            ? { ...fate(body), isState: isDeletion }
            : {
                  meaning: "running",
                  status: 200,
                  body,
                  delay: plan.delay,
                  hasBegun: isDeletion && (isStateless || !/^succeeded$/i.test(state.provisioningState)),
              };
    }

    #running(word: string): Reply {
        const body = { ...this.plan.decoration, status: word };
        return { meaning: "running", status: 200, body, delay: this.plan.delay };
    }

    #word(): string {
        const { words, durationMs } = this.plan;
        const share = Math.min(0.999, this.#ageMs / Math.max(1, durationMs));
        return words[Math.floor(share * words.length)]!;
    }

    #error(): object {
        return this.plan.fate === "Failed" || this.plan.fate === "Canceled" ? REFUSAL : {};
    }

    #headers(reply: Reply): Readonly<Record<string, string>> {
        return {
            date: new Date(this.#timeMs).toUTCString(),
            ...(reply.isFromAzure === false
                ? {}
                : { "x-ms-request-id": "request-1", "x-ms-ratelimit-remaining-subscription-reads": "249" }),
            ...(reply.delay === undefined
                ? {}
                : faults.retryAfter(reply.delay.form, reply.delay.seconds, this.#timeMs)),
        };
    }

    #notBeforeMs(delay: Delay | undefined, headers: Readonly<Record<string, string>>): number {
        if (delay === undefined || !CLEAR_FORMS.includes(delay.form)) {
            return 0;
        }
        const milliseconds = headers["retry-after-ms"] ?? headers["x-ms-retry-after-ms"];
        const text = headers["retry-after"] ?? "";
        const date = text.endsWith("GMT") ? text : `${text} GMT`;
        const seconds = /^[\d.]+$/.test(text) ? Number(text) * 1000 : Date.parse(date) - this.#timeMs;
        const askedMs = milliseconds === undefined ? seconds : Number(milliseconds);
        // ARM asks for no more than ten minutes.
        return this.#ageMs + Math.min(600_000, askedMs);
    }
}
