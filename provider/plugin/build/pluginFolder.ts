// SPDX-License-Identifier: Apache-2.0

import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bundlePlugin } from "./bundle";
import { billOfMaterials, noticesOf, thirdPartyPackages } from "./thirdParty";

const REPOSITORY = path.resolve(__dirname, "../../..");
const EXECUTABLE = "pulumi-resource-azure-wait";

/** Starts the bundle with the user's Node, and reports where there is none. */
const LAUNCHER = `#!/bin/sh
command -v node >/dev/null || {
    echo "${EXECUTABLE} needs Node 22.12 or newer on PATH" >&2
    exit 1
}
exec node "$(dirname "$0")/plugin.js" "$@"
`;

const WINDOWS_LAUNCHER = '@node "%~dp0plugin.js" %*\r\n';

/**
 * Builds the small form of the plugin into a folder: one file for Node 22.12 or newer, with its launcher and notices.
 *
 * @returns The software bill of materials.
 */
export async function buildPluginFolder(folder: string, version: string): Promise<object> {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const files = await bundlePlugin(path.join(folder, "plugin.js"));
    writeFileSync(path.join(folder, EXECUTABLE), LAUNCHER, { mode: 0o755 });
    writeFileSync(path.join(folder, `${EXECUTABLE}.cmd`), WINDOWS_LAUNCHER);
    copyFileSync(path.join(REPOSITORY, "LICENSE"), path.join(folder, "LICENSE"));
    const packages = thirdPartyPackages(files.map((file) => path.join(REPOSITORY, file)));
    writeFileSync(path.join(folder, "THIRD-PARTY-NOTICES.txt"), noticesOf(packages));
    return billOfMaterials(packages, version);
}
