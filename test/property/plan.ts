// SPDX-License-Identifier: Apache-2.0
import fc from "fast-check";
import { faults, type RetryAfterForm } from "../emulator/src/faults";

/** When the service asks to poll again. */
export interface Delay {
    readonly form: RetryAfterForm;
    readonly seconds: number;
}

/** A fault injected into one request. */
export type RequestFault =
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

/** A random case: the outcome of an operation, the responses of its service, the faults on the network, and the wait's options. */
export interface Plan {
    readonly pattern: Pattern;
    /** What reveals the pattern of an operation: the last segments of its URL, the user's option, or only its responses. */
    readonly hint: "path" | "user" | "responses";
    /** Whether each response in the Location pattern contains a new URL that replaces the older ones. */
    readonly isMoving: boolean;
    /** Whether `provisioningState` is beside `properties`, not in it; a resource that is being deleted then has none. */
    readonly hasTopLevelState: boolean;
    readonly outcome: "Succeeded" | "Failed" | "Canceled" | "never";
    /** The outcome as the service spells it. */
    readonly finalStatus: string;
    readonly durationMs: number;
    /** Statuses while it runs, each for an equal share of the duration. */
    readonly runningStatuses: readonly string[];
    /** Other fields of the body while it runs. */
    readonly extraFields: Readonly<Record<string, unknown>>;
    readonly delay: Delay | undefined;
    readonly latencyMs: number;
    /** Until then ARM responds 404. */
    readonly visibleAfterMs: number;
    /** Time from the end of the operation until ARM responds 404 again. */
    readonly recordLifetimeMs: number;
    readonly hasFallback: boolean;
    /** Faults of the first requests, in order; `undefined` is none. */
    readonly faults: readonly (RequestFault | undefined)[];
    /** Whether each body begins with a byte order mark. */
    readonly hasByteOrderMark: boolean;
    /** Step of the system clock at the third request. */
    readonly clockStepMs: number;
    readonly timeoutMs: number;
    readonly minPollMs: number | undefined;
    readonly maxPollMs: number | undefined;
    readonly abortAfterMs: number | undefined;
    /** The `Retry-After` of the response that accepted the operation. */
    readonly retryAfterMs: number;
}

/** Non-terminal statuses, some of which resemble terminal ones. */
const RUNNING_STATUSES = [
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

/** The forms of `Retry-After` with one correct interpretation. */
export const UNAMBIGUOUS_FORMS: readonly RetryAfterForm[] = [
    ...(["seconds", "fraction", "httpDate", "rfc850Date", "asctimeDate"] as const),
    ...(["milliseconds", "msMilliseconds", "farTooLong"] as const),
];

/** A duration whose logarithm is uniformly distributed, so that short ones are as likely as long ones. */
function duration(fromMs: number, toMs: number): fc.Arbitrary<number> {
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

const fault: fc.Arbitrary<RequestFault> = fc.oneof(
    code,
    code,
    fc
        .constantFrom("ECONNRESET", "EPIPE", "ETIMEDOUT", "EAI_AGAIN", "ENOTFOUND", "ECONNREFUSED", "UND_ERR_SOCKET")
        .map((errorCode) => ({ kind: "error" as const, code: errorCode })),
    fc.constantFrom(200, 202, 404, 502, 503).map((status) => ({ kind: "html" as const, status })),
    noStatus,
    fc.constantFrom("truncated", "silence", "notFound").map((kind) => ({ kind }) as RequestFault),
);

const extraFields = fc.constantFrom<Readonly<Record<string, unknown>>>(
    {},
    { endTime: "2026-03-02T09:00:04Z", percentComplete: 100 },
    { error: null, percentComplete: -5 },
    { error: { code: "Succeeded", message: "Failed" } },
    { properties: { provisioningState: "Succeeded", status: "Failed" }, percentComplete: "100" },
    { Status: "Succeeded", result: { status: "Succeeded" } },
);

/** Any combination of operation, service, network and options. */
export const anyPlan: fc.Arbitrary<Plan> = fc
    .constantFrom<Plan["outcome"][]>("Succeeded", "Succeeded", "Failed", "Canceled", "never")
    .chain((outcome) =>
        fc.record<Plan>({
            pattern: fc.constantFrom("status", "status", "location", "resource", "deletion"),
            hint: fc.constantFrom("path", "user", "responses"),
            isMoving: fc.boolean(),
            hasTopLevelState: fc.boolean(),
            outcome: fc.constant(outcome),
            finalStatus: fc.constantFrom(...SPELLINGS[outcome]),
            durationMs: fc.oneof(fc.constant(0), duration(100, 4 * 3600_000)),
            runningStatuses: fc.array(fc.constantFrom(...RUNNING_STATUSES), { minLength: 1, maxLength: 4 }),
            extraFields,
            delay: fc.option(delay, { nil: undefined, freq: 2 }),
            latencyMs: fc.oneof(fc.constant(0), duration(1, 3_000)),
            visibleAfterMs: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, duration(1_000, 240_000)),
            recordLifetimeMs: fc.oneof(
                { weight: 4, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
                duration(1, 600_000),
            ),
            hasFallback: fc.boolean(),
            faults: fc.oneof(
                fc.constant([]),
                fc.array(fc.option(fault, { nil: undefined, freq: 2 }), { maxLength: 20 }),
            ),
            hasByteOrderMark: fc.boolean(),
            clockStepMs: fc.constantFrom(0, 0, 0, 3600_000, -86_400_000),
            timeoutMs: fc.oneof(duration(1_000, 8 * 3600_000), duration(600_000, 8 * 3600_000)),
            minPollMs: fc.constantFrom(undefined, undefined, 100, 1_000, 5_000),
            maxPollMs: fc.constantFrom(undefined, undefined, 5_000, 20_000, 300_000),
            abortAfterMs: fc.oneof(
                { weight: 18, arbitrary: fc.constant(undefined) },
                { weight: 2, arbitrary: duration(1, 3600_000) },
                fc.constant(0),
            ),
            retryAfterMs: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, duration(1_000, 600_000)),
        }),
    )
    .map(removeAmbiguity);

/** Removes the combinations in which a response has two correct interpretations. */
function removeAmbiguity(plan: Plan): Plan {
    const isDeletion = plan.pattern === "deletion";
    const isOperation = plan.pattern === "status" || plan.pattern === "location";
    return {
        ...plan,
        extraFields: plan.pattern === "status" ? plan.extraFields : {},
        // Before its deletion starts, a resource may still be Succeeded.
        runningStatuses:
            isDeletion && plan.hasByteOrderMark ? ["Succeeded", ...plan.runningStatuses] : plan.runningStatuses,
        visibleAfterMs: isDeletion ? 0 : plan.visibleAfterMs,
        recordLifetimeMs: isOperation ? plan.recordLifetimeMs : Number.POSITIVE_INFINITY,
        hasFallback: plan.hasFallback && isOperation,
        faults: plan.faults.filter((fault) => isUnambiguous(fault, plan.pattern)),
    };
}

/**
 * Whether the fault cannot be taken for an outcome: a 404 of ARM ends a deletion, any object is an existing resource, and in the
 * Location pattern any 2xx but 202 is a success and a 4xx of ARM a failure.
 */
function isUnambiguous(fault: RequestFault | undefined, pattern: Pattern): boolean {
    switch (fault?.kind) {
        case "notFound":
            return pattern !== "deletion";
        case "noStatus":
            return pattern === "status" || pattern === "resource";
        case "code":
            return pattern !== "location" || !fault.isFromAzure || ![423, 424, 425].includes(fault.status);
        default:
            return true;
    }
}
