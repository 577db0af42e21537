// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from "node:crypto";
import { durationSeconds, type Operation, type OperationState, stateAt } from "./operation";
import type { OperationScript } from "./operationScript";
import { type OperationAddress, operationPath, regionName } from "./operationUrl";
import type { RawResponse } from "./rawResponse";

/** Where an operation is started, and by whom. */
export type OperationStart = Omit<OperationAddress, "asyncOperationId"> &
    Pick<Operation, "callerClientId" | "apiVersion"> & {
        /** @default a random one */
        readonly asyncOperationId?: string | undefined;
        /** The resource that is changed, as it would be shown now. Nothing to show when absent. */
        readonly result?: (() => unknown) | undefined;
    };

/** All operations of the cloud, and the scripts of those to come. */
export class Operations {
    readonly #operations = new Map<string, Operation>();
    readonly #nextScripts: OperationScript[] = [];

    /** @param nowMs The time in milliseconds since 1970. */
    constructor(private readonly nowMs: () => number) {}

    /** Keeps a script for the next operation that a request starts. @returns how many are waiting. */
    queue(script: OperationScript): number {
        return this.#nextScripts.push(script);
    }

    /** Starts an operation with `script`, else with the next one of the queue, else with a script of defaults. */
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
        };
        this.#operations.set(operationPath(operation).toLowerCase(), operation);
        return operation;
    }

    /** The operation of an address, whatever its letter case; undefined when unknown or no longer kept. */
    find(address: OperationAddress): Operation | undefined {
        const path = operationPath({ ...address, location: regionName(address.location) });
        const operation = this.#operations.get(path.toLowerCase());
        const isGone = operation !== undefined && this.isExpired(operation);
        return isGone && operation.script.expiredRecord !== "noStatus" ? undefined : operation;
    }

    /** Where it stands now, by its script's times. */
    state(operation: Operation): OperationState {
        return stateAt(operation, this.nowMs());
    }

    /** Whether the record of an ended operation is no longer kept. */
    isExpired({ script, startedAtMs }: Operation): boolean {
        const lifetime = script.recordLifetimeSeconds;
        return lifetime !== undefined && this.nowMs() >= startedAtMs + (durationSeconds(script) + lifetime) * 1000;
    }

    /** Answers a read: with the script's next answer if it lists any, else with the timed one. */
    read(operation: Operation, timed: () => RawResponse): RawResponse {
        const responses = operation.script.answers ?? [];
        const response = responses[Math.min(operation.reads, responses.length - 1)] ?? "timed";
        operation.reads += 1;
        return response === "timed" ? timed() : { note: "scripted response", ...response };
    }
}
