// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../src/index";
import { send } from "./send";

const REPOSITORY = join(__dirname, "../../..");

describe("The emulator's control endpoint and command", () => {
    let emulator: Emulator;

    beforeEach(async () => {
        emulator = await startEmulator();
    });

    afterEach(() => emulator.close());

    const post = (path: string, body: unknown) => send(emulator, path, { method: "POST", authorization: "", body });

    it("starts an operation over HTTPS without a token", async () => {
        const { status, body } = await post("/emulator/operations", {
            durationSeconds: 0,
            outcome: "Failed",
            error: { code: "KeyDenied" },
            location: "West Europe",
        });
        assert.equal(status, 201);
        assert.equal(body.location, "westeurope");
        const response = await send(emulator, body.url);
        assert.equal(response.body.status, "Failed");
        assert.deepEqual(response.body.error, { code: "KeyDenied" });
    });

    it("queues scripts for the next operations that requests start", async () => {
        assert.deepEqual((await post("/emulator/scripts", { durationSeconds: 0, outcome: "Failed" })).body, {
            waiting: 1,
        });
        assert.deepEqual((await post("/emulator/scripts", { durationSeconds: 0, outcome: "Canceled" })).body, {
            waiting: 2,
        });
        const group = `/subscriptions/${emulator.subscriptionId}/resourceGroups/demo`;
        const statuses = [];
        for (let count = 0; count < 3; count += 1) {
            const path = `${group}/providers/Microsoft.OperationalInsights/workspaces/main/failback?api-version=2025-02-01`;
            const { headers } = await send(emulator, path, { method: "POST" });
            statuses.push((await send(emulator, headers["azure-asyncoperation"] as string)).body.status);
        }
        assert.deepEqual(statuses, ["Failed", "Canceled", "InProgress"]);
    });

    const invalidInputs: readonly [what: string, path: string, body: unknown, message: RegExp][] = [
        [
            "a misspelled field name",
            "/emulator/scripts",
            { duration: 5 },
            /Unknown script field 'duration'.*durationSeconds/,
        ],
        [
            "a field of the wrong type",
            "/emulator/scripts",
            { durationSeconds: "5" },
            /'durationSeconds' must be a number of seconds/,
        ],
        [
            "an empty array of statuses",
            "/emulator/operations",
            { statusWords: [] },
            /'statusWords' must be an array of strings/,
        ],
        [
            "a location that is not a string",
            "/emulator/operations",
            { location: 5 },
            /'location' must be a non-empty string/,
        ],
        ["an empty path", "/emulator/operations", { statusPath: "" }, /'statusPath' must be a path/],
        [
            "an unknown header",
            "/emulator/scripts",
            { urlHeadersAtEnd: ["x"] },
            /'urlHeadersAtEnd' must be an array of azure-asyncoperation, operation-location, location/,
        ],
        [
            "another status code of a running operation",
            "/emulator/scripts",
            { statusCodeWhileRunning: 204 },
            /'statusCodeWhileRunning' must be 200, 201 or 202/,
        ],
        ["a start option in a script", "/emulator/scripts", { location: "westus" }, /Unknown script field 'location'/],
        ["a body that is not JSON", "/emulator/scripts", "{", /JSON object/],
    ];
    for (const [what, path, body, message] of invalidInputs) {
        it(`rejects ${what} with a message that explains the error`, async () => {
            const response = await post(path, body);
            assert.equal(response.status, 400);
            assert.match(response.body.error.message, message);
        });
    }

    for (const signal of ["SIGINT", "SIGTERM"] as const) {
        it(`prints instructions, and exits cleanly after ${signal}`, async () => {
            const child = spawn(process.execPath, ["--import", "tsx", "test/emulator/src/main.ts"], {
                cwd: REPOSITORY,
            });
            try {
                let output = "";
                await new Promise<void>((resolve, reject) => {
                    child.once("exit", () => reject(new Error(`exited early: ${output}`)));
                    child.stderr.on("data", (chunk) => {
                        output += chunk;
                    });
                    child.stdout.on("data", (chunk) => {
                        output += chunk;
                        if (output.includes("Each request is listed below")) {
                            resolve();
                        }
                    });
                });
                const file = /export NODE_EXTRA_CA_CERTS=(.*)/.exec(output)?.[1] ?? "";
                assert.match(output, /export ARM_METADATA_HOSTNAME=localhost:\d+\n/);
                assert.match(readFileSync(file, "utf8"), /BEGIN CERTIFICATE/);
                const ended = new Promise((resolve) => child.once("exit", (code, by) => resolve([code, by])));
                child.kill(signal);
                assert.deepEqual(await ended, [0, null]);
                assert.equal(existsSync(file), false);
            } finally {
                child.kill("SIGKILL");
            }
        });
    }
});
