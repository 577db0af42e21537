// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from "node:crypto";
import { armError } from "./armError";
import { type Operation, runningHeaders } from "./operation";
import type { Operations } from "./operations";
import type { RawResponse } from "./rawResponse";
import type { ResourceRequest } from "./resources";

const PURGES_PER_HOUR = 50;
const HOUR_MS = 3_600_000;

/** Purges of Log Analytics workspaces: operations whose status is only ever pending or completed. */
export class Purges {
    readonly #purges = new Map<string, Operation>();
    readonly #startedAtMs: number[] = [];

    constructor(
        private readonly operations: Operations,
        private readonly origin: () => string,
        private readonly nowMs: () => number,
    ) {}

    /** Handles the action `purge` of a workspace. */
    start(workspace: ResourceRequest, location: string): RawResponse {
        const now = this.nowMs();
        if (this.#startedAtMs.filter((startedAtMs) => now - startedAtMs < HOUR_MS).length >= PURGES_PER_HOUR) {
            const message = `Purge requests are limited to ${PURGES_PER_HOUR} per hour.`;
            return armError(429, "TooManyRequests", message, { "retry-after": "600" });
        }
        this.#startedAtMs.push(now);
        const operationId = `purge-${randomUUID()}`;
        const { subscriptionId, resourceProvider, apiVersion, callerClientId, script } = workspace;
        const operation = this.operations.start(script, {
            subscriptionId,
            resourceProvider,
            location,
            apiVersion,
            callerClientId,
            asyncOperationId: operationId,
        });
        const path = `${workspace.id}/operations/${operationId}`;
        this.#purges.set(path.toLowerCase(), operation);
        return {
            status: 202,
            note: operationId,
            hasStarted: true,
            headers: {
                "x-ms-status-location": `${this.origin()}${path}?api-version=${apiVersion}`,
                ...runningHeaders(operation.script),
            },
            body: { operationId },
        };
    }

    /** Forgets all purges. */
    clear(): void {
        this.#purges.clear();
        this.#startedAtMs.length = 0;
    }

    /** Handles a read of a purge's status. */
    read(id: string): RawResponse {
        const purge = this.#purges.get(id.toLowerCase());
        if (purge === undefined) {
            return armError(404, "NotFound", "The purge operation was not found.");
        }
        return this.operations.read(purge, () => {
            const { isRunning } = this.operations.state(purge);
            const status = isRunning ? "pending" : "completed";
            return { note: status, headers: isRunning ? runningHeaders(purge.script) : {}, body: { status } };
        });
    }
}
