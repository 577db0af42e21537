// SPDX-License-Identifier: Apache-2.0
import path from "node:path";
import { sharedTemporaryDirectory } from "./temporaryDirectory";

/** Environment variables of a process; those that are `undefined` are omitted. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface CleanEnvironmentOptions {
    /** Directories at the start of PATH. */
    readonly programDirectories?: readonly string[];
    /** The home directory. An empty one hides the machine's settings of Azure CLI, npm and others. */
    readonly homeDirectory: string;
    /** Variables to add or, if `undefined`, to remove. */
    readonly environment?: Environment;
}

/**
 * The environment of a process in a test. It has only the PATH and TMPDIR of this machine, so that no `ARM_*`, `AZURE_*`, `PULUMI_*`
 * or CI variable affects a test. `node` is the Node.js that runs the tests.
 */
export function cleanEnvironment(options: CleanEnvironmentOptions): Record<string, string> {
    const environment: Record<string, string | undefined> = {
        PATH: [
            ...(options.programDirectories ?? []),
            path.dirname(process.execPath),
            process.env.PATH ?? "/usr/local/bin:/usr/bin:/bin",
        ].join(path.delimiter),
        HOME: options.homeDirectory,
        LANG: "C.UTF-8",
        TMPDIR: process.env.TMPDIR,
        // Speeds up loading the SDK. The cache is removed when this process exits.
        NODE_COMPILE_CACHE: sharedTemporaryDirectory("compile-cache"),
        ...options.environment,
    };
    return Object.fromEntries(
        Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
}
