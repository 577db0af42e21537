// SPDX-License-Identifier: Apache-2.0
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { REPOSITORY_DIRECTORY } from "./engineRelease";
import { createTemporaryDirectory } from "./temporaryDirectory";

const PACK_TIMEOUT_MS = 120_000;

let packed: Promise<string> | undefined;

/**
 * Extracts the package as users get it, from the tarball that `npm pack` makes. It is packed once in a process, with the
 * `dist` of that moment: build first.
 */
export async function extractPackage(directory: string): Promise<void> {
    const tarball = await packPackage();
    mkdirSync(directory, { recursive: true });
    await promisify(execFile)("tar", ["-xzf", tarball, "-C", directory, "--strip-components=1"]);
}

/** Packs the package, once in a process. @returns the path of the tarball. */
export function packPackage(): Promise<string> {
    packed ??= pack();
    return packed;
}

async function pack(): Promise<string> {
    const destination = createTemporaryDirectory("tarball");
    const npmArguments = ["pack", "--ignore-scripts", "--json", "--pack-destination", destination];
    await promisify(execFile)("npm", npmArguments, { cwd: REPOSITORY_DIRECTORY, timeout: PACK_TIMEOUT_MS });
    const tarball = readdirSync(destination).find((name) => name.endsWith(".tgz"));
    if (tarball === undefined) {
        throw new Error(`npm pack left no tarball in ${destination}`);
    }
    return path.join(destination, tarball);
}
