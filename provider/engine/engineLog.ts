// SPDX-License-Identifier: Apache-2.0

import type { StatusLog } from "../resources/statusMessage";
import { engineAddress } from "./engineAddress";
import { loadGrpc } from "./grpc";

/** The log of a resource in a provider process. */
export interface EngineLog {
    /** Writes a status message. It leaves no trace in the final report. */
    readonly status: StatusLog;
    /** Writes a line that only `pulumi up --debug` shows, and the events of `--json`. */
    readonly debug: (message: string) => void;
}

/**
 * The log of a resource in a provider process.
 *
 * The log of the engine is reached through the generated gRPC modules of the SDK, which are not a documented API. This file alone
 * uses them, loads them on first use, and ignores their errors, because progress must never fail a wait.
 *
 * @param urn The resource. Without one, nothing is logged.
 */
export function engineLog(urn: unknown): EngineLog {
    const send = typeof urn === "string" ? connectToEngine() : undefined;
    const write = (kind: keyof EngineLog) => (message: string) => {
        try {
            send?.(urn as string, message, kind);
        } catch {
            // Progress must never fail a wait.
        }
    };
    return { status: write("status"), debug: write("debug") };
}

type SendLog = (urn: string, message: string, kind: keyof EngineLog) => void;

interface EngineConnection {
    readonly address: string;
    readonly send: SendLog;
    readonly close: () => void;
}

let connection: EngineConnection | undefined;

/** The connection to the present engine. A plugin that is debugged outlives its engines, and each has another address. */
function connectToEngine(): SendLog | undefined {
    const address = engineAddress();
    if (connection?.address !== address) {
        connection?.close();
        connection = address === undefined ? undefined : openConnection(address);
    }
    return connection?.send;
}

function openConnection(address: string): EngineConnection | undefined {
    try {
        const { EngineClient } = require("@pulumi/pulumi/proto/engine_grpc_pb");
        const { LogRequest, LogSeverity } = require("@pulumi/pulumi/proto/engine_pb");
        // gRPC would use the proxy of the environment for loopback, too.
        const options = { "grpc.enable_http_proxy": 0 };
        const client = new EngineClient(address, loadGrpc().credentials.createInsecure(), options);
        return {
            address,
            send: (urn, message, kind) => {
                const request = new LogRequest()
                    .setSeverity(kind === "debug" ? LogSeverity.DEBUG : LogSeverity.INFO)
                    .setMessage(message)
                    .setUrn(urn)
                    .setStreamid(0)
                    .setEphemeral(kind === "status");
                client.log(request, () => undefined);
            },
            close: () => client.close(),
        };
    } catch {
        return undefined;
    }
}
