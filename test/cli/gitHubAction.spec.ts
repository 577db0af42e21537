// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { type Emulator, startEmulator } from "../emulator/src/index";
import { cleanEnvironment } from "../harness/engine/cleanEnvironment";
import { type CommandResult, RunningCommand } from "../harness/engine/runningCommand";
import { createTemporaryDirectory } from "../harness/engine/temporaryDirectory";
import { MAIN, REPOSITORY_DIRECTORY } from "./commandLine";

interface Action {
    readonly inputs: Readonly<Record<string, { readonly required?: boolean; readonly default?: string }>>;
    readonly outputs: Readonly<Record<string, { readonly value: string }>>;
    readonly runs: {
        readonly using: string;
        readonly steps: readonly {
            readonly id: string;
            readonly shell: string;
            readonly env: Readonly<Record<string, string>>;
            readonly run: string;
        }[];
    };
}

const ACTION = parse(readFileSync(path.join(REPOSITORY_DIRECTORY, "action.yml"), "utf8")) as Action;
const [STEP] = ACTION.runs.steps;

describe("the action for GitHub Actions", function () {
    this.timeout(60_000);
    let emulator: Emulator;
    let directory: string;
    let outputFile: string;

    before(async () => {
        emulator = await startEmulator();
        // npx finds this version of the package in the directory, so that the test does not download it.
        directory = createTemporaryDirectory("action");
        writeFileSync(path.join(directory, "package.json"), JSON.stringify({ private: true }));
        mkdirSync(path.join(directory, "node_modules/.bin"), { recursive: true });
        symlinkSync(REPOSITORY_DIRECTORY, path.join(directory, "node_modules/pulumi-azure-wait"));
        symlinkSync(MAIN, path.join(directory, "node_modules/.bin/pulumi-azure-wait"));
        chmodSync(MAIN, 0o755);
        outputFile = path.join(directory, "output");
    });
    after(() => emulator.close());
    beforeEach(() => writeFileSync(outputFile, ""));

    /** Runs the step as GitHub does, with the defaults of inputs that are not given. */
    function run(inputs: Readonly<Record<string, string>>): Promise<CommandResult> {
        const input = (name: string) => inputs[name] ?? ACTION.inputs[name]?.default ?? "";
        const variables = Object.entries(STEP?.env ?? {}).map(([name, value]) => [
            name,
            value.replaceAll(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, inputName: string) => input(inputName)),
        ]);
        const environment = {
            ...emulator.environment,
            ...Object.fromEntries(variables),
            GITHUB_ACTIONS: "true",
            GITHUB_ACTION_PATH: REPOSITORY_DIRECTORY,
            GITHUB_OUTPUT: outputFile,
            // A download would fail, instead of testing another version.
            npm_config_offline: "true",
        };
        return new RunningCommand("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", STEP?.run ?? ""], {
            directory,
            environment: cleanEnvironment({ homeDirectory: createTemporaryDirectory("home"), environment }),
            timeoutMs: 60_000,
        }).done;
    }

    it("is a composite action with one step, whose outputs are those of the command line", () => {
        assert.equal(ACTION.runs.using, "composite");
        assert.deepEqual([ACTION.runs.steps.length, STEP?.shell], [1, "bash"]);
        for (const [name, { value }] of Object.entries(ACTION.outputs)) {
            assert.equal(value, `\${{ steps.${STEP?.id}.outputs.${name} }}`);
        }
    });

    it("waits for each operation in the input, and hands on the status", async () => {
        const urls = [0, 1].map((durationSeconds) => emulator.startOperation({ durationSeconds }).url);

        const { exitCode, output, stdout } = await run({ operations: urls.join("\n") });

        assert.equal(exitCode, 0, output);
        assert.match(stdout, /^\S+ +Succeeded +after .*\n\S+ +Succeeded +after .*\n$/);
        assert.match(readFileSync(outputFile, "utf8"), /^operation-status<<(\S+)\nSucceeded\n\1\n/);
    });

    it("fails with the exit code, the code of the error and Azure's whole error", async () => {
        const error = {
            code: "NoCapacity",
            message: "Nothing is left.",
            details: [{ code: "Zone", message: "Full." }],
        };
        const { url } = emulator.startOperation({ durationSeconds: 0, outcome: "Failed", error });

        const { exitCode, stderr } = await run({ operations: url });

        assert.equal(exitCode, 1, stderr);
        assert.match(stderr, /^::error title=OperationFailed::Azure operation Failed: NoCapacity: Nothing is left\.$/m);
        assert.match(stderr, /- Zone: Full\./);
        assert.match(readFileSync(outputFile, "utf8"), /\nOperationFailed\n/);
    });

    it("passes the timeout and further arguments on", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 600 });

        const { exitCode, stderr } = await run({
            operations: url,
            timeout: "1s",
            arguments: "--min-poll-interval 1s -q",
        });

        assert.equal(exitCode, 3, stderr);
        assert.match(stderr, /still InProgress after 1s/);
    });
});
