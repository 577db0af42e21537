// SPDX-License-Identifier: Apache-2.0
import { gzipSync } from "node:zlib";
import { armError } from "./arm/armError";
import type { OperationScript } from "./arm/operationScript";
import type { RawResponse } from "./arm/rawResponse";

/** A form in which a service may specify a delay. */
export type RetryAfterForm = (typeof RETRY_AFTER_FORMS)[number];

const RETRY_AFTER_FORMS = [
    "seconds",
    "fraction",
    "httpDate",
    "rfc850Date",
    "asctimeDate",
    "milliseconds",
    "msMilliseconds",
    "zero",
    "negative",
    "empty",
    "prose",
    "farTooLong",
] as const;

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** The default body of faults that affect only its delivery. */
const RUNNING = { status: "InProgress" };

/**
 * Injectable faults. Most are responses, for the `answers` of a script or for an interceptor; the doc comments of the others describe
 * their use.
 */
export const faults = {
    /** The same error, `count` times: `answers: [...faults.burst(503, 3), "timed"]`. */
    burst(status: number, count: number, headers: Readonly<Record<string, string>> = {}): RawResponse[] {
        return Array.from({ length: count }, () => faults.status(status, headers));
    },

    /** An error response in Resource Manager's envelope. */
    status(status: number, headers: Readonly<Record<string, string>> = {}): RawResponse {
        return { note: `fault: ${status}`, ...armError(status, `Fault${status}`, `A fault: ${status}.`, headers) };
    },

    /** The 429 of Resource Manager when the rate limit is exceeded. Contains a delay only if `headers` does. */
    throttled(headers: Readonly<Record<string, string>> = {}): RawResponse {
        return armError(429, "TooManyRequests", "The request rate is too high.", headers);
    },

    /** 429 with the delay only in the error message. */
    throttledInMessage(seconds: number): RawResponse {
        return armError(429, "TooManyRequests", `Please try again after '${seconds}' seconds.`);
    },

    /** 429 because the resource is busy, not because of the request rate. */
    busy(headers: Readonly<Record<string, string>> = {}): RawResponse {
        const message = "Another operation on this or a dependent resource is in progress.";
        return armError(429, "RetryableErrorDueToAnotherOperation", message, headers);
    },

    /** No response: the connection is closed. */
    reset(): RawResponse {
        return { note: "fault: reset", reset: true };
    },

    /** The connection is closed in the middle of the body. */
    resetInBody(body: unknown = RUNNING): RawResponse {
        return { note: "fault: reset in the body", truncate: true, body };
    },

    /** A complete response whose body is half of a JSON document. */
    truncatedBody(body: unknown = RUNNING): RawResponse {
        const text = JSON.stringify(body);
        return { note: "fault: truncated", body: text.slice(0, Math.ceil(text.length / 2)) };
    },

    /** A complete body, sent in pieces over this time in milliseconds. */
    slowBody(slowBodyMs: number, body: unknown = RUNNING): RawResponse {
        return { note: "fault: slow body", slowBodyMs, body };
    },

    /** A body that stops after its first half; the connection stays open. */
    stalledBody(body: unknown = RUNNING): RawResponse {
        return { note: "fault: stalled body", stall: true, body };
    },

    /** No response; the connection stays open. */
    silence(): RawResponse {
        return { note: "fault: silence", delayMs: Number.POSITIVE_INFINITY };
    },

    /** The HTML page of a proxy, a firewall or a captive portal. */
    html(status = 200): RawResponse {
        const title = { 200: "Sign in", 403: "Blocked", 404: "Not found", 503: "Service unavailable" }[status];
        return {
            status,
            note: "fault: HTML",
            headers: { "content-type": "text/html; charset=utf-8", "x-ms-request-id": null },
            body: `<!DOCTYPE html>\n<html><head><title>${title ?? "Error"}</title></head><body><h1>${title ?? status}</h1></body></html>\n`,
        };
    },

    /** A valid body with a wrong content type. */
    wrongContentType(contentType = "text/plain", body: unknown = RUNNING): RawResponse {
        return { note: "fault: content type", headers: { "content-type": contentType }, body };
    },

    /** A valid body after a byte order mark. */
    byteOrderMark(body: unknown = RUNNING): RawResponse {
        return { note: "fault: byte order mark", body: `\uFEFF${JSON.stringify(body)}` };
    },

    /** A body of this uncompressed size. */
    hugeBody(bytes: number, isCompressed = false): RawResponse {
        const body = Buffer.concat([Buffer.from('{"status":"InProgress","padding":"'), Buffer.alloc(bytes, "x")]);
        const whole = Buffer.concat([body.subarray(0, Math.max(0, bytes - 2)), Buffer.from('"}')]);
        return isCompressed
            ? { note: "fault: huge body", headers: { "content-encoding": "gzip" }, body: gzipSync(whole) }
            : { note: "fault: huge body", body: whole };
    },

    /** A redirect to a path on the same host, or to any URL. */
    redirect(location: string, status = 302): RawResponse {
        return { status, note: "fault: redirect", headers: { location } };
    },

    /** For a script: `percentComplete` rises to 40 and stalls. */
    stallingPercent: { percentComplete: [10, 40, 40, 40, 40, 40, 40, 40] } satisfies OperationScript,

    /** For a script: `percentComplete` rises and falls. */
    backwardPercent: { percentComplete: [10, 60, 30, 90, 0, 50] } satisfies OperationScript,

    /** All forms in which a service may specify a delay. */
    retryAfterForms: RETRY_AFTER_FORMS,

    /**
     * Headers that specify a delay, for `headersWhileRunning` of a script or for the responses above. No client should follow `zero`
     * or the forms after it in `retryAfterForms`.
     *
     * @param nowMs The current time for forms that are dates, in milliseconds since 1970.
     */
    retryAfter(form: RetryAfterForm, seconds: number, nowMs = Date.now()): Readonly<Record<string, string>> {
        const date = new Date(nowMs + seconds * 1000);
        // "Mon, 02 Mar 2026 09:00:00 GMT"
        const [, day = "", month = "", year = "", time = ""] = date.toUTCString().split(" ");
        switch (form) {
            case "seconds":
                return { "retry-after": String(seconds) };
            case "fraction":
                return { "retry-after": `${seconds}.5` };
            case "httpDate":
                return { "retry-after": date.toUTCString() };
            case "rfc850Date":
                return { "retry-after": `${DAYS[date.getUTCDay()]}, ${day}-${month}-${year.slice(2)} ${time} GMT` };
            case "asctimeDate": {
                const dayName = DAYS[date.getUTCDay()]?.slice(0, 3);
                return { "retry-after": `${dayName} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}` };
            }
            case "milliseconds":
                return { "retry-after-ms": String(seconds * 1000) };
            case "msMilliseconds":
                return { "x-ms-retry-after-ms": String(seconds * 1000) };
            case "zero":
                return { "retry-after": "0" };
            case "negative":
                return { "retry-after": `-${seconds}` };
            case "empty":
                return { "retry-after": "" };
            case "prose":
                return { "retry-after": "in a while" };
            case "farTooLong":
                return { "retry-after": "99999999999" };
        }
    },
};
