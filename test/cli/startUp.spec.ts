// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Emulator, startEmulator } from "../emulator/src/index";
import { createTemporaryDirectory } from "../harness/engine/temporaryDirectory";
import { MAIN, REPOSITORY_DIRECTORY, runCommand } from "./commandLine";

/** Prints the packages of all modules that have been loaded, when the process ends. */
const LIST_PACKAGES = `
process.on("exit", () => {
    const packages = Object.keys(require.cache).map((file) => /node_modules.((?:@[^/\\\\]+.)?[^/\\\\]+)/.exec(file)?.[1]);
    require("node:fs").writeFileSync(process.env.LOADED_PACKAGES, JSON.stringify([...new Set(packages)].filter(Boolean)));
});
`;

describe("the start of pulumi-azure-wait", () => {
    let emulator: Emulator;

    before(async () => {
        emulator = await startEmulator();
    });
    after(() => emulator.close());

    /** The packages that a command line loads. */
    async function loadedPackages(words: readonly string[]): Promise<readonly string[]> {
        const directory = createTemporaryDirectory("loaded");
        const [preload, list] = [path.join(directory, "preload.cjs"), path.join(directory, "packages.json")];
        writeFileSync(preload, LIST_PACKAGES);
        const environment = { ...emulator.environment, NODE_OPTIONS: `--require ${preload}`, LOADED_PACKAGES: list };
        const { exitCode } = await runCommand(words, environment);
        assert.equal(exitCode, 0);
        return require(list) as readonly string[];
    }

    it("loads no package for --help, action --help and --version", async () => {
        for (const words of [["--help"], ["action", "--help"], ["--version"]]) {
            assert.deepEqual(await loadedPackages(words), []);
        }
    });

    it("loads neither Pulumi nor what draws rows for a wait without a terminal", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 0 });

        const packages = await loadedPackages([url]);

        assert.ok(packages.length > 0);
        assert.deepEqual(
            packages.filter((name) => name.startsWith("@pulumi/") || name === "log-update"),
            [],
        );
    });

    it("prints the version of the package", async () => {
        const { stdout } = await runCommand(["--version"]);
        assert.equal(stdout, `${require("../../package.json").version}\n`);
    });

    it("prints --help on standard output, with the exit codes", async () => {
        const { exitCode, stdout, stderr } = await runCommand(["--help"]);
        assert.match(stdout, /^Usage: pulumi-azure-wait OPERATION…[\s\S]*\nExit codes:\n/);
        assert.equal(stderr, "");
        assert.equal(exitCode, 0);
    });

    it("is that of the bin of the package", () => {
        const { bin } = require("../../package.json");
        assert.equal(path.join(REPOSITORY_DIRECTORY, bin["pulumi-azure-wait"]), MAIN);
        assert.ok(statSync(MAIN).size > 0);
        const [firstLine] = execFileSync("node", ["-p", `fs.readFileSync(${JSON.stringify(MAIN)}, "utf8")`], {
            encoding: "utf8",
        }).split("\n");
        assert.equal(firstLine, "#!/usr/bin/env node");
    });

    it("ends quietly where the reader of --help has gone", () => {
        const { status, stderr } = spawnSync("sh", ["-c", '"$0" "$1" --help | true', process.execPath, MAIN], {
            encoding: "utf8",
        });
        assert.equal(stderr, "");
        assert.equal(status, 0);
    });
});
