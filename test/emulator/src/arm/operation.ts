// SPDX-License-Identifier: Apache-2.0

import type { OperationAddress } from "./operationPath";
import type { OperationScript } from "./operationScript";

/** A running or completed operation. */
export interface Operation extends OperationAddress {
    readonly script: OperationScript;
    /** Client id of the identity that started it. */
    readonly callerClientId: string;
    /** The `api-version` of its status and result URLs. */
    readonly apiVersion: string;
    /** Returns the current representation of the resource that it changes. Undefined for an operation without a resource. */
    readonly result: (() => unknown) | undefined;
    /** Milliseconds since 1970. */
    readonly startedAtMs: number;
    /** Number of reads so far. */
    reads: number;
    /** Number of times the `Location` URL has changed. */
    moves: number;
    /** Number of fresh signatures so far. */
    signatures: number;
}

/** The state of an operation at one point in time. */
export interface OperationState {
    readonly status: string;
    readonly isRunning: boolean;
    /** From 0 to 1. */
    readonly progress: number;
}

/** The state of an operation at a time, according to its script. */
export function stateAt({ script, startedAtMs }: Operation, nowMs: number): OperationState {
    const elapsedSeconds = (nowMs - startedAtMs) / 1000;
    const duration = durationSeconds(script);
    if (elapsedSeconds >= duration) {
        return { status: script.outcome ?? "Succeeded", isRunning: false, progress: 1 };
    }
    const progress = elapsedSeconds / duration;
    return { status: itemAt(script.statusWords ?? ["InProgress"], progress), isRunning: true, progress };
}

export function durationSeconds(script: OperationScript): number {
    return script.durationSeconds ?? 1;
}

/** The item for a progress from 0 to 1, when each item covers an equal share of it. */
export function itemAt<Item>(items: readonly Item[], progress: number): Item {
    return items[Math.min(items.length - 1, Math.floor(progress * items.length))] as Item;
}

/** The headers of the initial response of an operation, and of each response while it runs. */
export function runningHeaders(script: OperationScript): Readonly<Record<string, string>> {
    return {
        ...(script.retryAfterSeconds === undefined ? {} : { "retry-after": String(script.retryAfterSeconds) }),
        ...script.headersWhileRunning,
    };
}
