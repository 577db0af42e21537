// SPDX-License-Identifier: Apache-2.0
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as protocol from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { grpc } from "./grpc";

/** Properties of a resource, as plain JSON. */
export type Properties = Record<string, unknown>;

/** The result of `check`. */
export interface CheckResult {
    readonly inputs: Properties;
    readonly failures: readonly { readonly property: string; readonly reason: string }[];
}

/** The result of `diff`. */
export interface DiffResult {
    /** `undefined` if the provider does not report it. */
    readonly changes: boolean | undefined;
    readonly replaces: readonly string[];
    readonly deleteBeforeReplace: boolean;
}

type Callback<Response> = (error: Error | null, response: Response) => void;

/**
 * A client for the engine's calls to a provider process. If a method of the provider throws, the call rejects with a gRPC error
 * whose `details` is the message that users see.
 */
export class ProviderClient {
    private readonly client: ResourceProviderClient;

    /**
     * @param address
     *  Host and port of the process.
     * @param provider
     *  The serialized provider, added to all properties without `__provider`.
     */
    constructor(
        address: string,
        private readonly provider: string | undefined,
    ) {
        this.client = new ResourceProviderClient(address, grpc.credentials.createInsecure());
    }

    /** Sends the stack configuration. Keys include their namespace. */
    async configure(config: Readonly<Record<string, string>> = {}): Promise<void> {
        const request = new protocol.ConfigureRequest().setArgs(Struct.fromJavaScript({ ...config }));
        await call<protocol.ConfigureResponse>((done) => this.client.configure(request, done));
    }

    /** Without `olds`, as for a new resource. */
    async check(news: Properties, olds?: Properties, urn = ""): Promise<CheckResult> {
        const request = new protocol.CheckRequest().setUrn(urn).setNews(this.struct(news));
        request.setOlds(olds === undefined ? new Struct() : this.struct(olds));
        const response = await call<protocol.CheckResponse>((done) => this.client.check(request, done));
        return {
            inputs: properties(response.getInputs()),
            failures: response.getFailuresList().map((failure) => ({
                property: failure.getProperty(),
                reason: failure.getReason(),
            })),
        };
    }

    /** `olds` are the old *outputs*, as in the engine's calls. */
    async diff(id: string, olds: Properties, news: Properties): Promise<DiffResult> {
        const request = new protocol.DiffRequest().setId(id).setOlds(this.struct(olds)).setNews(this.struct(news));
        const response = await call<protocol.DiffResponse>((done) => this.client.diff(request, done));
        const { DIFF_NONE, DIFF_SOME } = protocol.DiffResponse.DiffChanges;
        const diffChanges = response.getChanges();
        return {
            changes: diffChanges === DIFF_SOME ? true : diffChanges === DIFF_NONE ? false : undefined,
            replaces: response.getReplacesList(),
            deleteBeforeReplace: response.getDeletebeforereplace(),
        };
    }

    async create(inputs: Properties): Promise<{ id: string; outs: Properties }> {
        const request = new protocol.CreateRequest().setProperties(this.struct(inputs));
        const response = await call<protocol.CreateResponse>((done) => this.client.create(request, done));
        return { id: response.getId(), outs: properties(response.getProperties()) };
    }

    /** Resolves with the new outputs, which replace the state. */
    async update(id: string, olds: Properties, news: Properties): Promise<Properties> {
        const request = new protocol.UpdateRequest().setId(id).setOlds(this.struct(olds)).setNews(this.struct(news));
        const response = await call<protocol.UpdateResponse>((done) => this.client.update(request, done));
        return properties(response.getProperties());
    }

    async read(id: string, props: Properties): Promise<{ id: string; props: Properties }> {
        const request = new protocol.ReadRequest().setId(id).setProperties(this.struct(props));
        const response = await call<protocol.ReadResponse>((done) => this.client.read(request, done));
        return { id: response.getId(), props: properties(response.getProperties()) };
    }

    async delete(id: string, props: Properties): Promise<void> {
        const request = new protocol.DeleteRequest().setId(id).setProperties(this.struct(props));
        await call<Empty>((done) => this.client.delete(request, done));
    }

    /** The engine calls this at the first Ctrl-C, and at the normal end of every preview and up. */
    async cancel(): Promise<void> {
        await call<Empty>((done) => this.client.cancel(new Empty(), done));
    }

    /** Closes the connection. Pending calls reject. */
    protected close(): void {
        this.client.close();
    }

    private struct(values: Properties): Struct {
        const provider = this.provider === undefined ? {} : { __provider: this.provider };
        return Struct.fromJavaScript({ ...provider, ...values } as Parameters<typeof Struct.fromJavaScript>[0]);
    }
}

function call<Response>(start: (done: Callback<Response>) => unknown): Promise<Response> {
    return new Promise((resolve, reject) => {
        start((error, response) => (error ? reject(error) : resolve(response)));
    });
}

function properties(struct: Struct | undefined): Properties {
    return struct?.toJavaScript() ?? {};
}
