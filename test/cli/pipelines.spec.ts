// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Emulator, startEmulator } from "../emulator/src/index";
import { createTemporaryDirectory } from "../harness/engine/temporaryDirectory";
import { runCommand, runningThenSucceeded } from "./commandLine";

const FAILURE = { durationSeconds: 0, outcome: "Failed", error: { code: "NoCapacity", message: "Nothing\nis left." } };

/** The whole output of a command that failed, by the lines around its group. */
function partsOf(stderr: string, start: string, end: string) {
    const [before = "", rest = ""] = stderr.split(`${start}\n`);
    const [report = "", after = ""] = rest.split(`${end}\n`);
    return { before, report, after };
}

describe("pulumi-azure-wait in GitHub Actions", () => {
    let emulator: Emulator;
    let environment: Record<string, string>;

    before(async () => {
        emulator = await startEmulator();
    });
    after(() => emulator.close());
    beforeEach(() => {
        const directory = createTemporaryDirectory("github");
        environment = {
            ...emulator.environment,
            GITHUB_ACTIONS: "true",
            GITHUB_OUTPUT: path.join(directory, "output"),
            GITHUB_STEP_SUMMARY: path.join(directory, "summary"),
        };
    });

    const outputs = () => readFileSync(environment.GITHUB_OUTPUT ?? "", "utf8");

    it("annotates a failure, folds the report, and hands on status, code and summary", async () => {
        const { url, asyncOperationId } = emulator.startOperation(FAILURE);

        const { exitCode, stdout, stderr } = await runCommand([url, "-q"], environment);

        const {
            before: annotation,
            report,
            after: rest,
        } = partsOf(stderr, "::group::The whole report", "::endgroup::");
        assert.equal(annotation, "::error title=OperationFailed::Azure operation Failed: NoCapacity: Nothing\n");
        assert.match(report, /^Azure operation Failed: NoCapacity: Nothing\n {2}is left\.\n/);
        assert.match(report, new RegExp(`^ {2}operation: ${asyncOperationId} `, "m"));
        assert.equal(rest, "");
        assert.equal(stdout, "");
        assert.match(outputs(), /^operation-status<<(\S+)\nFailed\n\1\nerror-code<<(\S+)\nOperationFailed\n\2\n$/);
        assert.ok(readFileSync(environment.GITHUB_STEP_SUMMARY ?? "", "utf8").includes(report.trimEnd()));
        assert.equal(exitCode, 1);
    });

    for (const [title, error, part] of [
        ["beside an error", FAILURE.error, "properties: {"],
        ["of a failure without a reason", undefined, "response: {"],
    ] as const) {
        it(`leaves the properties ${title} out of the summary, which more people read than the log`, async () => {
            const { url } = emulator.startOperation({ ...FAILURE, error, properties: { adminPassword: "hunter2" } });

            const { stderr } = await runCommand([url, "-q"], environment);

            const summary = readFileSync(environment.GITHUB_STEP_SUMMARY ?? "", "utf8");
            assert.ok(stderr.includes(part), stderr);
            assert.match(stderr, /hunter2/);
            assert.match(summary, /^Azure operation Failed: /m);
            assert.match(summary, /^ {2}operation: /m);
            assert.doesNotMatch(summary, /hunter2|properties|response/);
        });
    }

    it("hands on the status of the error that decides, of several operations", async () => {
        const running = emulator.startOperation({ durationSeconds: 600 });
        const canceled = emulator.startOperation({ durationSeconds: 0, outcome: "Canceled" });

        const { exitCode, stderr } = await runCommand([running.url, canceled.url, "--timeout", "1s"], environment);

        assert.match(
            stderr,
            /^::error title=OperationCanceled::2 of 2 Azure operations did not succeed: Azure operation Canceled/m,
        );
        assert.match(outputs(), /\nCanceled\n[\s\S]*\nOperationCanceled\n/);
        assert.equal(exitCode, 2);
    });

    it("hands on the status of a success", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 0 });

        const { stderr } = await runCommand([url, "-q"], environment);

        assert.equal(stderr, "");
        assert.match(outputs(), /^operation-status<<(\S+)\nSucceeded\n\1\n/);
    });

    it("annotates an invalid command line", async () => {
        const { exitCode, stderr } = await runCommand(["713192d7"], environment);

        assert.match(
            stderr,
            /^::error title=InvalidArgument::pulumi-azure-wait: --location is missing.*\nSee --help\.\n$/,
        );
        assert.match(outputs(), /\nInvalidArgument\n/);
        assert.equal(exitCode, 64);
    });
});

describe("pulumi-azure-wait in Azure Pipelines", () => {
    let emulator: Emulator;
    let directory: string;
    let environment: Record<string, string>;

    before(async () => {
        emulator = await startEmulator();
    });
    after(() => emulator.close());
    beforeEach(() => {
        directory = createTemporaryDirectory("agent");
        environment = { ...emulator.environment, TF_BUILD: "True", AGENT_TEMPDIRECTORY: directory };
    });

    it("logs an issue, folds the report, and uploads a summary", async () => {
        const { url } = emulator.startOperation(FAILURE);

        const { exitCode, stdout, stderr } = await runCommand([url, "-q"], environment);

        const { before: issue, report, after: rest } = partsOf(stderr, "##[group]The whole report", "##[endgroup]");
        assert.equal(
            issue,
            "##vso[task.logissue type=error;code=OperationFailed;]Azure operation Failed: NoCapacity: Nothing\n",
        );
        const [file = ""] = readdirSync(directory);
        assert.equal(rest, `##vso[task.uploadsummary]${path.join(directory, file)}\n`);
        assert.ok(readFileSync(path.join(directory, file), "utf8").includes(report.trimEnd()));
        assert.equal(stdout, "");
        assert.equal(exitCode, 1);
    });

    it("reports the percentage whenever it changes, and nothing with -q", async () => {
        const percents = [10, 10.4, 60].map((percentComplete) => ({ percentComplete }));
        const loud = emulator.startOperation(runningThenSucceeded(...percents));
        const quiet = emulator.startOperation(runningThenSucceeded(...percents));

        const [{ stderr }, silent] = await Promise.all([
            runCommand([loud.url], environment),
            runCommand([quiet.url, "-q"], environment),
        ]);

        const values = [...stderr.matchAll(/^##vso\[task\.setprogress value=(\d+);\]/gm)].map(([, value]) =>
            Number(value),
        );
        assert.deepEqual(values, [10, 60]);
        assert.equal(silent.stderr, "");
    });
});
