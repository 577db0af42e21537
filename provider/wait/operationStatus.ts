// SPDX-License-Identifier: Apache-2.0

import { isJsonObject, type JsonObject } from "../common/json";
import type { WaitSoFar } from "./pollHistory";

/** The status of an operation that Succeeded, as ARM sent it, and the duration of the wait. */
export interface OperationStatus {
    /** ARM's id of the operation; its path where ARM sent none. */
    readonly id: string;
    /** ARM's name of the operation, its short id; the last segment of its path where ARM sent none. */
    readonly name: string;
    /** The final status, such as `"Succeeded"`. */
    readonly status: string;
    /** When the operation began, as ARM wrote it: mostly a date and time in ISO 8601. */
    readonly startTime?: string;
    /** When the operation ended, as ARM wrote it. */
    readonly endTime?: string;
    /** 0 to 100. */
    readonly percentComplete?: number;
    /** The result, as the service sent it. */
    readonly properties?: { readonly [key: string]: unknown };
    /** The duration of the wait, in whole seconds. */
    readonly durationSeconds: number;
    /** The number of requests sent. */
    readonly polls: number;
}

/** The result of a wait, from the body of its last response, which need not be a status in the Location pattern. */
export function operationStatus(status: string, body: JsonObject, wait: WaitSoFar): OperationStatus {
    const { path } = wait.url;
    const { id, name, startTime, endTime, percentComplete, properties } = body;
    return {
        id: typeof id === "string" ? id : path,
        name: typeof name === "string" ? name : path.slice(path.lastIndexOf("/") + 1),
        status,
        ...(typeof startTime === "string" ? { startTime } : {}),
        ...(typeof endTime === "string" ? { endTime } : {}),
        ...(typeof percentComplete === "number" ? { percentComplete } : {}),
        ...(isJsonObject(properties) ? { properties } : {}),
        durationSeconds: Math.round(wait.elapsedMs / 1000),
        polls: wait.polls,
    };
}
