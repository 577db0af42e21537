// SPDX-License-Identifier: Apache-2.0
import type { ArmResponse } from "../../provider/response/armResponse";
import { type Delay, isProxyWithoutStatus, type RequestFault } from "./planFaults";

/** How a correct client classifies a response. */
export type Classification = "running" | "ended" | "noStatus" | "notFound" | "retryable";

/** A response of the modelled Azure, before its common headers are added. */
export interface ModelResponse {
    readonly classification: Classification;
    readonly status: number;
    readonly body?: unknown;
    readonly delay?: Delay | undefined;
    readonly isFromAzure?: boolean;
    /** Whether it contains the state of a resource whose deletion was requested. */
    readonly isDeletionState?: boolean;
    /** Whether it shows that the deletion has started. */
    readonly hasStarted?: boolean;
}

/** An error body in ARM's format. */
export const ERROR_BODY = { error: { code: "KeyDenied", message: "Key not readable." } };
/** ARM's response for an unknown resource or operation. */
export const NOT_FOUND: ModelResponse = {
    classification: "notFound",
    status: 404,
    body: { error: { code: "NotFound", message: "None." } },
};

/** A response that reports the final state. */
export function finalResponse(body: object): ModelResponse {
    return { classification: "ended", status: 200, body };
}

/** The response sent because of an injected fault. */
export function faultResponse(fault: RequestFault): ModelResponse {
    switch (fault.kind) {
        case "code":
            return {
                classification: "retryable",
                status: fault.status,
                body: fault.isFromAzure ? { error: { code: "Busy", message: "Try later." } } : "Bad gateway",
                delay: fault.delay,
                isFromAzure: fault.isFromAzure,
            };
        case "proxy": {
            const [status, body] = fault.response;
            const { delay } = fault;
            const classification = isProxyWithoutStatus(fault) ? "noStatus" : "retryable";
            return { classification, status, body, delay, isFromAzure: false };
        }
        case "noStatus": {
            const [status, body] = fault.response;
            return { classification: "noStatus", status, body, delay: fault.delay };
        }
        case "truncated":
            return { classification: "retryable", status: 200, body: '{"status":"Succeeded","na' };
        case "notFound":
            return NOT_FOUND;
        default:
            return { classification: "retryable", status: 0 };
    }
}

/** Converts a modelled response to the one that `ArmClient` returns. */
export function toArmResponse(
    { status, body }: ModelResponse,
    headers: Readonly<Record<string, string>>,
    hasByteOrderMark: boolean,
): ArmResponse {
    const text = typeof body === "string" || body === undefined ? (body ?? "") : JSON.stringify(body);
    return {
        statusCode: status,
        header: (name) => headers[name.toLowerCase()],
        body: hasByteOrderMark && text !== "" ? `\uFEFF${text}` : text,
    };
}

/** Latency in virtual time. Rejects with the signal's reason when aborted. */
export function delayResponse(milliseconds: number, signal: AbortSignal): Promise<void> {
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
