// SPDX-License-Identifier: Apache-2.0
import fc from "fast-check";
import { faults, type RetryAfterForm } from "../emulator/src/faults";

/** How a service says when to ask again. */
export interface Delay {
    readonly form: RetryAfterForm;
    readonly seconds: number;
}

/** What goes wrong with one request. */
export type Trouble =
    | {
          readonly kind: "code";
          readonly status: number;
          readonly isFromAzure: boolean;
          readonly delay: Delay | undefined;
      }
    | { readonly kind: "error"; readonly code: string }
    | { readonly kind: "html"; readonly status: number }
    | { readonly kind: "noStatus"; readonly status: number; readonly body: string }
    | { readonly kind: "truncated" | "silence" | "notFound" };

export type Pattern = "status" | "location" | "resource" | "deletion";

/** What becomes of an operation, what its service says meanwhile, and what happens on the way. */
export interface Plan {
    readonly pattern: Pattern;
    /** What tells the pattern of an operation: the last segments of its URL, the user, or its answers alone. */
    readonly hint: "path" | "user" | "answers";
    /** Whether each answer of a `Location` names another URL, and the older ones are forgotten. */
    readonly isMoving: boolean;
    /** Whether the resource shows its state beside its properties; one that is to be deleted then shows none. */
    readonly isPlain: boolean;
    readonly fate: "Succeeded" | "Failed" | "Canceled" | "never";
    /** The fate as the service spells it. */
    readonly lastWord: string;
    readonly durationMs: number;
    /** Words while it runs, each for an equal share of the time. */
    readonly words: readonly string[];
    /** Further fields while it runs. */
    readonly decoration: Readonly<Record<string, unknown>>;
    readonly delay: Delay | undefined;
    readonly latencyMs: number;
    /** ARM knows nothing of it before that. */
    readonly visibleAfterMs: number;
    /** ARM forgets it so long after its end. */
    readonly recordLifetimeMs: number;
    readonly hasFallback: boolean;
    /** For the first requests, one each. */
    readonly troubles: readonly (Trouble | undefined)[];
    /** Whether a byte order mark stands before each body. */
    readonly hasMark: boolean;
    /** By how much the machine's clock is corrected at the third request. */
    readonly clockStepMs: number;
    readonly timeoutMs: number;
    readonly minPollMs: number | undefined;
    readonly maxPollMs: number | undefined;
    readonly abortAfterMs: number | undefined;
    /** How long Azure asked to wait when it accepted the operation. */
    readonly retryAfterMs: number;
}

/** None of these ends an operation, whatever they resemble. */
const RUNNING_WORDS = [
    ...["InProgress", "Running", "Accepted", "Updating", "Deleting", "Creating", "Queued", "Pending"],
    ...["PartiallySucceeded", "SucceededWithIssues", "NotSucceeded", "Succeeded!", "Success", "Done", "Finished"],
    ...["FailingOver", "FailedOver", "Failing", "NotFailed", "Failure", "Error", "CancelRequested", "Canceling"],
    ...["Deleted", "Ready", "Completing", "PreparingVMDisk", "AwaitingManualAction", "200", "null", "true"],
];

const SPELLINGS = {
    Succeeded: ["Succeeded", "succeeded", "SUCCEEDED", " Succeeded\n", "Completed", "completed"],
    Failed: ["Failed", "failed", "FAILED", "Failed "],
    Canceled: ["Canceled", "Cancelled", "cancelled", "CANCELED"],
    never: ["InProgress"],
} as const;

/** Of these forms every client must make the same; all others leave it to the client. */
export const CLEAR_FORMS: readonly RetryAfterForm[] = [
    ...(["seconds", "fraction", "httpDate", "rfc850Date", "asctimeDate"] as const),
    ...(["milliseconds", "msMilliseconds", "farTooLong"] as const),
];

/** Short times as likely as long ones. */
function time(fromMs: number, toMs: number): fc.Arbitrary<number> {
    return fc
        .double({ min: Math.log(fromMs), max: Math.log(toMs), noNaN: true })
        .map((power) => Math.round(Math.exp(power)));
}

const delay: fc.Arbitrary<Delay> = fc.record({
    form: fc.constantFrom(...faults.retryAfterForms),
    seconds: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 60, max: 1200 })),
});

const code = fc.record({
    kind: fc.constant("code" as const),
    status: fc.constantFrom(408, 423, 424, 425, 429, 429, 429, 500, 502, 503, 503, 504, 529),
    isFromAzure: fc.boolean(),
    delay: fc.option(delay, { nil: undefined }),
});

const noStatus = fc
    .constantFrom(
        ...([
            [200, ""],
            [200, "{}"],
            [200, "[]"],
            [200, '"Succeeded"'],
            [200, "true"],
            [200, "null"],
        ] as const),
        ...([
            [200, '{"status":null}'],
            [200, '{"status":7}'],
            [200, '{"status":""}'],
            [200, '{"status":{}}'],
        ] as const),
        ...([
            [200, '{"name":"Succeeded"}'],
            [200, '{"error":{"code":"Gone"}}'],
            [304, ""],
        ] as const),
    )
    .map(([status, body]) => ({ kind: "noStatus" as const, status, body }));

