// SPDX-License-Identifier: Apache-2.0

import { spawn } from "node:child_process";
import path from "node:path";
import { cleanEnvironment, type Environment } from "../harness/engine/cleanEnvironment";
import { createTemporaryDirectory } from "../harness/engine/temporaryDirectory";

const REPOSITORY_DIRECTORY = path.resolve(__dirname, "../..");
const CHILD_TIMEOUT_MS = 60_000;

const PROGRAM = `
    const { OperationError, waitForOperation } = require("pulumi-azure-wait/wait");
    const [operation, options] = process.argv.slice(1).map((text) => JSON.parse(text));
    waitForOperation(operation, options).then(
        (status) => console.log(JSON.stringify({ status: status.status })),
        (error) => console.log(JSON.stringify({ code: error.code, message: error.message, isOurs: OperationError.isInstance(error) })),
    );
`;

/** How a wait in a process of its own ended. */
export interface ChildResult {
    readonly status?: string;
    readonly code?: string;
    readonly message?: string;
    /** Whether the process, after it printed that, ended by itself. */
    readonly exitCode: number | null;
    /** Everything it printed to standard error. */
    readonly stderr: string;
}

/**
 * Waits for an operation in a process that has these variables and no others of Azure: some sign-in methods of the identity
 * library remember their source for the whole process.
 */
export async function waitInChild(
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
