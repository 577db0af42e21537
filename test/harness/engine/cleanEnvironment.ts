// SPDX-License-Identifier: Apache-2.0
import path from "node:path";
import { sharedTemporaryDirectory } from "./temporaryDirectory";

/** Environment variables of a process; one that is `undefined` is left out. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface CleanEnvironmentOptions {
    /** Directories to search for programs before everything else. */
    readonly programDirectories?: readonly string[];
    /** The home directory, where Azure CLI, npm and others look for settings. A fresh one keeps the machine's own out. */
    readonly homeDirectory: string;
    /** What the caller adds or, with `undefined`, takes away. */
    readonly environment?: Environment;
}

/**
 * The environment of a process in a test: nothing of this machine's but where programs are, so that no `ARM_*`, `AZURE_*`,
 * `PULUMI_*` or CI variable decides a test. `node` in it is the Node that runs the tests.
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
        // Loading the SDK is a good part of the time that a run takes. The cache lives as long as this process.
        NODE_COMPILE_CACHE: sharedTemporaryDirectory("compile-cache"),
        ...options.environment,
    };
    return Object.fromEntries(
        Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
}
