// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { cleanEnvironment, type Environment } from "../harness/engine/cleanEnvironment";
import { killMarkedProcesses, MARKER_VARIABLE } from "../harness/engine/leftovers";
import { type CommandResult, RunningCommand } from "../harness/engine/runningCommand";
import { createTemporaryDirectory, removeDirectory } from "../harness/engine/temporaryDirectory";
import { EngineLogServer, type LogMessage } from "./engineLogServer";
import { ProviderClient } from "./providerClient";

export interface ProviderProcessOptions {
    /** The working directory: the user's project, from which packages are resolved. */
    readonly directory: string;
    /** The result of {@link serializeProvider}, added to all properties without `__provider`. */
    readonly provider?: string;
    /** Added to the clean environment of the process. */
    readonly environment?: Environment;
    /** The arguments before the address of the engine, as with `--logflow`. @default [] */
    readonly engineFlags?: readonly string[];
    /** Time after which the process is killed. @default 120000 */
    readonly timeoutMs?: number;
}

const START_TIMEOUT_MS = 60_000;
const PROCESS_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 5_000;

/** Serializes a provider in the format that Pulumi stores in the state. */
export async function serializeProvider(provider: pulumi.dynamic.ResourceProvider): Promise<string> {
    return (await pulumi.runtime.serializeFunction(() => provider, { allowSecrets: true })).text;
}

/** Pulumi's dynamic provider process, called over gRPC without an engine. */
export class ProviderProcess extends ProviderClient {
    private constructor(
        address: string,
        provider: string | undefined,
        private readonly command: RunningCommand,
        private readonly engine: EngineLogServer,
        private readonly cleanUp: () => void,
    ) {
        super(address, provider);
    }

    /** Starts the process. Call `configure` before other methods. */
    static async start(options: ProviderProcessOptions): Promise<ProviderProcess> {
        const engine = await EngineLogServer.start();
        const homeDirectory = createTemporaryDirectory("provider-home");
        const marker = randomUUID();
        const killNow = () => killMarkedProcesses(marker);
        process.once("exit", killNow);
        const cleanUp = () => {
            killNow();
            process.removeListener("exit", killNow);
            engine.stop();
            removeDirectory(homeDirectory);
        };
        const environment = cleanEnvironment({
            homeDirectory,
            environment: {
                // Set by the engine, too. Configuration keys without a namespace belong to this project.
                PULUMI_NODEJS_PROJECT: "project",
                ...options.environment,
                [MARKER_VARIABLE]: marker,
            },
        });
        // The SDK of the project, as in Pulumi's launcher.
        const host = createRequire(path.join(options.directory, "index.js")).resolve(
            "@pulumi/pulumi/cmd/dynamic-provider",
        );
        const timeoutMs = options.timeoutMs ?? PROCESS_TIMEOUT_MS;
        const { directory, engineFlags = [] } = options;
        const command = new RunningCommand(process.execPath, [host, ...engineFlags, engine.address], {
            directory,
            environment,
            timeoutMs,
        });
        try {
            const port = (await command.waitForOutput(/^(\d+)\r?\n/, START_TIMEOUT_MS))[1];
            return new ProviderProcess(`127.0.0.1:${port}`, options.provider, command, engine, cleanUp);
        } catch (error) {
            await command.kill();
            cleanUp();
            throw error;
        }
    }

    /** The log messages that the process has sent so far. */
    get logs(): readonly LogMessage[] {
        return this.engine.messages;
    }

    /** Standard output so far, without the port. */
    get stdout(): string {
        return this.command.stdout.replace(/^\d+\r?\n/, "");
    }

    /** Standard error so far. */
    get stderr(): string {
        return this.command.stderr;
    }

    /** The process's id. */
    get processId(): number {
        return this.command.child.pid!;
    }

    /** Resolves when the process has ended. */
    get done(): Promise<CommandResult> {
        return this.command.done;
    }

    /** Waits for a message to the engine's log that matches `pattern`. */
    waitForLog(pattern: RegExp, timeoutMs = 30_000): Promise<LogMessage> {
        return this.engine.waitForMessage(pattern, timeoutMs);
    }

    /** Sends a signal to the process. The engine closes a plugin with SIGINT, and five seconds later with SIGKILL. */
    signal(signal: NodeJS.Signals): void {
        this.command.signal(signal);
    }

    /** Stops the fake engine, as if it had been killed. */
    killEngine(): void {
        this.close();
        this.engine.stop();
    }

    /** Ends the process, with SIGKILL if it ignores SIGINT, and removes its files. */
    async stop(): Promise<void> {
        this.close();
        this.command.signal("SIGINT");
        const timer = setTimeout(() => this.command.signal("SIGKILL"), STOP_TIMEOUT_MS);
        await this.command.done.catch(() => undefined);
        clearTimeout(timer);
        this.cleanUp();
    }
}
