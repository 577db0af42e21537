// SPDX-License-Identifier: Apache-2.0

import { indent } from "../operation/errorText";
import { shorten } from "../operation/redact";
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
    const reports = errors.map((error) => ({ error, ...reportParts(error.message) }));
    const told = [...Map.groupBy(reports, ({ verdict }) => verdict).values()].flatMap((group) =>
        group.map(({ error, verdict, operation }, index) => ({
            error,
            text: (index === 0 ? [verdict, operation] : [operation]).filter((part) => part !== "").join("\n"),
        })),
    );
    let characters = 0;
    const end = told.findIndex(({ text }) => {
        characters += text.length;
        return characters > MAXIMUM_CHARACTERS;
    });
    const shown = end < 0 ? told : told.slice(0, end);
    const others = told.slice(shown.length).map(({ error }) => error);
    const remark = `… and ${others.length} more, not shown because of more than ${MAXIMUM_CHARACTERS} characters: ${names(others)}`;
    return [
        ...shown.map(({ text }) => text),
        ...(others.length === 0 ? [] : [shorten(remark, MAXIMUM_NAMES_CHARACTERS)]),
    ]
        .filter((text) => text !== "")
        .map((text) => indent(text, 2));
}

function rank({ code }: OperationError): number {
    return GRAVEST_FIRST.indexOf(code);
}

function names(errors: readonly OperationError[]): string {
    return errors.map(({ operation }) => operation?.replace(/\?.*$/, "").split("/").at(-1) ?? "?").join(", ");
}
