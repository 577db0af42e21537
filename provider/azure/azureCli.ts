// SPDX-License-Identifier: Apache-2.0

import { type ExecFileException, execFile } from "node:child_process";
import { Fault } from "../operation/fault";
import { isJsonObject, type JsonObject, parseJson } from "../operation/json";

/** `az` may have to start a Python of its own, and to renew a token. */
const TIMEOUT_MS = 60_000;

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
 * @throws {Fault} `AuthenticationFailed`, when `az` is missing, not signed in, or does not know the subscription.
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
        throw new Fault("AuthenticationFailed", "`az account show` named no subscription: run `az login`");
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
        throw new Fault(
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
                new Fault(
                    "AuthenticationFailed",
                    "the subscription or the cloud has a name that cannot be given to Azure CLI",
                ),
            );
            return;
        }
        // On Windows `az` is a batch file, which only a shell can start.
        const options = { signal, timeout: TIMEOUT_MS, shell: process.platform === "win32", encoding: "utf8" } as const;
        execFile("az", commandArguments, options, (error, stdout, stderr) => {
            if (error === null) {
                resolve(stdout);
            } else if (signal.aborted) {
                reject(signal.reason);
            } else {
                reject(azFault(error, stderr, commandArguments));
            }
        });
    });
}

function azFault(error: ExecFileException, stderr: string, commandArguments: readonly string[]): Fault {
    const command = `az ${commandArguments.slice(0, 2).join(" ")}`;
    const text =
        error.code === "ENOENT"
            ? "Azure CLI (az) is not on PATH, and no other way to sign in is set: install it and run `az login`, or set azure-native's settings"
            : `\`${command}\` failed: ${stderr.trim() || error.message}`;
    return new Fault("AuthenticationFailed", text, { cause: error });
}
