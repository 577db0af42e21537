// SPDX-License-Identifier: Apache-2.0
import type { ArmResponse } from "../../provider/response/armResponse";
import type { Delay, Trouble } from "./plan";

/** What an answer says, for those who know the truth. */
export type Meaning = "running" | "fate" | "noStatus" | "notFound" | "trouble";

/** An answer in the making. */
export interface Reply {
    readonly meaning: Meaning;
    readonly status: number;
    readonly body?: unknown;
    readonly delay?: Delay | undefined;
    readonly isFromAzure?: boolean;
    /** Whether it shows the state of a resource that is to go away, and whether that has begun. */
    readonly isState?: boolean;
    readonly hasBegun?: boolean;
    readonly headers?: Readonly<Record<string, string>>;
}

/** An error as ARM words it. */
export const REFUSAL = { error: { code: "KeyDenied", message: "Key not readable." } };
/** What ARM answers for what it does not know. */
export const NOT_FOUND: Reply = {
    meaning: "notFound",
    status: 404,
    body: { error: { code: "NotFound", message: "None." } },
};

/** An answer that tells how it ended. */
export function fate(body: object): Reply {
    return { meaning: "fate", status: 200, body };
}

/** What comes instead of an answer. */
export function troubleReply(trouble: Trouble): Reply {
    switch (trouble.kind) {
        case "code":
            return {
                meaning: "trouble",
                status: trouble.status,
                body: trouble.isFromAzure ? { error: { code: "Busy", message: "Try later." } } : "Bad gateway",
                delay: trouble.delay,
                isFromAzure: trouble.isFromAzure,
            };
        case "html":
            return { meaning: "trouble", status: trouble.status, body: "<html>Succeeded</html>", isFromAzure: false };
        case "noStatus":
            return { meaning: "noStatus", status: trouble.status, body: trouble.body };
        case "truncated":
            return { meaning: "trouble", status: 200, body: '{"status":"Succeeded","na' };
        case "notFound":
            return NOT_FOUND;
        default:
            return { meaning: "trouble", status: 0 };
    }
}

/** The answer as the client reads it. */
export function answerOf(reply: Reply, headers: Readonly<Record<string, string>>, hasMark: boolean): ArmResponse {
    const { body } = reply;
    const text = typeof body === "string" || body === undefined ? (body ?? "") : JSON.stringify(body);
    return {
        statusCode: reply.status,
        header: (name) => headers[name.toLowerCase()],
        body: hasMark && text !== "" ? `\uFEFF${text}` : text,
    };
}

/** Virtual time on the way, cut short by the signal. */
export function later(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
        const timer = milliseconds < Number.POSITIVE_INFINITY ? setTimeout(done, milliseconds) : undefined;
        function onAbort(): void {
            clearTimeout(timer);
            reject(signal.reason);
        }
        function done(): void {
            signal.removeEventListener("abort", onAbort);
            resolve();
        }
        if (signal.aborted) {
            onAbort();
        } else {
            signal.addEventListener("abort", onAbort, { once: true });
        }
    });
}
