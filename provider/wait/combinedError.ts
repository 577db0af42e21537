// SPDX-License-Identifier: Apache-2.0

import { indent } from "../operation/errorText";
import { OperationError, type OperationErrorCode } from "./operationError";

/** The codes from the gravest on: what an operation did comes before what is not known of it. */
const GRAVEST_FIRST: readonly OperationErrorCode[] = [
    "WaitAborted",
    "OperationFailed",
    "OperationCanceled",
    "InvalidArgument",
    "AuthenticationFailed",
    "AuthorizationFailed",
    "OperationNotFound",
    "StatusUnavailable",
    "WaitTimeout",
];

/**
 * One error for all the operations of a list that did not succeed. Failures that begin with the same words, such as a sign-in
 * that is refused to all of them, are told once, with the operations they hit.
 */
export function combinedError(errors: readonly OperationError[], count: number): OperationError {
    const [first] = errors;
    if (first !== undefined && count === 1) {
        return first;
    }
    const groups = Map.groupBy(errors, ({ message }) => message.split("\n", 1)[0] ?? "");
    const texts = [...groups.values()].flatMap(([told, ...others]) => [
        ...(told === undefined ? [] : [indent(told.message, 2)]),
        ...(others.length === 0 ? [] : [indent(`the same for ${others.length} more: ${names(others)}`, 4)]),
    ]);
    const gravest = [...errors].sort((left, right) => rank(left) - rank(right))[0];
    return new OperationError([`${errors.length} of ${count} Azure operations did not succeed:`, ...texts].join("\n"), {
        code: gravest?.code ?? "StatusUnavailable",
        errors,
        operation: gravest?.operation,
        status: gravest?.status,
        errorDetail: gravest?.errorDetail,
        polls: errors.reduce((sum, { polls }) => sum + polls, 0),
        elapsedSeconds: Math.max(...errors.map(({ elapsedSeconds }) => elapsedSeconds)),
    });
}

function rank({ code }: OperationError): number {
    return GRAVEST_FIRST.indexOf(code);
}

function names(errors: readonly OperationError[]): string {
    return errors.map(({ operation }) => operation?.replace(/\?.*$/, "").split("/").at(-1) ?? "?").join(", ");
}
