// SPDX-License-Identifier: Apache-2.0

import type { JsonObject } from "../common/json";
import { type ErrorDetail, parseErrorDetail } from "./errorDetail";
import { statusMeaning } from "./statuses";

/**
 * Why a response contains no status of the operation:
 * - `transient`: Azure or the network is in trouble (408, 429, 5xx, an HTML page, a truncated body): retry
 * - `noStatus`: a well-formed response without a status: retry, but not for ever
 * - `notFound`: ARM has no such operation; `expired`: ARM had it once
 * - `unauthorized`, `forbidden`: the token, the permission
 * - `apiVersion`: the api-version is not supported
 * - `invalid`: ARM rejects the subscription or the resource provider, which no retry changes
 * - `notReadable`: this URL has no GET (405)
 * - `proxyAuthentication`: a proxy requires its own sign-in (407)
 */
export type UnreadableReason =
    | "transient"
    | "noStatus"
    | "notFound"
    | "expired"
    | "unauthorized"
    | "forbidden"
    | "apiVersion"
    | "invalid"
    | "notReadable"
    | "proxyAuthentication";

/** A response without a status of the operation. */
export interface UnreadableResult {
    readonly kind: "unreadable";
    readonly reason: UnreadableReason;
    /** The label of the response in counts and reports: `429 TooManyRequests`, `200 without a status`. */
    readonly label: string;
    readonly errorDetail: ErrorDetail | undefined;
    /** Whether Azure sent the response, and not a proxy. */
    readonly isFromAzure: boolean;
}

/** A response with a status of the operation. */
export type StatusResult =
    | { readonly kind: "running" | "succeeded"; readonly status: string; readonly body: JsonObject }
    | {
          readonly kind: "failed" | "canceled";
          readonly status: string;
          readonly body: JsonObject;
          readonly errorDetail: ErrorDetail | undefined;
      };

/** What one poll found out about the operation. */
export type PollResult = StatusResult | UnreadableResult;

/**
 * The result of a response with this status.
 *
 * @param succeededStatuses Statuses of success besides ARM's own.
 */
export function resultOfStatus(
    status: string,
    body: JsonObject,
    succeededStatuses: readonly string[] = [],
): StatusResult {
    const kind = statusMeaning(status, succeededStatuses);
    return kind === "failed" || kind === "canceled"
        ? { kind, status, body, errorDetail: parseErrorDetail(body) }
        : { kind, status, body };
}
