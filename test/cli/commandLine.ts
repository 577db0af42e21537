// SPDX-License-Identifier: Apache-2.0

import path from "node:path";
import { cleanEnvironment, type Environment } from "../harness/engine/cleanEnvironment";
import { type CommandResult, RunningCommand } from "../harness/engine/runningCommand";
import { createTemporaryDirectory } from "../harness/engine/temporaryDirectory";

export const REPOSITORY_DIRECTORY = path.resolve(__dirname, "../..");
/** The command of the built package. */
export const MAIN = path.join(REPOSITORY_DIRECTORY, "dist/cli/main.js");
const TIMEOUT_MS = 60_000;

/** Starts `pulumi-azure-wait` with these arguments, as the only Azure and CI variables of its environment these. */
export function startCommand(
    commandLine: readonly string[],
    environment: Environment = {},
    input?: string | null,
): RunningCommand {
    return new RunningCommand(process.execPath, [MAIN, ...commandLine], {
        directory: createTemporaryDirectory("cli"),
        environment: cleanEnvironment({ homeDirectory: createTemporaryDirectory("home"), environment }),
        input,
        timeoutMs: TIMEOUT_MS,
    });
}

/** Runs `pulumi-azure-wait` to its end. */
export function runCommand(
    commandLine: readonly string[],
    environment?: Environment,
    input?: string | null,
): Promise<CommandResult> {
    return startCommand(commandLine, environment, input).done;
}

/** The responses of an operation that is running at each poll but the last, regardless of the speed of the machine. */
export function runningThenSucceeded(...running: readonly Record<string, unknown>[]) {
    return {
        answers: [
            ...running.map((fields) => ({ body: { status: "InProgress", ...fields } })),
            { body: { status: "Succeeded" } },
        ],
    };
}
