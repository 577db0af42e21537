// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const PACKAGE = join(__dirname, "..");
const REPOSITORY = join(PACKAGE, "../..");

describe("The package azure-operations-emulator", () => {
    it("contains JavaScript and declarations of each source file, its documents, and nothing else", async function () {
        this.timeout(60_000);
        // Without scripts, so that the build of another test stays as it is.
        const npmArguments = ["pack", "--dry-run", "--json", "--offline", "--ignore-scripts", "-w", "test/emulator"];
        const { stdout } = await promisify(execFile)("npm", npmArguments, {
            cwd: REPOSITORY,
            shell: process.platform === "win32",
        });
        // npm 11 prints an array, and later versions an object by the name of the package.
        const [packed] = Object.values(JSON.parse(stdout)) as { files: { path: string }[] }[];
        const sources = readdirSync(join(PACKAGE, "src"), { recursive: true, encoding: "utf8" })
            .filter((name) => name.endsWith(".ts"))
            .map((name) => name.replaceAll("\\", "/").slice(0, -".ts".length));
        assert.deepEqual(
            packed?.files.map(({ path }) => path).sort(),
            [
                "CHANGELOG.md",
                "LICENSE",
                "README.md",
                "package.json",
                ...sources.flatMap((name) => [`dist/${name}.d.ts`, `dist/${name}.js`]),
            ].sort(),
        );
    });

    it("is loaded by `require` and by `import`, with the same names", async () => {
        const required = require("azure-operations-emulator") as Record<string, unknown>;
        const imported = (await import("azure-operations-emulator")) as Record<string, unknown>;
        const names = [
            "SIGN_IN_METHODS",
            "canCreatePfx",
            "faults",
            "recordedScripts",
            "startControlServer",
            "startEmulator",
        ];
        assert.deepEqual(Object.keys(required).sort(), names);
        assert.deepEqual(
            names.map((name) => imported[name] === required[name]),
            names.map(() => true),
        );
    });
});
