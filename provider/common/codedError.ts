// SPDX-License-Identifier: Apache-2.0

/** Why a wait ended without success. The README explains each code. */
export type OperationErrorCode =
    | "OperationFailed"
    | "OperationCanceled"
    | "WaitTimeout"
    | "StatusUnavailable"
    | "OperationNotFound"
    | "OperationNotStarted"
    | "StartUnknown"
    | "AuthenticationFailed"
    | "AuthorizationFailed"
    | "InvalidArgument"
    | "WaitAborted";

/**
 * The error of the layers below the wait: a code, and a message with the remedy. The wait turns it into the public
 * `OperationError`, which adds the operation and the history of the wait.
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
 * The error for an invalid argument.
 *
 * @param property The argument's name as the user wrote it, such as `timeout`.
 * @param problem The problem and the remedy, as the rest of a sentence that begins with the name. It must not contain the value,
 *     which may be a secret.
 */
export function invalidArgument(property: string, problem: string): CodedError {
    return new CodedError("InvalidArgument", `\`${property}\` ${problem}`);
}
