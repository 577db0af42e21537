// SPDX-License-Identifier: Apache-2.0
import { gzipSync } from "node:zlib";
import { armError } from "./arm/armError";
import type { OperationScript } from "./arm/operationScript";
import type { RawResponse } from "./arm/rawResponse";

/** A form in which a service may name a delay. */
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

/** The body of faults that would be fine otherwise. */
const RUNNING = { status: "InProgress" };

/**
 * What goes wrong on demand. Most are answers, for the list `answers` of a script or for an interceptor; those that are no answers say
 * what they are for.
 */
export const faults = {
    /** The same error a few times: `answers: [...faults.burst(503, 3), "timed"]`. */
    burst(status: number, count: number, headers: Readonly<Record<string, string>> = {}): RawResponse[] {
        return Array.from({ length: count }, () => faults.status(status, headers));
    },

    /** An error in Resource Manager's envelope. */
    status(status: number, headers: Readonly<Record<string, string>> = {}): RawResponse {
        return { note: `fault: ${status}`, ...armError(status, `Fault${status}`, `A fault: ${status}.`, headers) };
    },

    /** 429 as Resource Manager answers when the allowance is used up. The delay is in the headers given, or nowhere. */
    throttled(headers: Readonly<Record<string, string>> = {}): RawResponse {
        return armError(429, "TooManyRequests", "The request rate is too high.", headers);
    },

    /** 429 whose delay is in the text only. */
    throttledInMessage(seconds: number): RawResponse {
        return armError(429, "TooManyRequests", `Please try again after '${seconds}' seconds.`);
    },

    /** 429 because the resource is busy, not because of the rate. */
    busy(headers: Readonly<Record<string, string>> = {}): RawResponse {
        const message = "Another operation on this or a dependent resource is in progress.";
        return armError(429, "RetryableErrorDueToAnotherOperation", message, headers);
    },

    /** No answer: the connection is torn down. */
    reset(): RawResponse {
        return { note: "fault: reset", reset: true };
    },

    /** The connection is torn down in the middle of the body. */
    resetInBody(body: unknown = RUNNING): RawResponse {
        return { note: "fault: reset in the body", truncate: true, body };
    },

    /** A whole answer with half of a body: no JSON. */
    truncatedBody(body: unknown = RUNNING): RawResponse {
        const text = JSON.stringify(body);
        return { note: "fault: truncated", body: text.slice(0, Math.ceil(text.length / 2)) };
    },

    /** A body that takes this long, whole in the end. */
    slowBody(slowBodyMs: number, body: unknown = RUNNING): RawResponse {
        return { note: "fault: slow body", slowBodyMs, body };
    },

    /** A body that stops after its first half while the connection stays open. */
    stalledBody(body: unknown = RUNNING): RawResponse {
        return { note: "fault: stalled body", stall: true, body };
    },

    /** No answer, and the connection stays open. */
    silence(): RawResponse {
        return { note: "fault: silence", delayMs: Number.POSITIVE_INFINITY };
    },

    /** What a proxy, a firewall or a captive portal answers in Azure's place. */
    html(status = 200): RawResponse {
        const title = { 200: "Sign in", 403: "Blocked", 404: "Not found", 503: "Service unavailable" }[status];
        return {
            status,
            note: "fault: HTML",
            headers: { "content-type": "text/html; charset=utf-8", "x-ms-request-id": null },
            body: `<!DOCTYPE html>\n<html><head><title>${title ?? "Error"}</title></head><body><h1>${title ?? status}</h1></body></html>\n`,
        };
    },

    /** A good body under a wrong name. */
    wrongContentType(contentType = "text/plain", body: unknown = RUNNING): RawResponse {
        return { note: "fault: content type", headers: { "content-type": contentType }, body };
    },

    /** A good body with a byte order mark before it. */
    byteOrderMark(body: unknown = RUNNING): RawResponse {
        return { note: "fault: byte order mark", body: `\uFEFF${JSON.stringify(body)}` };
    },

    /** A body of this size once it is unpacked. */
    hugeBody(bytes: number, isCompressed = false): RawResponse {
        const body = Buffer.concat([Buffer.from('{"status":"InProgress","padding":"'), Buffer.alloc(bytes, "x")]);
        const whole = Buffer.concat([body.subarray(0, Math.max(0, bytes - 2)), Buffer.from('"}')]);
        return isCompressed
            ? { note: "fault: huge body", headers: { "content-encoding": "gzip" }, body: gzipSync(whole) }
            : { note: "fault: huge body", body: whole };
    },

    /** A redirect. A path stays on the host, a URL may leave it. */
    redirect(location: string, status = 302): RawResponse {
        return { status, note: "fault: redirect", headers: { location } };
    },

    /** For a script: `percentComplete` gets to 40 and stays there. */
    stallingPercent: { percentComplete: [10, 40, 40, 40, 40, 40, 40, 40] } satisfies OperationScript,

    /** For a script: `percentComplete` rises and falls. */
    backwardPercent: { percentComplete: [10, 60, 30, 90, 0, 50] } satisfies OperationScript,

    /** All forms in which a service may name a delay. */
    retryAfterForms: RETRY_AFTER_FORMS,

    /**
     * Headers that name a delay, for `headersWhileRunning` of a script or for the answers above. `zero` and what stands behind it
     * in `retryAfterForms` are forms that no client should follow.
     *
     * @param nowMs The time that dates count from, in milliseconds since 1970.
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
