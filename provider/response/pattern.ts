// SPDX-License-Identifier: Apache-2.0

import type { JsonObject } from "../common/json";
import { decoded } from "../reference/describeUrl";
import type { OperationPattern } from "../reference/operationReference";
import type { ArmResponse } from "./armResponse";
import { statusText } from "./statuses";

/** The status URL that is polled, and what its reference says about it. */
export interface StatusUrl {
    readonly path: string;
    /** With its question mark, or `""`. */
    readonly query: string;
    /** The pattern that the reference names. */
    readonly pattern: OperationPattern | undefined;
    /** Statuses that end the operation as succeeded, besides ARM's own. */
    readonly succeededStatuses: readonly string[];
}

/** What the responses of a status URL have shown about its pattern. */
export interface PatternHistory {
    /** The last rule that a response has fulfilled. A status or a header outweighs a 202. */
    readonly learned: LearnedRule | undefined;
    /** Whether there was a 202, with or without a status. */
    readonly wasAccepted: boolean;
}

/** The history before the first response. */
export const NO_HISTORY: PatternHistory = { learned: undefined, wasAccepted: false };

/** The rules that a response can fulfil. What it has shown holds for the responses after it. */
type LearnedRule = "header" | "status" | "accepted";

/** The rule that has decided the pattern; `undecided` where none applies. */
export type PatternRule = "named" | LearnedRule | "monitor" | "path" | "undecided";

/** The pattern of a status URL, and the rule that has decided it. */
export interface DecidedPattern {
    readonly pattern: OperationPattern | undefined;
    readonly rule: PatternRule;
}

/** The headers that name the status URL of the Azure-AsyncOperation pattern. */
export const STATUS_HEADERS: readonly string[] = ["azure-asyncoperation", "operation-location"];

/** The fields of a status record. A body with others is the result of an operation. */
const RECORD_FIELDS: ReadonlySet<string> = new Set([
    ...["id", "name", "status", "startTime", "endTime", "percentComplete", "error", "properties"],
    ...["resourceId", "operationId"],
]);

const STATUS_SEGMENT = /(?:operations?Status(?:es)?|asyncOperations?)$/i;
const LOCATION_SEGMENT = /(?:operation|command)Results?$/i;
const MONITOR = /[?&]monitor=true(?:&|$)/i;

/** A rule, and what decides whether it applies. */
interface Rule {
    readonly rule: PatternRule;
    readonly decide: (url: StatusUrl, learned: LearnedRule | undefined) => OperationPattern | undefined;
}

/**
 * The rules in order of precedence: the first one that applies decides. No rule of the path turns a status into a success,
 * because a path that says Location is that of a status record in 30 % of the recorded operations.
 *
 * @see https://github.com/Azure/azure-resource-manager-rpc/blob/master/v1.0/async-api-reference.md
 */
const RULES: readonly Rule[] = [
    { rule: "named", decide: ({ pattern }) => pattern },
    { rule: "header", decide: (_url, learned) => (learned === "header" ? "azureAsyncOperation" : undefined) },
    { rule: "status", decide: (_url, learned) => (learned === "status" ? "azureAsyncOperation" : undefined) },
    { rule: "accepted", decide: (_url, learned) => (learned === "accepted" ? "location" : undefined) },
    { rule: "monitor", decide: ({ query }) => (MONITOR.test(query) ? "location" : undefined) },
    { rule: "path", decide: ({ path }) => patternOfPath(path) },
];

/** Decides the pattern of a status URL from its reference, its responses so far, and the URL itself. */
export function decidePattern(url: StatusUrl, { learned }: PatternHistory): DecidedPattern {
    for (const { rule, decide } of RULES) {
        const pattern = decide(url, learned);
        if (pattern !== undefined) {
            return { pattern, rule };
        }
    }
    return { pattern: undefined, rule: "undecided" };
}

/**
 * The history after a response.
 *
 * @param body Its parsed body; `{}` for an empty one, or JSON that is no object.
 */
export function learnPattern(
    url: StatusUrl,
    history: PatternHistory,
    response: ArmResponse,
    body: JsonObject,
): PatternHistory {
    const learned = learnedRule(url, history, response, body);
    const isOutweighed = learned === "accepted" && history.learned !== undefined;
    return {
        learned: isOutweighed ? history.learned : (learned ?? history.learned),
        wasAccepted: history.wasAccepted || response.statusCode === 202,
    };
}

/** Whether the `Location` of a 202 is the next URL to poll: only where the reference or a response has shown the pattern. */
export function followsLocation(url: StatusUrl, history: PatternHistory): boolean {
    const { pattern, rule } = decidePattern(url, history);
    return pattern === "location" && (rule === "named" || rule === "accepted");
}

/** Whether a body is the resource at the polled URL, as after the `Location` of a 201. */
export function isPolledResource(url: StatusUrl, body: JsonObject): boolean {
    return typeof body.id === "string" && statusText(body.status) === undefined && isSamePath(body.id, url.path);
}

/** Whether a query has a parameter besides the api-version, so that the URL is not simply that of a resource. */
export function hasOperationQuery({ query }: StatusUrl): boolean {
    return query
        .replace(/^\?/, "")
        .split("&")
        .some((parameter) => parameter !== "" && !/^api-version=/i.test(parameter));
}

function learnedRule(
    url: StatusUrl,
    history: PatternHistory,
    response: ArmResponse,
    body: JsonObject,
): LearnedRule | undefined {
    if (STATUS_HEADERS.some((name) => isSamePath(response.header(name), url.path))) {
        return "header";
    }
    const hasStatus = statusText(body.status) !== undefined;
    switch (response.statusCode) {
        case 202:
            return hasStatus ? undefined : "accepted";
        case 204:
            return "accepted";
        case 200:
        case 201:
            return hasStatus && !isResult(url, history, body) ? "status" : undefined;
        default:
            return undefined;
    }
}

/** Whether the `status` in a body is that of a result, because the URL is known to be a Location and no record has such fields. */
function isResult(url: StatusUrl, history: PatternHistory, body: JsonObject): boolean {
    const { rule } = decidePattern({ ...url, pattern: undefined }, history);
    return (rule === "accepted" || rule === "monitor") && Object.keys(body).some((field) => !RECORD_FIELDS.has(field));
}

function patternOfPath(path: string): OperationPattern | undefined {
    const segments = comparablePath(path).split("/");
    if (segments.some((segment) => STATUS_SEGMENT.test(segment))) {
        return "azureAsyncOperation";
    }
    return segments.some((segment) => LOCATION_SEGMENT.test(segment)) ? "location" : undefined;
}

/** Whether a URL or a path has this path, whatever its host and query. */
function isSamePath(other: string | undefined, path: string): boolean {
    const otherPath = other?.replace(/^https?:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, "");
    return otherPath !== undefined && comparablePath(otherPath) === comparablePath(path);
}

/** A path without what makes no difference: percent-encoding, case, doubled and last slashes. */
function comparablePath(path: string): string {
    return decoded(path)
        .toLowerCase()
        .replaceAll(/\/{2,}/g, "/")
        .replace(/\/$/, "");
}
