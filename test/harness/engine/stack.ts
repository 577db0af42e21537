// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { cleanEnvironment, type Environment } from "./cleanEnvironment";
import { findOrBuildEngine } from "./engine";
import { killMarkedProcesses, killQuietly, type LivingProcess, MARKER_VARIABLE, markedProcesses } from "./leftovers";
import { type CommandResult, RunningCommand } from "./runningCommand";
import { createTemporaryDirectory, removeDirectory } from "./temporaryDirectory";

export interface StackOptions {
    /** Where `Pulumi.yaml` is. */
    readonly projectDirectory: string;
    /** @default "test" */
    readonly stackName?: string;
    /** Added to the clean environment of every command of this stack. */
    readonly environment?: Environment;
    /** Called with every piece of output as it comes. */
    readonly onOutput?: (text: string) => void;
    /** What the stack's secrets are encrypted with. */
    readonly secretsPassphrase?: string;
}

export interface RunOptions {
    /** Added to the environment of this command alone. */
    readonly environment?: Environment;
    /** The longest time the command may take. @default 300000 */
    readonly timeoutMs?: number;
}

const COMMAND_TIMEOUT_MS = 300_000;
const stacks = new Set<Stack>();
process.once("exit", () => {
    for (const stack of stacks) {
        stack.killNow();
    }
});

/**
 * A stack of a Pulumi project, driven through the real `pulumi` executable as a user drives it, with state, home directory
 * and environment of its own. A command that fails is no exception: look at `exitCode` and `output`.
 */
export class Stack {
    /** Everything this stack writes outside the project: home directory, `PULUMI_HOME`, state. */
    readonly directory = createTemporaryDirectory("stack");
    readonly name: string;
    private readonly marker = randomUUID();
    private readonly commands = new Set<RunningCommand>();
    private readonly environment: Record<string, string>;

    private constructor(
        private readonly options: StackOptions,
        engineDirectory: string,
    ) {
        this.name = options.stackName ?? "test";
        const [home, state] = ["home", "state"].map((name) => path.join(this.directory, name)) as [string, string];
        mkdirSync(home);
        mkdirSync(state);
        this.environment = cleanEnvironment({
            programDirectories: [engineDirectory],
            homeDirectory: home,
            environment: {
                PULUMI_HOME: path.join(home, ".pulumi"),
                PULUMI_BACKEND_URL: pathToFileURL(state).href,
                PULUMI_CONFIG_PASSPHRASE: options.secretsPassphrase ?? "correct horse battery staple",
                PULUMI_SKIP_UPDATE_CHECK: "1",
                PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "1",
                ...options.environment,
                [MARKER_VARIABLE]: this.marker,
            },
        });
        stacks.add(this);
    }

    /** Makes the stack; the engine is built first if this machine has none (about 4 minutes, once). */
    static async create(options: StackOptions): Promise<Stack> {
        if (!existsSync(options.projectDirectory)) {
            throw new Error(`There is no ${options.projectDirectory}`);
        }
        const stack = new Stack(options, await findOrBuildEngine());
        try {
            await stack.runOrThrow(["stack", "init", stack.name]);
            return stack;
        } catch (error) {
            await stack.remove();
            throw error;
        }
    }

    /** The stack's configuration. */
    readonly config = {
        /** Sets a value, as `pulumi config set` does; a bare key belongs to the project. */
        set: async (key: string, value: string, options: { readonly secret?: boolean } = {}): Promise<void> => {
            await this.runOrThrow(["config", "set", ...(options.secret ? ["--secret"] : []), "--", key, value]);
        },
    };

    /** Starts a command and returns at once, so that a test can interrupt it. */
    start(commandArguments: readonly string[], options: RunOptions = {}): RunningCommand {
        const colour = commandArguments.some((argument) => argument.startsWith("--color")) ? [] : ["--color", "never"];
        const command = new RunningCommand("pulumi", ["--non-interactive", ...colour, ...commandArguments], {
            directory: this.options.projectDirectory,
            environment: Object.fromEntries(
                Object.entries({ ...this.environment, ...options.environment }).filter(
                    (entry): entry is [string, string] => entry[1] !== undefined,
                ),
            ),
            onOutput: this.options.onOutput,
            timeoutMs: options.timeoutMs ?? COMMAND_TIMEOUT_MS,
        });
        this.commands.add(command);
        const forget = () => this.commands.delete(command);
        command.done.then(forget, forget);
        return command;
    }

    /** Runs a command to its end. Rejects only if it cannot be started or takes too long. */
    run(commandArguments: readonly string[], options?: RunOptions): Promise<CommandResult> {
        return this.start(commandArguments, options).done;
    }

    preview(moreArguments: readonly string[] = [], options?: RunOptions): Promise<CommandResult> {
        return this.run(["preview", ...moreArguments], options);
    }

    up(moreArguments: readonly string[] = [], options?: RunOptions): Promise<CommandResult> {
        return this.run(["up", "--yes", "--skip-preview", ...moreArguments], options);
    }

    refresh(moreArguments: readonly string[] = [], options?: RunOptions): Promise<CommandResult> {
        return this.run(["refresh", "--yes", "--skip-preview", ...moreArguments], options);
    }

    destroy(moreArguments: readonly string[] = [], options?: RunOptions): Promise<CommandResult> {
        return this.run(["destroy", "--yes", "--skip-preview", ...moreArguments], options);
    }

    /** The stack's state as `pulumi stack export` prints it, secrets encrypted. */
    async export(): Promise<StackExport> {
        return JSON.parse((await this.runOrThrow(["stack", "export"])).stdout);
    }

    /** The stack's outputs. Secret ones are `"[secret]"` unless asked for. */
    async outputs(options: { readonly showSecrets?: boolean } = {}): Promise<Record<string, unknown>> {
        const showSecrets = options.showSecrets ? ["--show-secrets"] : [];
        return JSON.parse((await this.runOrThrow(["stack", "output", "--json", ...showSecrets])).stdout);
    }

    /** What this stack has started and is still there: engine, language host, program, providers. Needs Linux. */
    processes(): LivingProcess[] {
        return markedProcesses(this.marker);
    }

    /** Kills everything this stack has started and removes its directory. Resources that it still has just go with it. */
    async remove(): Promise<void> {
        await Promise.all([...this.commands].map((command) => command.kill()));
        killMarkedProcesses(this.marker);
        stacks.delete(this);
        removeDirectory(this.directory);
    }

    /** The part of {@link remove} that can be done while this process exits. */
    killNow(): void {
        for (const command of this.commands) {
            if (!command.hasEnded) {
                killQuietly(-command.child.pid!, "SIGKILL");
            }
        }
        killMarkedProcesses(this.marker);
    }

    private async runOrThrow(commandArguments: readonly string[]): Promise<CommandResult> {
        const result = await this.run(commandArguments);
        if (result.exitCode !== 0) {
            const [command, subcommand] = commandArguments;
            throw new Error(`pulumi ${command} ${subcommand} ended with ${result.exitCode}:\n${result.output}`);
        }
        return result;
    }
}

/** What `pulumi stack export` prints, as far as tests look at it. */
export interface StackExport {
    readonly deployment: {
        readonly resources?: readonly StackExportResource[];
        readonly pending_operations?: readonly { readonly type: string; readonly resource: StackExportResource }[];
        readonly [name: string]: unknown;
    };
    readonly [name: string]: unknown;
}

/** A resource in state. */
export interface StackExportResource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
    readonly [name: string]: unknown;
}
