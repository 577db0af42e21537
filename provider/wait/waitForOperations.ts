// SPDX-License-Identifier: Apache-2.0

import type { ConfigurationReader } from "../azure/settings";
import { invalidArgument } from "../common/codedError";
import type { OperationReference } from "../reference/operationReference";
import { aggregateProgress } from "./aggregateProgress";
import { combinedError } from "./combinedError";
import { OperationError } from "./operationError";
import type { OperationStatus } from "./operationStatus";
import type { HostWaitOptions, WaitOptions } from "./options";
import { runWait, type WaitResult } from "./pollUntilDone";
import { type PreparedWait, prepareWait } from "./prepare";
import { toOperationError } from "./report";

/**
 * Waits until each of many Azure operations has ended, all at the same time.
 *
 * @param operations What to wait for. One that is wrong is refused before anything is asked.
 * @param options For all of them. `onProgress` is told of all together: the `status` of several is `3 of 10 ended`.
 * @returns The operations' statuses, in the order asked.
 * @throws {OperationError} When any did not succeed, after all have ended: one error with every failure in `message` and
 *     `errors`. Its `code` is that of the gravest.
 */
export async function waitForOperations(
    operations: readonly OperationReference[],
    options: WaitOptions = {},
): Promise<OperationStatus[]> {
    return (await waitForOperationsWithConfiguration(operations, options, undefined)).map(({ status }) => status);
}

/** `waitForOperations` where a stack configuration is at hand. */
export async function waitForOperationsWithConfiguration(
    operations: readonly OperationReference[],
    options: HostWaitOptions,
    configuration: ConfigurationReader | undefined,
): Promise<WaitResult[]> {
    const waits = prepareWaits(operations, options, configuration);
    const together = aggregateProgress(waits.length, options.onProgress);
    const results = await Promise.allSettled(
        waits.map(async (wait, index) => {
            try {
                return await runWait(wait, options.signal, (progress) => together.note(index, progress));
            } finally {
                together.end(index);
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
 * Checks every reference, the options and the settings: what a preview can say.
 *
 * @throws {OperationError} `InvalidArgument`, naming the place in the list.
 */
export function prepareWaits(
    operations: readonly OperationReference[],
    options: HostWaitOptions,
    configuration: ConfigurationReader | undefined,
): PreparedWait[] {
    if (!Array.isArray(operations)) {
        throw toOperationError(invalidArgument("operations", "must be a list of operations"));
    }
    return operations.map((operation: OperationReference, index) => {
        try {
            return prepareWait(operation, options, configuration);
        } catch (error) {
            throw OperationError.isInstance(error)
                ? new OperationError(`\`operations[${index}]\`: ${error.message}`, { code: error.code })
                : error;
        }
    });
}
