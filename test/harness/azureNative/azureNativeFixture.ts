// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Emulator, startEmulator } from "../../emulator/src/index";
import { cleanEnvironment, type Environment } from "../engine/cleanEnvironment";
import { ENGINE_TIMEOUT_MS, findOrBuildEngine } from "../engine/engine";
import { REPOSITORY_DIRECTORY } from "../engine/engineRelease";
import { killMarkedProcesses, MARKER_VARIABLE } from "../engine/leftovers";
import { RunningCommand } from "../engine/runningCommand";
import { Stack, type StackOptions } from "../engine/stack";
import { createWorkspace, type Workspace } from "../engine/workspace";
import { installAzureNative } from "./azureNativeInstall";
import { addResourceGroups } from "./azureNativeResourceGroups";

/** Timeout of a test with several engine runs; type checks of azure-native are slow. */
export const EXAMPLE_TIMEOUT_MS = 240_000;

/** Shared by the tests of one file: the emulator with resource groups, and a workspace with the installed package. */
export class AzureNativeFixture {
    readonly #stacks: Stack[] = [];
    readonly #commands: RunningCommand[] = [];
    readonly #marker = randomUUID();
    #projects = 0;

    private constructor(
        readonly emulator: Emulator,
        readonly workspace: Workspace,
        readonly engineDirectory: string,
    ) {}

    /** To be called in `before`. */
    static async start(context: Mocha.Context): Promise<AzureNativeFixture> {
        context.timeout(ENGINE_TIMEOUT_MS);
        const engineDirectory = await findOrBuildEngine();
        const emulator = await startEmulator();
        addResourceGroups(emulator);
        return new AzureNativeFixture(emulator, await createWorkspace(), engineDirectory);
    }

    /** To be called in `after`. */
    async stop(): Promise<void> {
        await this.emulator.close();
        this.workspace.remove();
    }

    /** To be called in `afterEach`. Kills the processes of the test and removes its stacks. */
    async clear(): Promise<void> {
        await Promise.all(this.#commands.splice(0).map((command) => command.kill()));
        killMarkedProcesses(this.#marker);
        await Promise.all(this.#stacks.splice(0).map((stack) => stack.remove()));
        this.emulator.clearRequests();
    }

    /** Copies an example to the workspace, where the package is installed from its tarball. */
    copy(example: string): string {
        this.#projects += 1;
        const directory = path.join(this.workspace.directory, `${example}-${this.#projects}`);
        mkdirSync(directory);
        const source = path.join(REPOSITORY_DIRECTORY, "examples", example);
        const files = readdirSync(source, { withFileTypes: true }).filter((entry) => entry.isFile());
        const contents = files.map(({ name }) => [name, readFileSync(path.join(source, name), "utf8")]);
        this.workspace.write(directory, Object.fromEntries(contents));
        for (const { name } of files) {
            chmodSync(path.join(directory, name), statSync(path.join(source, name)).mode);
        }
        return directory;
    }

    /** Creates a stack of an example, or of the project in a directory, with the fake azure-native plugin installed. */
    async stack(
        project: string,
        configuration: Readonly<Record<string, string>> = {},
        install: (stack: Stack) => void = installAzureNative,
        options: Partial<StackOptions> = {},
    ): Promise<Stack> {
        const stack = await Stack.create({
            projectDirectory: path.isAbsolute(project) ? project : this.copy(project),
            environment: this.emulator.environment,
            ...options,
        });
        this.#stacks.push(stack);
        install(stack);
        for (const [key, value] of Object.entries(configuration)) {
            await stack.config.set(key, value, { secret: key === "operations" });
        }
        return stack;
    }

    /** Starts a program that uses the Automation API. Its state is in `directory`. */
    start(directory: string, program: string, programArguments: readonly string[]): RunningCommand {
        const [home, state] = ["home", "state"].map((name) => path.join(directory, name)) as [string, string];
        mkdirSync(home);
        mkdirSync(state);
        const environment: Environment = {
            ...this.emulator.environment,
            PULUMI_HOME: path.join(home, ".pulumi"),
            PULUMI_BACKEND_URL: pathToFileURL(state).href,
            PULUMI_CONFIG_PASSPHRASE: "correct horse battery staple",
            PULUMI_SKIP_UPDATE_CHECK: "1",
            [MARKER_VARIABLE]: this.#marker,
        };
        const loader = pathToFileURL(require.resolve("tsx")).href;
        const command = new RunningCommand(process.execPath, ["--import", loader, program, ...programArguments], {
            directory,
            environment: cleanEnvironment({
                programDirectories: [this.engineDirectory],
                homeDirectory: home,
                environment,
            }),
            timeoutMs: EXAMPLE_TIMEOUT_MS,
        });
        this.#commands.push(command);
        return command;
    }

    /** The requests to Resource Manager other than GET, such as `POST …/failover`. */
    get changes(): readonly string[] {
        return this.emulator.requests
            .filter(({ area, method }) => area === "arm" && method !== "GET")
            .map((request) => `${request.method} ${request.path.split("/").slice(5).join("/")} ${request.query}`);
    }
}
