// SPDX-License-Identifier: Apache-2.0
import {
    durationSeconds,
    type Operation,
    type OperationState,
    resultUrl,
    runningHeaders,
    share,
    stateAt,
    statusUrl,
} from "./operation";
import { operationPath } from "./operationUrl";
import type { RawResponse } from "./rawResponse";

/** What the status of an operation says: always 200, and a word in the body. */
export function statusResponse(operation: Operation, nowMs: number): RawResponse {
    const { script } = operation;
    const state = stateAt(operation, nowMs);
    const { word, isRunning } = state;
    const endedAtMs = operation.startedAtMs + durationSeconds(script) * 1000;
    const percent = percentComplete(operation, state);
    return {
        note: percent === undefined ? word : `${word} ${percent}%`,
        headers: isRunning ? runningHeaders(script) : {},
        body: {
            id: operationPath(operation),
            name: operation.asyncOperationId,
            status: word,
            startTime: new Date(operation.startedAtMs).toISOString(),
            ...(isRunning ? endTimeWhileRunning(word, nowMs) : { endTime: new Date(endedAtMs).toISOString() }),
            ...(percent === undefined ? {} : { percentComplete: percent }),
            ...(!isRunning && "properties" in script ? { properties: script.properties } : {}),
            ...(!isRunning && "error" in script ? { error: script.error } : {}),
        },
    };
}

/** What the URL of the `Location` header says: 202 without a body while it runs, then a code that tells how it ended. */
export function resultResponse(operation: Operation, nowMs: number, origin: string): RawResponse {
    const { script } = operation;
    const { word, isRunning } = stateAt(operation, nowMs);
    if (isRunning) {
        operation.moves += script.movingLocation === true ? 1 : 0;
        return {
            status: 202,
            note: word,
            headers: { location: resultUrl(origin, operation), ...runningHeaders(script) },
        };
    }
    if (word === "Failed" || word === "Canceled") {
        return { status: script.resultStatusCode ?? 409, note: word, body: errorEnvelope(script.error, word) };
    }
    const body = operation.result?.() ?? script.properties;
    const status = script.resultStatusCode ?? (body === undefined ? 204 : 200);
    if (status === 303) {
        return { status, note: word, headers: { location: seeOther(operation, body, origin) } };
    }
    return { status, note: word, body: status === 204 ? undefined : body };
}

/** Where the result is to be seen: the resource, or the status where there is none. */
function seeOther(operation: Operation, body: unknown, origin: string): string {
    const id = (body as { readonly id?: unknown } | undefined)?.id;
    return typeof id === "string" ? `${origin}${id}?api-version=${operation.apiVersion}` : statusUrl(origin, operation);
}

/** An HTTP error has one `error` around it; a script may have it or not. */
function errorEnvelope(error: unknown, word: string): unknown {
    if (typeof error === "object" && error !== null && "error" in error) {
        return error;
    }
    return { error: error ?? { code: `Operation${word}`, message: `The operation ended as ${word}.` } };
}

/** Log Analytics sends an `endTime` with these two words although the operation goes on. */
function endTimeWhileRunning(word: string, nowMs: number): { endTime?: string } {
    return word === "Updating" || word === "Deleting" ? { endTime: new Date(nowMs).toISOString() } : {};
}

function percentComplete({ script }: Operation, { word, isRunning, progress }: OperationState): number | undefined {
    const wanted = script.percentComplete ?? false;
    if (wanted === false) {
        return undefined;
    }
    if (!isRunning) {
        return word === "Succeeded" ? 100 : undefined;
    }
    return wanted === true ? Math.floor(progress * 100) : share(wanted, progress);
}
