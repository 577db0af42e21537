// SPDX-License-Identifier: Apache-2.0
import { isDeepStrictEqual } from "node:util";
import { AzureNativeArm } from "./azureNativeArm";
import { AzureNativeError } from "./azureNativeError";
import {
    outputsOf,
    type Properties,
    pathInputs,
    previewOf,
    requestBody,
    resourceId,
    typeOf,
    UNKNOWN,
} from "./azureNativeTypes";

/** A resource as stored in the state. */
export interface StoredResource {
    readonly id: string;
    readonly outputs: Properties;
}

/** Thrown if the resource exists but its operation failed. The engine stores the resource in the state. */
export class PartiallyCreatedError extends Error {
    constructor(
        readonly resource: StoredResource,
        readonly inputs: Properties,
        readonly reason: string,
    ) {
        super(reason);
    }
}

/** The resource provider of the fake plugin, without gRPC. */
export class AzureNativeProvider {
    readonly #stop = new AbortController();
    readonly #setting: (name: string, variable: string) => string;
    readonly #arm: AzureNativeArm;

    /** @param configuration `azure-native:…` by key, without the namespace. Takes precedence over the environment. */
    constructor(configuration: Readonly<Record<string, string>>) {
        this.#setting = (name, variable) => configuration[name] ?? process.env[variable] ?? "";
        this.#arm = new AzureNativeArm(
            {
                metadataHost: this.#setting("metadataHost", "ARM_METADATA_HOSTNAME"),
                tenantId: this.#setting("tenantId", "ARM_TENANT_ID"),
                clientId: this.#setting("clientId", "ARM_CLIENT_ID"),
                clientSecret: this.#setting("clientSecret", "ARM_CLIENT_SECRET"),
            },
            this.#stop.signal,
        );
    }

    /** Aborts all running operations. */
    cancel(): void {
        this.#stop.abort();
    }

    /** Adds default inputs: a generated name and the configured location. */
    check(urn: string, olds: Properties, news: Properties, randomSeed: Uint8Array): Properties {
        const type = typeOf(urn);
        const nameInput = pathInputs(type).at(-1)!;
        const suffix = Buffer.from(randomSeed.subarray(0, 4)).toString("hex");
        const name = news[nameInput] ?? olds[nameInput] ?? `${urn.split("::").at(-1)}${suffix}`;
        const location = news.location ?? this.#setting("location", "ARM_LOCATION");
        const needsLocation = type.envelope.includes("location");
        return { ...news, [nameInput]: name, ...(needsLocation ? { location } : {}) };
    }

    /** The changed inputs, and those of them that require a replacement. */
    diff(urn: string, olds: Properties, news: Properties): { readonly changes: string[]; readonly replaces: string[] } {
        const fixed = [...pathInputs(typeOf(urn)), "location"];
        const names = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
        const changes = names.filter((name) => !isDeepStrictEqual(olds[name], news[name]));
        return { changes, replaces: changes.filter((name) => fixed.includes(name)) };
    }

    /** Creates a resource. @throws if it exists already. */
    async create(urn: string, inputs: Properties, isPreview: boolean): Promise<StoredResource> {
        const type = typeOf(urn);
        if (isPreview) {
            return { id: UNKNOWN, outputs: previewOf(type, inputs) };
        }
        const id = resourceId(type, this.#subscriptionId, inputs);
        if ((await this.#arm.read(id, type.apiVersion)) !== undefined) {
            throw new Error(`cannot create already existing resource '${id}'`);
        }
        return await this.#put(urn, id, inputs);
    }

    /** Updates a resource. @returns its outputs. */
    async update(urn: string, id: string, inputs: Properties, isPreview: boolean): Promise<Properties> {
        return isPreview ? previewOf(typeOf(urn), inputs) : (await this.#put(urn, id, inputs)).outputs;
    }

    /** @returns the current outputs, or `undefined` if the resource does not exist. */
    async read(urn: string, id: string): Promise<Properties | undefined> {
        const type = typeOf(urn);
        const resource = await this.#arm.read(id, type.apiVersion);
        return resource && outputsOf(type, resource);
    }

    async delete(urn: string, id: string): Promise<void> {
        await this.#arm.delete(id, typeOf(urn).apiVersion);
    }

    get #subscriptionId(): string {
        return this.#setting("subscriptionId", "ARM_SUBSCRIPTION_ID");
    }

    async #put(urn: string, id: string, inputs: Properties): Promise<StoredResource> {
        const type = typeOf(urn);
        try {
            const resource = await this.#arm.put(id, type.apiVersion, requestBody(type, inputs));
            return { id: typeof resource.id === "string" ? resource.id : id, outputs: outputsOf(type, resource) };
        } catch (error) {
            if (error instanceof AzureNativeError && error.wasAccepted) {
                throw new PartiallyCreatedError(
                    { id, outputs: (await this.read(urn, id)) ?? inputs },
                    inputs,
                    error.message,
                );
            }
            throw error;
        }
    }
}
