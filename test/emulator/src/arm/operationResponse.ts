// SPDX-License-Identifier: Apache-2.0
import {
    durationSeconds,
    itemAt,
    type Operation,
    type OperationState,
    resultUrl,
    runningHeaders,
    stateAt,
    statusUrl,
} from "./operation";
import { operationPath } from "./operationUrl";
import type { RawResponse } from "./rawResponse";

/** The response at the status URL: always 200, with the status in the body. */
export function statusResponse(operation: Operation, nowMs: number): RawResponse {
    const { script } = operation;
    const state = stateAt(operation, nowMs);
    const { status, isRunning } = state;
    const endedAtMs = operation.startedAtMs + durationSeconds(script) * 1000;
    const percent = percentComplete(operation, state);
    return {
        note: percent === undefined ? status : `${status} ${percent}%`,
        headers: isRunning ? runningHeaders(script) : {},
        body: {
            id: operationPath(operation),
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
export function resultResponse(operation: Operation, nowMs: number, origin: string): RawResponse {
    const { script } = operation;
    const state = stateAt(operation, nowMs);
    if (state.isRunning) {
        operation.moves += script.movingLocation === true ? 1 : 0;
        return {
            status: 202,
            note: state.status,
            headers: { location: resultUrl(origin, operation), ...runningHeaders(script) },
        };
    }
    if (state.status === "Failed" || state.status === "Canceled") {
        return {
            status: script.resultStatusCode ?? 409,
            note: state.status,
            body: errorEnvelope(script.error, state.status),
        };
    }
    const body = operation.result?.() ?? script.properties;
    const statusCode = script.resultStatusCode ?? (body === undefined ? 204 : 200);
    if (statusCode === 303) {
        return { status: statusCode, note: state.status, headers: { location: seeOther(operation, body, origin) } };
    }
    return { status: statusCode, note: state.status, body: statusCode === 204 ? undefined : body };
}

/** The redirect target of a 303: the resource, or the status URL when there is no resource. */
function seeOther(operation: Operation, body: unknown, origin: string): string {
    const id = (body as { readonly id?: unknown } | undefined)?.id;
    return typeof id === "string" ? `${origin}${id}?api-version=${operation.apiVersion}` : statusUrl(origin, operation);
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
