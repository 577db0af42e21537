// SPDX-License-Identifier: Apache-2.0

import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bundlePlugin } from "./bundle";
import { nodePackage, writeExecutable } from "./executable";
import { billOfMaterials, noticesOf, type ThirdPartyPackage, thirdPartyPackages } from "./thirdParty";

const REPOSITORY = path.resolve(__dirname, "../../..");
const EXECUTABLE = "pulumi-resource-azure-wait";
const BUNDLE = "plugin.js";

/** Starts the bundle with the user's Node, also through a symbolic link, and reports where there is no Node. */
const LAUNCHER = `#!/bin/sh
command -v node >/dev/null || {
    echo "${EXECUTABLE} needs Node 22.12 or newer on PATH" >&2
    exit 1
}
exec node "$(dirname "$(readlink -f "$0" 2>/dev/null || echo "$0")")/${BUNDLE}" "$@"
`;

const WINDOWS_LAUNCHER = `@node "%~dp0${BUNDLE}" %*\r\n`;

/** Builds the small form of the plugin into a folder: one file for Node 22.12 or newer, with its launchers. */
export async function buildScriptFolder(folder: string, version: string): Promise<void> {
    emptyFolder(folder);
    const packages = await bundleInto(folder);
    writeFileSync(path.join(folder, EXECUTABLE), LAUNCHER, { mode: 0o755 });
    writeFileSync(path.join(folder, `${EXECUTABLE}.cmd`), WINDOWS_LAUNCHER);
    writeDocuments(folder, packages, version);
}

/** Builds the self-contained form of the plugin for this platform into a folder: one executable, which contains Node. */
export async function buildExecutableFolder(folder: string, version: string): Promise<void> {
    emptyFolder(folder);
    const packages = await bundleInto(folder);
    const script = path.join(folder, BUNDLE);
    writeExecutable(script, path.join(folder, EXECUTABLE + (process.platform === "win32" ? ".exe" : "")));
    rmSync(script);
    writeDocuments(folder, [nodePackage(), ...packages], version);
}

function emptyFolder(folder: string): void {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
}

async function bundleInto(folder: string): Promise<ThirdPartyPackage[]> {
    const files = await bundlePlugin(path.join(folder, BUNDLE));
    return thirdPartyPackages(files.map((file) => path.join(REPOSITORY, file)));
}

/** Writes the licence, the notices and the software bill of materials. */
function writeDocuments(folder: string, packages: readonly ThirdPartyPackage[], version: string): void {
    copyFileSync(path.join(REPOSITORY, "LICENSE"), path.join(folder, "LICENSE"));
    writeFileSync(path.join(folder, "THIRD-PARTY-NOTICES.txt"), noticesOf(packages));
    const bill = JSON.stringify(billOfMaterials(packages, version), undefined, 4);
    writeFileSync(path.join(folder, "sbom.json"), `${bill}\n`);
}
