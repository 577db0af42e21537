// SPDX-License-Identifier: Apache-2.0
import fc from "fast-check";
import { anyDelay, anyFaults, type Delay, isProxyWithoutStatus, type RequestFault } from "./planFaults";
import {
    ACCEPTED_BODIES,
    EMPTY_ERRORS,
    FINAL_STATUSES,
    LOCATION_RESULTS,
    type LocationResult,
    RATE_LIMIT_HEADERS,
    RUNNING_FIELDS,
    RUNNING_STATUSES,
    URL_HEADERS,
    type UrlHeader,
} from "./recordedTraffic";
import { LOCATION_URLS, STATUS_URLS, type StatusUrlForm } from "./statusUrls";

/** `createdResource` is the `Location` of a 201 that names the resource itself. */
export type Pattern = "status" | "location" | "createdResource" | "resource" | "deletion";

/** A random case: the outcome of an operation, the responses of its service, the faults on the network, and the wait's options. */
export interface Plan {
    readonly pattern: Pattern;
    readonly url: StatusUrlForm;
    /** Whether the URL in the reference has a signature. */
    readonly isSigned: boolean;
    /** How the reference names the pattern: not at all, with the option, or by the name of the header before the URL. */
    readonly naming: "none" | "option" | "header";
    /** The HTTP code while a status record is running. */
    readonly runningCode: 200 | 202;
    /** The body while a Location is running. */
    readonly acceptedBody: unknown;
    /** Headers with URLs of the operation while it runs. */
    readonly urlHeaders: readonly UrlHeader[];
    /** What the `Location` header of a Location names: the same URL, or one that replaces the older ones. */
    readonly nextLocation: "same" | "newSignature" | "newPath";
    /** The last response of a Location that succeeded: often no record, but the resource, or nothing. */
    readonly result: LocationResult;
    /** How a Location reports a failure: with an HTTP code, or with one of these in a 200. */
    readonly failure: 400 | 409 | 412 | 422 | "status" | "provisioningState" | "error";
    /** Whether `provisioningState` is beside `properties`, not in it; a resource that is being deleted then has none. */
    readonly hasTopLevelState: boolean;
    /** Whether a resource to be deleted shows the state of its creation at first. */
    readonly isSucceededAtFirst: boolean;
    readonly outcome: "Succeeded" | "Failed" | "Canceled" | "never";
    /** The outcome as the service spells it. */
    readonly finalStatus: string;
    readonly durationMs: number;
    /** Statuses while it runs, each for an equal share of the duration. */
    readonly runningStatuses: readonly string[];
    /** Other fields of the body while it runs. */
    readonly runningFields: Readonly<Record<string, unknown>>;
    /** Other fields of the body when it has succeeded: an `error` without content. */
    readonly succeededFields: Readonly<Record<string, unknown>>;
    /** The header with Azure's id of a response. */
    readonly idHeader: "x-ms-request-id" | "x-ms-correlation-request-id";
    readonly rateLimitHeaders: Readonly<Record<string, string>>;
    readonly hasDateHeader: boolean;
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
    /** The share of the longest jitter that the wait adds to its delays. */
    readonly jitter: number;
}

/** A duration whose logarithm is uniformly distributed, so that short ones are as likely as long ones. */
function duration(fromMs: number, toMs: number): fc.Arbitrary<number> {
    return fc
        .double({ min: Math.log(fromMs), max: Math.log(toMs), noNaN: true })
        .map((power) => Math.round(Math.exp(power)));
}

