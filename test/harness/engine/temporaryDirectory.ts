// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { exitOnSignal } from "./exitOnSignal";

let sessionDirectory: string | undefined;

/** The temporary directory of this process, the parent of all others. It is removed when the process ends. */
function session(): string {
    if (sessionDirectory === undefined) {
        // Node.js and the engine report real paths, but the temporary directory of macOS is a symbolic link.
        sessionDirectory = realpathSync(mkdtempSync(path.join(tmpdir(), "pulumi-azure-wait-test-")));
        exitOnSignal();
        process.once("exit", () => removeDirectory(sessionDirectory!));
    }
    return sessionDirectory;
}

/**
 * Creates an empty directory. It is removed when the process ends, if not before.
 *
 * @param purpose
 *  The prefix of the directory's name.
 */
export function createTemporaryDirectory(purpose: string): string {
    return mkdtempSync(path.join(session(), `${purpose}-`));
}

/** A directory shared within this process, created on the first call. */
export function sharedTemporaryDirectory(purpose: string): string {
    const directory = path.join(session(), purpose);
    mkdirSync(directory, { recursive: true });
    return directory;
}

/** Removes a directory with its contents. Retries, because a process that is ending may still write to it. */
export function removeDirectory(directory: string): void {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
