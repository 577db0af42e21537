// SPDX-License-Identifier: Apache-2.0

import { argumentName } from "./settingNames";

/**
 * Why a wait ended without success.
 *
 * - `OperationFailed`, `OperationCanceled`: the operation has ended so. `errorDetail` is Azure's error.
 * - `WaitTimeout`: the operation was still running at the `timeout`. Another wait goes on.
 * - `StatusUnavailable`: the status could not be read. The operation may be running, or have ended.
 * - `OperationNotFound`: Azure has no such operation, or its record has expired.
 * - `OperationNotStarted`: Azure refused the request, or it could not be sent. It is safe to repeat.
 * - `StartUnknown`: the request may have started an operation. Check the resource before you repeat it.
 * - `AuthenticationFailed`: there was no token, or Azure refused it (401).
 * - `AuthorizationFailed`: a permission is missing (403).
 * - `InvalidArgument`: an argument or a setting is invalid.
 * - `WaitAborted`: the signal, or Ctrl-C, ended the wait, never the operation.
 */
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
    return new CodedError("InvalidArgument", `${argumentName(property)} ${problem}`);
}
