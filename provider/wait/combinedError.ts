// SPDX-License-Identifier: Apache-2.0

import { shorten } from "../common/redact";
import { indent } from "../response/formatError";
import { OperationError, type OperationErrorCode } from "./operationError";
import { reportParts } from "./report";

/** The codes, the most severe first: the end of an operation comes before an unknown status. */
const BY_SEVERITY: readonly OperationErrorCode[] = [
    "WaitAborted",
    "OperationFailed",
    "OperationCanceled",
    "StartUnknown",
    "InvalidArgument",
    "AuthenticationFailed",
    "AuthorizationFailed",
    "OperationNotStarted",
    "OperationNotFound",
    "StatusUnavailable",
    "WaitTimeout",
];

/** The limit of all reports together. The operations beyond it are listed by name; `errors` has their reports. */
const MAXIMUM_CHARACTERS = 262_144;
const MAXIMUM_NAMES_CHARACTERS = 16_384;

/** Codes that do not depend on the operation, such as Ctrl-C. One report and the names of the operations are enough. */
const INDEPENDENT_OF_OPERATION: ReadonlySet<OperationErrorCode> = new Set(["WaitAborted", "AuthenticationFailed"]);

/**
 * One error for all operations of a list that did not succeed, with the whole report of each. An outcome that several
 * operations share, such as a refused sign-in, is reported once, above these operations.
 *
 * @param errors At least one.
 * @param count The number of operations of the list.
 */
export function combinedError(errors: readonly OperationError[], count: number): OperationError {
    const [first] = errors;
    if (first !== undefined && count === 1) {
        return first;
    }
    const mostSevere = errors.reduce((one, other) => (rank(other) < rank(one) ? other : one));
    return new OperationError(
        [`${errors.length} of ${count} Azure operations did not succeed:`, ...reports(errors)].join("\n"),
        {
            code: mostSevere.code,
            errors,
            operation: mostSevere.operation,
            status: mostSevere.status,
            errorDetail: mostSevere.errorDetail,
            polls: errors.reduce((sum, { polls }) => sum + polls, 0),
            elapsedSeconds: Math.max(...errors.map(({ elapsedSeconds }) => elapsedSeconds)),
        },
    );
}

/** The reports, grouped by outcome, up to the limit. */
function reports(errors: readonly OperationError[]): string[] {
    const groups = Map.groupBy(errors, ({ message }) => reportParts(message).outcome);
    const all = [...groups].flatMap(([outcome, group]) => reportsOf(outcome, group));
    let characters = 0;
    const end = all.findIndex(({ text }) => {
        characters += text.length;
        return characters > MAXIMUM_CHARACTERS;
    });
    const shown = end < 0 ? all : all.slice(0, end);
    const others = all.slice(shown.length).flatMap((part) => part.errors);
    const note = `… and ${others.length} more, not shown because of more than ${MAXIMUM_CHARACTERS} characters: ${names(others)}`;
    return [...shown.map(({ text }) => text), ...(others.length === 0 ? [] : [note])].map((text) => indent(text, 2));
}

/** An outcome with its first operation, then each other operation; or an outcome with the names of all operations. */
function reportsOf(outcome: string, group: readonly OperationError[]) {
    if (group.length > 1 && group.every(({ code }) => INDEPENDENT_OF_OPERATION.has(code))) {
        return [
            { errors: group, text: `${outcome}\n  operations: ${names(group)}`.replace(/\n {2}operations: $/, "") },
        ];
    }
    return group.map((error, index) => {
        const { operation } = reportParts(error.message);
        return { errors: [error], text: index === 0 ? `${outcome}\n${operation}`.trimEnd() : operation };
    });
}

function rank({ code }: OperationError): number {
    return BY_SEVERITY.indexOf(code);
}

function names(errors: readonly OperationError[]): string {
    const ids = errors.flatMap(({ operation }) => operation?.replace(/\?.*$/, "").split("/").at(-1) ?? []);
    return shorten(ids.join(", "), MAXIMUM_NAMES_CHARACTERS);
}
