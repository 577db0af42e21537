// SPDX-License-Identifier: Apache-2.0
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { GO_PLATFORM, packFolder } from "../../provider/plugin/build/archive";
import { type Emulator, startEmulator } from "../emulator/src/index";
import { findOrBuildEngine } from "../harness/engine/engine";
import { YAML_HOST } from "../harness/engine/goProgram";
import { killQuietly } from "../harness/engine/leftovers";
import { builtExecutable, builtPlugin, PLUGIN_VERSION } from "../harness/engine/pluginFixture";
import { Stack } from "../harness/engine/stack";
import { createTemporaryDirectory } from "../harness/engine/temporaryDirectory";
import { createWorkspace, type Workspace } from "../harness/engine/workspace";

/** What waits: the dynamic resource of a JavaScript program, or a form of the plugin for a YAML program. */
export type Host = "dynamic" | PluginForm;
export type PluginForm = "script" | "executable";

/** The process that waits, by its command line. */
const PROCESSES: Readonly<Record<Host, RegExp>> = {
    dynamic: /cmd\/dynamic-provider/,
    script: /plugin\.js/,
    executable: /^\S*pulumi-resource-azure-wait/,
};
const FOLDERS: Readonly<Record<PluginForm, () => Promise<string>>> = {
    script: builtPlugin,
    executable: builtExecutable,
};
/** In a resource of the state: secrets, and the way through the code of the language host. */
const NOT_COUNTED: ReadonlySet<string> = new Set(["ciphertext", "sourcePosition", "stackTrace"]);
const CHECK_MS = 5;
/** Until the process has read the first response. */
const SETTLE_MS = 500;

/** A wait that was interrupted by a kill of the engine. */
export interface InterruptedWait {
    /** From the start of `pulumi up` to the first read. */
    readonly firstReadSeconds: number;
    /** Resident memory of the process that waits. */
    readonly megabytes: number;
    /** From the kill to the end of the process that waits. */
    readonly endSeconds: number;
}

/** One wait on the real engine. */
export class PluginBench {
    #projects = 0;

    private constructor(
        readonly emulator: Emulator,
        readonly workspace: Workspace,
        readonly engineDirectory: string,
    ) {}

    static async start(): Promise<PluginBench> {
        const engineDirectory = await findOrBuildEngine({ hosts: [YAML_HOST] });
        return new PluginBench(await startEmulator(), await createWorkspace(), engineDirectory);
    }

    async stop(): Promise<void> {
        this.workspace.remove();
        await this.emulator.close();
    }

    /** Runs `pulumi up`, and kills the engine while it waits. */
    async interruptedWait(host: Host): Promise<InterruptedWait> {
        const stack = await this.#stack(host, 3_600);
        const waiting = () => stack.processes().filter(({ commandLine }) => PROCESSES[host].test(commandLine));
        let readMs: number | undefined;
        const stopListening = this.emulator.intercept(({ area, method }) => {
            readMs ??= area === "arm" && method === "GET" ? performance.now() : undefined;
            return undefined;
        });
        try {
            const startMs = performance.now();
            const up = stack.start(["up", "--yes", "--skip-preview"]);
            await until(() => readMs !== undefined || up.hasEnded);
            await pause(SETTLE_MS);
            const megabytes = Math.max(...waiting().map(({ processId }) => residentMegabytes(processId)));
            const killMs = performance.now();
            killQuietly(up.child.pid!, "SIGKILL");
            await until(() => waiting().length === 0);
            const endSeconds = (performance.now() - killMs) / 1000;
            return { firstReadSeconds: ((readMs ?? Number.NaN) - startMs) / 1000, megabytes, endSeconds };
        } finally {
            stopListening();
            await stack.remove();
        }
    }

    /** The size of a wait in the state, without what depends on its arguments and on the language of the program. */
    async stateCharacters(host: Host): Promise<number> {
        const stack = await this.#stack(host, 0);
        try {
            const { exitCode, output } = await stack.up();
            const { resources = [] } = (await stack.export()).deployment;
            const wait = resources.find(({ type }) => type.endsWith(":OperationWait"));
            if (exitCode !== 0 || wait === undefined) {
                throw new Error(output);
            }
            return JSON.stringify(wait, (key, value) => (NOT_COUNTED.has(key) ? undefined : value)).length;
        } finally {
            await stack.remove();
        }
    }

    /** Milliseconds from the start of the plugin to its port. */
    async portMs(form: PluginForm): Promise<number> {
        const startMs = performance.now();
        const plugin = spawn(path.join(await FOLDERS[form](), "pulumi-resource-azure-wait"), ["127.0.0.1:1"]);
        await once(plugin.stdout, "data");
        const elapsedMs = performance.now() - startMs;
        plugin.stdin.end();
        await once(plugin, "exit");
        return elapsedMs;
    }

    /** Megabytes of the archive of a form. */
    async archiveMegabytes(form: PluginForm): Promise<number> {
        const output = createTemporaryDirectory("archive");
        const archive = packFolder(
            await FOLDERS[form](),
            output,
            PLUGIN_VERSION,
            form === "script" ? "node" : GO_PLATFORM,
        );
        return statSync(archive).size / 1_000_000;
    }

    async #stack(host: Host, durationSeconds: number): Promise<Stack> {
        this.#projects += 1;
        const operation = this.emulator.startOperation({ durationSeconds }).url;
        const name = `project-${this.#projects}`;
        return await Stack.create({
            projectDirectory:
                host === "dynamic"
                    ? this.workspace.project(name, { "index.js": javaScriptProgram(operation) })
                    : yamlProject(name, operation, await FOLDERS[host]()),
            environment: this.emulator.environment,
            engineDirectory: this.engineDirectory,
        });
    }
}

function javaScriptProgram(operation: string): string {
    return `const { OperationWait } = require("pulumi-azure-wait"); new OperationWait("ready", ${JSON.stringify({ operation })});`;
}

function yamlProject(name: string, operation: string, plugin: string): string {
    const directory = createTemporaryDirectory(name);
    const project = {
        name,
        runtime: "yaml",
        plugins: { providers: [{ name: "azure-wait", path: plugin }] },
        resources: { ready: { type: "azure-wait:OperationWait", properties: { operation } } },
    };
    // JSON is valid YAML.
    writeFileSync(path.join(directory, "Pulumi.yaml"), JSON.stringify(project));
    return directory;
}

function residentMegabytes(processId: number): number {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${processId}/status`, "utf8"))?.[1];
    return (Number(kilobytes) * 1024) / 1_000_000;
}

async function until(condition: () => boolean): Promise<void> {
    while (!condition()) {
        await pause(CHECK_MS);
    }
}
