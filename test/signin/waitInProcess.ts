// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { inspect } from "node:util";
import type { AzureSettings } from "../../provider/azure/settings";
import type { OperationReference } from "../../provider/reference/operationReference";
import { OperationError, type OperationStatus, type WaitOptions } from "../../provider/wait";
import { waitForOperationWithConfiguration } from "../../provider/wait/waitForOperation";

/** The settings of a wait, by their source. */
export interface SettingSources {
    /** The option `settings`. */
    readonly settings?: AzureSettings;
    /** Stack configuration, its keys without `azure-native:`. */
    readonly configuration?: Readonly<Record<string, string>>;
    /** All environment variables of Azure and of CI systems. Others, such as PATH, are inherited. */
    readonly environment?: Readonly<Record<string, string>>;
}

const AZURE_VARIABLES = /^(?:ARM|AZURE|AZURESUBSCRIPTION|ACTIONS|SYSTEM|IDENTITY|IMDS|MSI)_/;
const ORIGINAL_ENVIRONMENT = { ...process.env };
let running = 0;

/**
 * Waits in this process with only these settings. Settings are read when a wait begins, so waits may run concurrently, except for
 * those that read variables later, such as with Azure CLI or the default credential.
 */
export async function waitInProcess(
    operation: OperationReference,
    { settings, configuration = {}, environment = {} }: SettingSources,
    options: WaitOptions = {},
): Promise<OperationStatus> {
    const inherited = Object.entries(ORIGINAL_ENVIRONMENT).filter(([name]) => !AZURE_VARIABLES.test(name));
    replaceEnvironment({ ...Object.fromEntries(inherited), ...environment });
    running += 1;
    try {
        const allOptions = settings === undefined ? options : { ...options, settings };
        const read = (key: string) => configuration[key.replace(/^azure-native:/, "")];
        return (await waitForOperationWithConfiguration(operation, allOptions, read)).status;
    } finally {
        running -= 1;
        if (running === 0) {
            replaceEnvironment(ORIGINAL_ENVIRONMENT);
        }
    }
}

function replaceEnvironment(environment: Readonly<Record<string, string | undefined>>): void {
    for (const name of Object.keys(process.env)) {
        delete process.env[name];
    }
    Object.assign(process.env, environment);
}

/** @returns the error of a wait that must fail */
export async function errorOf(waiting: Promise<unknown>): Promise<OperationError> {
    const error: unknown = await waiting.then(
        (status) => assert.fail(`The wait should fail, but it ended with ${inspect(status)}`),
        (reason: unknown) => reason,
    );
    assert.ok(OperationError.isInstance(error), inspect(error));
    return error;
}
