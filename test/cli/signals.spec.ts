// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Emulator, faults, startEmulator } from "../emulator/src/index";
import type { RunningCommand } from "../harness/engine/runningCommand";
import { createTemporaryDirectory } from "../harness/engine/temporaryDirectory";
import { startCommand } from "./commandLine";

const SIGNALS = [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
] as const;

/** Prints a line when the process listens to SIGTERM. */
const LISTENING = `process.on("newListener", (name) => name === "SIGTERM" && setImmediate(() => console.error("listening")));`;
/** What reads standard input, and what a signal then leaves. */
const INPUT_READERS = [
    ["operations", ["-"], "The operation itself goes on in Azure."],
    ["the body of an action", ["action", "failover", "--body", "-"], "The action was not sent."],
] as const;
/** Shorter than the time that a request may take after a signal. */
const RESPONSE_DELAY_MS = 1_000;

describe("pulumi-azure-wait and signals", () => {
    let emulator: Emulator;
    const commands: RunningCommand[] = [];
    const start = (...parameters: Parameters<typeof startCommand>) => {
        const command = startCommand(...parameters);
        commands.push(command);
        return command;
    };
    /** Runs a command that reads standard input, and ends it by SIGTERM meanwhile. */
    const stopWhileReading = async (commandLine: readonly string[], environment: Record<string, string> = {}) => {
        const listening = path.join(createTemporaryDirectory("preload"), "listening.cjs");
        writeFileSync(listening, LISTENING);
        const command = start(
            commandLine,
            { ...emulator.environment, ...environment, NODE_OPTIONS: `--require ${listening}` },
            null,
        );
        await command.waitForOutput(/listening/);
        command.signal("SIGTERM");
        const { exitCode, stderr } = await command.done;
        return { exitCode, stderr: stderr.replace("listening\n", "") };
    };

    before(async () => {
        emulator = await startEmulator();
    });
    after(() => emulator.close());
    afterEach(async () => {
        await Promise.all(commands.splice(0).map((command) => command.kill()));
    });

    for (const [signal, expected] of SIGNALS) {
        it(`exits with ${expected} on ${signal}, and says that the operation goes on`, async () => {
            const { url } = emulator.startOperation({ durationSeconds: 600 });
            const command = start([url, "-o", "json"], emulator.environment);
            await command.waitForOutput(/InProgress/);

            command.signal(signal);
            const { exitCode, stdout, stderr } = await command.done;

            assert.match(
                stderr,
                /^Stopped waiting for the Azure operation\.\n {2}The operation itself goes on in Azure\./m,
            );
            assert.equal(JSON.parse(stdout).operations[0].error.code, "WaitAborted");
            assert.equal(JSON.parse(stdout).operations[0].status, "InProgress");
            assert.equal(exitCode, expected);
        });
    }

    it("ends while Azure does not respond", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 600 });
        let stop = () => {};
        const arrived = new Promise<void>((resolve) => {
            stop = emulator.intercept(({ area }) => {
                if (area !== "arm") {
                    return undefined;
                }
                resolve();
                return faults.silence();
            });
        });
        const command = start([url], emulator.environment);
        await arrived;

        command.signal("SIGINT");
        const { exitCode } = await command.done;
        stop();

        assert.equal(exitCode, 130);
    });

    for (const [title, commandLine, rest] of INPUT_READERS) {
        it(`ends while it reads ${title} from standard input`, async () => {
            const { exitCode, stderr } = await stopWhileReading(commandLine);

            assert.equal(stderr, `Stopped before anything was requested. ${rest}\n`);
            assert.equal(exitCode, 143);
        });

        it(`tells GitHub Actions of a signal while it reads ${title} from standard input`, async () => {
            const GITHUB_OUTPUT = path.join(createTemporaryDirectory("github"), "output");

            const { exitCode, stderr } = await stopWhileReading(commandLine, { GITHUB_ACTIONS: "true", GITHUB_OUTPUT });

            assert.equal(stderr, `::error title=WaitAborted::Stopped before anything was requested. ${rest}\n`);
            assert.match(readFileSync(GITHUB_OUTPUT, "utf8"), /^error-code<<(\S+)\nWaitAborted\n\1$/m);
            assert.equal(exitCode, 143);
        });
    }

    it("lets the request of an action finish, and names its operation", async () => {
        const resourceId = `/subscriptions/${emulator.subscriptionId}/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/logs`;
        let stop = () => {};
        const arrived = new Promise<void>((resolve) => {
            stop = emulator.intercept(async ({ area, method }) => {
                if (area === "arm" && method === "POST") {
                    resolve();
                    await setTimeout(RESPONSE_DELAY_MS);
                }
                return undefined;
            });
        });
        emulator.scriptNext({ durationSeconds: 600 });
        const command = start(
            ["action", "failback", "--resource-id", resourceId, "--api-version", "2025-02-01"],
            emulator.environment,
        );
        await arrived;

        command.signal("SIGINT");
        const { exitCode, stderr } = await command.done;
        stop();

        assert.match(stderr, /^ {2}The operation itself goes on in Azure\. The next run sends its request again/m);
        assert.match(stderr, /operation: [\da-f-]{36} \(Microsoft\.OperationalInsights/);
        assert.equal(exitCode, 130);
    });
});
