// SPDX-License-Identifier: Apache-2.0

import { CodedError } from "../common/codedError";
import { formatDuration } from "../common/duration";
import { compactJson, type JsonObject } from "../common/json";
import { oneLine, safeText, shorten } from "../common/redact";
import type { ArmUrl } from "../reference/armUrl";
import { describeOperation, redactedOperation } from "../reference/describeUrl";
import type { ErrorDetail } from "../response/errorDetail";
import { formatErrorHeadline, formatErrorTree, indent } from "../response/formatError";
import type { ArmResponse } from "../response/pollResult";
import { OperationError, type OperationErrorCode } from "./operationError";

/** What a report knows of the wait that it ends. */
export interface WaitSoFar {
    readonly url: ArmUrl;
    readonly status: string | undefined;
    readonly polls: number;
    readonly elapsedMs: number;
    /** What was answered how often, such as `InProgress` or `429 TooManyRequests`. */
    readonly tally: ReadonlyMap<string, number>;
    readonly lastAnswer: ArmResponse | undefined;
    /** The last look that could not be read, in words. */
    readonly lastFault: string | undefined;
    /** Whether the next run goes on waiting. */
    readonly retriedOnNextUp: boolean;
}

/** The verdict of a report. */
export interface Outcome {
    readonly code: OperationErrorCode;
    /** The first line. */
    readonly headline: string;
    /** The lines below it, before those about the operation; they are indented here. */
    readonly lines?: readonly string[];
    /** How the operation ended, behind its name. */
    readonly ending?: string;
    readonly errorDetail?: ErrorDetail | undefined;
    readonly cause?: unknown;
}

const MAXIMUM_BODY_CHARACTERS = 2_000;
const MAXIMUM_ID_CHARACTERS = 200;
/** Some services count in their status words. */
const MAXIMUM_WORDS = 12;
/** Where in a report the verdict ends. */
const OPERATION_LINE = "  operation: ";

/**
 * The error that ends a wait: its verdict, what is known of the operation, and the ids that Azure's support asks for.
 *
 * @param secrets What must not appear in it.
 */
export function waitError(verdict: Outcome, wait: WaitSoFar, secrets: readonly string[]): OperationError {
    const safe = (text: string) => safeText(text, secrets);
    const ids = requestIds(wait.lastAnswer, safe);
    const text = [
        verdict.headline,
        ...(verdict.lines ?? []).map((line) => indent(line, 2)),
        `${OPERATION_LINE}${describeOperation(wait.url)}${verdict.ending ?? lastSeen(wait)}`,
        ...idLines(ids),
    ].join("\n");
    return new OperationError(safe(text), {
        code: verdict.code,
        operation: safe(redactedOperation(wait.url)),
        status: wait.status === undefined ? undefined : safe(wait.status),
        errorDetail:
            verdict.errorDetail === undefined ? undefined : (safeTree(verdict.errorDetail, safe) as ErrorDetail),
        polls: wait.polls,
        elapsedSeconds: Math.round(wait.elapsedMs / 1000),
        statusCode: wait.lastAnswer?.statusCode,
        ...ids,
        cause: verdict.cause === undefined ? undefined : safeCause(verdict.cause, safe),
    });
}

/** Divides a report into its verdict and what follows on the operation itself, which is nothing before there is one. */
export function reportParts(message: string): { readonly verdict: string; readonly operation: string } {
    // The last: an error of Azure's may have such a line, too.
    const end = message.lastIndexOf(`\n${OPERATION_LINE}`);
    return end < 0
        ? { verdict: message, operation: "" }
        : { verdict: message.slice(0, end), operation: message.slice(end + 1) };
}

/** The verdict on an operation that ended as Failed or Canceled. */
export function endedVerdict(
    kind: "failed" | "canceled",
    word: string,
    errorDetail: ErrorDetail | undefined,
    body: JsonObject,
    wait: WaitSoFar,
): Outcome {
    const code = kind === "failed" ? "OperationFailed" : "OperationCanceled";
    const ending = `, ${endingText(word, body, wait)}`;
    if (errorDetail !== undefined) {
        const headline = `Azure operation ${word}: ${formatErrorHeadline(errorDetail)}`;
        return { code, headline, lines: formatErrorTree(errorDetail), ending, errorDetail };
    }
    const answer =
        Object.keys(body).length === 0 ? [] : [`answer: ${shorten(compactJson(body), MAXIMUM_BODY_CHARACTERS)}`];
    return { code, headline: `Azure operation ${word}: Azure gave no reason.`, lines: answer, ending };
}

/** What the next run does about a wait that did not see the end, and what else may help. */
export function nextRun({ retriedOnNextUp }: WaitSoFar, remedy?: string): string {
    return retriedOnNextUp
        ? `Run again to go on waiting${remedy === undefined ? "" : `, or ${remedy}`}.`
        : `The next \`pulumi up\` will not wait for it again${remedy === undefined ? "" : `: ${remedy}`}.`;
}

/** The verdict for an operation that is still running at the deadline. */
export function timeoutVerdict(wait: WaitSoFar, timeoutMs: number): Outcome {
    return {
        code: "WaitTimeout",
        headline: `Azure operation still ${wait.status ?? "running"} after ${formatDuration(timeoutMs)}, the \`timeout\` of this wait.`,
        lines: [`The operation itself goes on in Azure. ${nextRun(wait, "set a longer `timeout`")}`, ...seen(wait)],
    };
}

