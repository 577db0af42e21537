// SPDX-License-Identifier: Apache-2.0
import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { generateSdks } from "../../../provider/plugin/build/sdk/generateSdks";
import type { Environment } from "../../harness/engine/cleanEnvironment";
import { REPOSITORY_DIRECTORY } from "../../harness/engine/engineRelease";
import type { GoProgram } from "../../harness/engine/goProgram";
import { PLUGIN_VERSION } from "../../harness/engine/pluginFixture";
import type { ProjectFiles } from "../../harness/engine/projectFiles";
import { sharedTemporaryDirectory } from "../../harness/engine/temporaryDirectory";

/** A project without its name and configuration. */
export interface Project {
    /** The section of Pulumi.yaml. */
    readonly runtime: string | object;
    readonly files: ProjectFiles;
}

/** A language whose programs use a generated SDK. */
export interface Language {
    readonly name: string;
    /** The language of its code in the README. */
    readonly fence: string;
    readonly host: GoProgram;
    /** The name of the file of a program. */
    readonly entry: string;
    /** Installs or builds what the programs need, once per process. */
    prepare(): Promise<void>;
    /** Directories that the host expects on PATH. To be called after `prepare`, like the following. */
    programDirectories(): readonly string[];
    /** What the host expects in the environment. */
    environment(): Environment;
    /** A project with this program. */
    project(source: string): Project;
}

/** Runs a command that must succeed. @returns Its standard output. */
export async function run(command: string, commandArguments: readonly string[], directory: string): Promise<string> {
    const { stdout } = await promisify(execFile)(command, commandArguments, {
        cwd: directory,
        env: { ...process.env, GOFLAGS: "-mod=readonly", GOWORK: "off" },
        maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
}

let checkout: string | undefined;

/** A folder with the generated SDKs and the Python example at their places in the repository. Made once per process. */
export function checkoutWithSdks(): string {
    checkout ??= makeCheckout();
    return checkout;
}

function makeCheckout(): string {
    const directory = sharedTemporaryDirectory("checkout");
    generateSdks(path.join(directory, "dist/plugin/sdk"), PLUGIN_VERSION);
    for (const name of ["Pulumi.yaml", "requirements.txt", "__main__.py"]) {
        const file = path.join("examples/python", name);
        cpSync(path.join(REPOSITORY_DIRECTORY, file), path.join(directory, file));
    }
    return directory;
}

/** The folder of a generated SDK. */
export function generatedSdk(language: "go" | "nodejs" | "python"): string {
    return path.join(checkoutWithSdks(), "dist/plugin/sdk", language);
}
