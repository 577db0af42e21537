// SPDX-License-Identifier: Apache-2.0

import { isJsonObject, type JsonObject } from "../common/json";
import type { WaitSoFar } from "./report";

/** The status of an operation that Succeeded, as ARM sent it, and how long that took to see. */
export interface OperationStatus {
    /** ARM's id of the operation; its path where ARM sent none. */
    readonly id: string;
    /** ARM's name of the operation, its id in short; the last segment of its path where ARM sent none. */
    readonly name: string;
    /** The word that ended the wait, such as `"Succeeded"`. */
    readonly status: string;
    /** When the operation began and ended, as ARM wrote it. */
    readonly startTime?: string;
    readonly endTime?: string;
    /** 0 to 100. */
    readonly percentComplete?: number;
    /** What the service tells about its result. */
    readonly properties?: JsonObject;
    /** How long this wait took. */
    readonly durationSeconds: number;
    /** How often the status was asked for. */
    readonly polls: number;
}

/** The result of a wait, from the body of its last answer. In the Location pattern that may be no status at all. */
export function operationStatus(word: string, body: JsonObject, wait: WaitSoFar): OperationStatus {
    const { path } = wait.url;
    const { id, name, startTime, endTime, percentComplete, properties } = body;
    return {
        id: typeof id === "string" ? id : path,
        name: typeof name === "string" ? name : path.slice(path.lastIndexOf("/") + 1),
        status: word,
        ...(typeof startTime === "string" ? { startTime } : {}),
        ...(typeof endTime === "string" ? { endTime } : {}),
        ...(typeof percentComplete === "number" ? { percentComplete } : {}),
        ...(isJsonObject(properties) ? { properties } : {}),
        durationSeconds: Math.round(wait.elapsedMs / 1000),
        polls: wait.polls,
    };
}
