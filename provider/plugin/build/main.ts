// SPDX-License-Identifier: Apache-2.0

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { packageSchema } from "../schema";
import { GO_PLATFORM, packFolder } from "./archive";
import { buildExecutableFolder, buildScriptFolder } from "./pluginFolder";

// Builds the plugin into dist/plugin: `npm run plugin`.

const OUTPUT = path.resolve(__dirname, "../../../dist/plugin");
const { version } = require("../../../package.json") as { readonly version: string };

async function main(): Promise<void> {
    rmSync(OUTPUT, { recursive: true, force: true });
    mkdirSync(OUTPUT, { recursive: true });
    writeFileSync(path.join(OUTPUT, "schema.json"), `${JSON.stringify(packageSchema(version), undefined, 4)}\n`);
    const archives: string[] = [];
    for (const [form, build] of [
        ["node", buildScriptFolder],
        [GO_PLATFORM, buildExecutableFolder],
    ] as const) {
        const folder = path.join(OUTPUT, form);
        await build(folder, version);
        archives.push(packFolder(folder, OUTPUT, version, form));
    }
    writeFileSync(path.join(OUTPUT, "SHA256SUMS"), archives.map(checksum).join(""));
    for (const archive of archives) {
        console.log(`${archive}  ${Math.round(statSync(archive).size / 1024)} KiB`);
    }
}

function checksum(archive: string): string {
    return `${createHash("sha256").update(readFileSync(archive)).digest("hex")}  ${path.basename(archive)}\n`;
}

main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
});