const trouble: fc.Arbitrary<Trouble> = fc.oneof(
    code,
    code,
    fc
        .constantFrom("ECONNRESET", "EPIPE", "ETIMEDOUT", "EAI_AGAIN", "ENOTFOUND", "ECONNREFUSED", "UND_ERR_SOCKET")
        .map((text) => ({ kind: "error" as const, code: text })),
    fc.constantFrom(200, 202, 404, 502, 503).map((status) => ({ kind: "html" as const, status })),
    noStatus,
    fc.constantFrom("truncated", "silence", "notFound").map((kind) => ({ kind }) as Trouble),
);

const decoration = fc.constantFrom<Readonly<Record<string, unknown>>>(
    {},
    { endTime: "2026-03-02T09:00:04Z", percentComplete: 100 },
    { error: null, percentComplete: -5 },
    { error: { code: "Succeeded", message: "Failed" } },
    { properties: { provisioningState: "Succeeded", status: "Failed" }, percentComplete: "100" },
    { Status: "Succeeded", result: { status: "Succeeded" } },
);

/** Any operation, any service, any network. */
export const anyPlan: fc.Arbitrary<Plan> = fc
    .constantFrom<Plan["fate"][]>("Succeeded", "Succeeded", "Failed", "Canceled", "never")
    .chain((fate) =>
        fc.record<Plan>({
            pattern: fc.constantFrom("status", "status", "location", "resource", "deletion"),
            hint: fc.constantFrom("path", "user", "answers"),
            isMoving: fc.boolean(),
            isPlain: fc.boolean(),
            fate: fc.constant(fate),
            lastWord: fc.constantFrom(...SPELLINGS[fate]),
            durationMs: fc.oneof(fc.constant(0), time(100, 4 * 3600_000)),
            words: fc.array(fc.constantFrom(...RUNNING_WORDS), { minLength: 1, maxLength: 4 }),
            decoration,
            delay: fc.option(delay, { nil: undefined, freq: 2 }),
            latencyMs: fc.oneof(fc.constant(0), time(1, 3_000)),
            visibleAfterMs: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, time(1_000, 240_000)),
            recordLifetimeMs: fc.oneof(
                { weight: 4, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
                time(1, 600_000),
            ),
            hasFallback: fc.boolean(),
            troubles: fc.oneof(
                fc.constant([]),
                fc.array(fc.option(trouble, { nil: undefined, freq: 2 }), { maxLength: 20 }),
            ),
            hasMark: fc.boolean(),
            clockStepMs: fc.constantFrom(0, 0, 0, 3600_000, -86_400_000),
            timeoutMs: fc.oneof(time(1_000, 8 * 3600_000), time(600_000, 8 * 3600_000)),
            minPollMs: fc.constantFrom(undefined, undefined, 100, 1_000, 5_000),
            maxPollMs: fc.constantFrom(undefined, undefined, 5_000, 20_000, 300_000),
            abortAfterMs: fc.oneof(
                { weight: 18, arbitrary: fc.constant(undefined) },
                { weight: 2, arbitrary: time(1, 3600_000) },
                fc.constant(0),
            ),
            retryAfterMs: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, time(1_000, 600_000)),
        }),
    )
    .map(plausible);

/** Takes out what would make two things of one word. */
function plausible(plan: Plan): Plan {
    const isDeletion = plan.pattern === "deletion";
    const isOperation = plan.pattern === "status" || plan.pattern === "location";
    return {
        ...plan,
        decoration: plan.pattern === "status" ? plan.decoration : {},
        // What is to be deleted may have been fine.
        words: isDeletion && plan.hasMark ? ["Succeeded", ...plan.words] : plan.words,
        visibleAfterMs: isDeletion ? 0 : plan.visibleAfterMs,
        recordLifetimeMs: isOperation ? plan.recordLifetimeMs : Number.POSITIVE_INFINITY,
        hasFallback: plan.hasFallback && isOperation,
        troubles: plan.troubles.filter((one) => isPossible(one, plan.pattern)),
    };
}

/**
 * ARM's 404 is the end of a deletion; in the Location pattern any 2xx but 202 is the success, and ARM's own 4xx the failure; any
 * object is a resource that is there.
 */
function isPossible(one: Trouble | undefined, pattern: Pattern): boolean {
    switch (one?.kind) {
        case "notFound":
            return pattern !== "deletion";
        case "noStatus":
            return pattern === "status" || pattern === "resource";
        case "code":
            return pattern !== "location" || !one.isFromAzure || ![423, 424, 425].includes(one.status);
        default:
            return true;
    }
}
