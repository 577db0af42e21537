// SPDX-License-Identifier: Apache-2.0

/*
 * The gRPC server of the fake azure-native provider plugin; the tests cannot download the real one. The installed executable
 * (azureNativeInstall.ts) starts this file. It manages resources of the emulator.
 */
import path from "node:path";
import type * as grpcModule from "@grpc/grpc-js";
import type * as protocol from "@pulumi/pulumi/proto/provider_pb";
import { AzureNativeProvider, PartiallyCreatedError } from "./azureNativeProvider";
import type { Properties } from "./azureNativeTypes";

const { Any } = require("google-protobuf/google/protobuf/any_pb");
const { Empty } = require("google-protobuf/google/protobuf/empty_pb");
const { Struct } = require("google-protobuf/google/protobuf/struct_pb");
const { PluginInfo } = require("@pulumi/pulumi/proto/plugin_pb");
const { Status } = require("@pulumi/pulumi/proto/status_pb");
const { ResourceProviderService } = require("@pulumi/pulumi/proto/provider_grpc_pb");
const messages: typeof protocol = require("@pulumi/pulumi/proto/provider_pb");
// Must be the SDK's copy: another one rejects the SDK's objects.
const sdkDirectory = path.dirname(require.resolve("@pulumi/pulumi/package.json"));
const grpc: typeof grpcModule = require(require.resolve("@grpc/grpc-js", { paths: [sdkDirectory] }));

const PARENT_CHECK_MS = 1_000;
let provider = new AzureNativeProvider({});

type Callback = (error: Partial<grpcModule.StatusObject> | null, response?: unknown) => void;

/** Wraps a handler as a unary method of the service. */
function method<Request>(handler: (request: Request) => unknown) {
    return async ({ request }: { request: Request }, callback: Callback) => {
        try {
            callback(null, await handler(request));
        } catch (error) {
            callback(wireError(error));
        }
    };
}

/** Converts an error for the engine. Its details report a partially created resource. */
function wireError(error: unknown): Partial<grpcModule.StatusObject> {
    const message = error instanceof Error ? error.message : String(error);
    const metadata = new grpc.Metadata();
    if (error instanceof PartiallyCreatedError) {
        const detail = new messages.ErrorResourceInitFailed()
            .setId(error.resource.id)
            .setProperties(struct(error.resource.outputs))
            .setInputs(struct(error.inputs))
            .setReasonsList([error.reason]);
        const packed = new Any();
        packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
        const status = new Status();
        status.setCode(grpc.status.UNKNOWN);
        status.setMessage(message);
        status.addDetails(packed);
        metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
    }
    return { code: grpc.status.UNKNOWN, details: message, metadata };
}

function plain(properties: { toJavaScript(): object } | undefined): Properties {
    return (properties?.toJavaScript() ?? {}) as Properties;
}

function struct(properties: Properties) {
    return Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)));
}

const service = {
    getPluginInfo: method(() => new PluginInfo().setVersion(process.env.AZURE_NATIVE_VERSION ?? "")),
    attach: method(() => new Empty()),
    cancel: method(() => {
        provider.cancel();
        return new Empty();
    }),
    checkConfig: method((request: protocol.CheckRequest) =>
        new messages.CheckResponse().setInputs(struct(plain(request.getNews()))),
    ),
    diffConfig: method(() => new messages.DiffResponse().setChanges(messages.DiffResponse.DiffChanges.DIFF_NONE)),
    configure: method((request: protocol.ConfigureRequest) => {
        provider = new AzureNativeProvider(plain(request.getArgs()) as Record<string, string>);
        return new messages.ConfigureResponse().setSupportspreview(true);
    }),
    check: method((request: protocol.CheckRequest) => {
        const [olds, news] = [plain(request.getOlds()), plain(request.getNews())];
        const inputs = provider.check(request.getUrn(), olds, news, request.getRandomseed_asU8());
        return new messages.CheckResponse().setInputs(struct(inputs));
    }),
    diff: method((request: protocol.DiffRequest) => {
        const [olds, news] = [plain(request.getOldInputs()), plain(request.getNews())];
        const { changes, replaces } = provider.diff(request.getUrn(), olds, news);
        const { DIFF_SOME, DIFF_NONE } = messages.DiffResponse.DiffChanges;
        return new messages.DiffResponse()
            .setChanges(changes.length > 0 ? DIFF_SOME : DIFF_NONE)
            .setDiffsList(changes)
            .setReplacesList(replaces);
    }),
    create: method(async (request: protocol.CreateRequest) => {
        const inputs = plain(request.getProperties());
        const { id, outputs } = await provider.create(request.getUrn(), inputs, request.getPreview());
        return new messages.CreateResponse().setId(request.getPreview() ? "" : id).setProperties(struct(outputs));
    }),
    update: method(async (request: protocol.UpdateRequest) => {
        const [id, inputs] = [request.getId(), plain(request.getNews())];
        const outputs = await provider.update(request.getUrn(), id, inputs, request.getPreview());
        return new messages.UpdateResponse().setProperties(struct(outputs));
    }),
    read: method(async (request: protocol.ReadRequest) => {
        const outputs = await provider.read(request.getUrn(), request.getId());
        const response = new messages.ReadResponse();
        return outputs === undefined
            ? response
            : response.setId(request.getId()).setProperties(struct(outputs)).setInputs(request.getInputs());
    }),
    delete: method(async (request: protocol.DeleteRequest) => {
        await provider.delete(request.getUrn(), request.getId());
        return new Empty();
    }),
};

const server = new grpc.Server();
server.addService(ResourceProviderService, service);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) {
        throw error;
    }
    process.stdout.write(`${port}\n`);
});

// A killed engine does not stop its plugins, so exit when the parent process is gone.
const engineProcessId = process.ppid;
setInterval(() => {
    if (process.ppid !== engineProcessId) {
        process.exit(1);
    }
}, PARENT_CHECK_MS).unref();
