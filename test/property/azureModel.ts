// SPDX-License-Identifier: Apache-2.0
import type { RequestOptions } from "../../provider/azure/armClient";
import type { Answer } from "../../provider/operation/reading";
import { faults } from "../emulator/faults";
import { CLEAR_FORMS, type Delay, type Plan, type Trouble } from "./plan";

const GROUP = "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/demo";
const PROVIDER = "/subscriptions/50000000-0000-4000-8000-000000000005/providers/Microsoft.OperationalInsights";
export const PATHS = {
    status: `${PROVIDER}/locations/westus/operationStatuses/op-1`,
    location: `${PROVIDER}/locations/westus/operationResults/op-1`,
    resource: `${GROUP}/providers/Microsoft.OperationalInsights/clusters/logs`,
    deletion: `${GROUP}/providers/Microsoft.OperationalInsights/clusters/logs`,
} as const;

/** What an answer says, for those who know the truth. */
export type Meaning = "running" | "fate" | "meaningless" | "notFound" | "trouble";

/** One request and what came of it. */
export interface Read {
    readonly atMs: number;
    endMs: number;
    /** `undefined` while nothing has come, and when nothing came. */
    meaning: Meaning | undefined;
    /** Whether Azure itself has answered. */
    isAzures: boolean;
    status: number | undefined;
    /** Whether there was a word on when to ask again. */
    hasDelay: boolean;
    /** When Azure may be asked again; 0 when it does not say. */
    notBeforeMs: number;
}

interface Reply {
    readonly meaning: Meaning;
    readonly status: number;
    readonly body?: unknown;
    readonly delay?: Delay | undefined;
    readonly isAzures?: boolean;
    readonly headers?: Readonly<Record<string, string>>;
}

const ERROR = { error: { code: "KeyDenied", message: "Key not readable." } };
const NOT_FOUND: Reply = { meaning: "notFound", status: 404, body: { error: { code: "NotFound", message: "None." } } };

/** An Azure that answers from memory, in virtual time, and knows the truth. */
export class AzureModel {
    readonly reads: Read[] = [];
    readonly #startMs = performance.now();

    constructor(
        private readonly plan: Plan,
        private readonly stepClock: (byMs: number) => void,
    ) {}

    get #ageMs(): number {
        return performance.now() - this.#startMs;
    }

    /** Takes the place of `ArmClient.request`. */
    async request(url: string, { signal }: RequestOptions): Promise<Answer> {
        const read: Read = {
            atMs: this.#ageMs,
            endMs: Number.NaN,
            meaning: undefined,
            isAzures: false,
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
            const headers = this.#headers(reply);
            await later(trouble?.kind === "silence" ? Number.POSITIVE_INFINITY : this.plan.latencyMs, signal);
            if (trouble?.kind === "error") {
                throw Object.assign(new Error("the network is in trouble"), { code: trouble.code });
            }
            read.meaning = reply.meaning;
            read.status = reply.status;
            read.isAzures = reply.isAzures !== false;
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
        const isFallback = plan.hasFallback && url.includes(PATHS.resource);
        if (isFallback) {
            return this.#resource(hasEnded);
        }
        if (ageMs < plan.visibleAfterMs || (hasEnded && ageMs - plan.durationMs > plan.recordLifetimeMs)) {
            return NOT_FOUND;
        }
        switch (plan.pattern) {
            case "status":
                return hasEnded ? fate({ status: plan.lastWord, ...this.#error() }) : this.#running(this.#word());
            case "location":
                return this.#locationTruth(hasEnded);
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
            return { meaning: "running", status: 202, body, delay: plan.delay };
        }
        switch (plan.fate) {
            case "Failed":
                return { meaning: "fate", status: [400, 409, 412, 422][plan.words.length - 1]!, body: ERROR };
            case "Canceled":
                return fate({ status: plan.lastWord });
            default:
                // The resource, with a status of its own, or nothing at all.
                return plan.words.length > 1
                    ? fate({ name: "logs", status: "Enabled" })
                    : { meaning: "fate", status: 204 };
        }
    }

    #resource(hasEnded: boolean): Reply {
        const { plan } = this;
        const state = hasEnded ? plan.lastWord : this.#word();
        const body = { name: "logs", properties: { provisioningState: state, ...(hasEnded ? this.#error() : {}) } };
        return hasEnded ? fate(body) : { meaning: "running", status: 200, body, delay: plan.delay };
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
        return this.plan.fate === "Failed" || this.plan.fate === "Canceled" ? ERROR : {};
    }

    #headers(reply: Reply): Readonly<Record<string, string>> {
        return {
            ...(reply.isAzures === false
                ? {}
                : { "x-ms-request-id": "request-1", "x-ms-ratelimit-remaining-subscription-reads": "249" }),
            ...(reply.delay === undefined ? {} : faults.retryAfter(reply.delay.form, reply.delay.seconds, Date.now())),
        };
    }

    #notBeforeMs(delay: Delay | undefined, headers: Readonly<Record<string, string>>): number {
        if (delay === undefined || !CLEAR_FORMS.includes(delay.form)) {
            return 0;
        }
        const milliseconds = headers["retry-after-ms"] ?? headers["x-ms-retry-after-ms"];
        const text = headers["retry-after"] ?? "";
        const seconds = /^[\d.]+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
        const askedMs = milliseconds === undefined ? seconds : Number(milliseconds);
        // ARM asks for no more than ten minutes.
        return this.#ageMs + Math.min(600_000, askedMs);
    }
}

function fate(body: object): Reply {
    return { meaning: "fate", status: 200, body };
}

function troubleReply(trouble: Trouble): Reply {
    switch (trouble.kind) {
        case "code":
            return {
                meaning: "trouble",
                status: trouble.status,
                body: trouble.isAzures ? { error: { code: "Busy", message: "Try later." } } : "Bad gateway",
                delay: trouble.delay,
                isAzures: trouble.isAzures,
            };
        case "html":
            return { meaning: "trouble", status: trouble.status, body: "<html>Succeeded</html>", isAzures: false };
        case "meaningless":
            return { meaning: "meaningless", status: trouble.status, body: trouble.body };
        case "truncated":
            return { meaning: "trouble", status: 200, body: '{"status":"Succeeded","na' };
        case "notFound":
            return NOT_FOUND;
        default:
            return { meaning: "trouble", status: 0 };
    }
}

function answerOf(reply: Reply, headers: Readonly<Record<string, string>>, hasMark: boolean): Answer {
    const { body } = reply;
    const text = typeof body === "string" || body === undefined ? (body ?? "") : JSON.stringify(body);
    return {
        statusCode: reply.status,
        header: (name) => headers[name.toLowerCase()],
        body: hasMark && text !== "" ? `\uFEFF${text}` : text,
    };
}

/** Virtual time on the way, cut short by the signal. */
function later(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
        const timer = milliseconds < Number.POSITIVE_INFINITY ? setTimeout(done, milliseconds) : undefined;
        function onAbort(): void {
            clearTimeout(timer);
            reject(signal.reason);
        }
        function done(): void {
            signal.removeEventListener("abort", onAbort);
            resolve();
        }
        if (signal.aborted) {
            onAbort();
        } else {
            signal.addEventListener("abort", onAbort, { once: true });
        }
    });
}
