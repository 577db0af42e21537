// SPDX-License-Identifier: Apache-2.0
import type * as grpcModule from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { grpc } from "./grpc";

/** A message that a provider sent to the engine's log. */
export interface LogMessage {
    readonly severity: "debug" | "info" | "warning" | "error";
    readonly message: string;
    /** The resource for which it is shown; empty for the stack. */
    readonly urn: string;
    readonly streamId: number;
    /** Whether it is shown as a status message only, not in the diagnostics. */
    readonly ephemeral: boolean;
}

const SEVERITIES = ["debug", "info", "warning", "error"] as const;

/** A fake engine that collects the log messages of a provider. */
export class EngineLogServer {
    /** All messages, in order of arrival. */
    readonly messages: LogMessage[] = [];
    private readonly listeners = new Set<() => void>();
    private readonly server = new grpc.Server();
    private port = 0;

    private constructor() {
        this.server.addService(EngineService as unknown as grpcModule.ServiceDefinition, {
            log: (
                { request }: grpcModule.ServerUnaryCall<LogRequest, Empty>,
                callback: grpcModule.sendUnaryData<Empty>,
            ) => {
                this.messages.push({
                    severity: SEVERITIES[request.getSeverity()]!,
                    message: request.getMessage(),
                    urn: request.getUrn(),
                    streamId: request.getStreamid(),
                    ephemeral: request.getEphemeral(),
                });
                callback(null, new Empty());
                for (const listener of [...this.listeners]) {
                    listener();
                }
            },
        });
    }

    /** Starts the server on a free port of the loopback interface. */
    static async start(): Promise<EngineLogServer> {
        const engine = new EngineLogServer();
        engine.port = await new Promise<number>((resolve, reject) => {
            engine.server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
                error ? reject(error) : resolve(port),
            );
        });
        return engine;
    }

    /** Host and port, the last argument of a provider process. */
    get address(): string {
        return `127.0.0.1:${this.port}`;
    }

    /** Waits for a message that matches `pattern`, including those already received. */
    waitForMessage(pattern: RegExp, timeoutMs: number): Promise<LogMessage> {
        return new Promise((resolve, reject) => {
            const settle = (complete: () => void) => {
                clearTimeout(timer);
                this.listeners.delete(check);
                complete();
            };
            const check = () => {
                const message = this.messages.find((candidate) => candidate.message.search(pattern) >= 0);
                if (message) {
                    settle(() => resolve(message));
                }
            };
            const timer = setTimeout(() => {
                const reason = `${timeoutMs} ms passed without ${pattern} in ${JSON.stringify(this.messages)}`;
                settle(() => reject(new Error(reason)));
            }, timeoutMs);
            this.listeners.add(check);
            check();
        });
    }

    /** Stops the server immediately, like a killed engine. */
    stop(): void {
        this.server.forceShutdown();
    }
}
