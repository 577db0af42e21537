// SPDX-License-Identifier: Apache-2.0
import { createHash } from "node:crypto";
import {
    constants,
    copyFileSync,
    existsSync,
    linkSync,
    mkdirSync,
    mkdtempSync,
    renameSync,
    writeFileSync,
} from "node:fs";
import path from "node:path";
import { REPOSITORY_DIRECTORY } from "./engineRelease";
import { removeDirectory } from "./temporaryDirectory";

/**
 * Where launchers are kept. They name this checkout and its Node, so they cannot be in the cache that all checkouts share;
 * here git ignores them, and they go when the `node_modules` that they point at goes.
 */
const LAUNCHERS_DIRECTORY = path.join(REPOSITORY_DIRECTORY, "node_modules", ".cache", "pulumi-azure-wait");

/**
 * Puts what the vendor ships beside `pulumi` beside an engine that we have built.
 *
 * `pulumi-resource-pulumi-nodejs` is the vendor's own shell script, from the SDK. It stays between engine and provider process:
 * a killed engine is not the parent of the provider, here as with users. `pulumi-language-nodejs` is our stand-in.
 *
 * @returns
 *  A directory to put on PATH. Its name depends on its contents, so that it never changes under a running engine.
 */
export function prepareLaunchers(engine: string): string {
    const files = {
        "pulumi-language-nodejs": languageHostLauncher(),
        "pulumi-resource-pulumi-nodejs": dynamicProviderLauncher(),
    };
    const contents = createHash("sha256")
        .update(JSON.stringify([engine, files]))
        .digest("hex")
        .slice(0, 12);
    const directory = path.join(LAUNCHERS_DIRECTORY, `engine-${contents}`);
    if (existsSync(directory)) {
        return directory;
    }
    mkdirSync(LAUNCHERS_DIRECTORY, { recursive: true });
    const partial = mkdtempSync(path.join(LAUNCHERS_DIRECTORY, "partial-"));
    try {
        for (const [name, text] of Object.entries(files)) {
            writeFileSync(path.join(partial, name), text, { mode: 0o755 });
        }
        linkOrCopy(engine, path.join(partial, "pulumi"));
        renameSync(partial, directory);
    } catch (error) {
        // Another process may have been quicker.
        if (!existsSync(directory)) {
            throw error;
        }
    } finally {
        removeDirectory(partial);
    }
    return directory;
}

function languageHostLauncher(): string {
    const program = path.join(__dirname, "languageHost.ts");
    return shellScript(
        // The flags matter to Node 22 only: 24 strips types unasked.
        `exec ${quoted(process.execPath)} --disable-warning=ExperimentalWarning --experimental-strip-types ${quoted(program)} "$@"`,
    );
}

function dynamicProviderLauncher(): string {
    const sdkDirectory = path.dirname(require.resolve("@pulumi/pulumi/package.json"));
    return shellScript(
        `PATH=${quoted(path.dirname(process.execPath))}:"$PATH"`,
        "export PATH",
        `exec /bin/sh ${quoted(path.join(sdkDirectory, "pulumi-resource-pulumi-nodejs"))} "$@"`,
    );
}

function shellScript(...lines: string[]): string {
    return ["#!/bin/sh", ...lines, ""].join("\n");
}

/** A text as one word of a shell script. */
export function quoted(text: string): string {
    return `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * A second name for the engine. A symbolic link would do but for a warning in every run ("using pulumi-language-nodejs from
 * $PATH"): the engine expects its companions beside the real file.
 */
function linkOrCopy(existing: string, name: string): void {
    try {
        linkSync(existing, name);
    } catch {
        copyFileSync(existing, name, constants.COPYFILE_FICLONE);
    }
}
