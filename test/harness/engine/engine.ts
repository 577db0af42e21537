// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readdirSync, renameSync } from "node:fs";
import path from "node:path";
import { buildEngineFromSource } from "./engineFromSource";
import { installEngineFromVendor } from "./engineFromVendor";
import { COMPANIONS, findEngineOnPath, isExecutable } from "./engineOnPath";
import { engineDirectory, engineVersion } from "./engineRelease";
import { isAlive, withFileLock } from "./fileLock";
import { prepareLaunchers } from "./launchers";
import { removeDirectory } from "./temporaryDirectory";

export interface FindEngineOptions {
    /** Called with a line of text now and then while an engine is being installed. @default prints to standard error */
    readonly onProgress?: (text: string) => void;
}

/** How long {@link findOrBuildEngine} may take at most on a slow machine with empty caches, for the limits of tests. */
export const ENGINE_TIMEOUT_MS = 1_200_000;

let found: Promise<string> | undefined;

/**
 * Finds the real Pulumi engine: a new enough `pulumi` on PATH; else the one in our cache; else it is installed there, by the
 * vendor's installer or, where that is out of reach, built from Go modules. This is done once in a process.
 *
 * @returns
 *  The directory that holds `pulumi` and what it needs to run Node programs. Put it first on PATH.
 */
export function findOrBuildEngine(options: FindEngineOptions = {}): Promise<string> {
    found ??= locateEngine(options.onProgress ?? ((text) => process.stderr.write(`${text}\n`)));
    return found;
}

async function locateEngine(onProgress: (text: string) => void): Promise<string> {
    return (await findEngineOnPath(onProgress)) ?? withCompanions(await cachedEngine(onProgress));
}

/** The `bin` directory of the cached engine, which is installed first if need be. */
async function cachedEngine(onProgress: (text: string) => void): Promise<string> {
    const directory = engineDirectory();
    const binaries = path.join(directory, "bin");
    const isThere = () => isExecutable(path.join(binaries, "pulumi"));
    if (!isThere()) {
        mkdirSync(path.dirname(directory), { recursive: true });
        const onWait = (owner: string) => onProgress(`Waiting for process ${owner}, which is installing pulumi …`);
        await withFileLock(`${directory}.lock`, ENGINE_TIMEOUT_MS, onWait, async () => {
            if (!isThere()) {
                await install(directory, onProgress);
            }
        });
    }
    return binaries;
}

/** Installs into a directory of another name first, so that what has the right name is complete. */
async function install(directory: string, onProgress: (text: string) => void): Promise<void> {
    removeAbandoned(directory);
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

/** Removes what interrupted installations of the same engine have left. */
function removeAbandoned(directory: string): void {
    const prefix = `${path.basename(directory)}.partial-`;
    for (const name of readdirSync(path.dirname(directory))) {
        if (name.startsWith(prefix) && !isAlive(Number(name.slice(prefix.length)))) {
            removeDirectory(path.join(path.dirname(directory), name));
        }
    }
}

function withCompanions(binaries: string): string {
    const hasCompanions = COMPANIONS.every((companion) => isExecutable(path.join(binaries, companion)));
    return hasCompanions ? binaries : prepareLaunchers(path.join(binaries, "pulumi"));
}
