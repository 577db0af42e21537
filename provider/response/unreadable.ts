// SPDX-License-Identifier: Apache-2.0

import { isJsonObject } from "../common/json";
import { type ArmResponse, isFromAzure } from "./armResponse";
import { type ErrorDetail, parseErrorDetail } from "./errorDetail";
import type { UnreadableReason, UnreadableResult } from "./pollResult";

const API_VERSION_CODES: ReadonlySet<string> = new Set([
    "invalidresourcetype",
    "noregisteredproviderfound",
    "invalidapiversionparameter",
    "missingapiversionparameter",
]);

/** ARM's errors about the path itself. A retry gets them again. */
const INVALID_PATH_CODES: ReadonlySet<string> = new Set([
    ...["invalidsubscriptionid", "subscriptionnotfound", "missingsubscription", "invalidresourcenamespace"],
]);

/** Status codes of a conflict with another request. They say nothing about the operation, and a retry may not get them again. */
const CONFLICT_CODES: ReadonlySet<number> = new Set([409, 412, 423, 424, 425]);

/** What only Azure knows. A proxy may send these codes for its own reasons. */
const GONE_REASONS = { 404: "notFound", 405: "notReadable", 410: "expired" } as const satisfies Record<
    number,
    UnreadableReason
>;

/** Whether a server is temporarily unable to respond as intended: 408, 429, or 500 and above. */
export function isTransientStatus(statusCode: number): boolean {
    return statusCode === 408 || statusCode === 429 || statusCode >= 500;
}

/** Why a response with another HTTP code than 2xx contains no status. */
export function unreadableStatusCode(response: ArmResponse, parsed: unknown): UnreadableResult {
    const errorDetail = (isJsonObject(parsed) ? parseErrorDetail(parsed) : undefined) ?? codeInHeader(response);
    const { statusCode } = response;
    const label = errorDetail?.code === undefined ? `${statusCode}` : `${statusCode} ${errorDetail.code}`;
    return {
        kind: "unreadable",
        reason: reasonOf(response, errorDetail),
        label,
        errorDetail,
        isFromAzure: isFromAzure(response),
    };
}

/** Why a 2xx response contains no status. */
export function unreadableBody(response: ArmResponse, parsed: unknown): UnreadableResult {
    const errorDetail = parseErrorDetail(isJsonObject(parsed) ? parsed : undefined);
    const label = `${response.statusCode} ${describeBody(response, parsed)}`;
    return {
        kind: "unreadable",
        reason: isMalformed(response, parsed) ? "transient" : "noStatus",
        label,
        errorDetail,
        isFromAzure: isFromAzure(response),
    };
}

/** Some services send the code of an error without a body. */
function codeInHeader(response: ArmResponse): ErrorDetail | undefined {
    const code = response.body.trim() === "" ? response.header("x-ms-error-code") : undefined;
    return code === undefined ? undefined : { code };
}

/** Whether a body is not JSON: an HTML page, or a truncated body. */
export function isMalformed(response: ArmResponse, parsed: unknown): boolean {
    return parsed === undefined && response.body.trim() !== "";
}

/** Whether a body is an HTML page, as proxies and sign-in services send it. */
export function isHtml(response: ArmResponse): boolean {
    return /^\s*</.test(response.body);
}

/** Whether only the identity that started the operation may read its status. The HTTP code of this error is not documented. */
export function isForOriginalCaller(errorDetail: ErrorDetail | undefined): boolean {
    return /original caller/i.test(errorDetail?.message ?? "");
}

/** Whether an error is ARM's, in an envelope or with a code. The error page of a gateway has neither. */
export function isArmError(parsed: unknown): boolean {
    return isJsonObject(parsed) && (isJsonObject(parsed.error) || isArmCode(parseErrorDetail(parsed)?.code));
}

/** A proxy sends no code, or the HTTP status as the code. */
function isArmCode(code: string | undefined): boolean {
    return code !== undefined && /^[a-z]/i.test(code);
}

function reasonOf(response: ArmResponse, errorDetail: ErrorDetail | undefined): UnreadableReason {
    const { statusCode } = response;
    if ((statusCode === 400 || statusCode === 404) && API_VERSION_CODES.has(errorDetail?.code?.toLowerCase() ?? "")) {
        return "apiVersion";
    }
    if (statusCode >= 400 && statusCode < 500 && INVALID_PATH_CODES.has(errorDetail?.code?.toLowerCase() ?? "")) {
        return "invalid";
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
        case 405:
        case 410:
            return isFromAzure(response) ? GONE_REASONS[statusCode] : "transient";
        case 407:
            return "proxyAuthentication";
        default:
            return isTransientStatus(statusCode) || CONFLICT_CODES.has(statusCode) ? "transient" : "noStatus";
    }
}

function describeBody(response: ArmResponse, parsed: unknown): string {
    if (response.body.trim() === "") {
        return "with an empty body";
    }
    if (parsed === undefined) {
        return isHtml(response) ? "with a page of HTML" : "with an unreadable body";
    }
    return "without a status";
}
