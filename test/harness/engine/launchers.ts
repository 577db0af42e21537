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
 * The directory of the launchers. They contain paths of this checkout and its Node.js, so they cannot be in the cache that checkouts
 * share. Git ignores this directory, and it is removed together with `node_modules`, to which the launchers refer.
 */
const LAUNCHERS_DIRECTORY = path.join(REPOSITORY_DIRECTORY, "node_modules", ".cache", "pulumi-azure-wait");

/**
 * Adds the plugins that ship with Pulumi's CLI to an engine built from source.
 *
 * `pulumi-resource-pulumi-nodejs` is the shell script of Pulumi's SDK. As in a normal installation, it is the parent of the provider
 * process, so that the provider does not have the engine as its parent. `pulumi-language-nodejs` starts languageHost.ts.
 *
 * @param moreFiles
 *  Files to be put beside the engine, such as other language hosts.
 * @returns
 *  A directory to put on PATH. Its name contains a hash of its contents, so that it never changes while an engine runs.
 */
export function prepareLaunchers(engine: string, moreFiles: readonly string[] = []): string {
    const files = {
        "pulumi-language-nodejs": languageHostLauncher(),
        "pulumi-resource-pulumi-nodejs": dynamicProviderLauncher(),
    };
    const contents = createHash("sha256")
        .update(JSON.stringify([engine, moreFiles, files]))
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
        for (const file of [engine, ...moreFiles]) {
            linkOrCopy(file, path.join(partial, path.basename(file)));
        }
        renameSync(partial, directory);
    } catch (error) {
        // Another process may have created the directory.
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
        // Only Node.js 22 needs the flags; 24 strips types by default.
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

/** Quotes a string for a shell script. */
export function quoted(text: string): string {
    return `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * Creates a hard link to the engine or a language host, or copies it. With a symbolic link, every run prints a warning ("using
 * pulumi-language-nodejs from $PATH"), because the engine expects its plugins in the directory of the real file.
 */
function linkOrCopy(existing: string, name: string): void {
    try {
        linkSync(existing, name);
    } catch {
        copyFileSync(existing, name, constants.COPYFILE_FICLONE);
    }
}
