// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { cleanEnvironment, type Environment } from "./cleanEnvironment";
import { findOrBuildEngine } from "./engine";
import { killMarkedProcesses, killQuietly, MARKER_VARIABLE, markedProcesses, type RunningProcess } from "./leftovers";
import { type CommandResult, RunningCommand } from "./runningCommand";
import { createTemporaryDirectory, removeDirectory } from "./temporaryDirectory";

export interface StackOptions {
    /** The directory of `Pulumi.yaml`. */
    readonly projectDirectory: string;
    /** @default "test" */
    readonly stackName?: string;
    /** Added to the clean environment of every command of this stack. */
    readonly environment?: Environment;
    /** Called with every chunk of output. */
    readonly onOutput?: (text: string) => void;
    /** The directory of the engine and the language hosts. @default that of `findOrBuildEngine` */
    readonly engineDirectory?: string;
    /** Directories on PATH before that of the engine, such as that of a virtual environment of Python. */
    readonly programDirectories?: readonly string[];
    /** The passphrase that encrypts the stack's secrets. */
    readonly secretsPassphrase?: string;
}

export interface RunOptions {
    /** Added to the environment of this command. */
    readonly environment?: Environment;
    /** Time after which the command is killed. @default 300000 */
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
 * A stack of a Pulumi project, run with the real `pulumi` executable. Each stack has a separate state, home directory and
 * environment. A failed command does not throw: check `exitCode` and `output`.
 */
export class Stack {
    /** The files of this stack outside the project: home directory, `PULUMI_HOME`, state. */
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
            programDirectories: [...(options.programDirectories ?? []), engineDirectory],
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

    /** Creates the stack. Builds the engine first if this machine has none (about 4 minutes, once). */
    static async create(options: StackOptions): Promise<Stack> {
        if (!existsSync(options.projectDirectory)) {
            throw new Error(`${options.projectDirectory} does not exist`);
        }
        const stack = new Stack(options, options.engineDirectory ?? (await findOrBuildEngine()));
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
        /** Runs `pulumi config set`. A key without a namespace belongs to the project. */
        set: async (key: string, value: string, options: { readonly secret?: boolean } = {}): Promise<void> => {
            await this.runOrThrow(["config", "set", ...(options.secret ? ["--secret"] : []), "--", key, value]);
        },
    };

    /** Starts a command and returns immediately, so that a test can interrupt it. */
    start(commandArguments: readonly string[], options: RunOptions = {}): RunningCommand {
        const colour = commandArguments.some((argument) => argument.startsWith("--color")) ? [] : ["--color", "never"];
        return this.startProgram("pulumi", ["--non-interactive", ...colour, ...commandArguments], options);
    }

    /** Runs a Bash script in the directory of the project, as a step of a pipeline does. */
    script(text: string, options: RunOptions = {}): Promise<CommandResult> {
        return this.startProgram("bash", ["-eo", "pipefail", "-c", text], options).done;
    }

    private startProgram(program: string, programArguments: readonly string[], options: RunOptions): RunningCommand {
        const command = new RunningCommand(program, programArguments, {
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

    /** Runs a command until it ends. Rejects only if it cannot be started or exceeds the timeout. */
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

    /** The state as printed by `pulumi stack export`, with encrypted secrets. */
    async export(): Promise<StackExport> {
        return JSON.parse((await this.runOrThrow(["stack", "export"])).stdout);
    }

    /** The stack's outputs. Without `showSecrets`, secret ones are `"[secret]"`. */
    async outputs(options: { readonly showSecrets?: boolean } = {}): Promise<Record<string, unknown>> {
        const showSecrets = options.showSecrets ? ["--show-secrets"] : [];
        return JSON.parse((await this.runOrThrow(["stack", "output", "--json", ...showSecrets])).stdout);
    }

    /** The running processes of this stack: engine, language host, program, providers. Requires Linux. */
    processes(): RunningProcess[] {
        return markedProcesses(this.marker);
    }

    /** Kills the processes of this stack and removes its directory, without destroying its resources. */
    async remove(): Promise<void> {
        await Promise.all([...this.commands].map((command) => command.kill()));
        killMarkedProcesses(this.marker);
        stacks.delete(this);
        removeDirectory(this.directory);
    }

    /** The synchronous part of {@link remove}, for the exit of this process. */
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
            throw new Error(`pulumi ${command} ${subcommand} exited with ${result.exitCode}:\n${result.output}`);
        }
        return result;
    }
}

/** The output of `pulumi stack export`, as far as the tests use it. */
export interface StackExport {
    readonly deployment: {
        readonly resources?: readonly StackExportResource[];
        readonly pending_operations?: readonly { readonly type: string; readonly resource: StackExportResource }[];
        readonly [name: string]: unknown;
    };
    readonly [name: string]: unknown;
}

/** A resource in the state. */
export interface StackExportResource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
    readonly [name: string]: unknown;
}
