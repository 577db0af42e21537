// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { type Emulator, startEmulator } from "../emulator/src/index";
import { cleanEnvironment } from "../harness/engine/cleanEnvironment";
import { extractPackage } from "../harness/engine/packedPackage";
import { RunningCommand } from "../harness/engine/runningCommand";
import { createTemporaryDirectory } from "../harness/engine/temporaryDirectory";
import { REPOSITORY_DIRECTORY } from "./commandLine";

const TIMEOUT_MS = 60_000;
const MISSING =
    /Error: pulumi-azure-wait: @pulumi\/pulumi is not installed: install it, or import the functions from "pulumi-azure-wait\/wait"/;

describe("the package without @pulumi/pulumi", function () {
    this.timeout(120_000);
    let emulator: Emulator;
    let directory: string;

    before(async () => {
        emulator = await startEmulator();
        directory = createTemporaryDirectory("without-pulumi");
        const modules = path.join(directory, "node_modules");
        await extractPackage(path.join(modules, "pulumi-azure-wait"));
        for (const name of Object.keys(require("../../package.json").dependencies)) {
            mkdirSync(path.dirname(path.join(modules, name)), { recursive: true });
            symlinkSync(path.join(REPOSITORY_DIRECTORY, "node_modules", name), path.join(modules, name));
        }
    });
    after(() => emulator.close());

    const runNode = (words: readonly string[]) =>
        new RunningCommand(process.execPath, words, {
            directory,
            environment: cleanEnvironment({ homeDirectory: directory, environment: emulator.environment }),
            timeoutMs: TIMEOUT_MS,
        }).done;

    for (const [title, words] of [
        ["require", ["-e", 'require("pulumi-azure-wait")']],
        [
            "import",
            ["--input-type=module", "-e", 'import { OperationWait } from "pulumi-azure-wait"; new OperationWait()'],
        ],
    ] as const) {
        it(`fails with one clear sentence at ${title} of its main entry point`, async () => {
            const { exitCode, stderr } = await runNode(words);

            assert.match(stderr, MISSING);
            assert.equal(exitCode, 1);
        });
    }

    it("exports the functions from ./wait", async () => {
        const { stdout } = await runNode(["-p", 'typeof require("pulumi-azure-wait/wait").waitForOperation']);
        assert.equal(stdout, "function\n");
    });

    it("has a command line that waits", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 0 });
        const main = path.join("node_modules", "pulumi-azure-wait", "dist", "cli", "main.js");

        const { exitCode, stdout } = await runNode([main, url]);

        assert.match(stdout, /Succeeded/);
        assert.equal(exitCode, 0);
    });
});
