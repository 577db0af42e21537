// SPDX-License-Identifier: Apache-2.0
import { armError } from "./armError";
import { type Operation, runningHeaders } from "./operation";
import { regionName } from "./operationPath";
import type { OperationScript } from "./operationScript";
import type { Operations } from "./operations";
import type { OperationUrls } from "./operationUrls";
import { outcomeOf } from "./outcome";
import type { Purges } from "./purges";
import type { RawResponse } from "./rawResponse";
import type { ResourcePath } from "./resourcePath";

/** A parsed request to a resource. */
export interface ResourceRequest extends ResourcePath {
    readonly method: string;
    readonly apiVersion: string;
    readonly callerClientId: string;
    /** The script of the operation that it starts. The next queued script when undefined. */
    readonly script: OperationScript | undefined;
    readonly body: unknown;
}

interface Resource {
    readonly id: string;
    readonly name: string;
    readonly type: string;
    readonly location: string;
    readonly body: Readonly<Record<string, unknown>>;
    /** The current or the most recent operation on the resource. */
    readonly operation: Operation;
    /** `provisioningState` while the operation runs. */
    readonly runningState: "Creating" | "Updating" | "Deleting";
}

/** The resources of the cloud. Each change of a resource is an operation. */
export class Resources {
    readonly #resources = new Map<string, Resource>();
    /** The last operation on each resource, by the id of the resource in lower case. */
    readonly #lastOperations = new Map<string, Operation>();

    /** @param defaultLocation The region of operations on resources whose region is unknown. */
    constructor(
        private readonly operations: Operations,
        private readonly purges: Purges,
        private readonly urls: OperationUrls,
        private readonly defaultLocation: string,
    ) {}

    /** Handles a request to a resource or to one of its actions. */
    handle(request: ResourceRequest): RawResponse {
        const last = this.#lastOperations.get(request.id.toLowerCase());
        if (request.method !== "GET" && last !== undefined && this.operations.keepsBusy(last)) {
            return this.#busy(last);
        }
        if (request.action !== undefined) {
            return this.#runAction(request);
        }
        switch (request.method) {
            case "GET":
                return isOfWorkspace(request, "workspaces/operations")
                    ? this.purges.read(request.id)
                    : this.#get(request);
            case "PUT":
            case "PATCH":
                return this.#put(request);
            case "DELETE":
                return this.#delete(request);
            default: {
                const message = `The http method '${request.method}' is not supported for this resource.`;
                return armError(405, "MethodNotAllowed", message);
            }
        }
    }

    /** Forgets all resources and purges. */
    clear(): void {
        this.#resources.clear();
        this.purges.clear();
    }

    /** Whether the resource exists. */
    has(id: string): boolean {
        return this.#find(id) !== undefined;
    }

    /** Handles a POST action. All but a few start an operation, whether or not the resource exists. */
    #runAction(request: ResourceRequest): RawResponse {
        if (isSynchronous(request)) {
            return { status: 200, note: "synchronous", hasStarted: true };
        }
        const location = request.location ?? this.#find(request.id)?.location ?? this.defaultLocation;
        if (isOfWorkspace(request, "workspaces") && request.action?.toLowerCase() === "purge") {
            return this.purges.start(request, location);
        }
        const operation = this.#start(request, location);
        const isImmediate = operation.script.pattern === "immediate";
        return { ...(isImmediate ? immediateResult(operation.script) : { status: 202 }), ...this.#accepted(operation) };
    }

