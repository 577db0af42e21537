// SPDX-License-Identifier: Apache-2.0

import type { StatusLog } from "../resources/statusMessage";
import { engineAddress } from "./engineAddress";

/**
 * Writes the status messages of a resource in a provider process. They leave no trace in the final report.
 *
 * The log of the engine is reached through the generated gRPC modules of the SDK, which are not a documented API. This file alone
 * uses them, loads them on first use, and ignores their errors, because progress must never fail a wait.
 *
 * @param urn The resource. Without one, nothing is logged.
 */
export function engineStatusLog(urn: unknown): StatusLog {
    const engine = typeof urn === "string" ? connectToEngine() : undefined;
    return (message) => {
        try {
            engine?.(urn as string, message);
        } catch {
            // Progress must never fail a wait.
        }
    };
}

type SendLog = (urn: string, message: string) => void;

let connection: { readonly send: SendLog | undefined } | undefined;

function connectToEngine(): SendLog | undefined {
    connection ??= { send: openConnection() };
    return connection.send;
}

function openConnection(): SendLog | undefined {
    try {
        const address = engineAddress();
        if (address === undefined) {
            return undefined;
        }
        const { EngineClient } = require("@pulumi/pulumi/proto/engine_grpc_pb");
        const { LogRequest, LogSeverity } = require("@pulumi/pulumi/proto/engine_pb");
        // The SDK's own copy, because gRPC refuses the credentials of another one.
        const grpc = require(
            require.resolve("@grpc/grpc-js", { paths: [require.resolve("@pulumi/pulumi/package.json")] }),
        );
        const client = new EngineClient(address, grpc.credentials.createInsecure());
        return (urn, message) => {
            const request = new LogRequest()
                .setSeverity(LogSeverity.INFO)
                .setMessage(message)
                .setUrn(urn)
                .setStreamid(0)
                .setEphemeral(true);
            client.log(request, () => undefined);
        };
    } catch {
        return undefined;
    }
}
