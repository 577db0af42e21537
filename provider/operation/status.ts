// SPDX-License-Identifier: Apache-2.0

import { type ErrorDetail, parseErrorDetail } from "./errorDetail";
import { isJsonObject, type JsonObject, parseJson } from "./json";

/** What came back from ARM, as far as it matters here. */
export interface Answer {
    readonly statusCode: number;
    /** The value of a header, or `undefined`; names in any case. */
    header(name: string): string | undefined;
    /** The decoded body, `""` when there is none. */
    readonly body: string;
}

/**
 * Why an answer says nothing about the operation:
 * - `transient`: Azure or something on the way is in trouble (408, 429, 5xx, a page of HTML, half a body): ask again
 * - `meaningless`: a well-formed answer without a status: ask again, but not for ever
 * - `notFound`: ARM knows no such operation; `expired`: it says that it once did
 * - `unauthorized`, `forbidden`: the token, the permission
 * - `apiVersion`: the api-version is not supported
 * - `permanent`: asking again will not help
 */
export type UnreadableReason =
    | "transient"
    | "meaningless"
    | "notFound"
    | "expired"
    | "unauthorized"
    | "forbidden"
    | "apiVersion"
    | "permanent";

/** What an answer says about the operation. */
export type Reading =
    | { readonly kind: "running" | "succeeded"; readonly word: string; readonly body: JsonObject }
    | {
          readonly kind: "failed" | "canceled";
          readonly word: string;
          readonly body: JsonObject;
          readonly errorDetail: ErrorDetail | undefined;
      }
    | {
          readonly kind: "unreadable";
          readonly reason: UnreadableReason;
          /** How the answer is counted and named in a report: `429`, `200 without status`. */
          readonly word: string;
          readonly errorDetail: ErrorDetail | undefined;
      };

/** What is known of an operation's pattern when an answer is read. */
export interface ReadingContext {
    /** Whether the status URL or an earlier answer says that it follows ARM's Location pattern. */
    readonly isLocation: boolean;
}

/** The words that end an operation. Everything else is still running, whatever it resembles. */
const TERMINAL_WORDS: ReadonlyMap<string, "succeeded" | "failed" | "canceled"> = new Map([
    ["succeeded", "succeeded"],
    ["completed", "succeeded"],
    ["failed", "failed"],
    ["canceled", "canceled"],
    ["cancelled", "canceled"],
]);

/** In the Location pattern the body may be a resource with a `status` of its own; only these words speak of the operation. */
const RUNNING_WORDS: ReadonlySet<string> = new Set([
    "accepted",
    "inprogress",
    "running",
    "pending",
    "queued",
    "notstarted",
    "creating",
    "updating",
    "deleting",
]);

const API_VERSION_CODES: ReadonlySet<string> = new Set([
    "invalidresourcetype",
    "noregisteredproviderfound",
    "invalidapiversionparameter",
]);

/** In the Location pattern these say that the status could not be read; other 4xx are the operation's own failure. */
const NOT_THE_OPERATIONS_FAILURE: ReadonlySet<number> = new Set([401, 403, 404, 405, 407, 408, 410, 429]);

/** How a 202 that says no more is shown. */
const ACCEPTED = "Accepted";

/** Status codes that a later attempt may not meet again. */
const TRANSIENT_CODES: ReadonlySet<number> = new Set([408, 409, 412, 423, 424, 425, 429]);

/** Whether a status URL follows the Location pattern by its name. */
export function isLocationPath(path: string): boolean {
    return /\/operationResults(?:\/|$)/i.test(path);
}

/**
 * Reads one answer to a GET of an operation's status. Success is never inferred from a 200 that does not say so, except in
 * the Location pattern, where any 2xx but 202 is success and a 4xx with an ARM error is the operation's failure.
 *
 * @see https://github.com/Azure/azure-resource-manager-rpc/blob/master/v1.0/async-api-reference.md
 */
