// SPDX-License-Identifier: Apache-2.0

import type { ConfigurationReader } from "../azure/settings";
import type { OperationReference } from "../reference/operationReference";
import type { OperationStatus } from "./operationStatus";
import { copyOptions, type HostWaitOptions, type WaitOptions } from "./options";
import { pollUntilDone, type WaitResult } from "./pollUntilDone";
import { prepareWait } from "./prepare";
import { checkArguments } from "./report";

/**
 * Waits until an Azure operation has Succeeded.
 *
 * `pulumi-azure-wait/wait` exports this function without Pulumi: it reads no stack configuration.
 *
 * @param operation A status URL, an ARM path, a string that contains one of them, the operation's id and region, or a resource.
 * @param options Durations, credential and signal.
 * @returns The operation's status.
 * @throws {OperationError} Its `code` is the reason: the operation Failed or was Canceled, it is still running at the deadline, its
 *     status could not be read, or an argument is invalid. `message` is the whole report.
 *
 * @example
 * ```ts
 * import { waitForOperation } from "pulumi-azure-wait/wait";
 *
 * await waitForOperation({ asyncOperationId: "713192d7-…", location: "West US" }, { timeout: "6h" });
 * ```
 */
export async function waitForOperation(
    operation: OperationReference,
    options: WaitOptions = {},
): Promise<OperationStatus> {
    return (await waitForOperationWithConfiguration(operation, options, undefined)).status;
}

/**
 * `waitForOperation` with a stack configuration.
 *
 * @param configuration Reads `azure-native:…` keys.
 * @param onTrace Called with a line about each poll, unless the options have one.
 */
export async function waitForOperationWithConfiguration(
    operation: OperationReference,
    options: HostWaitOptions,
    configuration: ConfigurationReader | undefined,
    onTrace?: HostWaitOptions["onTrace"],
): Promise<WaitResult> {
    const copy = checkArguments(() => copyOptions(options, onTrace));
    return await pollUntilDone(prepareWait(operation, copy, configuration), copy.signal, copy.onProgress);
}
