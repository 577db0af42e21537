// SPDX-License-Identifier: Apache-2.0

import { isJsonObject } from "../common/json";
import { type ErrorDetail, parseErrorDetail } from "./errorDetail";
import type { ArmResponse, Unreadable, UnreadableReason } from "./pollResult";

const API_VERSION_CODES: ReadonlySet<string> = new Set([
    "invalidresourcetype",
    "noregisteredproviderfound",
    "invalidapiversionparameter",
    "missingapiversionparameter",
]);

/** Status codes that a later attempt may not meet again. */
const TRANSIENT_CODES: ReadonlySet<number> = new Set([408, 409, 412, 423, 424, 425, 429]);

/** What an answer with another HTTP code than 2xx says about why the status could not be read. */
export function unreadableStatusCode(answer: ArmResponse, parsed: unknown): Unreadable {
    const errorDetail = (isJsonObject(parsed) ? parseErrorDetail(parsed) : undefined) ?? codeInHeader(answer);
    const { statusCode } = answer;
    const word = errorDetail?.code === undefined ? `${statusCode}` : `${statusCode} ${errorDetail.code}`;
    return {
        kind: "unreadable",
        reason: reasonOf(statusCode, errorDetail),
        word,
        errorDetail,
        isFromAzure: isFromAzure(answer, parsed),
    };
}

/** What a 2xx answer without a status lacks. */
export function unreadableBody(answer: ArmResponse, parsed: unknown): Unreadable {
    const errorDetail = parseErrorDetail(isJsonObject(parsed) ? parsed : undefined);
    const word = `${answer.statusCode} ${nature(answer, parsed)}`;
    return {
        kind: "unreadable",
        reason: isBroken(answer, parsed) ? "transient" : "noStatus",
        word,
        errorDetail,
        isFromAzure: isFromAzure(answer, parsed),
    };
}

/** An error may come without a body. */
function codeInHeader(answer: ArmResponse): ErrorDetail | undefined {
    const code = answer.body.trim() === "" ? answer.header("x-ms-error-code") : undefined;
    return code === undefined ? undefined : { code };
}

/** Whether a body is not what ARM sends at all: a page of HTML, or half of something. */
export function isBroken(answer: ArmResponse, parsed: unknown): boolean {
    return parsed === undefined && answer.body.trim() !== "";
}

/** Whether a body is a page, as proxies and sign-in services send it. */
export function isHtml(answer: ArmResponse): boolean {
    return /^\s*</.test(answer.body);
}

/** Whether ARM shows a status to nobody but who started the operation. Which HTTP code goes with that is not documented. */
export function isForOriginalCaller(errorDetail: ErrorDetail | undefined): boolean {
    return /original caller/i.test(errorDetail?.message ?? "");
}

/** Whether an error is ARM's: those stand in an envelope or have a code; a gateway's message does not. */
export function isArmError(parsed: unknown): boolean {
    return isJsonObject(parsed) && (isJsonObject(parsed.error) || isArmCode(parseErrorDetail(parsed)?.code));
}

function isFromAzure(answer: ArmResponse, parsed: unknown): boolean {
    return isArmError(parsed) || answer.header("x-ms-request-id") !== undefined;
}

/** A proxy's page for a 404 has no code, or the number again. */
function isArmCode(code: string | undefined): boolean {
    return code !== undefined && /^[a-z]/i.test(code);
}

function reasonOf(statusCode: number, errorDetail: ErrorDetail | undefined): UnreadableReason {
    if ((statusCode === 400 || statusCode === 404) && API_VERSION_CODES.has(errorDetail?.code?.toLowerCase() ?? "")) {
        return "apiVersion";
    }
    if (statusCode < 500 && isForOriginalCaller(errorDetail)) {
        return "forbidden";
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
            return statusCode >= 500 || TRANSIENT_CODES.has(statusCode) ? "transient" : "noStatus";
    }
}

function nature(answer: ArmResponse, parsed: unknown): string {
    if (answer.body.trim() === "") {
        return "with an empty body";
    }
    if (parsed === undefined) {
        return isHtml(answer) ? "with a page of HTML" : "with an unreadable body";
    }
    return "without a status";
}
