// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import type { ConfigurationReader } from "../azure/settings";
import type { OperationReference } from "../reference/operationReference";
import type { OperationStatus } from "../wait/operationStatus";
import type { WaitOptions } from "../wait/options";
import { startOperationWithConfiguration } from "../wait/startOperation";
import type { StartRequest } from "../wait/startRequest";
import { waitForOperationWithConfiguration } from "../wait/waitForOperation";
import { waitForOperationsWithConfiguration } from "../wait/waitForOperations";

/** The stack configuration of the running program, if there is one. Secrets are in clear text. */
export const stackConfiguration: ConfigurationReader = (key) => pulumi.runtime.getConfig(key);

/**
 * Waits until an Azure operation has Succeeded. Inside a Pulumi program the `azure-native:…` keys of the stack configuration
 * count, before the `ARM_…` variables.
 *
 * @param operation A status URL, an ARM path, a text with one of them in it, or the operation's id and region.
 * @param options How long to wait, and as whom.
 * @returns The operation's status.
 * @throws {OperationError} Its `code` tells why: the operation Failed or was Canceled, it is still running at the deadline, its
 *     status could not be read, or an argument is wrong. `message` is the whole report.
 */
export async function waitForOperation(
    operation: OperationReference,
    options: WaitOptions = {},
): Promise<OperationStatus> {
    return (await waitForOperationWithConfiguration(operation, options, stackConfiguration)).status;
}

/**
 * Waits until each of many Azure operations has ended, all at the same time, with the settings of `waitForOperation`.
 *
 * @param operations What to wait for. One that is wrong is refused before anything is asked.
 * @param options For all of them.
 * @returns The operations' statuses, in the order asked.
 * @throws {OperationError} When any did not succeed, after all have ended: one error with every failure in `message` and
 *     `errors`. Its `code` is that of the gravest.
 */
export async function waitForOperations(
    operations: readonly OperationReference[],
    options: WaitOptions = {},
): Promise<OperationStatus[]> {
    return (await waitForOperationsWithConfiguration(operations, options, stackConfiguration)).map(
        ({ status }) => status,
    );
}

/**
 * Sends one request to ARM, such as the POST of an action, and tells what to wait for, with the settings of `waitForOperation`.
 *
 * A request that ARM throttles (429) was not processed and is sent again. After any other trouble it is not: it may have begun
 * the operation.
 *
 * @param request What to send.
 * @param options As whom, and a `signal`.
 * @returns What to give to `waitForOperation`, or `undefined` when ARM was done at once.
 * @throws {OperationError} `OperationFailed` with ARM's whole error when it refused, `StatusUnavailable` when it is not known
 *     whether the operation has begun.
 */
export async function startOperation(
    request: StartRequest,
    options: WaitOptions = {},
): Promise<OperationReference | undefined> {
    return await startOperationWithConfiguration(request, options, stackConfiguration);
}
