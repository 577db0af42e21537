// SPDX-License-Identifier: Apache-2.0
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Prints what the emulator returns. All logic is in the emulator, so that a test can change the result after installation. */
const SCRIPT = `"use strict";
const { readFileSync } = require("node:fs");
const { request } = require("node:https");
const { join } = require("node:path");
const { url, certificate } = JSON.parse(readFileSync(join(__dirname, "az.json"), "utf8"));
const fail = (error) => {
    process.stderr.write("ERROR: the emulator of this az does not respond: " + error.message + "\\n");
    process.exitCode = 1;
};
request(url, { method: "POST", ca: certificate, agent: false }, (response) => {
    let text = "";
    response.setEncoding("utf8");
    response.on("data", (chunk) => { text += chunk; });
    response.on("error", fail);
    response.on("end", () => {
        try {
            const result = JSON.parse(text);
            process.stdout.write(result.stdout ?? "");
            process.stderr.write(result.stderr ?? (response.statusCode === 200 ? "" : text));
            process.exitCode = result.exitCode ?? (response.statusCode === 200 ? 0 : 1);
        } catch (error) {
            fail(error);
        }
    });
}).on("error", fail).end(JSON.stringify({ arguments: process.argv.slice(2) }));
`;

/**
 * Writes an executable `az` for POSIX systems.
 *
 * @param url The emulator endpoint that it calls.
 * @param certificate The emulator's certificate, the only one that it trusts.
 */
export async function writeAzureCli(directory: string, url: string, certificate: string): Promise<void> {
    const path = join(directory, "az");
    const script = join(directory, "az.cjs");
    await writeFile(join(directory, "az.json"), JSON.stringify({ url, certificate }));
    await writeFile(script, SCRIPT);
    await writeFile(path, `#!/bin/sh\nexec ${quote(process.execPath)} ${quote(script)} "$@"\n`);
    await chmod(path, 0o755);
}

function quote(text: string): string {
    return `'${text.replaceAll("'", "'\\''")}'`;
}
