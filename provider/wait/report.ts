// SPDX-License-Identifier: Apache-2.0

import { CodedError } from "../common/codedError";
import { formatDuration } from "../common/duration";
import { oneLine, safeText, shorten } from "../common/redact";
import type { ArmUrl } from "../reference/armUrl";
import { describeOperation, redactedOperation } from "../reference/describeUrl";
import type { ArmResponse } from "../response/armResponse";
import type { ErrorDetail } from "../response/errorDetail";
import { formatErrorHeadline, indent } from "../response/formatError";
import { OperationError } from "./operationError";
import type { Outcome } from "./outcome";

/** What a report contains about the request or the wait that ended. */
export interface ReportContext {
    readonly url: ArmUrl;
    readonly lastResponse: ArmResponse | undefined;
    /** The last status, and the number and time of the polls, of a wait. */
    readonly status?: string | undefined;
    readonly polls?: number;
    readonly elapsedMs?: number;
}

/** The report of one operation is at most 64 KiB of UTF-8, so that a CI log shows all of it. */
const MAXIMUM_REPORT_BYTES = 65_536;
const CUT_NOTE = "\n  … (cut: a report has at most 64 KiB; `errorDetail` of the error has everything)\n";
const MAXIMUM_ID_CHARACTERS = 200;
/** Begins the part of a report about the operation. */
const OPERATION_LINE = "  operation: ";
/** The reports without the `properties` of the operation, of errors whose report has some. */
const SUMMARIES = new WeakMap<OperationError, string>();

/**
 * The error with the whole report: the outcome, the operation, and the ids that Azure's support asks for.
 *
 * @param secrets Values to redact.
 */
export function reportError(outcome: Outcome, context: ReportContext, secrets: readonly string[]): OperationError {
    const safe = (text: string) => safeText(text, secrets);
    const { url, status, polls = 0, elapsedMs = 0, lastResponse } = context;
    const ids = requestIds(lastResponse, safe);
    const textWith = (lines: readonly string[] = []) => {
        const text = [
            outcome.headline,
            ...lines.map((line) => indent(line, 2)),
            `${OPERATION_LINE}${describeOperation(url)}${outcome.ending ?? formatPolls(status, polls, elapsedMs)}`,
            ...idLines(ids),
        ].join("\n");
        return fitted(safe(text));
    };
    const error = new OperationError(textWith(outcome.lines), {
        code: outcome.code,
        operation: safe(redactedOperation(url)),
        status: status === undefined ? undefined : safe(status),
        errorDetail:
            outcome.errorDetail === undefined ? undefined : (safeTree(outcome.errorDetail, safe) as ErrorDetail),
        polls,
        elapsedSeconds: Math.round(elapsedMs / 1000),
        statusCode: lastResponse?.statusCode,
        ...ids,
        cause: outcome.cause === undefined ? undefined : safeCause(outcome.cause, safe),
    });
    if (outcome.summaryLines !== undefined) {
        SUMMARIES.set(error, textWith(outcome.summaryLines));
    }
    return error;
}

/** The error with a report without the `properties` of the operation, which may be secret, for a summary that many can read. */
export function summarised(error: OperationError): OperationError {
    const summary = SUMMARIES.get(error);
    return summary === undefined ? error : new OperationError(summary, { ...error });
}

/** Splits a report into its outcome and the part about the operation, which may be empty. */
export function reportParts(message: string): { readonly outcome: string; readonly operation: string } {
    // The last one, because an error of Azure's may contain such a line, too.
    const end = message.lastIndexOf(`\n${OPERATION_LINE}`);
    return end < 0
        ? { outcome: message, operation: "" }
        : { outcome: message.slice(0, end), operation: message.slice(end + 1) };
}

/** A report within its limit: without the last lines of the outcome, but with those about the operation. */
function fitted(report: string): string {
    if (Buffer.byteLength(report) <= MAXIMUM_REPORT_BYTES) {
        return report;
    }
    const { outcome, operation } = reportParts(report);
    const end = `${CUT_NOTE}${operation}`;
    const beginning = Buffer.from(outcome).subarray(0, Math.max(0, MAXIMUM_REPORT_BYTES - Buffer.byteLength(end)));
    // Decoded as a stream, so that it leaves out the character that the cut has split.
    return new TextDecoder().decode(beginning, { stream: true }) + end;
}

/** Turns a `CodedError` that no operation belongs to into an `OperationError`. Other errors pass through. */
export function toOperationError(error: unknown): unknown {
    return error instanceof CodedError ? new OperationError(safeText(error.message), { code: error.code }) : error;
}

/** Runs a check of arguments. @throws {OperationError} instead of a `CodedError`. */
export function checkArguments<T>(check: () => T): T {
    try {
        return check();
    } catch (error) {
        throw toOperationError(error);
    }
}

/** Why a response is unusable: its code and Azure's error, or where it has none, its beginning. */
export function responseReason(response: ArmResponse, errorDetail: ErrorDetail | undefined): string {
    return errorDetail === undefined
        ? responseExcerpt(response)
        : `${response.statusCode} ${formatErrorHeadline(errorDetail)}`;
}

/** The beginning of an unusable response, to recognize its origin. */
function responseExcerpt(response: ArmResponse): string {
    const type = response.header("content-type") ?? "no content type";
    const beginning = shorten(oneLine(response.body.trim()), 200);
    return `${response.statusCode}, ${type}${beginning === "" ? ", empty body" : `: ${beginning}`}`;
}

function formatPolls(status: string | undefined, polls: number, elapsedMs: number): string {
    const count = `${polls} ${polls === 1 ? "poll" : "polls"} in ${formatDuration(elapsedMs)}`;
    return polls === 0 ? "" : `, ${status === undefined ? "" : `last ${status}, `}${count}`;
}

function requestIds(response: ArmResponse | undefined, safe: (text: string) => string) {
    const id = (name: string) => {
        const value = response?.header(name);
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

/** The same value with every string in it made safe. */
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

/** A cause without its request, which may contain a token. */
function safeCause(cause: unknown, safe: (text: string) => string): Error {
    const { name, message, code } = Object(cause) as { name?: unknown; message?: unknown; code?: unknown };
    const error = new Error(
        safe(typeof message === "string" ? message : typeof cause === "object" ? "(no message)" : String(cause)),
    );
    error.name = typeof name === "string" ? safe(name) : "Error";
    return typeof code === "string" ? Object.assign(error, { code: safe(code) }) : error;
}
