// SPDX-License-Identifier: Apache-2.0

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { packageSchema } from "../schema";
import { buildPluginFolder } from "./pluginFolder";

// Builds the plugin into dist/plugin: `npm run plugin`.

const OUTPUT = path.resolve(__dirname, "../../../dist/plugin");
const { version } = require("../../../package.json") as { readonly version: string };

async function main(): Promise<void> {
    rmSync(OUTPUT, { recursive: true, force: true });
    mkdirSync(OUTPUT, { recursive: true });
    const json = (value: object) => `${JSON.stringify(value, undefined, 4)}\n`;
    const folder = path.join(OUTPUT, "node");
    writeFileSync(path.join(OUTPUT, "sbom.json"), json(await buildPluginFolder(folder, version)));
    writeFileSync(path.join(OUTPUT, "schema.json"), json(packageSchema(version)));
    const archives = [pack(folder, "node")];
    writeFileSync(path.join(OUTPUT, "SHA256SUMS"), archives.map(checksum).join(""));
    for (const archive of archives) {
        console.log(`${archive}  ${Math.round(statSync(archive).size / 1024)} KiB`);
    }
}

/** Packs a folder as `pulumi plugin install --file` takes it. */
function pack(folder: string, platform: string): string {
    const archive = path.join(OUTPUT, `pulumi-resource-azure-wait-v${version}-${platform}.tar.gz`);
    execFileSync("tar", ["-czf", archive, "-C", folder, "."]);
    return archive;
}

function checksum(archive: string): string {
    return `${createHash("sha256").update(readFileSync(archive)).digest("hex")}  ${path.basename(archive)}\n`;
}

main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
});
