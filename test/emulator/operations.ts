// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from "node:crypto";
import type { OperationScript } from "./operationScript";
import { type OperationAddress, operationPath, regionName, signedQuery } from "./operationUrl";
import type { RawAnswer } from "./rawAnswer";

/** An operation that was started, running or not. */
export interface Operation extends OperationAddress {
    readonly script: OperationScript;
    /** Milliseconds since 1970. */
    readonly startedAtMs: number;
    /** How many status reads were answered. */
    reads: number;
}

/** Where an operation stands. */
export interface OperationState {
    readonly word: string;
    readonly isRunning: boolean;
    /** From 0 to 1. */
    readonly progress: number;
}

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
    start(
        script: OperationScript | undefined,
        address: Omit<OperationAddress, "asyncOperationId"> & { readonly asyncOperationId?: string | undefined },
    ): Operation {
        const operation: Operation = {
            ...address,
            location: regionName(address.location),
            asyncOperationId: address.asyncOperationId ?? randomUUID(),
            script: script ?? this.#nextScripts.shift() ?? {},
            startedAtMs: this.nowMs(),
            reads: 0,
        };
        this.#operations.set(operationPath(operation).toLowerCase(), operation);
        return operation;
    }

    /** The operation of an address, whatever its letter case; undefined when unknown or no longer kept. */
    find(address: OperationAddress): Operation | undefined {
        const path = operationPath({ ...address, location: regionName(address.location) });
        const operation = this.#operations.get(path.toLowerCase());
        const lifetime = operation?.script.recordLifetimeSeconds;
        if (operation === undefined || lifetime === undefined) {
            return operation;
        }
        const expiresAtMs = operation.startedAtMs + (durationSeconds(operation.script) + lifetime) * 1000;
        return this.nowMs() < expiresAtMs ? operation : undefined;
    }

    /** Where it stands now, by its script's times. */
    state(operation: Operation): OperationState {
        const { script } = operation;
        const elapsedSeconds = (this.nowMs() - operation.startedAtMs) / 1000;
        const duration = durationSeconds(script);
        if (elapsedSeconds >= duration) {
            return { word: script.outcome ?? "Succeeded", isRunning: false, progress: 1 };
        }
        const progress = elapsedSeconds / duration;
        return { word: share(script.statusWords ?? ["InProgress"], progress), isRunning: true, progress };
    }

    /** Answers a status read: with the script's next answer if it lists any, else with the state. */
    read(operation: Operation): RawAnswer {
        const answers = operation.script.answers ?? [];
        const answer = answers[Math.min(operation.reads, answers.length - 1)] ?? "timed";
        operation.reads += 1;
        return answer === "timed" ? this.#timedAnswer(operation) : { note: "scripted answer", ...answer };
    }

    #timedAnswer(operation: Operation): RawAnswer {
        const { script } = operation;
        const { word, isRunning, progress } = this.state(operation);
        const endedAtMs = operation.startedAtMs + durationSeconds(script) * 1000;
        const percent = percentComplete(script, isRunning, word, progress);
        return {
            note: percent === undefined ? word : `${word} ${percent}%`,
            headers: isRunning ? retryAfter(script) : {},
            body: {
                id: operationPath(operation),
                name: operation.asyncOperationId,
                status: word,
                startTime: new Date(operation.startedAtMs).toISOString(),
                ...(isRunning
                    ? endTimeWhileRunning(word, this.nowMs())
                    : { endTime: new Date(endedAtMs).toISOString() }),
                ...(percent === undefined ? {} : { percentComplete: percent }),
                ...(!isRunning && "properties" in script ? { properties: script.properties } : {}),
                ...(!isRunning && "error" in script ? { error: script.error } : {}),
            },
        };
    }
}

/** The absolute URL of an operation as Azure hands it out, with its signed query. */
export function operationUrl(origin: string, operation: Operation, apiVersion: string): string {
    return `${origin}${operationPath(operation)}?api-version=${apiVersion}&${signedQuery(operation)}`;
}

/** The `Retry-After` header of a script, if it has one. */
export function retryAfter(script: OperationScript): Readonly<Record<string, string>> {
    return script.retryAfterSeconds === undefined ? {} : { "retry-after": String(script.retryAfterSeconds) };
}

function durationSeconds(script: OperationScript): number {
    return script.durationSeconds ?? 1;
}

/** Log Analytics sends an `endTime` with these two words although the operation goes on. */
function endTimeWhileRunning(word: string, nowMs: number): { endTime?: string } {
    return word === "Updating" || word === "Deleting" ? { endTime: new Date(nowMs).toISOString() } : {};
}

function percentComplete(
    script: OperationScript,
    isRunning: boolean,
    word: string,
    progress: number,
): number | undefined {
    const wanted = script.percentComplete ?? false;
    if (wanted === false) {
        return undefined;
    }
    if (!isRunning) {
        return word === "Succeeded" ? 100 : undefined;
    }
    return wanted === true ? Math.floor(progress * 100) : share(wanted, progress);
}

function share<Item>(items: readonly Item[], progress: number): Item {
    return items[Math.min(items.length - 1, Math.floor(progress * items.length))] as Item;
}
