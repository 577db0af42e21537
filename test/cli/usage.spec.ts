// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../emulator/src/index";
import { runCommand } from "./commandLine";

const ID = "713192d7-2525-4acb-a874-8d91d78171f3";
const PATH = "/subscriptions/50000000-0000-4000-8000-000000000005/x/operationStatuses/1?api-version=1";

const USAGE_ERRORS: readonly (readonly [title: string, commandLine: readonly string[], message: RegExp])[] = [
    ["no operation", [], /no operation/],
    ["a bare id without --location", [ID], /--location is missing/],
    ["an unknown flag", [PATH, "--timout", "1h"], /Unknown option '--timout'/],
    ["a flag without its value", [PATH, "--timeout"], /'--timeout <value>' argument missing/],
    ["a duration without a unit", [PATH, "--timeout", "90"], /--timeout must be a duration/],
    ["an empty duration", [PATH, "--timeout", ""], /--timeout must be a duration/],
    ["an empty OPERATION", [""], /OPERATION is empty/],
    ["a text without an operation", ["please wait"], /OPERATION contains no operation/],
    ["another host", ["https://example.com/subscriptions/s/operationStatuses/1"], /OPERATION/],
    ["a pattern that there is not", [PATH, "--pattern", "polling"], /--pattern must be/],
    ["a resource without an api-version", ["--resource-id", "/providers/p/x"], /--api-version is missing/],
    ["a fallback of several", [PATH, PATH, "--fallback-resource-id", "/subscriptions/s/x"], /for one operation/],
    ["the second of several", [PATH, ID], /operation 2: --location is missing/],
];

describe("pulumi-azure-wait with an invalid command line", () => {
    let emulator: Emulator;

    before(async () => {
        emulator = await startEmulator();
    });
    after(() => emulator.close());

    for (const [title, commandLine, message] of USAGE_ERRORS) {
        it(`exits with 64 and at most three lines, without a request: ${title}`, async () => {
            const { exitCode, stdout, stderr } = await runCommand(commandLine, emulator.environment);

            assert.match(stderr, message);
            assert.match(stderr, /^See --help\.$/m);
            assert.ok(stderr.trimEnd().split("\n").length <= 3, stderr);
            assert.equal(stdout, "");
            assert.equal(exitCode, 64);
            assert.deepEqual(emulator.requests, []);
        });
    }
});
