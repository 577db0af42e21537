// SPDX-License-Identifier: Apache-2.0

import { findOperationUrls } from "../reference/findUrls";

/** Errors of a resource with another operation in progress. */
const BUSY_ERRORS =
    /OperationInProgress|RetryableErrorDueToAnotherOperation|ConflictingConcurrentWriteNotAllowed|PessimisticConcurrencyConflict|another operation(?:[^.]|\.(?! )){0,200}(?:in progress|pending)/i;
/** Errors with the same meaning where the message contains the status URL of the other operation. */
const BUSY_WITH_URL = /OperationNotAllowed|Conflict/i;

/** How the engine reports a partially created resource. The resource is in state; creating it again would lose it. */
const PARTIALLY_CREATED = /^\s*\d+ errors? occurred:/;

/** An error of a busy resource. */
export interface BusyError {
    /** The conflicting operation, where the message contains exactly one that can be waited for. */
    readonly operation: string | undefined;
}

/**
 * Parses the error message of a failed operation on a resource.
 *
 * @param canWaitFor Whether an operation in the message can be waited for.
 * @returns `undefined` for an error without a conflicting operation.
 */
export function busyError(message: string, canWaitFor: (operation: string) => boolean): BusyError | undefined {
    const operations = findOperationUrls(message);
    const operation = operations.length === 1 ? operations.find(canWaitFor) : undefined;
    const isBusy = BUSY_ERRORS.test(message) || (BUSY_WITH_URL.test(message) && operation !== undefined);
    return isBusy ? { operation } : undefined;
}

/** Whether an error message is of a partially created resource. */
export function isPartiallyCreated(message: string): boolean {
    return PARTIALLY_CREATED.test(message);
}
