// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from "node:crypto";
import { durationSeconds, type Operation, type OperationState, stateAt } from "./operation";
import { type OperationAddress, regionName } from "./operationPath";
import { type OperationMatch, OperationPaths } from "./operationPaths";
import type { OperationScript } from "./operationScript";
import type { RawResponse } from "./rawResponse";

/** The address, caller and API version of an operation to start. */
export type OperationStart = Omit<OperationAddress, "asyncOperationId"> &
    Pick<Operation, "callerClientId" | "apiVersion"> & {
        /** @default a random one */
        readonly asyncOperationId?: string | undefined;
        /** Returns the current representation of the changed resource. Absent for an operation without a resource. */
        readonly result?: (() => unknown) | undefined;
    };

/** All operations of the cloud, and the queued scripts of future ones. */
export class Operations {
    #paths = new OperationPaths();
    readonly #nextScripts: OperationScript[] = [];

    /** @param nowMs The time in milliseconds since 1970. */
    constructor(private readonly nowMs: () => number) {}

    /** Queues a script for the next operation that a request starts. @returns The length of the queue. */
    queue(script: OperationScript): number {
        return this.#nextScripts.push(script);
    }

    /** Forgets all operations and queued scripts. */
    clear(): void {
        this.#paths = new OperationPaths();
        this.#nextScripts.length = 0;
    }

    /** Starts an operation with `script`, else with the next queued script, else with the defaults. */
    start(script: OperationScript | undefined, start: OperationStart): Operation {
        const operation: Operation = {
            ...start,
            location: regionName(start.location),
            asyncOperationId: start.asyncOperationId ?? randomUUID(),
            script: script ?? this.#nextScripts.shift() ?? {},
            result: start.result,
            startedAtMs: this.nowMs(),
            reads: 0,
            moves: 0,
            signatures: 0,
        };
        this.#paths.add(operation);
        return operation;
    }

    /** The operation at a path, even if its record has expired; undefined when there is none. */
    find(segments: readonly string[], parameters: URLSearchParams): OperationMatch | undefined {
        return this.#paths.find(segments, parameters);
    }

    /** The current state of an operation. */
    state(operation: Operation): OperationState {
        return stateAt(operation, this.nowMs());
    }

    /** Whether the record of an ended operation has expired. */
    isExpired({ script, startedAtMs }: Operation): boolean {
        const lifetime = script.recordLifetimeSeconds;
        return lifetime !== undefined && this.nowMs() >= startedAtMs + (durationSeconds(script) + lifetime) * 1000;
    }

    /** Whether the resource of an operation still refuses other changes and actions. */
    keepsBusy({ script, startedAtMs }: Operation): boolean {
        return this.nowMs() < startedAtMs + (script.busySeconds ?? 0) * 1000;
    }

    /** Handles a read: with the next scripted response if there are any, else with the timed one. */
    read(operation: Operation, timed: () => RawResponse): RawResponse {
        const responses = operation.script.answers ?? [];
        const response = responses[Math.min(operation.reads, responses.length - 1)] ?? "timed";
        operation.reads += 1;
        return response === "timed" ? timed() : { note: "scripted response", ...response };
    }
}
