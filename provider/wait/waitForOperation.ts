// SPDX-License-Identifier: Apache-2.0

import type { ConfigurationReader } from "../azure/settings";
import type { OperationReference } from "../reference/operationReference";
import type { OperationStatus } from "./operationStatus";
import type { HostWaitOptions, WaitOptions } from "./options";
import { runWait, type WaitResult } from "./pollUntilDone";
import { prepareWait } from "./prepare";

/**
 * Waits until an Azure operation has Succeeded.
 *
 * @param operation A status URL, an ARM path, a text with one of them in it, or the operation's id and region.
 * @param options How long to wait, and as whom.
 * @returns The operation's status.
 * @throws {OperationError} Its `code` tells why: the operation Failed or was Canceled, it is still running at the deadline, its
 *     status could not be read, or an argument is wrong. `message` is the whole report.
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
 * `waitForOperation` where a stack configuration is at hand.
 *
 * @param configuration Reads `azure-native:…` keys.
 */
export async function waitForOperationWithConfiguration(
    operation: OperationReference,
    options: HostWaitOptions,
    configuration: ConfigurationReader | undefined,
): Promise<WaitResult> {
    return await runWait(prepareWait(operation, options, configuration), options.signal, options.onProgress);
}
