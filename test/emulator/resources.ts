// SPDX-License-Identifier: Apache-2.0
import { armError } from "./armError";
import { type Operation, type Operations, operationUrl, retryAfter } from "./operations";
import { regionName } from "./operationUrl";
import type { RawAnswer } from "./rawAnswer";

/** A request to a resource, taken apart. */
export interface ResourceRequest {
    readonly method: string;
    /** The resource's id, without the action of a POST. */
    readonly id: string;
    readonly subscriptionId: string;
    /** The namespace, such as `Microsoft.OperationalInsights`. */
    readonly resourceProvider: string;
    /** Without the namespace, such as `clusters`. */
    readonly type: string;
    /** The region, when the path names one. */
    readonly location: string | undefined;
    readonly apiVersion: string;
    readonly callerClientId: string;
    readonly body: unknown;
}

interface Resource {
    readonly id: string;
    readonly name: string;
    readonly type: string;
    readonly location: string;
    readonly body: Readonly<Record<string, unknown>>;
    /** What is being done to it, or was done last. */
    readonly operation: Operation;
    /** `provisioningState` meanwhile. */
    readonly workingState: "Creating" | "Updating" | "Deleting";
}

/** The resources of the cloud. Each change of one is an operation. */
export class Resources {
    readonly #resources = new Map<string, Resource>();

    /** @param defaultLocation The region of operations on things whose region is not known. */
    constructor(
        private readonly operations: Operations,
        private readonly origin: () => string,
        private readonly defaultLocation: string,
    ) {}

    /** Answers a request to a resource. */
    answer(request: ResourceRequest): RawAnswer {
        switch (request.method) {
            case "GET":
                return this.#get(request);
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

    /** Answers a POST action: always with an operation, whether the resource exists or not. */
    act(request: ResourceRequest): RawAnswer {
        const location = request.location ?? this.#find(request.id)?.location ?? this.defaultLocation;
        return { status: 202, ...this.#accepted(request, this.#start(request, location)) };
    }

    #get(request: ResourceRequest): RawAnswer {
        const resource = this.#find(request.id);
        if (resource === undefined) {
            return notFound(request);
        }
        const state = this.#provisioningState(resource);
        return { note: state, body: representation(resource, state) };
    }

    #put(request: ResourceRequest): RawAnswer {
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
            operation: this.#start(request, location ?? this.defaultLocation),
            workingState: existing === undefined ? "Creating" : "Updating",
        };
        this.#resources.set(request.id.toLowerCase(), resource);
        return {
            status: existing === undefined ? 201 : 200,
            ...this.#accepted(request, resource.operation),
            body: representation(resource, resource.workingState),
        };
    }

    #delete(request: ResourceRequest): RawAnswer {
        const existing = this.#find(request.id);
        if (existing === undefined) {
            return { status: 204 };
        }
        const operation = this.#start(request, existing.location);
        this.#resources.set(request.id.toLowerCase(), { ...existing, operation, workingState: "Deleting" });
        return { status: 202, ...this.#accepted(request, operation) };
    }

    #start(request: ResourceRequest, location: string): Operation {
        const { subscriptionId, resourceProvider, callerClientId } = request;
        return this.operations.start(undefined, { subscriptionId, resourceProvider, location, callerClientId });
    }

    #accepted(request: ResourceRequest, operation: Operation): RawAnswer {
        return {
            note: `operation ${operation.asyncOperationId}`,
            headers: {
                "azure-asyncoperation": operationUrl(this.origin(), operation, request.apiVersion),
                ...retryAfter(operation.script),
            },
        };
    }

    #find(id: string): Resource | undefined {
        const resource = this.#resources.get(id.toLowerCase());
        if (resource?.workingState === "Deleting" && this.#provisioningState(resource) === "Succeeded") {
            this.#resources.delete(id.toLowerCase());
            return undefined;
        }
        return resource;
    }

    #provisioningState(resource: Resource): string {
        const { word, isRunning } = this.operations.state(resource.operation);
        return isRunning ? resource.workingState : word;
    }
}

function representation(resource: Resource, provisioningState: string): object {
    const { id, name, type, location, body } = resource;
    return { ...body, id, name, type, location, properties: { ...(body.properties as object), provisioningState } };
}

function notFound(request: ResourceRequest): RawAnswer {
    const name = request.id.slice(request.id.lastIndexOf("/") + 1);
    const message = `The Resource '${request.resourceProvider}/${request.type}/${name}' was not found.`;
    return armError(404, "ResourceNotFound", message);
}