/**
 * The verdict when the status could not be read, which says nothing about the operation.
 *
 * @param more ARM's own words about that, or what happened.
 */
export function unavailableVerdict(
    reason: string,
    wait: WaitSoFar,
    { errorDetail, cause }: Pick<Outcome, "errorDetail" | "cause"> = {},
): Outcome {
    return {
        code: "StatusUnavailable",
        headline: `The status of the Azure operation could not be read: ${reason}`,
        lines: [
            `The operation may still be running, or have ended, in Azure. ${nextRun(wait)}`,
            ...formatErrorTree(errorDetail),
            ...seen(wait),
        ],
        errorDetail,
        cause,
    };
}

/** The verdict for what the layers below could not do. */
export function faultVerdict(fault: CodedError, wait: WaitSoFar): Outcome {
    return fault.code === "StatusUnavailable"
        ? unavailableVerdict(fault.message, wait, { cause: fault.cause })
        : { code: fault.code, headline: `Cannot wait for the Azure operation: ${fault.message}`, cause: fault.cause };
}

/** An `OperationError` for what went wrong before there was an operation to speak of. */
export function toOperationError(error: unknown): unknown {
    return error instanceof CodedError ? new OperationError(safeText(error.message), { code: error.code }) : error;
}

/** The beginning of an answer that could not be read, for people to recognise where it came from. */
export function responseExcerpt(answer: ArmResponse): string {
    const type = answer.header("content-type") ?? "no content type";
    const beginning = shorten(oneLine(answer.body.trim()), 200);
    return `${answer.statusCode}, ${type}${beginning === "" ? ", empty body" : `: ${beginning}`}`;
}

function lastSeen(wait: WaitSoFar): string {
    const polls = `${wait.polls} ${wait.polls === 1 ? "poll" : "polls"} in ${formatDuration(wait.elapsedMs)}`;
    return wait.polls === 0 ? "" : `, ${wait.status === undefined ? "" : `last ${wait.status}, `}${polls}`;
}

function endingText(word: string, body: JsonObject, wait: WaitSoFar): string {
    const { startTime, endTime } = body;
    const tookMs = Date.parse(String(endTime)) - Date.parse(String(startTime));
    if (tookMs >= 0) {
        // Date.parse() bears line breaks.
        return `${word} after ${formatDuration(tookMs)}\n  started ${oneLine(`${startTime}`)}, ended ${oneLine(`${endTime}`)}`;
    }
    return wait.polls <= 1 ? `${word} at the first poll` : `${word} after ${formatDuration(wait.elapsedMs)} of waiting`;
}

function seen(wait: WaitSoFar): string[] {
    const counts = [...wait.tally].sort(([, left], [, right]) => right - left);
    const others = counts.slice(MAXIMUM_WORDS);
    const polls = others.reduce((sum, [, count]) => sum + count, 0);
    const shown = [...counts.slice(0, MAXIMUM_WORDS), ...(polls === 0 ? [] : [[`${others.length} others`, polls]])];
    return [
        ...(shown.length === 0 ? [] : [`seen: ${shown.map(([word, count]) => `${word} x${count}`).join(", ")}`]),
        ...(wait.lastFault === undefined ? [] : [`last error: ${wait.lastFault}`]),
    ];
}

function requestIds(answer: ArmResponse | undefined, safe: (text: string) => string) {
    const id = (name: string) => {
        const value = answer?.header(name);
        return value === undefined ? undefined : safe(shorten(value, MAXIMUM_ID_CHARACTERS));
    };
    return {
        requestId: id("x-ms-request-id"),
        correlationId: id("x-ms-correlation-request-id"),
        clientRequestId: id("x-ms-client-request-id"),
    };
}

function idLines(ids: ReturnType<typeof requestIds>): string[] {
    const parts = [
        ids.requestId === undefined ? undefined : `request id ${ids.requestId}`,
        ids.correlationId === undefined ? undefined : `correlation id ${ids.correlationId}`,
    ].filter((part) => part !== undefined);
    return parts.length === 0 ? [] : [`  ${parts.join(", ")}`];
}

/** The same value with every text in it made safe. */
function safeTree(value: unknown, safe: (text: string) => string): unknown {
    if (typeof value === "string") {
        return safe(value);
    }
    if (Array.isArray(value)) {
        return value.map((entry) => safeTree(entry, safe));
    }
    return typeof value === "object" && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, field]) => [safe(key), safeTree(field, safe)]))
        : value;
}

/** A cause without the request that it happened to: that may hold a token. */
function safeCause(cause: unknown, safe: (text: string) => string): Error {
    const { name, message, code } = Object(cause) as { name?: unknown; message?: unknown; code?: unknown };
    const error = new Error(
        safe(typeof message === "string" ? message : typeof cause === "object" ? "(no message)" : String(cause)),
    );
    error.name = typeof name === "string" ? safe(name) : "Error";
    return typeof code === "string" ? Object.assign(error, { code: safe(code) }) : error;
}
