// SPDX-License-Identifier: Apache-2.0

import { shorten } from "../common/redact";
import { indent } from "../response/formatError";
import { OperationError, type OperationErrorCode } from "./operationError";
import { reportParts } from "./report";

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

/** The most characters of all failures together. What is beyond is named, and whole in `errors`. */
const MAXIMUM_CHARACTERS = 262_144;
const MAXIMUM_NAMES_CHARACTERS = 16_384;

/** Verdicts that say nothing on the operations themselves, such as a Ctrl-C: there the names of many are enough. */
const NOT_ON_THE_OPERATION: ReadonlySet<OperationErrorCode> = new Set(["WaitAborted", "AuthenticationFailed"]);

/**
 * One error for all the operations of a list that did not succeed, with everything that is known of each. What several have
 * in common, such as a sign-in that is refused to all of them, is told once, above the operations that it hit.
 */
export function combinedError(errors: readonly OperationError[], count: number): OperationError {
    const [first] = errors;
    if (first !== undefined && count === 1) {
        return first;
    }
    const gravest = [...errors].sort((left, right) => rank(left) - rank(right))[0];
    return new OperationError(
        [`${errors.length} of ${count} Azure operations did not succeed:`, ...texts(errors)].join("\n"),
        {
            code: gravest?.code ?? "StatusUnavailable",
            errors,
            operation: gravest?.operation,
            status: gravest?.status,
            errorDetail: gravest?.errorDetail,
            polls: errors.reduce((sum, { polls }) => sum + polls, 0),
            elapsedSeconds: Math.max(...errors.map(({ elapsedSeconds }) => elapsedSeconds)),
        },
    );
}

/** The reports, the same verdict of several only once, up to a limit that says what is missing. */
function texts(errors: readonly OperationError[]): string[] {
    const groups = Map.groupBy(errors, ({ message }) => reportParts(message).verdict);
    const told = [...groups].flatMap(([verdict, group]) => toldOf(verdict, group));
    let characters = 0;
    const end = told.findIndex(({ text }) => {
        characters += text.length;
        return characters > MAXIMUM_CHARACTERS;
    });
    const shown = end < 0 ? told : told.slice(0, end);
    const others = told.slice(shown.length).flatMap((part) => part.errors);
    const remark = `… and ${others.length} more, not shown because of more than ${MAXIMUM_CHARACTERS} characters: ${names(others)}`;
    return [...shown.map(({ text }) => text), ...(others.length === 0 ? [] : [remark])].map((text) => indent(text, 2));
}

/** A verdict with the first operation that it is on, and then each other one; or with the names of all. */
function toldOf(verdict: string, group: readonly OperationError[]) {
    if (group.length > 1 && group.every(({ code }) => NOT_ON_THE_OPERATION.has(code))) {
        return [
            { errors: group, text: `${verdict}\n  operations: ${names(group)}`.replace(/\n {2}operations: $/, "") },
        ];
    }
    return group.map((error, index) => {
        const { operation } = reportParts(error.message);
        return { errors: [error], text: index === 0 ? `${verdict}\n${operation}`.trimEnd() : operation };
    });
}

function rank({ code }: OperationError): number {
    return GRAVEST_FIRST.indexOf(code);
}

function names(errors: readonly OperationError[]): string {
    const ids = errors.flatMap(({ operation }) => operation?.replace(/\?.*$/, "").split("/").at(-1) ?? []);
    return shorten(ids.join(", "), MAXIMUM_NAMES_CHARACTERS);
}
