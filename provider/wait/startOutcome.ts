// SPDX-License-Identifier: Apache-2.0

import { MetadataUnavailable } from "../azure/cloud";
import {
    isCertificateError,
    permanentTransportFault,
    transportErrorCode,
    transportErrorMessage,
} from "../azure/transportError";
import { CodedError } from "../common/codedError";
import { parseJson } from "../common/json";
import type { ArmUrl } from "../reference/armUrl";
import { parseErrorDetail } from "../response/errorDetail";
import { formatErrorHeadline, formatErrorTree } from "../response/formatError";
import type { ArmResponse } from "../response/pollResult";
import type { OperationError } from "./operationError";
import { type Outcome, responseExcerpt, waitError } from "./report";

/** An answer that names no operation to wait for. */
export class NoOperationError extends Error {
    constructor(readonly answer: ArmResponse) {
        super("no operation");
    }
}

/** ARM did not even process a request. */
export class ThrottledError extends NoOperationError {}

/** How far a request got. */
export interface Attempt {
    /** Whether there was a token and the request went out, if only to nobody. */
    readonly wasSent: boolean;
    readonly isAborted: boolean;
}

/** Transport errors of connections that were never made. */
const NEVER_CONNECTED: ReadonlySet<string> = new Set([
    ...["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"],
]);

/** Whether nothing reached Azure, and another attempt may. */
export function isUnsent(error: unknown, wasSent: boolean): boolean {
    const mayPass = error instanceof MetadataUnavailable ? error.isTransient : !(error instanceof CodedError);
    return mayPass && !isCertificateError(error) && (!wasSent || neverConnected(error));
}

/**
 * Why an operation was not begun, or that it is not known whether it was.
 *
 * @param secrets What must not appear in it.
 */
export function startError(error: unknown, attempt: Attempt, url: ArmUrl, secrets: readonly string[]): OperationError {
    const answer = error instanceof NoOperationError ? error.answer : undefined;
    const verdict = answer === undefined ? verdictOnTrouble(error, attempt, url) : verdictOnAnswer(answer);
    const wait = {
        url,
        status: undefined,
        polls: 0,
        elapsedMs: 0,
        tally: new Map<string, number>(),
        lastAnswer: answer,
        lastFault: undefined,
        retriedOnNextUp: true,
    };
    return waitError(verdict, wait, secrets);
}

const LOOK_FIRST = "Look at the resource before you try again.";

function verdictOnAnswer(answer: ArmResponse): Outcome {
    const { statusCode } = answer;
    const errorDetail = parseErrorDetail(parseJson(answer.body));
    const what =
        errorDetail === undefined ? responseExcerpt(answer) : `${statusCode} ${formatErrorHeadline(errorDetail)}`;
    const tree = formatErrorTree(errorDetail);
    if (statusCode < 300) {
        const headline = "Azure has begun the operation, but did not say where its status is.";
        const remedy = "Wait for the resource that it changes, as `{ resourceId, apiVersion }`.";
        return { code: "StatusUnavailable", headline, lines: [remedy] };
    }
    if (statusCode === 408 || statusCode >= 500) {
        const headline = `It is not known whether the Azure operation has begun: ${what}`;
        return { code: "StatusUnavailable", headline, lines: [LOOK_FIRST, ...tree], errorDetail };
    }
    const headline = `Azure did not begin the operation: ${errorDetail === undefined ? what : formatErrorHeadline(errorDetail)}`;
    return { code: refusalCode(statusCode), headline, lines: tree, errorDetail };
}

function refusalCode(statusCode: number) {
    if (statusCode === 403) {
        return "AuthorizationFailed";
    }
    return statusCode === 429 ? "StatusUnavailable" : "OperationFailed";
}

function verdictOnTrouble(error: unknown, { wasSent, isAborted }: Attempt, url: ArmUrl): Outcome {
    const fault =
        error instanceof CodedError
            ? error
            : permanentTransportFault(error, url.origin ?? "the Resource Manager", false);
    const isUnknown = wasSent && !(error instanceof CodedError) && !neverConnected(error);
    if (isAborted) {
        const headline = isUnknown
            ? "Stopped before it was known whether the Azure operation has begun."
            : "Stopped before the Azure operation was begun.";
        return { code: "WaitAborted", headline, lines: isUnknown ? [LOOK_FIRST] : [], cause: error };
    }
    const text = fault?.message ?? `${transportErrorCode(error)}: ${transportErrorMessage(error)}`;
    const headline = isUnknown
        ? `It is not known whether the Azure operation has begun: ${text}`
        : `The Azure operation was not begun: ${text}`;
    return {
        code: fault?.code ?? "StatusUnavailable",
        headline,
        lines: isUnknown ? [LOOK_FIRST] : [],
        cause: fault === undefined ? error : fault.cause,
    };
}

/** A certificate is refused before anything is sent, too. */
function neverConnected(error: unknown): boolean {
    return NEVER_CONNECTED.has(transportErrorCode(error)) || isCertificateError(error);
}
