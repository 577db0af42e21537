// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { exitOnSignal } from "./exitOnSignal";

let sessionDirectory: string | undefined;

/** The one temporary directory of this process, below which all others are. It is removed when the process ends. */
function session(): string {
    if (sessionDirectory === undefined) {
        // The real path, because Node and the engine report real paths (macOS keeps its temporary directory behind a link).
        sessionDirectory = realpathSync(mkdtempSync(path.join(tmpdir(), "pulumi-azure-wait-test-")));
        exitOnSignal();
        process.once("exit", () => removeDirectory(sessionDirectory!));
    }
    return sessionDirectory;
}

/**
 * Makes a new empty directory for this process alone. What a test does not remove goes when the process ends.
 *
 * @param purpose
 *  The beginning of the directory's name.
 */
export function createTemporaryDirectory(purpose: string): string {
    return mkdtempSync(path.join(session(), `${purpose}-`));
}

/** A directory that all parts of this process share, made on the first call. */
export function sharedTemporaryDirectory(purpose: string): string {
    const directory = path.join(session(), purpose);
    mkdirSync(directory, { recursive: true });
    return directory;
}

/** Removes a directory and everything in it; a process that is just ending may still be writing there. */
export function removeDirectory(directory: string): void {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
