// SPDX-License-Identifier: Apache-2.0

import { execFileSync } from "node:child_process";
import {
    chmodSync,
    copyFileSync,
    existsSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ThirdPartyPackage } from "./thirdParty";

/** Where Node looks for the program in its own executable. */
const RESOURCE = "NODE_SEA_BLOB";
const MACHO_SEGMENT = "NODE_SEA";
const FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

/** NODE_OPTIONS is for the Node of the user's programs: preloads that are not here, or flags of another version, end this one. */
const IGNORE_NODE_OPTIONS = "none";

/**
 * Writes an executable that contains a script and the Node of this process, for this platform.
 *
 * @see https://nodejs.org/docs/latest-v24.x/api/single-executable-applications.html
 */
export function writeExecutable(script: string, executable: string): void {
    const directory = mkdtempSync(path.join(tmpdir(), "azure-wait-executable-"));
    const [configuration, output] = [path.join(directory, "sea.json"), path.join(directory, "program.blob")];
    try {
        // The code cache of this Node halves the time to start.
        const options = {
            disableExperimentalSEAWarning: true,
            useCodeCache: true,
            execArgvExtension: IGNORE_NODE_OPTIONS,
        };
        writeFileSync(configuration, JSON.stringify({ main: script, output, ...options }));
        run(process.execPath, "--experimental-sea-config", configuration);
        copyFileSync(process.execPath, executable);
        chmodSync(executable, 0o755);
        inject(output, executable);
    } finally {
        rmSync(directory, { recursive: true, force: true });
    }
}

function inject(program: string, executable: string): void {
    const postject = require.resolve("postject/dist/cli.js");
    const isMacOs = process.platform === "darwin";
    if (isMacOs) {
        run("codesign", "--remove-signature", executable);
    }
    const options = ["--sentinel-fuse", FUSE, ...(isMacOs ? ["--macho-segment-name", MACHO_SEGMENT] : [])];
    run(process.execPath, postject, executable, RESOURCE, program, ...options);
    if (isMacOs) {
        // macOS runs an executable only with a signature that fits its contents.
        run("codesign", "--sign", "-", executable);
    }
}

/** Runs a command, whose output is shown only when it fails. */
function run(command: string, ...commandArguments: string[]): void {
    execFileSync(command, commandArguments, { stdio: ["ignore", "pipe", "pipe"] });
}

/** The Node of this process, with the licences of all that it contains. */
export function nodePackage(): ThirdPartyPackage {
    const { node: version } = process.versions;
    const file = licenseFilesOfNode().find((candidate) => existsSync(candidate));
    if (file === undefined) {
        throw new Error(
            `The notices of the plugin need the LICENSE of Node, which is not beside ${process.execPath}: run \`npm ci\``,
        );
    }
    return { name: "node", version, license: "MIT", text: readFileSync(file, "utf8").trim() };
}

/** In Node's archives, beside `bin`, or on Windows beside `node.exe`; in the npm package `node`, in that of the platform. */
function licenseFilesOfNode(): string[] {
    const directory = path.dirname(process.execPath);
    const root = path.dirname(directory);
    const modules = path.join(root, "node_modules");
    const packages = existsSync(modules) ? readdirSync(modules).map((name) => path.join(modules, name)) : [];
    return [root, directory, ...packages].map((candidate) => path.join(candidate, "LICENSE"));
}
