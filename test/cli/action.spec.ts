// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { type Emulator, faults, startEmulator } from "../emulator/src/index";
import { createTemporaryDirectory } from "../harness/engine/temporaryDirectory";
import { runCommand } from "./commandLine";

const KEY = "the-new-key";

describe("pulumi-azure-wait action", () => {
    let emulator: Emulator;
    let resource: readonly string[];

    before(async () => {
        emulator = await startEmulator();
        const id = `/subscriptions/${emulator.subscriptionId}/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/logs`;
        emulator.changeResource({ resourceId: id }, { durationSeconds: 0 });
        resource = ["--resource-id", id, "--api-version", "2025-02-01"];
    });
    after(() => emulator.close());
    beforeEach(() => emulator.clearRequests());

    const posts = () =>
        emulator.requests.filter(({ method, path: sent }) => method === "POST" && sent.includes("/workspaces/"));

    it("sends an action, waits for its end, and prints the operation", async () => {
        emulator.scriptNext({ durationSeconds: 1 });

        const { exitCode, stdout } = await runCommand(["action", "failback", ...resource], emulator.environment);

        assert.match(stdout, /^[\da-f-]{36} {2}Succeeded {2}after \d+s\n$/);
        assert.equal(exitCode, 0);
        assert.deepEqual(
            posts().map(({ path: sent }) => sent.split("/").at(-1)),
            ["failback"],
        );
    });

    it("prints the result only with -o json", async () => {
        const scriptResult = () =>
            emulator.scriptNext({ durationSeconds: 0, pattern: "location", resultBody: { key: KEY } });

        scriptResult();
        const text = await runCommand(["action", "regenerateKey", ...resource], emulator.environment);
        scriptResult();
        const json = await runCommand(["action", "regenerateKey", ...resource, "-o", "json"], emulator.environment);

        assert.ok(!text.output.includes(KEY));
        const [operation] = JSON.parse(json.stdout).operations;
        assert.equal(operation.status, "Succeeded");
        assert.deepEqual(operation.result, { key: KEY });
        assert.ok(!json.stderr.includes(KEY));
    });

    const BODIES: readonly (readonly [title: string, body: () => string, input: string | undefined])[] = [
        ["JSON", () => '{"name":"x"}', undefined],
        [
            "a file",
            () => {
                const file = path.join(createTemporaryDirectory("body"), "body.json");
                writeFileSync(file, '\ufeff{"name":"x"}');
                return `@${file}`;
            },
            undefined,
        ],
        ["standard input", () => "-", '{"name":"x"}'],
    ];
    for (const [title, body, input] of BODIES) {
        it(`sends a body from ${title}`, async () => {
            emulator.scriptNext({ durationSeconds: 0 });
            const bodies: string[] = [];
            const stop = emulator.intercept((request) => {
                if (request.method === "POST" && request.area === "arm") {
                    bodies.push(request.body);
                }
                return undefined;
            });

            const { exitCode } = await runCommand(
                ["action", "start", ...resource, "--body", body()],
                emulator.environment,
                input,
            );
            stop();

            assert.deepEqual(bodies, ['{"name":"x"}']);
            assert.equal(exitCode, 0);
        });
    }

    for (const [title, status, expected] of [
        ["5 where Azure refuses it", 400, 5],
        ["6 where it may have begun", 500, 6],
    ] as const) {
        it(`exits with ${title}`, async () => {
            const stop = emulator.intercept(({ area, method }) =>
                area === "arm" && method === "POST" ? faults.status(status) : undefined,
            );

            const { exitCode, stdout } = await runCommand(
                ["action", "failback", ...resource, "-o", "json"],
                emulator.environment,
            );
            stop();

            const [operation] = JSON.parse(stdout).operations;
            assert.match(operation.id, /\/workspaces\/logs\/failback$/);
            assert.equal(operation.error.code, { 5: "OperationNotStarted", 6: "StartUnknown" }[expected]);
            assert.equal(exitCode, expected);
        });
    }

    const USAGE_ERRORS: readonly (readonly [title: string, flags: readonly string[], message: RegExp])[] = [
        ["no resource", ["--api-version", "2025-02-01"], /--resource-id is empty/],
        ["a relative resource id", ["--resource-id", "logs", "--api-version", "2025-02-01"], /--resource-id/],
        ["a body that is no JSON", ["--resource-id", "/providers/p/x", "--body", "{secret"], /--body is not JSON/],
        [
            "a body in a file that is missing",
            ["--resource-id", "/providers/p/x", "--body", "@missing"],
            /--body: .*ENOENT/,
        ],
        [
            "a count that is no number",
            ["--retries", "many", "--resource-id", "/providers/p/x", "--api-version", "2025-02-01"],
            /--retries must/,
        ],
        [
            "a method that there is not",
            ["--method", "BREW", "--resource-id", "/providers/p/x", "--api-version", "2025-02-01"],
            /--method must/,
        ],
    ];
    for (const [title, flags, message] of USAGE_ERRORS) {
        it(`exits with 64 without a request: ${title}`, async () => {
            const { exitCode, stdout, stderr } = await runCommand(["action", "start", ...flags], emulator.environment);

            assert.match(stderr, message);
            assert.ok(!stderr.includes("secret"));
            assert.ok(stderr.trimEnd().split("\n").length <= 3, stderr);
            assert.equal(stdout, "");
            assert.equal(exitCode, 64);
            assert.deepEqual(emulator.requests, []);
        });
    }
});
