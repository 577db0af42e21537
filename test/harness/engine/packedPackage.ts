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
 * Extracts the package from the tarball of `npm pack`, as users install it. Run `npm run build` first: the tarball contains the
 * current `dist`.
 */
export async function extractPackage(directory: string): Promise<void> {
    const tarball = await packPackage();
    mkdirSync(directory, { recursive: true });
    await promisify(execFile)("tar", ["-xzf", tarball, "-C", directory, "--strip-components=1"]);
}

/** Packs the package, once per process. @returns the path of the tarball. */
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
        throw new Error(`npm pack created no tarball in ${destination}`);
    }
    return path.join(destination, tarball);
}