export function readAnswer(answer: Answer, context: ReadingContext): Reading {
    const { statusCode } = answer;
    const parsed = parseJson(answer.body);
    if (statusCode >= 200 && statusCode < 300) {
        return readSuccessfulAnswer(answer, parsed, context);
    }
    const errorDetail = isJsonObject(parsed) ? parseErrorDetail(parsed) : undefined;
    if (statusCode === 303 && context.isLocation) {
        return { kind: "succeeded", word: "Succeeded", body: {} };
    }
    const reason = unreadableReason(answer, errorDetail);
    const mayBeFailure = statusCode >= 400 && statusCode < 500 && !NOT_THE_OPERATIONS_FAILURE.has(statusCode);
    if (context.isLocation && mayBeFailure && reason !== "apiVersion" && isArmError(parsed)) {
        return { kind: "failed", word: "Failed", body: {}, errorDetail };
    }
    return { kind: "unreadable", reason, word: codeAndError(statusCode, errorDetail), errorDetail };
}

/** Whether an answer shows that its operation follows the Location pattern: only there a 202 comes without a status. */
export function impliesLocation(answer: Answer, reading: Reading): boolean {
    return (
        answer.statusCode === 202 &&
        reading.kind === "running" &&
        reading.word === ACCEPTED &&
        !("status" in reading.body)
    );
}

function readSuccessfulAnswer(answer: Answer, parsed: unknown, { isLocation }: ReadingContext): Reading {
    const { statusCode } = answer;
    const body = isJsonObject(parsed) ? parsed : {};
    const word = statusWord(body, isLocation) ?? (statusCode === 202 ? undefined : provisioningState(body));
    const errorDetail = parseErrorDetail(body);
    if (word !== undefined) {
        const kind = TERMINAL_WORDS.get(word.toLowerCase()) ?? "running";
        return kind === "failed" || kind === "canceled" ? { kind, word, body, errorDetail } : { kind, word, body };
    }
    if (statusCode === 202) {
        return { kind: "running", word: ACCEPTED, body };
    }
    if (isLocation && !isTruncated(answer, parsed) && !("error" in body)) {
        return { kind: "succeeded", word: "Succeeded", body };
    }
    const reason = parsed !== undefined || answer.body.trim() === "" ? "meaningless" : "transient";
    return { kind: "unreadable", reason, word: `${statusCode} ${nature(answer, parsed)}`, errorDetail };
}

/** A body that began as JSON and does not end as such. */
function isTruncated(answer: Answer, parsed: unknown): boolean {
    return parsed === undefined && answer.body.trim() !== "";
}

function nature(answer: Answer, parsed: unknown): string {
    if (answer.body.trim() === "") {
        return "with an empty body";
    }
    if (parsed === undefined) {
        return /^\s*</.test(answer.body) ? "with a page of HTML" : "with an unreadable body";
    }
    return "without a status";
}

function statusWord(body: JsonObject, isLocation: boolean): string | undefined {
    const word = asWord(body.status);
    const known =
        word !== undefined && (TERMINAL_WORDS.has(word.toLowerCase()) || RUNNING_WORDS.has(word.toLowerCase()));
    return isLocation && !known ? undefined : word;
}

function provisioningState(body: JsonObject): string | undefined {
    const properties = body.properties;
    return (
        asWord(isJsonObject(properties) ? properties.provisioningState : undefined) ?? asWord(body.provisioningState)
    );
}

function asWord(value: unknown): string | undefined {
    return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

function unreadableReason(answer: Answer, errorDetail: ErrorDetail | undefined): UnreadableReason {
    const { statusCode } = answer;
    if ((statusCode === 400 || statusCode === 404) && API_VERSION_CODES.has(errorDetail?.code?.toLowerCase() ?? "")) {
        return "apiVersion";
    }
    switch (statusCode) {
        case 401:
            return "unauthorized";
        case 403:
            return "forbidden";
        case 404:
            return isArmCode(errorDetail?.code) ? "notFound" : "transient";
        case 405:
        case 407:
            return "permanent";
        case 410:
            return "expired";
        default:
            return statusCode >= 500 || TRANSIENT_CODES.has(statusCode) ? "transient" : "meaningless";
    }
}

/** ARM's errors stand in an envelope or have a code; a gateway's message does not. */
function isArmError(parsed: unknown): boolean {
    return isJsonObject(parsed) && (isJsonObject(parsed.error) || isArmCode(parseErrorDetail(parsed)?.code));
}

/** A proxy's page for a 404 has no code, or the number again. */
function isArmCode(code: string | undefined): boolean {
    return code !== undefined && /^[a-z]/i.test(code);
}

function codeAndError(statusCode: number, errorDetail: ErrorDetail | undefined): string {
    return errorDetail?.code === undefined ? `${statusCode}` : `${statusCode} ${errorDetail.code}`;
}
