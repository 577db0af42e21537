// SPDX-License-Identifier: Apache-2.0

import type { OperationReference } from "../reference/operationReference";
import { combinedError } from "../wait/combinedError";
import { OperationError } from "../wait/operationError";
import { pollUntilDone, type WaitResult } from "../wait/pollUntilDone";
import type { PreparedWait } from "../wait/prepare";
import { prepareWaits } from "../wait/waitForOperations";
import { EXIT_CODES } from "./exitCode";
import { operationReferences } from "./operations";
import type { WaitFlags } from "./program";
import { formatSuccess } from "./resultOutput";
import { write } from "./standardStreams";
import { usageErrorOf } from "./usageError";

/**
 * Waits for the operations of a command line.
 *
 * @returns The exit code.
 * @throws {UsageError} before any request.
 */
export async function waitCommand(operations: readonly string[], flags: WaitFlags): Promise<number> {
    const waits = preparedWaits(operationReferences(operations, flags), flags);
    const results = await Promise.allSettled(waits.map((wait) => pollUntilDone(wait, undefined, undefined)));
    const succeeded = results.filter((result): result is PromiseFulfilledResult<WaitResult> => "value" in result);
    const lines = succeeded.map(({ value }) => `${formatSuccess(value.path, value.status)}\n`);
    await write(process.stdout, lines.join(""));
    const errors = results.flatMap((result): unknown[] => ("reason" in result ? [result.reason] : []));
    const unexpected = errors.find((error) => !OperationError.isInstance(error));
    if (unexpected !== undefined) {
        throw unexpected;
    }
    if (errors.length === 0) {
        return 0;
    }
    const error = combinedError(errors as OperationError[], waits.length);
    await write(process.stderr, `${error.message}\n`);
    return EXIT_CODES[error.code];
}

function preparedWaits(references: readonly OperationReference[], flags: WaitFlags): PreparedWait[] {
    try {
        return prepareWaits(references, flags, undefined);
    } catch (error) {
        if (OperationError.isInstance(error) && error.code === "InvalidArgument") {
            throw usageErrorOf(error.message, references.length);
        }
        throw error;
    }
}
