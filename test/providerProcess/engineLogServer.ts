// SPDX-License-Identifier: Apache-2.0
import type * as grpcModule from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { grpc } from "./grpc";

/** What a provider has sent to the engine's log. */
export interface LogMessage {
    readonly severity: "debug" | "info" | "warning" | "error";
    readonly message: string;
    /** The resource on whose row it is shown; empty for the stack's. */
    readonly urn: string;
    readonly streamId: number;
    /** Whether it is shown live only. */
    readonly ephemeral: boolean;
}

const SEVERITIES = ["debug", "info", "warning", "error"] as const;

/** As much of an engine as a provider talks to: it takes log messages. */
export class EngineLogServer {
    /** All messages, in the order in which they came. */
    readonly messages: LogMessage[] = [];
    private readonly listeners = new Set<() => void>();
    private readonly server = new grpc.Server();
    private port = 0;

    private constructor() {
        this.server.addService(EngineService as unknown as grpcModule.ServiceDefinition, {
            log: (
                { request }: grpcModule.ServerUnaryCall<LogRequest, Empty>,
                answer: grpcModule.sendUnaryData<Empty>,
            ) => {
                this.messages.push({
                    severity: SEVERITIES[request.getSeverity()]!,
                    message: request.getMessage(),
                    urn: request.getUrn(),
                    streamId: request.getStreamid(),
                    ephemeral: request.getEphemeral(),
                });
                answer(null, new Empty());
                for (const listener of [...this.listeners]) {
                    listener();
                }
            },
        });
    }

    /** Starts it on a free port of the loopback interface. */
    static async start(): Promise<EngineLogServer> {
        const engine = new EngineLogServer();
        engine.port = await new Promise<number>((resolve, reject) => {
            engine.server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
                error ? reject(error) : resolve(port),
            );
        });
        return engine;
    }

    /** What a provider process gets as its first argument. */
    get address(): string {
        return `127.0.0.1:${this.port}`;
    }

    /** Waits for a message that matches `pattern`; one that has come already counts. */
    waitForMessage(pattern: RegExp, timeoutMs: number): Promise<LogMessage> {
        return new Promise((resolve, reject) => {
            const settle = (conclude: () => void) => {
                clearTimeout(timer);
                this.listeners.delete(look);
                conclude();
            };
            const look = () => {
                const message = this.messages.find((candidate) => candidate.message.search(pattern) >= 0);
                if (message) {
                    settle(() => resolve(message));
                }
            };
            const timer = setTimeout(() => {
                const text = `${timeoutMs} ms passed without ${pattern} in ${JSON.stringify(this.messages)}`;
                settle(() => reject(new Error(text)));
            }, timeoutMs);
            this.listeners.add(look);
            look();
        });
    }

    /** Stops it at once, as an engine that is killed. */
    stop(): void {
        this.server.forceShutdown();
    }
}
