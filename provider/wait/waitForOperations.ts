// SPDX-License-Identifier: Apache-2.0

import type { ConfigurationReader } from "../azure/settings";
import { invalidArgument } from "../common/codedError";
import { readArgument } from "../common/fields";
import type { IsUnknown } from "../reference/checkReference";
import type { OperationReference } from "../reference/operationReference";
import { combinedError } from "./combinedError";
import { OperationError } from "./operationError";
import type { OperationStatus } from "./operationStatus";
import { copyOptions, type HostWaitOptions, type WaitOptions } from "./options";
import { pollUntilDone, type WaitResult } from "./pollUntilDone";
import { checkWait, type PreparedWait, prepareWait } from "./prepare";
import { aggregateProgress } from "./progress";
import { checkArguments, toOperationError } from "./report";

/**
 * Waits in parallel until each of several Azure operations has ended.
 *
 * `pulumi-azure-wait/wait` exports this function without Pulumi: it reads no stack configuration.
 *
 * @param operations The operations. All are checked before the first request.
 * @param options The options of all waits. `onProgress` gets the progress of all together: the `status` of several is
 *     `3 of 10 ended`.
 * @returns The statuses of the operations, in the order of `operations`.
 * @throws {OperationError} After all have ended, if any did not succeed: one error with every failure in `message` and
 *     `errors`. Its `code` is the most severe one.
 */
export async function waitForOperations(
    operations: readonly OperationReference[],
    options: WaitOptions = {},
): Promise<OperationStatus[]> {
    return (await waitForOperationsWithConfiguration(operations, options, undefined)).map(({ status }) => status);
}

/** `waitForOperations` with a stack configuration. */
export async function waitForOperationsWithConfiguration(
    operations: readonly OperationReference[],
    given: HostWaitOptions,
    configuration: ConfigurationReader | undefined,
    onTrace?: HostWaitOptions["onTrace"],
): Promise<WaitResult[]> {
    const options = checkArguments(() => copyOptions(given, onTrace));
    const waits = prepareWaits(operations, options, configuration);
    const aggregate = aggregateProgress(waits.length, options.onProgress);
    const results = await Promise.allSettled(
        waits.map(async (wait, index) => {
            try {
                return await pollUntilDone(wait, options.signal, (progress) => aggregate.update(index, progress));
            } finally {
                aggregate.end(index);
            }
        }),
    );
    const errors = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    const unexpected = errors.find((error) => !OperationError.isInstance(error));
    if (errors.length > 0) {
        throw unexpected ?? combinedError(errors as OperationError[], waits.length);
    }
    return results.map((result) => (result as PromiseFulfilledResult<WaitResult>).value);
}

/**
 * Parses and checks references, and the options and settings of all.
 *
 * @throws {OperationError} `InvalidArgument`, with the index of the operation.
 */
export function prepareWaits(
    operations: readonly OperationReference[],
    options: HostWaitOptions,
    configuration: ConfigurationReader | undefined,
): PreparedWait[] {
    return mapOperations(operations, (operation) => prepareWait(operation, options, configuration));
}

/**
 * Checks references, which may be or contain unknown values, and the options beside them, as in a preview.
 *
 * @throws {OperationError} `InvalidArgument`, with the index of the operation.
 */
export function checkWaits(
    operations: readonly OperationReference[],
    options: HostWaitOptions,
    configuration: ConfigurationReader | undefined,
    isUnknown: IsUnknown,
): void {
    mapOperations(operations, (operation) => checkWait(operation, options, configuration, isUnknown));
}

/** Maps each operation, and adds its index to an error. */
function mapOperations<T>(
    operations: readonly OperationReference[],
    callBack: (operation: OperationReference) => T,
): T[] {
    const list = checkArguments(() => readArgument("operations", () => Array.isArray(operations) && [...operations]));
    if (list === false) {
        throw toOperationError(invalidArgument("operations", "must be a list of operations"));
    }
    return list.map((operation: OperationReference, index) => {
        try {
            return callBack(operation);
        } catch (error) {
            throw OperationError.isInstance(error)
                ? new OperationError(`\`operations[${index}]\`: ${error.message}`, { code: error.code })
                : error;
        }
    });
}
