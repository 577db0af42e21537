// SPDX-License-Identifier: Apache-2.0
import { durationSeconds, itemAt, type Operation, type OperationState, stateAt } from "./operation";
import { operationPath } from "./operationPath";
import type { OperationUrls } from "./operationUrls";
import { outcomeOf } from "./outcome";
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
        headers: urls.pollHeaders(operation, isRunning, []),
        body: {
            id: operationPath(operation, "status").path,
            name: operation.asyncOperationId,
            status,
            startTime: new Date(operation.startedAtMs).toISOString(),
            ...(isRunning ? endTimeWhileRunning(status, nowMs) : { endTime: new Date(endedAtMs).toISOString() }),
            ...(percent === undefined ? {} : { percentComplete: percent }),
            ...(!isRunning && "properties" in script ? { properties: script.properties } : {}),
            ...(isRunning && "errorWhileRunning" in script ? { error: script.errorWhileRunning } : {}),
            ...(!isRunning && "error" in script ? { error: script.error } : {}),
        },
    };
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
        return outcomeOf(status) === "succeeded" ? 100 : undefined;
    }
    return wanted === true ? Math.floor(progress * 100) : itemAt(wanted, progress);
}
