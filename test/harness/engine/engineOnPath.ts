// SPDX-License-Identifier: Apache-2.0
import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { isAtLeast, MINIMUM_ENGINE_VERSION } from "./engineRelease";

/** The engine's plugins for Node.js programs and for their dynamic resources. They ship with Pulumi's CLI. */
export const ENGINE_PLUGINS = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"] as const;

const VERSION_TIMEOUT_MS = 15_000;

/**
 * The directory of the first `pulumi` on the user's PATH, or `undefined` if there is none, or if it is too old or incomplete. The
 * latter two are reported to `onProgress`.
 */
export async function findEngineOnPath(onProgress: (message: string) => void): Promise<string | undefined> {
    const directory = findProgram("pulumi");
    if (directory === undefined) {
        return undefined;
    }
    const engine = path.join(directory, "pulumi");
    const version = await versionOf(engine);
    const missing = ENGINE_PLUGINS.find((plugin) => findProgram(plugin) === undefined);
    if (version === undefined || !isAtLeast(version, MINIMUM_ENGINE_VERSION)) {
        onProgress(
            `${engine} is not used: its version is ${version ?? "unknown"}, not ${MINIMUM_ENGINE_VERSION} or newer`,
        );
        return undefined;
    }
    if (missing !== undefined) {
        onProgress(`${engine} is not used: ${missing} is not on PATH`);
        return undefined;
    }
    return directory;
}

/** The version that an engine reports, such as `v3.259.0`, or `undefined` if it does not run. */
export async function versionOf(engine: string): Promise<string | undefined> {
    try {
        const { stdout } = await promisify(execFile)(engine, ["version"], {
            env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "1" },
            timeout: VERSION_TIMEOUT_MS,
        });
        return /\d+\.\d+\.\d+/.test(stdout) ? stdout.trim() : undefined;
    } catch {
        return undefined;
    }
}

/** The first directory of PATH with an executable of this name. */
export function findProgram(name: string): string | undefined {
    const directories = (process.env.PATH ?? "").split(path.delimiter).filter((directory) => directory !== "");
    return directories.find((directory) => isExecutable(path.join(directory, name)));
}

/** Whether a file exists and is executable. */
export function isExecutable(file: string): boolean {
    try {
        accessSync(file, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}
