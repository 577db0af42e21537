// SPDX-License-Identifier: Apache-2.0

import { untilAborted } from "../common/abort";
import type { OperationReference } from "../reference/operationReference";
import { OperationError } from "../wait/operationError";
import type { WaitTimes } from "../wait/options";
import { pollUntilDone } from "../wait/pollUntilDone";
import type { PreparedWait } from "../wait/prepare";
import { prepareWaits } from "../wait/waitForOperations";
import { newRecord, type OperationRecord } from "./operationRecord";
import { type OperationFlags, operationReferences } from "./operations";
import { type CommandContext, type OutputFlags, type Run, runOperations } from "./runOperations";
import { operationsInInput, readStandardInput } from "./standardInput";
import { UsageError, usageErrorOf } from "./usageError";

/** The flags of a wait. */
export interface WaitFlags extends OperationFlags, WaitTimes, OutputFlags {
    readonly once?: boolean;
}

/** The OPERATION that stands for those of standard input. */
const STANDARD_INPUT = "-";

/**
 * Waits for the operations of a command line.
 *
 * @returns The exit code.
 * @throws {UsageError} before any request.
 * @throws The reason of the interruption, when that comes while standard input is read.
 */
export async function waitCommand(
    operations: readonly string[],
    flags: WaitFlags,
    context: CommandContext,
): Promise<number> {
    const all = await withStandardInput(operations, context.interruption.signal);
    const waits = preparedWaits(operationReferences(all, flags), flags);
    const records = waits.map(({ target }) => newRecord(target.url.path));
    const runs = waits.map((wait, index) => runOf(wait, records[index] as OperationRecord, flags));
    return await runOperations(records, runs, flags, context);
}

function runOf(wait: PreparedWait, record: OperationRecord, { once: isSinglePoll }: WaitFlags): Run {
    return async ({ signal, onProgress, onStatus, onTrace }) => {
        try {
            const { path, status } = await pollUntilDone(
                { ...wait, isSinglePoll, onStatus, onTrace },
                signal,
                onProgress,
            );
            record.path = path;
            return status;
        } catch (error) {
            // Only Azure CLI may know the subscription.
            if (wait.target.needsSubscription && OperationError.isInstance(error)) {
                record.path = error.operation?.replace(/^https?:\/\/[^/]+|\?.*$/g, "") ?? record.path;
            }
            throw error;
        }
    };
}

/** The operations, with those of standard input in the place of `-`. */
async function withStandardInput(operations: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
    const places = operations.filter((operation) => operation === STANDARD_INPUT).length;
    if (places === 0) {
        return operations;
    }
    if (places > 1) {
        throw new UsageError('"-" is given more than once: standard input can be read only once');
    }
    const input = operationsInInput(await untilAborted(readStandardInput(), signal));
    return operations.flatMap((operation) => (operation === STANDARD_INPUT ? input : [operation]));
}

function preparedWaits(references: readonly OperationReference[], flags: WaitFlags): PreparedWait[] {
    try {
        return prepareWaits(references, flags, undefined);
    } catch (error) {
        throw OperationError.isInstance(error) ? usageErrorOf(error.message, references.length) : error;
    }
}
