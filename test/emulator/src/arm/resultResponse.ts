// SPDX-License-Identifier: Apache-2.0
import { type Operation, stateAt } from "./operation";
import type { OperationUrls } from "./operationUrls";
import { outcomeOf } from "./outcome";
import type { RawResponse } from "./rawResponse";

/**
 * The response at the `Location` URL: 202 while the operation runs, without a body unless the script has one; then a code and a body
 * that depend on its outcome.
 */
export function resultResponse(operation: Operation, nowMs: number, urls: OperationUrls): RawResponse {
    const { script } = operation;
    const state = stateAt(operation, nowMs);
    if (state.isRunning) {
        operation.moves += script.movingLocation === true ? 1 : 0;
        return {
            status: 202,
            note: state.status,
            headers: urls.pollHeaders(operation, true, ["location"]),
            body: script.bodyWhileRunning,
        };
    }
    const headers = urls.pollHeaders(operation, false, []);
    if (outcomeOf(state.status) === "failed") {
        return {
            status: script.resultStatusCode ?? 409,
            note: state.status,
            headers,
            body: errorEnvelope(script.error, state.status),
        };
    }
    const body = "resultBody" in script ? script.resultBody : (operation.result?.() ?? script.properties);
    const statusCode = script.resultStatusCode ?? (body === undefined ? 204 : 200);
    if (statusCode === 303) {
        const location = seeOther(operation, body, urls);
        return { status: statusCode, note: state.status, headers: { ...headers, location } };
    }
    return {
        status: statusCode,
        note: state.status,
        headers: isText(body) ? { ...headers, "content-type": "text/plain; charset=utf-8" } : headers,
        body: statusCode === 204 ? undefined : body,
    };
}

/** The redirect target of a 303: the resource, or the status URL when there is no resource. */
function seeOther(operation: Operation, body: unknown, urls: OperationUrls): string {
    const id = (body as { readonly id?: unknown } | undefined)?.id;
    return typeof id === "string" ? urls.resource(operation, id) : urls.status(operation);
}

/** Wraps the error of a script in the envelope of an HTTP error, unless the script already contains it. */
function errorEnvelope(error: unknown, status: string): unknown {
    if (typeof error === "object" && error !== null && "error" in error) {
        return error;
    }
    return { error: error ?? { code: `Operation${status}`, message: `The operation ended as ${status}.` } };
}

/** Whether a body is a string that is neither empty nor JSON. */
function isText(body: unknown): boolean {
    if (typeof body !== "string" || body === "") {
        return false;
    }
    try {
        JSON.parse(body);
        return false;
    } catch {
        return true;
    }
}
