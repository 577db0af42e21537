// SPDX-License-Identifier: Apache-2.0

import type { JsonObject } from "../common/json";
import { oneLine, shorten } from "../common/redact";
import { type ErrorDetail, parseErrorDetail } from "./errorDetail";

/** What came back from ARM, as far as it matters here. */
export interface ArmResponse {
    readonly statusCode: number;
    /** The value of a header, or `undefined`; names in any case. */
    header(name: string): string | undefined;
    /** The decoded body, `""` when there is none. */
    readonly body: string;
}

/**
 * Why an answer says nothing about the operation:
 * - `transient`: Azure or something on the way is in trouble (408, 429, 5xx, a page of HTML, half a body): ask again
 * - `noStatus`: a well-formed answer without a status: ask again, but not for ever
 * - `notFound`: ARM knows no such operation; `expired`: it says that it once did
 * - `unauthorized`, `forbidden`: the token, the permission
 * - `apiVersion`: the api-version is not supported
 * - `permanent`: asking again will not help
 */
export type UnreadableReason =
    | "transient"
    | "noStatus"
    | "notFound"
    | "expired"
    | "unauthorized"
    | "forbidden"
    | "apiVersion"
    | "permanent";

/** An answer that says nothing about the operation. */
export interface Unreadable {
    readonly kind: "unreadable";
    readonly reason: UnreadableReason;
    /** How the answer is counted and named in a report: `429 TooManyRequests`, `200 without a status`. */
    readonly word: string;
    readonly errorDetail: ErrorDetail | undefined;
    /** Whether it is Azure that answered, and not something on the way. */
    readonly isFromAzure: boolean;
}

/** What an answer says about the operation. */
export type PollResult =
    | { readonly kind: "running" | "succeeded"; readonly word: string; readonly body: JsonObject }
    | {
          readonly kind: "failed" | "canceled";
          readonly word: string;
          readonly body: JsonObject;
          readonly errorDetail: ErrorDetail | undefined;
      }
    | Unreadable;

/** No service needs more for one word. */
const MAXIMUM_WORD_CHARACTERS = 100;

/** The words that end an operation. Everything else is still running, whatever it resembles. */
const TERMINAL_WORDS: ReadonlyMap<string, "succeeded" | "failed" | "canceled"> = new Map([
    ["succeeded", "succeeded"],
    ["completed", "succeeded"],
    ["failed", "failed"],
    ["canceled", "canceled"],
    ["cancelled", "canceled"],
]);

/** Whether a word ends an operation. Words are compared whole, without regard to case. */
export function isTerminalStatus(word: string): boolean {
    return TERMINAL_WORDS.has(word.toLowerCase());
}

/** What a status word means. */
export function resultOfStatus(word: string, body: JsonObject): PollResult {
    const kind = TERMINAL_WORDS.get(word.toLowerCase()) ?? "running";
    return kind === "failed" || kind === "canceled"
        ? { kind, word, body, errorDetail: parseErrorDetail(body) }
        : { kind, word, body };
}

/** The text of a field that holds a status word. */
export function statusText(value: unknown): string | undefined {
    return typeof value === "string" && value.trim() !== ""
        ? shorten(oneLine(value.trim()), MAXIMUM_WORD_CHARACTERS)
        : undefined;
}