    #busy(operation: Operation): RawResponse {
        const message =
            "Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: " +
            `${this.urls.status(operation)}.`;
        return armError(409, "AnotherOperationInProgress", message);
    }

    #get(request: ResourceRequest): RawResponse {
        const resource = this.#find(request.id);
        if (resource === undefined) {
            return notFound(request);
        }
        const { operation } = resource;
        const timed = (): RawResponse => {
            const { isRunning } = this.operations.state(operation);
            return {
                note: this.#provisioningState(resource),
                headers: isRunning && isPolledAsResource(operation) ? runningHeaders(operation.script) : {},
                body: this.#show(resource),
            };
        };
        return isPolledAsResource(operation) ? this.operations.read(operation, timed) : timed();
    }

    #put(request: ResourceRequest): RawResponse {
        if (typeof request.body !== "object" || request.body === null || Array.isArray(request.body)) {
            const message = "The request content was invalid and could not be deserialized.";
            return armError(400, "InvalidRequestContent", message);
        }
        const existing = this.#find(request.id);
        if (request.method === "PATCH" && existing === undefined) {
            return notFound(request);
        }
        const body = { ...existing?.body, ...request.body } as Record<string, unknown>;
        const location = typeof body.location === "string" ? body.location : existing?.location;
        if (location === undefined && !request.type.includes("/")) {
            return armError(400, "LocationRequired", "The location property is required for this definition.");
        }
        const resource: Resource = {
            id: request.id,
            name: request.id.slice(request.id.lastIndexOf("/") + 1),
            type: `${request.resourceProvider}/${request.type}`,
            location: regionName(location ?? this.defaultLocation),
            body,
            operation: this.#start(request, location ?? this.defaultLocation, () => this.#showById(request.id)),
            runningState: existing === undefined ? "Creating" : "Updating",
        };
        this.#resources.set(request.id.toLowerCase(), resource);
        return {
            status: existing === undefined ? 201 : 200,
            body: this.#show(resource),
            ...this.#accepted(resource.operation),
        };
    }

    #delete(request: ResourceRequest): RawResponse {
        const existing = this.#find(request.id);
        if (existing === undefined) {
            return { status: 204 };
        }
        const operation = this.#start(request, existing.location);
        this.#resources.set(request.id.toLowerCase(), { ...existing, operation, runningState: "Deleting" });
        return { status: 202, ...this.#accepted(operation) };
    }

    #start(request: ResourceRequest, location: string, result?: () => unknown): Operation {
        const { subscriptionId, resourceProvider, callerClientId, apiVersion, script } = request;
        const start = { subscriptionId, resourceProvider, location, callerClientId, apiVersion, result };
        const operation = this.operations.start(script, start);
        this.#lastOperations.set(request.id.toLowerCase(), operation);
        return operation;
    }

    #accepted(operation: Operation): RawResponse {
        return {
            note: `operation ${operation.asyncOperationId}`,
            hasStarted: true,
            headers: this.urls.initialHeaders(operation),
            ...operation.script.initialResponse,
        };
    }

    #find(id: string): Resource | undefined {
        const resource = this.#resources.get(id.toLowerCase());
        if (resource?.runningState === "Deleting" && this.#hasSucceeded(resource)) {
            this.#resources.delete(id.toLowerCase());
            return undefined;
        }
        return resource;
    }

    #hasSucceeded({ operation }: Resource): boolean {
        const { status, isRunning } = this.operations.state(operation);
        return !isRunning && outcomeOf(status) === "succeeded";
    }

    #provisioningState({ operation, runningState }: Resource): string {
        const { status, isRunning } = this.operations.state(operation);
        const hasScriptedStatuses = isPolledAsResource(operation) && operation.script.statusWords !== undefined;
        return isRunning && !hasScriptedStatuses ? runningState : status;
    }

    #showById(id: string): unknown {
        const resource = this.#find(id);
        return resource === undefined ? undefined : this.#show(resource);
    }

    /** The representation of the resource that a GET returns. */
    #show(resource: Resource): object {
        const { id, name, type, location, body, operation } = resource;
        const { script } = operation;
        const place = script.provisioningStateIn ?? "properties";
        const state = { provisioningState: this.#provisioningState(resource) };
        const hasFailed = !this.operations.state(operation).isRunning && !this.#hasSucceeded(resource);
        return {
            ...body,
            id,
            name,
            type,
            location,
            ...(place === "topLevel" ? state : {}),
            properties: {
                ...(body.properties as object),
                ...(place === "properties" ? state : {}),
                ...(hasFailed && "error" in script ? { error: script.error } : {}),
            },
        };
    }
}

/** Whether a client can only poll the resource itself. The statuses and responses of the script then apply to its reads. */
function isPolledAsResource({ script }: Operation): boolean {
    return script.pattern === "provisioningState";
}

/** The response to an action that completes at once. */
function immediateResult(script: OperationScript): RawResponse {
    const body = "resultBody" in script ? script.resultBody : script.properties;
    return { status: script.resultStatusCode ?? (body === undefined ? 204 : 200), body };
}

/** Two actions of Log Analytics tables complete synchronously, without an operation. */
function isSynchronous(path: ResourcePath): boolean {
    return isOfWorkspace(path, "workspaces/tables") && /^(migrate|cancelSearch)$/i.test(path.action ?? "");
}

function isOfWorkspace(path: ResourcePath, type: string): boolean {
    return (
        path.resourceProvider.toLowerCase() === "microsoft.operationalinsights" &&
        path.isInGroup &&
        path.type.toLowerCase() === type
    );
}

function notFound(request: ResourceRequest): RawResponse {
    const name = request.id.slice(request.id.lastIndexOf("/") + 1);
    const message = `The Resource '${request.resourceProvider}/${request.type}/${name}' was not found.`;
    return armError(404, "ResourceNotFound", message);
}
