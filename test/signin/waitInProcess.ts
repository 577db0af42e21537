// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { inspect } from "node:util";
import type { AzureSettings } from "../../provider/azure/settings";
import type { OperationReference } from "../../provider/reference/operationReference";
import { OperationError, type OperationStatus, type WaitOptions } from "../../provider/wait";
import { waitForOperationWithConfiguration } from "../../provider/wait/waitForOperation";

/** Where settings may stand. */
export interface Sources {
    /** The functions' own `settings`. */
    readonly settings?: AzureSettings;
    /** Stack configuration, its keys without `azure-native:`. */
    readonly configuration?: Readonly<Record<string, string>>;
    /** All variables of Azure and of CI that there are. Others, such as PATH, are added. */
    readonly environment?: Readonly<Record<string, string>>;
}

const OTHERS_VARIABLES = /^(?:ARM|AZURE|ACTIONS|IDENTITY|IMDS|MSI)_/;
const ORIGINAL_ENVIRONMENT = { ...process.env };
let running = 0;

/**
 * Waits in this process with these settings and no others, as `waitForOperation` and the resources do. Settings are read when a
 * wait begins, so many may run at once; only what reads variables later, such as `az` or the default credential, has to be alone.
 */
export async function waitHere(
    operation: OperationReference,
    { settings, configuration = {}, environment = {} }: Sources,
    options: WaitOptions = {},
): Promise<OperationStatus> {
    const own = Object.entries(ORIGINAL_ENVIRONMENT).filter(([name]) => !OTHERS_VARIABLES.test(name));
    replaceEnvironment({ ...Object.fromEntries(own), ...environment });
    running += 1;
    try {
        const given = settings === undefined ? options : { ...options, settings };
        const read = (key: string) => configuration[key.replace(/^azure-native:/, "")];
        return (await waitForOperationWithConfiguration(operation, given, read)).status;
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

/** The error of a wait that must fail. */
export async function failureOf(waiting: Promise<unknown>): Promise<OperationError> {
    const error: unknown = await waiting.then(
        (status) => assert.fail(`The wait should fail, but it ended with ${inspect(status)}`),
        (reason: unknown) => reason,
    );
    assert.ok(OperationError.isInstance(error), inspect(error));
    return error;
}
