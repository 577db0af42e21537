// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readdirSync, renameSync } from "node:fs";
import path from "node:path";
import { buildEngineFromSource } from "./engineFromSource";
import { installEngineFromVendor } from "./engineFromVendor";
import { ENGINE_PLUGINS, findEngineOnPath, isExecutable } from "./engineOnPath";
import { engineDirectory, engineVersion } from "./engineRelease";
import { isAlive, withFileLock } from "./fileLock";
import { prepareLaunchers } from "./launchers";
import { removeDirectory } from "./temporaryDirectory";

export interface FindEngineOptions {
    /** Called with a progress message while an engine is being installed. @default prints to standard error */
    readonly onProgress?: (message: string) => void;
}

/** Maximum duration of {@link findOrBuildEngine} on a slow machine with empty caches, for test timeouts. */
export const ENGINE_TIMEOUT_MS = 1_200_000;

let found: Promise<string> | undefined;

/**
 * Finds the real Pulumi engine: a recent enough `pulumi` on PATH, else the one in the cache. If the cache is empty, the engine is
 * installed there with Pulumi's installer or, if that is unreachable, built from Go modules. Runs once per process.
 *
 * @returns
 *  The directory of `pulumi` and the plugins that run Node.js programs, to be put first on PATH.
 */
export function findOrBuildEngine(options: FindEngineOptions = {}): Promise<string> {
    found ??= locateEngine(options.onProgress ?? ((message) => process.stderr.write(`${message}\n`)));
    return found;
}

async function locateEngine(onProgress: (message: string) => void): Promise<string> {
    return (await findEngineOnPath(onProgress)) ?? withPlugins(await cachedEngine(onProgress));
}

/** The `bin` directory of the cached engine. Installs the engine if it is missing. */
async function cachedEngine(onProgress: (message: string) => void): Promise<string> {
    const directory = engineDirectory();
    const binaries = path.join(directory, "bin");
    const isInstalled = () => isExecutable(path.join(binaries, "pulumi"));
    if (!isInstalled()) {
        mkdirSync(path.dirname(directory), { recursive: true });
        const onWait = (owner: string) => onProgress(`Waiting for process ${owner}, which is installing pulumi …`);
        await withFileLock(`${directory}.lock`, ENGINE_TIMEOUT_MS, onWait, async () => {
            if (!isInstalled()) {
                await install(directory, onProgress);
            }
        });
    }
    return binaries;
}

/** Installs into a temporary directory and renames it, so that the final directory is always complete. */
async function install(directory: string, onProgress: (message: string) => void): Promise<void> {
    removeAbandonedPartials(directory);
    const partial = `${directory}.partial-${process.pid}`;
    const removePartial = () => removeDirectory(partial);
    process.once("exit", removePartial);
    try {
        if (!(await installEngineFromVendor(partial, engineVersion(), onProgress))) {
            removePartial();
            mkdirSync(path.join(partial, "bin"), { recursive: true });
            await buildEngineFromSource(path.join(partial, "bin", "pulumi"), onProgress);
        }
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
