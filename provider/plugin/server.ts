// SPDX-License-Identifier: Apache-2.0

import type * as grpcModule from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { loadGrpc } from "../engine/grpc";
import { providerService } from "./service";

/** A server of the provider protocol. */
export interface PluginServer {
    /** The port on the loopback interface. */
    readonly port: number;
    /** Ends all calls. */
    stop(): void;
}

/** Serves the provider protocol on a free port of the loopback interface. @param version The version of the package. */
export function startServer(version: string): Promise<PluginServer> {
    const { Server, ServerCredentials } = loadGrpc();
    // The engine sends whole states, without a limit.
    const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
    server.addService(ResourceProviderService as unknown as grpcModule.ServiceDefinition, providerService(version));
    return new Promise((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
            error === null ? resolve({ port, stop: () => server.forceShutdown() }) : reject(error),
        );
    });
}
