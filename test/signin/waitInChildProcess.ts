// SPDX-License-Identifier: Apache-2.0

import { spawn } from "node:child_process";
import path from "node:path";
import { cleanEnvironment, type Environment } from "../harness/engine/cleanEnvironment";
import { createTemporaryDirectory } from "../harness/engine/temporaryDirectory";

const REPOSITORY_DIRECTORY = path.resolve(__dirname, "../..");
const CHILD_TIMEOUT_MS = 60_000;

const PROGRAM = `
    const { OperationError, waitForOperation } = require("pulumi-azure-wait/wait");
    const [operation, options] = process.argv.slice(1).map((argument) => JSON.parse(argument));
    waitForOperation(operation, options).then(
        (status) => console.log(JSON.stringify({ status: status.status })),
        (error) => console.log(JSON.stringify({ code: error.code, message: error.message, isOperationError: OperationError.isInstance(error) })),
    );
`;

/** The result of a wait in a child process. */
export interface ChildResult {
    readonly status?: string;
    readonly code?: string;
    readonly message?: string;
    /** 0 if the process exited by itself after the wait; null if it was killed. */
    readonly exitCode: number | null;
    /** The whole output to standard error. */
    readonly stderr: string;
}

/**
 * Waits for an operation in a child process whose only Azure variables are these: some credentials of @azure/identity keep their
 * source for the whole process.
 */
export async function waitInChildProcess(
    operation: unknown,
    environment: Environment,
    options: unknown = {},
): Promise<ChildResult> {
    const child = spawn(process.execPath, ["-e", PROGRAM, JSON.stringify(operation), JSON.stringify(options)], {
        cwd: REPOSITORY_DIRECTORY,
        env: cleanEnvironment({ homeDirectory: createTemporaryDirectory("home"), environment }),
        stdio: ["ignore", "pipe", "pipe"],
        timeout: CHILD_TIMEOUT_MS,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (data: Buffer) => {
        stdout += data.toString();
    });
    child.stderr.on("data", (data: Buffer) => {
        stderr += data.toString();
    });
    return await new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (exitCode) => {
            const [result = "{}"] = stdout.split("\n");
            resolve({ ...JSON.parse(result), exitCode, stderr });
        });
    });
}
