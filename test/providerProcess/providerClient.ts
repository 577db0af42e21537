// SPDX-License-Identifier: Apache-2.0
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as protocol from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { grpc } from "./grpc";

/** Properties of a resource, as plain JSON. */
export type Properties = Record<string, unknown>;

/** What `check` answers. */
export interface CheckAnswer {
    readonly inputs: Properties;
    readonly failures: readonly { readonly property: string; readonly reason: string }[];
}

/** What `diff` answers. */
export interface DiffAnswer {
    /** `undefined` if the provider does not say. */
    readonly changes: boolean | undefined;
    readonly replaces: readonly string[];
    readonly deleteBeforeReplace: boolean;
}

type Callback<Response> = (error: Error | null, response: Response) => void;

/**
 * The calls that the engine makes to a provider process. A method of the provider that throws rejects here with gRPC's error,
 * whose `details` is the text that the user would read.
 */
export class ProviderClient {
    private readonly client: ResourceProviderClient;

    /**
     * @param address
     *  Where the process listens.
     * @param provider
     *  The provider's text, added to all properties that come without `__provider`.
     */
    constructor(
        address: string,
        private readonly provider: string | undefined,
    ) {
        this.client = new ResourceProviderClient(address, grpc.credentials.createInsecure());
    }

    /** Hands over the stack configuration; keys with their namespace. */
    async configure(config: Readonly<Record<string, string>> = {}): Promise<void> {
        const request = new protocol.ConfigureRequest().setArgs(Struct.fromJavaScript({ ...config }));
        await call<protocol.ConfigureResponse>((done) => this.client.configure(request, done));
    }

    async check(news: Properties, olds: Properties = {}, urn = ""): Promise<CheckAnswer> {
        const request = new protocol.CheckRequest().setUrn(urn).setOlds(this.struct(olds)).setNews(this.struct(news));
        const response = await call<protocol.CheckResponse>((done) => this.client.check(request, done));
        return {
            inputs: properties(response.getInputs()),
            failures: response.getFailuresList().map((failure) => ({
                property: failure.getProperty(),
                reason: failure.getReason(),
            })),
        };
    }

    /** `olds` are the old *outputs*, as the engine has it. */
    async diff(id: string, olds: Properties, news: Properties): Promise<DiffAnswer> {
        const request = new protocol.DiffRequest().setId(id).setOlds(this.struct(olds)).setNews(this.struct(news));
        const response = await call<protocol.DiffResponse>((done) => this.client.diff(request, done));
        const { DIFF_NONE, DIFF_SOME } = protocol.DiffResponse.DiffChanges;
        const answer = response.getChanges();
        return {
            changes: answer === DIFF_SOME ? true : answer === DIFF_NONE ? false : undefined,
            replaces: response.getReplacesList(),
            deleteBeforeReplace: response.getDeletebeforereplace(),
        };
    }

    async create(inputs: Properties): Promise<{ id: string; outs: Properties }> {
        const request = new protocol.CreateRequest().setProperties(this.struct(inputs));
        const response = await call<protocol.CreateResponse>((done) => this.client.create(request, done));
        return { id: response.getId(), outs: properties(response.getProperties()) };
    }

    /** Resolves with the new outputs, which become the whole state. */
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

    /** What the engine sends at the first Ctrl-C, and also at the normal end of every preview and up. */
    async cancel(): Promise<void> {
        await call<Empty>((done) => this.client.cancel(new Empty(), done));
    }

    /** Closes the connection; calls under way reject. */
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
