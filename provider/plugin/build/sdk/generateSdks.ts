// SPDX-License-Identifier: Apache-2.0

import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { packageSchema } from "../../schema";

/**
 * Generates the SDKs for programs in Python, Go and JavaScript, as `pulumi package gen-sdk` does. Requires Go.
 *
 * @param output A folder, which is replaced. It gets the folders `go`, `nodejs` and `python`, and `schema.json`.
 */
export function generateSdks(output: string, version: string): void {
    rmSync(output, { recursive: true, force: true });
    mkdirSync(output, { recursive: true });
    const schema = path.join(output, "schema.json");
    writeFileSync(schema, `${JSON.stringify(packageSchema(version), undefined, 4)}\n`);
    execFileSync("go", ["run", ".", schema, output], {
        cwd: __dirname,
        env: { ...process.env, GOFLAGS: "-mod=readonly", GOWORK: "off" },
        stdio: "inherit",
    });
}
