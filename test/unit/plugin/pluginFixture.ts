// SPDX-License-Identifier: Apache-2.0
import type * as grpcModule from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as protocol from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { useSettingNames } from "../../../provider/common/settingNames";
import { attachEngine } from "../../../provider/engine/engineAddress";
import { loadGrpc } from "../../../provider/engine/grpc";
import { PLUGIN_SETTINGS } from "../../../provider/plugin/providerArguments";
import { type PluginServer, startServer } from "../../../provider/plugin/server";

/** Properties of a resource, as plain JSON. */
export type Properties = Record<string, unknown>;

const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A secret, as the engine sends it. */
export function secret(value: unknown): object {
    return { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value };
}

/** The URN of a resource of the plugin. */
export function urnOf(type: string): string {
    return `urn:pulumi:dev::project::azure-wait:index:${type}::one`;
}

/** A half-made resource that an error reports. */
export interface HalfMade {
    readonly id: string;
    readonly outputs: Properties;
    readonly reasons: readonly string[];
}

type Call<Request, Response> = (
    request: Request,
    callback: (error: grpcModule.ServiceError | null, response: Response) => void,
) => unknown;

/** The plugin's server in this process, and a client that calls it as the engine does. */
export class PluginFixture {
    private constructor(
        private readonly server: PluginServer,
        readonly client: ResourceProviderClient,
    ) {}

    static async start(): Promise<PluginFixture> {
        useSettingNames(PLUGIN_SETTINGS);
        const server = await startServer("1.2.3");
        const credentials = loadGrpc().credentials.createInsecure();
        return new PluginFixture(server, new ResourceProviderClient(`127.0.0.1:${server.port}`, credentials));
    }

    stop(): void {
        this.client.close();
        this.server.stop();
        useSettingNames();
        attachEngine(undefined);
    }

    async configure(given: Properties): Promise<protocol.ConfigureResponse> {
        return await call(
            this.client.configure.bind(this.client),
            new protocol.ConfigureRequest().setArgs(struct(given)),
        );
    }

    async checkConfig(given: Properties): Promise<protocol.CheckResponse> {
        return await call(
            this.client.checkConfig.bind(this.client),
            new protocol.CheckRequest().setNews(struct(given)),
        );
    }

    /** @returns the reasons of the failures, and the inputs. */
    async check(type: string, news: Properties) {
        const request = new protocol.CheckRequest().setUrn(urnOf(type)).setNews(struct(news));
        const response = await call<protocol.CheckRequest, protocol.CheckResponse>(
            this.client.check.bind(this.client),
            request,
        );
        return {
            inputs: properties(response.getInputs()),
            failures: response
                .getFailuresList()
                .map((failure) => [failure.getProperty(), failure.getReason()] as const),
        };
    }

    async diff(type: string, id: string, state: Properties, oldInputs: Properties, news: Properties) {
        const request = new protocol.DiffRequest()
            .setUrn(urnOf(type))
            .setId(id)
            .setOlds(struct(state))
            .setOldInputs(struct(oldInputs))
            .setNews(struct(news));
        const response = await call<protocol.DiffRequest, protocol.DiffResponse>(
            this.client.diff.bind(this.client),
            request,
        );
        return {
            changes: response.getChanges() === protocol.DiffResponse.DiffChanges.DIFF_SOME,
            replaces: response.getReplacesList(),
            deleteBeforeReplace: response.getDeletebeforereplace(),
            details: response
                .getDetaileddiffMap()
                .toArray()
                .map(([name]) => name),
        };
    }

    async create(
        type: string,
        inputs: Properties,
        options: { readonly preview?: boolean; readonly timeout?: number } = {},
    ) {
        const request = new protocol.CreateRequest()
            .setUrn(urnOf(type))
            .setProperties(struct(inputs))
            .setPreview(options.preview ?? false)
            .setTimeout(options.timeout ?? 0);
        const response = await call<protocol.CreateRequest, protocol.CreateResponse>(
            this.client.create.bind(this.client),
            request,
        );
        return { id: response.getId(), outputs: properties(response.getProperties()) };
    }

    async update(
        type: string,
        id: string,
        state: Properties,
        news: Properties,
        options: { readonly preview?: boolean } = {},
    ) {
        const request = new protocol.UpdateRequest()
            .setUrn(urnOf(type))
            .setId(id)
            .setOlds(struct(state))
            .setNews(struct(news))
            .setPreview(options.preview ?? false);
        const response = await call<protocol.UpdateRequest, protocol.UpdateResponse>(
            this.client.update.bind(this.client),
            request,
        );
        return properties(response.getProperties());
    }

    async read(type: string, id: string, state: Properties, inputs: Properties) {
        const request = new protocol.ReadRequest()
            .setUrn(urnOf(type))
            .setId(id)
            .setProperties(struct(state))
            .setInputs(struct(inputs));
        const response = await call<protocol.ReadRequest, protocol.ReadResponse>(
            this.client.read.bind(this.client),
            request,
        );
        return {
            id: response.getId(),
            state: properties(response.getProperties()),
            inputs: properties(response.getInputs()),
        };
    }

    async delete(type: string, id: string, state: Properties): Promise<void> {
        const request = new protocol.DeleteRequest().setUrn(urnOf(type)).setId(id).setProperties(struct(state));
        await call<protocol.DeleteRequest, Empty>(this.client.delete.bind(this.client), request);
    }

    async cancel(): Promise<void> {
        await call<Empty, Empty>(this.client.cancel.bind(this.client), new Empty());
    }
}

/** Calls a method. @throws a gRPC error, whose `details` is the message that users see. */
export function call<Request, Response>(method: Call<Request, Response>, request: Request): Promise<Response> {
    return new Promise((resolve, reject) => {
        method(request, (error, response) => (error === null ? resolve(response) : reject(error)));
    });
}

/** The half-made resource in the details of an error, if there is one. */
export function halfMadeIn(error: unknown): HalfMade | undefined {
    const [details] = (error as grpcModule.ServiceError).metadata.get("grpc-status-details-bin");
    if (details === undefined) {
        return undefined;
    }
    const [detail] = Status.deserializeBinary(details as Buffer).getDetailsList();
    const failed = protocol.ErrorResourceInitFailed.deserializeBinary(detail?.getValue_asU8() ?? new Uint8Array());
    return { id: failed.getId(), outputs: properties(failed.getProperties()), reasons: failed.getReasonsList() };
}

export function struct(values: Properties): Struct {
    return Struct.fromJavaScript(values as Parameters<typeof Struct.fromJavaScript>[0]);
}

export function properties(message: Struct | undefined): Properties {
    return message?.toJavaScript() ?? {};
}
