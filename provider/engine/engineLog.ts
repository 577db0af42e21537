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
        const client = new EngineClient(address, loadGrpc().credentials.createInsecure());
        return (urn, message, kind) => {
            const request = new LogRequest()
                .setSeverity(kind === "debug" ? LogSeverity.DEBUG : LogSeverity.INFO)
                .setMessage(message)
                .setUrn(urn)
                .setStreamid(0)
                .setEphemeral(kind === "status");
            client.log(request, () => undefined);
        };
    } catch {
        return undefined;
    }
}
