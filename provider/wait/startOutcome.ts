// SPDX-License-Identifier: Apache-2.0

import { MetadataUnavailable } from "../azure/cloud";
import { isCertificateError, permanentError, transportErrorCode, transportErrorMessage } from "../azure/transportError";
import { CodedError, type OperationErrorCode } from "../common/codedError";
import { parseJson } from "../common/json";
import type { ArmResponse } from "../response/armResponse";
import { parseErrorDetail } from "../response/errorDetail";
import { formatErrorHeadline, formatErrorTree } from "../response/formatError";
import { isTransientStatus } from "../response/unreadable";
import type { Outcome } from "./outcome";
import { responseReason } from "./report";

/** The error of a response without an operation to wait for. */
export class NoOperationError extends Error {
    constructor(readonly response: ArmResponse) {
        super("no operation");
    }
}

/** The error of a request that ARM did not process (429). */
export class ThrottledError extends NoOperationError {}

/** How far a request got. */
export interface Attempt {
    /** Whether there was a token and the request was sent, even if no connection was made. */
    readonly wasSent: boolean;
    readonly isAborted: boolean;
}

/**
 * Redirects after which ARM may have processed the request: 303 is the result of a POST, and servers send 302 instead. The others (301,
 * 307, 308) request that it be sent elsewhere.
 */
const POSSIBLY_PROCESSED: ReadonlySet<number> = new Set([302, 303]);

/** Transport errors of connections that were never made. Most of them may also end a connection that was made. */
const NEVER_CONNECTED: ReadonlySet<string> = new Set([
    ...["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT"],
]);

/**
 * Begin of the message of a system error while connecting, such as `connect ECONNREFUSED`: its system call. core-rest-pipeline keeps only
 * code and message of it. Node leaves the message empty after the errors of several addresses.
 */
const CONNECT_MESSAGE = /^(?:(?:connect|getaddrinfo) |$)/;

export const CHECK_FIRST = "Check the resource before you try again.";
const SAFE_TO_REPEAT = "Nothing has begun: it is safe to try again.";

/** Whether nothing reached Azure, and a retry may. */
export function isUnsent(error: unknown, wasSent: boolean): boolean {
    const isTransient = error instanceof MetadataUnavailable ? error.isTransient : !(error instanceof CodedError);
    return isTransient && !isCertificateError(error) && (!wasSent || neverConnected(error));
}

/** Why an operation was not started, or that it is unknown whether it was. */
export function startOutcome(error: unknown, attempt: Attempt): Outcome {
    return error instanceof NoOperationError ? responseOutcome(error.response) : errorOutcome(error, attempt);
}

function responseOutcome(response: ArmResponse): Outcome {
    const { statusCode } = response;
    const errorDetail = parseErrorDetail(parseJson(response.body));
    const reason = responseReason(response, errorDetail);
    const tree = formatErrorTree(errorDetail);
    if (statusCode < 300) {
        const headline = "Azure has started the operation, but its response contains no status URL.";
        const remedy = "Wait for the resource that it changes, as `{ resourceId, apiVersion }`.";
        return { code: "StartUnknown", headline, lines: [remedy] };
    }
    if (POSSIBLY_PROCESSED.has(statusCode) || (statusCode !== 429 && isTransientStatus(statusCode))) {
        const headline = `It is not known whether the Azure operation has started: ${reason}`;
        return { code: "StartUnknown", headline, lines: [CHECK_FIRST, ...tree], errorDetail };
    }
    const headline = `Azure did not start the operation: ${errorDetail === undefined ? reason : formatErrorHeadline(errorDetail)}`;
    return statusCode === 403
        ? { code: "AuthorizationFailed", headline, lines: tree, errorDetail }
        : { code: "OperationNotStarted", headline, lines: [...tree, SAFE_TO_REPEAT], errorDetail };
}

function errorOutcome(error: unknown, { wasSent, isAborted }: Attempt): Outcome {
    const permanent = permanentError(error, false);
    const isUnknown = wasSent && !(error instanceof CodedError) && !neverConnected(error);
    if (isAborted) {
        const headline = isUnknown
            ? "Stopped before it was known whether the Azure operation has started."
            : "Stopped before the Azure operation was started.";
        return { code: "WaitAborted", headline, lines: isUnknown ? [CHECK_FIRST] : [], cause: error };
    }
    const reason = permanent?.message ?? `${transportErrorCode(error)}: ${transportErrorMessage(error)}`;
    const headline = isUnknown
        ? `It is not known whether the Azure operation has started: ${reason}`
        : `The Azure operation was not started: ${reason}`;
    const code = isUnknown ? "StartUnknown" : notStartedCode(permanent);
    return {
        code,
        headline,
        lines: isUnknown ? [CHECK_FIRST] : code === "OperationNotStarted" ? [SAFE_TO_REPEAT] : [],
        cause: permanent === undefined ? error : permanent.cause,
    };
}

/** The more precise code of an error before the request, such as a wrong setting. */
function notStartedCode(error: CodedError | undefined): OperationErrorCode {
    return error === undefined || error.code === "StatusUnavailable" ? "OperationNotStarted" : error.code;
}

/** A certificate is refused before anything is sent, too. */
function neverConnected(error: unknown): boolean {
    const isConnectError = error instanceof Error && CONNECT_MESSAGE.test(error.message);
    return (isConnectError && NEVER_CONNECTED.has(transportErrorCode(error))) || isCertificateError(error);
}
