// SPDX-License-Identifier: Apache-2.0

import { type ExecFileException, execFile } from "node:child_process";
import { onAbort } from "../common/abort";
import { CodedError } from "../common/codedError";
import { isJsonObject, type JsonObject, parseJson } from "../common/json";
import { settingNamespace } from "../common/settingNames";

/** Starting Python makes `az` slow. The limit is below that of the poll that waits for `az`. */
const LIMIT_MS = 45_000;
/** A hanging `az` may ignore SIGTERM. */
const KILL_SIGNAL = "SIGKILL";

/** The account with which Azure CLI is signed in. */
export interface AzureCliAccount {
    readonly subscriptionId: string;
    /** Whether the subscription is the CLI's current one. */
    readonly isDefault: boolean;
    /** The name of the cloud, such as `AzureCloud`. */
    readonly cloudName: string;
}

/**
 * Reads the account with `az account show`.
 *
 * @param subscriptionId The configured subscription. By default the CLI's current one.
 * @throws {CodedError} `AuthenticationFailed` when `az` is missing, is not signed in, has no such subscription, or does not
 *     respond within 45 s.
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
        throw new CodedError("AuthenticationFailed", "`az account show` returned no subscription: run `az login`");
    }
    return { subscriptionId: id, isDefault: isDefault === true, cloudName: environmentName };
}

/** The endpoints of a cloud that is registered with Azure CLI, from `az cloud show`. */
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
            `\`az ${commandArguments.slice(0, 2).join(" ")}\` did not return JSON: run it by hand to see why`,
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
                    "the subscription or the cloud has a name that cannot be passed to Azure CLI: give the id of the subscription, and the cloud another name",
                ),
            );
            return;
        }
        // On Windows `az` is a batch file, which only a shell can start.
        const shell = process.platform === "win32";
        const options = { timeout: LIMIT_MS, killSignal: KILL_SIGNAL, shell, encoding: "utf8" } as const;
        const child = execFile("az", commandArguments, options, (error, stdout, stderr) => {
            removeListener();
            if (error === null) {
                resolve(stdout);
            } else {
                reject(azureCliError(error, stderr, commandArguments));
            }
        });
        const removeListener = onAbort(signal, () => {
            child.kill(KILL_SIGNAL);
            // Child processes of `az` may still hold the pipes, which would keep this process alive.
            child.stdout?.destroy();
            child.stderr?.destroy();
            reject(signal.reason);
        });
        // Without an end of the input, a prompt of `az` would hang.
        child.stdin?.end();
    });
}

function azureCliError(error: ExecFileException, stderr: string, commandArguments: readonly string[]): CodedError {
    const command = `az ${commandArguments.slice(0, 2).join(" ")}`;
    return new CodedError("AuthenticationFailed", azProblem(error, stderr, command), { cause: error });
}

function azProblem(error: ExecFileException, stderr: string, command: string): string {
    if (error.code === "ENOENT") {
        const { settings, note } = settingNamespace();
        return `Azure CLI (az) is not on PATH, and no other sign-in method is set: install it and run \`az login\`, or set ${settings}${note}`;
    }
    // Only the time limit kills `az` without an exit code.
    if (error.killed === true && error.code === null) {
        return `Azure CLI does not respond: \`${command}\` took longer than ${LIMIT_MS / 1000} s: run it by hand to see why`;
    }
    return `\`${command}\` failed: ${stderr.trim() || error.message}`;
}
