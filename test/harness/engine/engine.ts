// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readdirSync, renameSync } from "node:fs";
import path from "node:path";
import { installEngineFromVendor } from "./engineFromVendor";
import { ENGINE_PLUGINS, findEngineOnPath, isExecutable } from "./engineOnPath";
import { isAlive, withFileLock } from "./fileLock";
import { buildFromSource } from "./goBuild";
import { directoryOfProgram, ENGINE, type GoProgram, versionOfProgram } from "./goProgram";
import { prepareLaunchers } from "./launchers";
import { removeDirectory } from "./temporaryDirectory";

type OnProgress = (message: string) => void;

export interface FindEngineOptions {
    /** Called with a progress message while an engine is being installed. @default prints to standard error */
    readonly onProgress?: OnProgress;
    /** Language hosts besides that of Node.js. Those that the engine lacks are built from Go modules. @default none */
    readonly hosts?: readonly GoProgram[];
}

/** Maximum duration of {@link findOrBuildEngine} on a slow machine with empty caches, for test timeouts. */
export const ENGINE_TIMEOUT_MS = 1_200_000;

const found = new Map<string, Promise<string>>();

/**
 * Finds the real Pulumi engine: a recent enough `pulumi` on PATH, else the one in the cache. If the cache is empty, the engine is
 * installed there with Pulumi's installer or, if that is unreachable, built from Go modules. Runs once per process.
 *
 * @returns
 *  The directory of `pulumi`, the plugins that run Node.js programs, and the other language hosts, to be put first on PATH.
 */
export function findOrBuildEngine({ onProgress = printProgress, hosts = [] }: FindEngineOptions = {}): Promise<string> {
    const key = hosts.map(({ name }) => name).join();
    const directory =
        found.get(key) ?? (hosts.length === 0 ? locateEngine(onProgress) : locateWithHosts(hosts, onProgress));
    found.set(key, directory);
    return directory;
}

function printProgress(message: string): void {
    process.stderr.write(`${message}\n`);
}

async function locateEngine(onProgress: OnProgress): Promise<string> {
    const onPath = await findEngineOnPath(onProgress);
    return onPath ?? withPlugins(await cachedProgram(ENGINE, installEngine, onProgress));
}

/** Puts the language hosts beside the engine, where it finds them without a warning. */
async function locateWithHosts(hosts: readonly GoProgram[], onProgress: OnProgress): Promise<string> {
    const directory = await findOrBuildEngine({ onProgress });
    if (hosts.every(({ name }) => isExecutable(path.join(directory, name)))) {
        return directory;
    }
    const files: string[] = [];
    for (const host of hosts) {
        const isInstalled = isExecutable(path.join(directory, host.name));
        const binaries = isInstalled ? directory : await cachedProgram(host, buildInto, onProgress);
        files.push(...[host.name, ...scriptNames(host)].map((name) => path.join(binaries, name)));
    }
    return prepareLaunchers(path.join(directory, ENGINE.name), files);
}

function scriptNames({ scripts = [] }: GoProgram): string[] {
    return scripts.map((script) => path.basename(script));
}

/** Installs a program into the `bin` directory of a directory. */
type Install = (program: GoProgram, directory: string, onProgress: OnProgress) => Promise<void>;

const buildInto: Install = async (program, directory, onProgress) => {
    mkdirSync(path.join(directory, "bin"), { recursive: true });
    await buildFromSource(program, path.join(directory, "bin", program.name), onProgress);
};

const installEngine: Install = async (program, directory, onProgress) => {
    if (!(await installEngineFromVendor(directory, versionOfProgram(program), onProgress))) {
        removeDirectory(directory);
        await buildInto(program, directory, onProgress);
    }
};

/** The `bin` directory of a program in the cache. Installs the program if it is missing. */
async function cachedProgram(program: GoProgram, install: Install, onProgress: OnProgress): Promise<string> {
    const directory = directoryOfProgram(program);
    const binaries = path.join(directory, "bin");
    const isInstalled = () => isExecutable(path.join(binaries, program.name));
    if (!isInstalled()) {
        mkdirSync(path.dirname(directory), { recursive: true });
        const onWait = (owner: string) =>
            onProgress(`Waiting for process ${owner}, which is installing ${program.name} …`);
        await withFileLock(`${directory}.lock`, ENGINE_TIMEOUT_MS, onWait, async () => {
            if (!isInstalled()) {
                await installCompletely(directory, (partial) => install(program, partial, onProgress));
            }
        });
    }
    return binaries;
}

/** Installs into a temporary directory and renames it, so that the final directory is always complete. */
async function installCompletely(directory: string, install: (partial: string) => Promise<void>): Promise<void> {
    removeAbandonedPartials(directory);
    const partial = `${directory}.partial-${process.pid}`;
    const removePartial = () => removeDirectory(partial);
    process.once("exit", removePartial);
    try {
        await install(partial);
        removeDirectory(directory);
        renameSync(partial, directory);
    } finally {
        removePartial();
        process.removeListener("exit", removePartial);
    }
}

/** Removes partial directories of interrupted installations of the same engine. */
function removeAbandonedPartials(directory: string): void {
    const prefix = `${path.basename(directory)}.partial-`;
    for (const name of readdirSync(path.dirname(directory))) {
        if (name.startsWith(prefix) && !isAlive(Number(name.slice(prefix.length)))) {
            removeDirectory(path.join(path.dirname(directory), name));
        }
    }
}

function withPlugins(binaries: string): string {
    const hasPlugins = ENGINE_PLUGINS.every((plugin) => isExecutable(path.join(binaries, plugin)));
    return hasPlugins ? binaries : prepareLaunchers(path.join(binaries, "pulumi"));
}
