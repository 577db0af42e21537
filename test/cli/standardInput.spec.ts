// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../emulator/src/index";
import { runCommand } from "./commandLine";

describe("pulumi-azure-wait -", () => {
    let emulator: Emulator;

    before(async () => {
        emulator = await startEmulator();
    });
    after(() => emulator.close());

    it("waits for the operation in a response with headers", async () => {
        const { url, locationUrl, asyncOperationId } = emulator.startOperation({ durationSeconds: 0 });
        const input = `HTTP/1.1 202 Accepted\r\nLocation: ${locationUrl}\r\nAzure-AsyncOperation: ${url}\r\n\r\n`;

        const { exitCode, stdout } = await runCommand(["-"], emulator.environment, input);

        assert.match(stdout, new RegExp(`^${asyncOperationId} {2}Succeeded`));
        assert.equal(exitCode, 0);
    });

    it("follows the pattern that the header names", async () => {
        const { locationUrl } = emulator.startOperation({
            durationSeconds: 0,
            pattern: "location",
            properties: { a: 1 },
        });

        const { exitCode, stderr } = await runCommand(
            ["-", "-q", "--debug"],
            emulator.environment,
            `Location: ${locationUrl}\n`,
        );

        assert.match(stderr, /location by reference|location by \w+/);
        assert.equal(exitCode, 0);
    });

    it("waits for the references of all lines, in the place of the dash", async () => {
        const [first, second, third] = [0, 0, 0].map(() => emulator.startOperation({ durationSeconds: 0 }));

        const { exitCode, stdout } = await runCommand(
            ["-", third!.url, "--location", "westus"],
            emulator.environment,
            `${first!.url}\n\n${second!.asyncOperationId}\n`,
        );

        assert.deepEqual(
            stdout
                .trimEnd()
                .split("\n")
                .map((line) => line.split("  ")[0]),
            [first, second, third].map((operation) => operation?.asyncOperationId),
        );
        assert.equal(exitCode, 0);
    });

    for (const [title, words, input] of [
        ["an empty input", ["-"], ""],
        ["two dashes", ["-", "-"], "x"],
        ["a line that is no reference", ["-"], "please wait\n"],
    ] as const) {
        it(`exits with 64 for ${title}`, async () => {
            const { exitCode, stdout, stderr } = await runCommand(words, emulator.environment, input);

            assert.match(stderr, /^See --help\.$/m);
            assert.equal(stdout, "");
            assert.equal(exitCode, 64);
        });
    }
});