/** Any combination of operation, service, network and options. */
export const anyPlan: fc.Arbitrary<Plan> = fc
    .tuple(
        fc.constantFrom<Plan["outcome"][]>("Succeeded", "Succeeded", "Failed", "Canceled", "never"),
        fc.constantFrom<Pattern[]>(
            "status",
            "status",
            "location",
            "location",
            "createdResource",
            "resource",
            "deletion",
        ),
    )
    .chain(([outcome, pattern]) =>
        fc.record<Plan>({
            pattern: fc.constant(pattern),
            url: fc.constantFrom(...(pattern === "location" ? LOCATION_URLS : STATUS_URLS)),
            isSigned: fc.boolean(),
            naming: fc.constantFrom("none", "none", "option", "header"),
            runningCode: fc.constantFrom(200, 202),
            acceptedBody: fc.constantFrom(...ACCEPTED_BODIES),
            urlHeaders: fc.constantFrom(...URL_HEADERS),
            nextLocation: fc.constantFrom("same", "newSignature", "newPath"),
            result: fc.constantFrom(...LOCATION_RESULTS),
            failure: fc.constantFrom<Plan["failure"][]>(400, 409, 412, 422, "status", "provisioningState", "error"),
            hasTopLevelState: fc.boolean(),
            isSucceededAtFirst: fc.boolean(),
            outcome: fc.constant(outcome),
            finalStatus: fc.constantFrom(...FINAL_STATUSES[outcome]),
            durationMs: fc.oneof(fc.constant(0), duration(100, 4 * 3600_000)),
            runningStatuses: fc.array(fc.constantFrom(...RUNNING_STATUSES), { minLength: 1, maxLength: 4 }),
            runningFields: fc.constantFrom(...RUNNING_FIELDS),
            succeededFields: fc.constantFrom({}, {}, ...EMPTY_ERRORS),
            idHeader: fc.constantFrom("x-ms-request-id", "x-ms-correlation-request-id"),
            rateLimitHeaders: fc.constantFrom(...RATE_LIMIT_HEADERS),
            hasDateHeader: fc.boolean(),
            delay: fc.option(anyDelay, { nil: undefined, freq: 2 }),
            latencyMs: fc.oneof(fc.constant(0), duration(1, 3_000)),
            visibleAfterMs: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, duration(1_000, 240_000)),
            recordLifetimeMs: fc.oneof(
                { weight: 4, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
                duration(1, 600_000),
            ),
            hasFallback: fc.boolean(),
            faults: anyFaults,
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
            jitter: fc.constantFrom(0, 0.5, 0.999_999),
        }),
    )
    .map(removeAmbiguity);

/** Removes the combinations in which a response has two correct interpretations, and those that Azure never sends. */
function removeAmbiguity(plan: Plan): Plan {
    const hasRecord = plan.pattern === "status" || plan.pattern === "location";
    const isNamed = plan.naming !== "none";
    return {
        ...plan,
        // Beside a status, a `Location` is that of the other pattern: it names the next URL only where the pattern is named.
        nextLocation: isNamed || !isStatusBody(plan.acceptedBody) ? plan.nextLocation : "same",
        // Without a `Date` header, a delay that is a date counts on the clock of this machine, which must be right then.
        clockStepMs: plan.hasDateHeader ? plan.clockStepMs : 0,
        // A deletion ends with ARM's 404.
        visibleAfterMs: plan.pattern === "deletion" ? 0 : plan.visibleAfterMs,
        recordLifetimeMs: hasRecord ? plan.recordLifetimeMs : Number.POSITIVE_INFINITY,
        hasFallback: plan.hasFallback && hasRecord,
        faults: plan.faults.filter((fault, index) => isUnambiguous(fault, index, plan)),
    };
}

/** Whether a body has a `status`. */
export function isStatusBody(body: unknown): boolean {
    return typeof body === "object" && body !== null && "status" in body;
}

/**
 * Whether the fault cannot be taken for an outcome. A 404 of ARM ends a deletion, and any object is an existing resource. Where the
 * URL may be a Location, any 2xx of Azure but 202 is a success, and a 4xx of Azure a failure.
 */
function isUnambiguous(fault: RequestFault | undefined, index: number, plan: Plan): boolean {
    const { pattern, url, naming } = plan;
    const isRecord = pattern === "status" && isKnownAsRecord(index, plan);
    switch (fault?.kind) {
        case "notFound":
            return pattern !== "deletion";
        case "noStatus":
            return pattern === "resource" || isRecord;
        case "proxy":
            return pattern !== "deletion" || !isProxyWithoutStatus(fault);
        case "code": {
            const isLocation = pattern === "location" || (pattern === "createdResource" && naming !== "none");
            const mayBeLocation = isLocation || (pattern === "status" && url.shows === "location" && !isRecord);
            return !mayBeLocation || !fault.isFromAzure || ![423, 424, 425].includes(fault.status);
        }
        default:
            return true;
    }
}

/** Whether the reference or an earlier response shows that the URL is that of a status record. */
function isKnownAsRecord(index: number, plan: Plan): boolean {
    const { naming, url, faults, runningCode, urlHeaders, visibleAfterMs, recordLifetimeMs } = plan;
    const hasRecord = visibleAfterMs === 0 && recordLifetimeMs === Number.POSITIVE_INFINITY;
    const hasShownRecord = hasRecord && faults.slice(0, index).includes(undefined);
    const isShownByRunning = runningCode === 200 || urlHeaders.some((name) => name !== "location");
    return naming !== "none" || url.shows === "azureAsyncOperation" || (hasShownRecord && isShownByRunning);
}
