// SPDX-License-Identifier: Apache-2.0
import type { OperationScript } from "./operationScript";
import { type OperationAddress, operationPath, signedQuery } from "./operationUrl";

/** An operation that was started, running or not. */
export interface Operation extends OperationAddress {
    readonly script: OperationScript;
    /** Who started it. */
    readonly callerClientId: string;
    /** The version in the URLs that are handed out. */
    readonly apiVersion: string;
    /** The resource that it changes, as it would be shown now; undefined when there is nothing to show. */
    readonly result: (() => unknown) | undefined;
    /** Milliseconds since 1970. */
    readonly startedAtMs: number;
    /** How many reads were answered. */
    reads: number;
    /** How often the URL of the `Location` header has changed. */
    moves: number;
}

/** Where an operation stands. */
export interface OperationState {
    readonly status: string;
    readonly isRunning: boolean;
    /** From 0 to 1. */
    readonly progress: number;
}

/** Where an operation stands at a time, by its script. */
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

/** The item whose equal share of the whole a progress from 0 to 1 falls into. */
export function itemAt<Item>(items: readonly Item[], progress: number): Item {
    return items[Math.min(items.length - 1, Math.floor(progress * items.length))] as Item;
}

/** The absolute URL of an operation's status as Azure hands it out, with its signed query. */
export function statusUrl(origin: string, operation: Operation): string {
    return `${origin}${operationPath(operation)}?api-version=${operation.apiVersion}&${signedQuery(operation)}`;
}

/** The absolute URL of an operation's result, the one that is valid now. */
export function resultUrl(origin: string, operation: Operation): string {
    const query = `api-version=${operation.apiVersion}&${signedQuery(operation, "operationResults")}`;
    const move = operation.moves === 0 ? "" : `&move=${operation.moves}`;
    return `${origin}${operationPath(operation, "operationResults")}?${query}${move}`;
}

/** Whether a query is that of the URL which is valid now. */
export function isCurrentResultUrl(operation: Operation, parameters: URLSearchParams): boolean {
    return (parameters.get("move") ?? "0") === String(operation.moves);
}

/** The headers of the answer that starts an operation, and of each one while it runs. */
export function runningHeaders(script: OperationScript): Readonly<Record<string, string>> {
    return {
        ...(script.retryAfterSeconds === undefined ? {} : { "retry-after": String(script.retryAfterSeconds) }),
        ...script.headersWhileRunning,
    };
}

/** The headers with which the answer to a request announces the operation that it started. */
export function initialResponseHeaders(origin: string, operation: Operation): Readonly<Record<string, string>> {
    const status = statusUrl(origin, operation);
    const result = resultUrl(origin, operation);
    const urls = {
        azureAsyncOperation: { "azure-asyncoperation": status },
        operationLocation: { "operation-location": status },
        location: { location: result },
        both: { "azure-asyncoperation": status, location: result },
        provisioningState: {},
    }[operation.script.pattern ?? "azureAsyncOperation"];
    return { ...urls, ...runningHeaders(operation.script) };
}
