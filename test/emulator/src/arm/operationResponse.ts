// SPDX-License-Identifier: Apache-2.0
import { durationSeconds, itemAt, type Operation, type OperationState, runningHeaders, stateAt } from "./operation";
import { operationPath } from "./operationPath";
import type { UrlHeader } from "./operationScript";
import type { OperationUrls } from "./operationUrls";
import type { RawResponse } from "./rawResponse";

/** The response at the status URL: the status in the body, with 200 or, while the operation runs, with the code of the script. */
export function statusResponse(operation: Operation, nowMs: number, urls: OperationUrls): RawResponse {
    const { script } = operation;
    const state = stateAt(operation, nowMs);
    const { status, isRunning } = state;
    const endedAtMs = operation.startedAtMs + durationSeconds(script) * 1000;
    const percent = percentComplete(operation, state);
    return {
        status: isRunning ? (script.statusCodeWhileRunning ?? 200) : 200,
        note: percent === undefined ? status : `${status} ${percent}%`,
        headers: pollHeaders(operation, isRunning, urls, []),
        body: {
            id: operationPath(operation, "status").path,
            name: operation.asyncOperationId,
            status,
            startTime: new Date(operation.startedAtMs).toISOString(),
            ...(isRunning ? endTimeWhileRunning(status, nowMs) : { endTime: new Date(endedAtMs).toISOString() }),
            ...(percent === undefined ? {} : { percentComplete: percent }),
            ...(!isRunning && "properties" in script ? { properties: script.properties } : {}),
            ...(!isRunning && "error" in script ? { error: script.error } : {}),
        },
    };
}

/** The response at the `Location` URL: 202 without a body while the operation runs, then a code that depends on its outcome. */
export function resultResponse(operation: Operation, nowMs: number, urls: OperationUrls): RawResponse {
    const { script } = operation;
    const state = stateAt(operation, nowMs);
    if (state.isRunning) {
        operation.moves += script.movingLocation === true ? 1 : 0;
        return {
            status: 202,
            note: state.status,
            headers: pollHeaders(operation, true, urls, ["location"]),
        };
    }
    const headers = pollHeaders(operation, false, urls, []);
    if (state.status === "Failed" || state.status === "Canceled") {
        return {
            status: script.resultStatusCode ?? 409,
            note: state.status,
            headers,
            body: errorEnvelope(script.error, state.status),
        };
    }
    const body = operation.result?.() ?? script.properties;
    const statusCode = script.resultStatusCode ?? (body === undefined ? 204 : 200);
    if (statusCode === 303) {
        const location = seeOther(operation, body, urls);
        return { status: statusCode, note: state.status, headers: { ...headers, location } };
    }
    return { status: statusCode, note: state.status, headers, body: statusCode === 204 ? undefined : body };
}

/** The redirect target of a 303: the resource, or the status URL when there is no resource. */
function seeOther(operation: Operation, body: unknown, urls: OperationUrls): string {
    const id = (body as { readonly id?: unknown } | undefined)?.id;
    return typeof id === "string" ? urls.resource(operation, id) : urls.status(operation);
}

/** The headers of a response to a poll. `defaults` are the headers that refer to a running operation without a script for them. */
function pollHeaders(
    operation: Operation,
    isRunning: boolean,
    urls: OperationUrls,
    defaults: readonly UrlHeader[],
): Readonly<Record<string, string>> {
    const { script } = operation;
    return isRunning
        ? { ...urls.headers(operation, script.urlHeadersWhileRunning ?? defaults), ...runningHeaders(script) }
        : urls.headers(operation, script.urlHeadersAtEnd ?? []);
}

/** Wraps the error of a script in the envelope of an HTTP error, unless the script already contains it. */
function errorEnvelope(error: unknown, status: string): unknown {
    if (typeof error === "object" && error !== null && "error" in error) {
        return error;
    }
    return { error: error ?? { code: `Operation${status}`, message: `The operation ended as ${status}.` } };
}

/** Log Analytics returns an `endTime` with these two statuses although the operation is still running. */
function endTimeWhileRunning(status: string, nowMs: number): { endTime?: string } {
    return status === "Updating" || status === "Deleting" ? { endTime: new Date(nowMs).toISOString() } : {};
}

function percentComplete({ script }: Operation, { status, isRunning, progress }: OperationState): number | undefined {
    const wanted = script.percentComplete ?? false;
    if (wanted === false) {
        return undefined;
    }
    if (!isRunning) {
        return status === "Succeeded" ? 100 : undefined;
    }
    return wanted === true ? Math.floor(progress * 100) : itemAt(wanted, progress);
}
