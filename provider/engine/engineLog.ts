// SPDX-License-Identifier: Apache-2.0

import type { StatusLog } from "../resources/statusMessage";

/**
 * Shows live text on a resource's own row of `pulumi up`. It leaves no trace in the final report.
 *
 * This speaks to the engine through the SDK's generated gRPC modules, which are not documented API. So everything about it
 * stays in this file, is loaded on first use, and fails silently: progress must never fail a wait.
 *
 * @param urn The resource; without one, nothing is told.
 */
export function engineStatusLog(urn: unknown): StatusLog {
    const engine = typeof urn === "string" ? connectToEngine() : undefined;
    return (text) => {
        try {
            engine?.(urn as string, text);
        } catch {
            // See above.
        }
    };
}

type SendLog = (urn: string, text: string) => void;

let connection: { readonly send: SendLog | undefined } | undefined;

function connectToEngine(): SendLog | undefined {
    connection ??= { send: openConnection() };
    return connection.send;
}

function openConnection(): SendLog | undefined {
    try {
        // The dynamic provider's process gets the engine's address as its first argument.
        const address = process.argv[2];
        if (address === undefined || !/^[\w.-]+:\d+$/.test(address)) {
            return undefined;
        }
        const { EngineClient } = require("@pulumi/pulumi/proto/engine_grpc_pb");
        const { LogRequest, LogSeverity } = require("@pulumi/pulumi/proto/engine_pb");
        // The SDK's own copy: another one's credentials are refused.
        const grpc = require(
            require.resolve("@grpc/grpc-js", { paths: [require.resolve("@pulumi/pulumi/package.json")] }),
        );
        const client = new EngineClient(address, grpc.credentials.createInsecure());
        return (urn, text) => {
            const request = new LogRequest()
                .setSeverity(LogSeverity.INFO)
                .setMessage(text)
                .setUrn(urn)
                .setStreamid(0)
                .setEphemeral(true);
            client.log(request, () => undefined);
        };
    } catch {
        return undefined;
    }
}
