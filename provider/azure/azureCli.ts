// SPDX-License-Identifier: Apache-2.0

import { type ExecFileException, execFile } from "node:child_process";
import { onAbort } from "../common/abort";
import { CodedError } from "../common/codedError";
import { isJsonObject, type JsonObject, parseJson } from "../common/json";

/** `az` has to start a Python of its own. It is given up before the look that waits for it is. */
const LIMIT_MS = 45_000;
/** An `az` that hangs may not listen to a gentler one. */
const KILL_SIGNAL = "SIGKILL";

/** What Azure CLI is signed in to. */
export interface AzureCliAccount {
    readonly subscriptionId: string;
    /** Whether it is the CLI's current subscription. */
    readonly isDefault: boolean;
    /** The name of the cloud, such as `AzureCloud`. */
    readonly cloudName: string;
}

/**
 * Asks Azure CLI for its account.
 *
 * @param subscriptionId The subscription that is configured; else the CLI's current one.
 * @throws {CodedError} `AuthenticationFailed`, when `az` is missing, not signed in, does not know the subscription, or does not answer.
 */
export async function azureCliAccount(
    subscriptionId: string | undefined,
    signal: AbortSignal,
): Promise<AzureCliAccount> {
    const account = await az(
        ["account", "show", ...(subscriptionId === undefined ? [] : ["--subscription", subscriptionId])],
        signal,
    );
    const { id, isDefault, environmentName } = account;
    if (typeof id !== "string" || typeof environmentName !== "string") {
        throw new CodedError("AuthenticationFailed", "`az account show` named no subscription: run `az login`");
    }
    return { subscriptionId: id, isDefault: isDefault === true, cloudName: environmentName };
}

/** The endpoints of a cloud that was registered with Azure CLI. */
export async function azureCliCloud(name: string, signal: AbortSignal): Promise<JsonObject> {
    const { endpoints } = await az(["cloud", "show", "--name", name], signal);
    return isJsonObject(endpoints) ? endpoints : {};
}

async function az(commandArguments: readonly string[], signal: AbortSignal): Promise<JsonObject> {
    const output = await run([...commandArguments, "-o", "json"], signal);
    const parsed = parseJson(output);
    if (!isJsonObject(parsed)) {
        throw new CodedError(
            "AuthenticationFailed",
            `\`az ${commandArguments.slice(0, 2).join(" ")}\` did not answer with JSON`,
        );
    }
    return parsed;
}

function run(commandArguments: readonly string[], signal: AbortSignal): Promise<string> {
    return new Promise((resolve, reject) => {
        if (commandArguments.some((argument) => !/^[\w .-]+$/.test(argument))) {
            reject(
                new CodedError(
                    "AuthenticationFailed",
                    "the subscription or the cloud has a name that cannot be given to Azure CLI",
                ),
            );
            return;
        }
        // On Windows `az` is a batch file, which only a shell can start.
        const shell = process.platform === "win32";
        const options = { timeout: LIMIT_MS, killSignal: KILL_SIGNAL, shell, encoding: "utf8" } as const;
        const child = execFile("az", commandArguments, options, (error, stdout, stderr) => {
            forget();
            if (error === null) {
                resolve(stdout);
            } else {
                reject(azureCliError(error, stderr, commandArguments));
            }
        });
        const forget = onAbort(signal, () => {
            child.kill(KILL_SIGNAL);
            // What it started itself may still hold them, and would hold this process open.
            child.stdout?.destroy();
            child.stderr?.destroy();
            reject(signal.reason);
        });
        // Where it asks something, nobody would answer.
        child.stdin?.end();
    });
}

function azureCliError(error: ExecFileException, stderr: string, commandArguments: readonly string[]): CodedError {
    const command = `az ${commandArguments.slice(0, 2).join(" ")}`;
    return new CodedError("AuthenticationFailed", azProblem(error, stderr, command), { cause: error });
}

function azProblem(error: ExecFileException, stderr: string, command: string): string {
    if (error.code === "ENOENT") {
        return "Azure CLI (az) is not on PATH, and no other way to sign in is set: install it and run `az login`, or set azure-native's settings";
    }
    // Only the time limit ends it without a code.
    if (error.killed === true && error.code === null) {
        return `Azure CLI does not answer: \`${command}\` took longer than ${LIMIT_MS / 1000} s: run it by hand to see why`;
    }
    return `\`${command}\` failed: ${stderr.trim() || error.message}`;
}
