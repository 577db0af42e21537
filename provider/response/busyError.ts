// SPDX-License-Identifier: Apache-2.0

import { findOperationUrls } from "../reference/findUrls";

/** Errors of a resource that is busy with another operation. */
const BUSY_ERRORS =
    /OperationInProgress|RetryableErrorDueToAnotherOperation|ConflictingConcurrentWriteNotAllowed|PessimisticConcurrencyConflict|another operation(?:[^.]|\.(?! )){0,200}(?:in progress|pending)/i;
/** Errors that mean the same where the text names the status URL of the other operation. */
const BUSY_WITH_URL = /OperationNotAllowed|Conflict/i;

/** What the engine writes of a resource that was made but not finished. It is in state; to create it again would lose it. */
const PARTIALLY_CREATED = /^\s*\d+ errors? occurred:/;

/** An error that says that a resource is busy. */
export interface BusyError {
    /** The one operation that the text names, if there is just one that can be waited for. */
    readonly operation: string | undefined;
}

/**
 * Reads the text of a failed operation on a resource.
 *
 * @param canWaitFor Whether an operation that the text names can be waited for.
 * @returns `undefined` when it is not that another operation is in the way.
 */
export function busyError(text: string, canWaitFor: (operation: string) => boolean): BusyError | undefined {
    const operations = findOperationUrls(text);
    const operation = operations.length === 1 ? operations.find(canWaitFor) : undefined;
    const isBusy = BUSY_ERRORS.test(text) || (BUSY_WITH_URL.test(text) && operation !== undefined);
    return isBusy ? { operation } : undefined;
}

/** Whether the text is of a resource that was made, but not finished. */
export function isPartiallyCreated(text: string): boolean {
    return PARTIALLY_CREATED.test(text);
}
