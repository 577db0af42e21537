// SPDX-License-Identifier: Apache-2.0

/** Why a wait ended without success. The README lists what each one means and what to do. */
export type OperationErrorCode =
    | "OperationFailed"
    | "OperationCanceled"
    | "WaitTimeout"
    | "StatusUnavailable"
    | "OperationNotFound"
    | "AuthenticationFailed"
    | "AuthorizationFailed"
    | "InvalidArgument"
    | "WaitAborted";

/**
 * What the layers below the wait throw when it cannot begin or go on: a code and a text that says what to do.
 * The wait turns it into the public `OperationError`, which also knows how long it waited and for what.
 */
export class CodedError extends Error {
    override readonly name = "CodedError";

    constructor(
        readonly code: OperationErrorCode,
        message: string,
        options?: { readonly cause?: unknown },
    ) {
        super(message, options);
    }
}

/**
 * A `CodedError` for an argument that is wrong.
 *
 * @param property The argument's name as its user wrote it, such as `timeout`.
 * @param problem What is wrong and what to write instead, as the rest of a sentence that begins with the name. It must not
 *     contain the value: that may be a secret.
 */
export function invalidArgument(property: string, problem: string): CodedError {
    return new CodedError("InvalidArgument", `\`${property}\` ${problem}`);
}
