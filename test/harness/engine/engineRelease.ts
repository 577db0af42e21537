// SPDX-License-Identifier: Apache-2.0
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

/** The root of this repository. */
export const REPOSITORY_DIRECTORY = path.resolve(__dirname, "..", "..", "..");

/** The Go module that pins the engine. */
export const GO_MODULE_DIRECTORY = path.join(__dirname, "pulumi");

/** The oldest engine in which a hook that throws fails the run. */
export const MINIMUM_ENGINE_VERSION = "3.238.0";

/** The engine version to install or build if none is found, such as `3.259.0`. */
export function engineVersion(): string {
    return requireMatch(/github\.com\/pulumi\/pulumi\/pkg\/v3 v(\d+\.\d+\.\d+)\s/, goModule());
}

/** The minimum Go version to build the engine, such as `1.25.11`. */
export function requiredGoVersion(): string {
    return requireMatch(/^go (\d+\.\d+(?:\.\d+)?)$/m, goModule());
}

/** The cache for engines: `$PULUMI_AZURE_WAIT_CACHE`, or `pulumi-azure-wait` in the user's cache directory. */
export function cacheDirectory(): string {
    return path.resolve(
        process.env.PULUMI_AZURE_WAIT_CACHE ||
            path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), ".cache"), "pulumi-azure-wait"),
    );
}

/** The directory of the cached engine. Its name contains a hash of the sources. */
export function engineDirectory(): string {
    const hash = createHash("sha256");
    for (const file of ["go.mod", "go.sum", "tools.go"]) {
        hash.update(readFileSync(path.join(GO_MODULE_DIRECTORY, file)));
    }
    const sources = hash.digest("hex").slice(0, 12);
    return path.join(cacheDirectory(), `engine-${engineVersion()}-${process.platform}-${process.arch}-${sources}`);
}

/** Whether a version such as `v3.238.0` or `go1.25` is `minimum` or newer. */
export function isAtLeast(version: string, minimum: string): boolean {
    const [have, need] = [version, minimum].map((text) => (text.match(/\d+/g) ?? []).slice(0, 3).map(Number));
    for (let position = 0; position < 3; position++) {
        const difference = (have?.[position] ?? 0) - (need?.[position] ?? 0);
        if (difference !== 0) {
            return difference > 0;
        }
    }
    return true;
}

function goModule(): string {
    return readFileSync(path.join(GO_MODULE_DIRECTORY, "go.mod"), "utf8");
}

function requireMatch(pattern: RegExp, text: string): string {
    const match = pattern.exec(text)?.[1];
    if (match === undefined) {
        throw new Error(`${pattern} is not in ${GO_MODULE_DIRECTORY}/go.mod`);
    }
    return match;
}
