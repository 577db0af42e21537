// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { type Emulator, faults, startEmulator } from "../emulator/src/index";
import { runCommand, runningThenSucceeded, startCommand } from "./commandLine";

const SECRET = "the-key-of-the-cluster";
const HOSTILE = "##vso[task.setvariable variable=x]y\n::error::forged\n::endgroup::\n##[error]forged \u001b[2J";

describe("the output of pulumi-azure-wait", () => {
    let emulator: Emulator;

    before(async () => {
        emulator = await startEmulator();
    });
    after(() => emulator.close());
    beforeEach(() => emulator.clearRequests());

    it("is one object with -o json, also on failure, with the operations in the order asked", async () => {
        const first = emulator.startOperation({
            durationSeconds: 1,
            percentComplete: true,
            properties: { key: SECRET },
        });
        const failed = emulator.startOperation({
            durationSeconds: 0,
            outcome: "Failed",
            error: { code: "A", message: "b" },
        });

        const { exitCode, stdout, stderr } = await runCommand(
            [first.url, failed.url, "-o", "json"],
            emulator.environment,
        );

        const { operations, ...others } = JSON.parse(stdout);
        assert.deepEqual(others, {});
        assert.deepEqual(
            operations.map(({ name }: { name: string }) => name),
            [first.asyncOperationId, failed.asyncOperationId],
        );
        assert.equal(operations[0].id, new URL(first.url).pathname);
        assert.equal(operations[0].status, "Succeeded");
        assert.deepEqual(operations[0].properties, { key: SECRET });
        assert.equal(operations[0].error, null);
        assert.equal(operations[1].status, "Failed");
        assert.ok(Date.parse(operations[1].endTime) > 0);
        assert.equal(operations[1].error.code, "OperationFailed");
        assert.deepEqual(operations[1].error.errorDetail, { code: "A", message: "b" });
        assert.doesNotMatch(stderr, new RegExp(SECRET));
        assert.equal(exitCode, 1);
    });

    it("has an object with -o json where nothing could be read", async () => {
        const { url } = emulator.startOperation();
        const environment = { ...emulator.environment, ARM_CLIENT_SECRET: "wrong-secret" };

        const { exitCode, stdout } = await runCommand([url, "-o", "json"], environment);

        const [operation] = JSON.parse(stdout).operations;
        assert.equal(operation.status, null);
        assert.equal(operation.error.code, "AuthenticationFailed");
        assert.equal(exitCode, 4);
    });

    it("contains secrets only with -o json", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 1, properties: { key: SECRET } });

        const { output } = await runCommand([url, "--debug"], emulator.environment);

        assert.doesNotMatch(output, new RegExp(SECRET));
        const signature = new URL(url).searchParams.get("s") ?? assert.fail("the URL is not signed");
        assert.ok(!output.includes(signature));
    });

    it("has progress on standard error, without it with -q", async () => {
        const operations = [1, 2].map(() => emulator.startOperation(runningThenSucceeded({})));
        const [loud, quiet] = await Promise.all([
            runCommand([operations[0]!.url], emulator.environment),
            runCommand([operations[1]!.url, "-q"], emulator.environment),
        ]);

        assert.match(
            loud.stderr,
            new RegExp(`^${operations[0]?.asyncOperationId}: InProgress · \\d+s · next poll in 1s\n`),
        );
        assert.equal(quiet.stderr, "");
        assert.match(quiet.stdout, /Succeeded/);
    });

    it("has the report with -q", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 0, outcome: "Failed" });

        const { stderr } = await runCommand([url, "-q"], emulator.environment);

        assert.match(stderr, /^Azure operation Failed/);
    });

    it("has a redacted line about each poll with --debug", async () => {
        const { url, asyncOperationId } = emulator.startOperation(runningThenSucceeded({}, {}));

        const { stderr } = await runCommand([url, "-q", "--debug"], emulator.environment);

        const lines = stderr.trimEnd().split("\n");
        const polls = emulator.requests.filter(({ path }) => path.includes(asyncOperationId));
        assert.equal(lines.length, polls.length);
        assert.match(
            lines[0] ?? "",
            /^poll 1: 200 InProgress, running, azureAsyncOperation by \w+, no Retry-After, \d+ reads left, request id [\w-]+, GET \/subscriptions\/\S+$/,
        );
    });

    it("has colours where FORCE_COLOR asks for them, and none with NO_COLOR", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 0, outcome: "Failed" });
        const [forced, none] = await Promise.all([
            runCommand([url], { ...emulator.environment, FORCE_COLOR: "1" }),
            runCommand([url], { ...emulator.environment, NO_COLOR: "1" }),
        ]);

        assert.match(forced.stderr, /^\u001b\[31mAzure operation Failed.*\u001b\[39m$/m);
        assert.doesNotMatch(none.stderr, /\u001b/);
    });

    it("is complete where the reader of standard output has gone: the exit code, and no stack trace", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 1 });
        const command = startCommand([url], emulator.environment);
        command.child.stdout?.destroy();

        const { exitCode, stderr } = await command.done;

        assert.doesNotMatch(stderr, /EPIPE|at /);
        assert.equal(exitCode, 0);
    });

    describe("with --once", () => {
        it("comes after one poll, and the exit code is 3 while the operation is running", async () => {
            const { url, asyncOperationId } = emulator.startOperation({ durationSeconds: 60 });

            const { exitCode, stdout, stderr } = await runCommand([url, "--once"], emulator.environment);

            assert.match(stderr, /^Azure operation still InProgress at the only poll\.$/m);
            assert.equal(stdout, "");
            assert.equal(exitCode, 3);
            assert.equal(emulator.requests.filter(({ path }) => path.includes(asyncOperationId)).length, 1);
        });

        it("has 0 as the exit code of an operation that has Succeeded", async () => {
            const { url } = emulator.startOperation({ durationSeconds: 0 });

            const { exitCode, stdout } = await runCommand([url, "--once"], emulator.environment);

            assert.match(stdout, /Succeeded/);
            assert.equal(exitCode, 0);
        });

        it("has 4 as the exit code where the poll got no status, and the status null", async () => {
            const { url } = emulator.startOperation({ answers: [faults.status(503)] });

            const { exitCode, stdout, stderr } = await runCommand([url, "--once", "-o", "json"], emulator.environment);

            assert.match(stderr, /could not be read: the only poll failed/);
            assert.equal(JSON.parse(stdout).operations[0].status, null);
            assert.equal(exitCode, 4);
        });
    });

    for (const [title, environment] of [
        ["a terminal", {}],
        ["GitHub Actions", { GITHUB_ACTIONS: "true" }],
        ["Azure Pipelines", { TF_BUILD: "True" }],
    ] as const) {
        it(`cannot be forged by Azure's text, in ${title}`, async () => {
            const error = { code: HOSTILE, message: HOSTILE, details: [{ code: HOSTILE, message: HOSTILE }] };
            const { url } = emulator.startOperation({
                durationSeconds: 0,
                outcome: "Failed",
                error,
                properties: { a: HOSTILE },
            });

            const { stdout, stderr } = await runCommand([url, "-o", "json"], {
                ...emulator.environment,
                ...environment,
            });

            const own =
                /^(?:::(?:error title=|group::|endgroup::)|##vso\[task\.(?:logissue|uploadsummary)|##\[(?:group|endgroup)\]).*$/gm;
            const commands = (stdout + stderr).match(own) ?? [];
            assert.equal(commands.length, { "a terminal": 0, "GitHub Actions": 3, "Azure Pipelines": 4 }[title]);
            // The group is the last command but the summary, and nothing of Azure's text ends it.
            assert.doesNotMatch((stdout + stderr).replaceAll(own, ""), /^\s*::|##vso\[|##\[|\u001b/m);
        });
    }
});
