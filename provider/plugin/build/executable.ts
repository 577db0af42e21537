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

/** Runs the program with its code cache, from the assets of the executable. Only the modules of Node can be required there. */
const LAUNCHER = `
const { getAsset, getRawAsset } = require("node:sea");
const { Script } = require("node:vm");
const program = getAsset("program", "utf8");
new Script(program, { cachedData: new Uint8Array(getRawAsset("codeCache")) }).runInThisContext()(require, {}, { exports: {} });
`;

/** Runs the program, and writes the code cache of what has run. */
const CACHE_WRITER = `
const { readFileSync, writeFileSync } = require("node:fs");
const { Script } = require("node:vm");
const [program, codeCache] = process.argv.splice(1, 2);
const script = new Script(readFileSync(program, "utf8"));
process.on("exit", () => writeFileSync(codeCache, script.createCachedData()));
script.runInThisContext()(require, {}, { exports: {} });
`;

/** NODE_OPTIONS is for the Node of the user's programs: preloads that are not here, or flags of another version, end this one. */
const IGNORE_NODE_OPTIONS = "none";

/**
 * Writes an executable that contains a script and the Node of this process, for this platform.
 *
 * @see https://nodejs.org/docs/latest-v24.x/api/single-executable-applications.html
 */
export function writeExecutable(script: string, executable: string): void {
    const directory = mkdtempSync(path.join(tmpdir(), "azure-wait-executable-"));
    const inDirectory = (name: string) => path.join(directory, name);
    const [program, codeCache] = [inDirectory("program.js"), inDirectory("codeCache")];
    const [main, configuration, output] = [
        inDirectory("main.js"),
        inDirectory("sea.json"),
        inDirectory("program.blob"),
    ];
    try {
        writeFileSync(program, `(function (require, exports, module) {${readFileSync(script, "utf8")}\n})`);
        // The plugin ends once it has started, because its standard input ends. The code cache of Node's own option `useCodeCache` lacks
        // the functions that are compiled on their first call, which are most of those that run at the start.
        run(process.execPath, "--eval", CACHE_WRITER, program, codeCache);
        writeFileSync(main, LAUNCHER);
        const options = {
            disableExperimentalSEAWarning: true,
            execArgvExtension: IGNORE_NODE_OPTIONS,
            assets: { program, codeCache },
        };
        writeFileSync(configuration, JSON.stringify({ main, output, ...options }));
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
    execFileSync(command, commandArguments, { input: "", stdio: "pipe" });
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
