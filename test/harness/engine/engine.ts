// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readdirSync, renameSync } from "node:fs";
import path from "node:path";
import { installEngineFromVendor } from "./engineFromVendor";
import { ENGINE_PLUGINS, findEngineOnPath, isExecutable } from "./engineOnPath";
import { isAlive, withFileLock } from "./fileLock";
import { buildFromSource } from "./goBuild";
import { directoryOfProgram, ENGINE, type GoProgram, versionOfProgram, YAML_HOST } from "./goProgram";
import { prepareLaunchers } from "./launchers";
import { removeDirectory } from "./temporaryDirectory";

type OnProgress = (message: string) => void;

export interface FindEngineOptions {
    /** Called with a progress message while an engine is being installed. @default prints to standard error */
    readonly onProgress?: OnProgress;
}

/** Maximum duration of {@link findOrBuildEngine} on a slow machine with empty caches, for test timeouts. */
export const ENGINE_TIMEOUT_MS = 1_200_000;

let found: Promise<string> | undefined;
let foundWithYaml: Promise<string> | undefined;

/**
 * Finds the real Pulumi engine: a recent enough `pulumi` on PATH, else the one in the cache. If the cache is empty, the engine is
 * installed there with Pulumi's installer or, if that is unreachable, built from Go modules. Runs once per process.
 *
 * @returns
 *  The directory of `pulumi` and the plugins that run Node.js programs, to be put first on PATH.
 */
export function findOrBuildEngine(options: FindEngineOptions = {}): Promise<string> {
    found ??= locateEngine(options.onProgress ?? printProgress);
    return found;
}

/**
 * The same with the language host of Pulumi YAML beside the engine, where it finds it without a warning. The host is built from Go
 * modules, if the engine has none.
 */
export function findOrBuildYamlEngine(options: FindEngineOptions = {}): Promise<string> {
    foundWithYaml ??= locateYamlEngine(options.onProgress ?? printProgress);
    return foundWithYaml;
}

function printProgress(message: string): void {
    process.stderr.write(`${message}\n`);
}

async function locateEngine(onProgress: OnProgress): Promise<string> {
    const onPath = await findEngineOnPath(onProgress);
    return onPath ?? withPlugins(await cachedProgram(ENGINE, installEngine, onProgress));
}

async function locateYamlEngine(onProgress: OnProgress): Promise<string> {
    const directory = await findOrBuildEngine({ onProgress });
    if (isExecutable(path.join(directory, YAML_HOST.name))) {
        return directory;
    }
    const host = await cachedProgram(YAML_HOST, buildInto, onProgress);
    return prepareLaunchers(path.join(directory, ENGINE.name), path.join(host, YAML_HOST.name));
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
