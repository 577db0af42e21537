// SPDX-License-Identifier: Apache-2.0

import { isJsonObject, type JsonObject, parseJson } from "./json";
import { type Answer, asWord, isTerminal, type Reading, readWord } from "./reading";
import { provisioningState } from "./resourceState";
import { isArmError, isBroken, unreadableBody, unreadableCode } from "./unreadable";

/** Which of ARM's patterns a status URL is known to follow. */
export type OperationPattern = "azureAsyncOperation" | "location";

/** What is known of an operation's pattern when an answer is read. */
export interface ReadingContext {
    /** The pattern, when the user names it. */
    readonly pattern?: OperationPattern | undefined;
    /** Whether the status URL or an earlier answer says that it follows ARM's Location pattern. */
    readonly isLocation: boolean;
}

/** In the Location pattern the body may be a resource with a `status` of its own; only these words speak of the operation. */
const RUNNING_WORDS: ReadonlySet<string> = new Set([
    "accepted",
    "inprogress",
    "running",
    "pending",
    "queued",
    "notstarted",
    "creating",
    "updating",
    "deleting",
]);

/** In the Location pattern these say that the status could not be read; other 4xx are the operation's own failure. */
const NOT_THE_OPERATIONS_FAILURE: ReadonlySet<number> = new Set([401, 403, 404, 405, 407, 408, 410, 429]);

/** How a 202 that says no more is shown, and the success of an operation that answers with its resource. */
const ACCEPTED = "Accepted";
const SUCCEEDED = "Succeeded";

/** Whether a status URL follows the Location pattern by its name. */
export function isLocationPath(path: string): boolean {
    return /\/operationResults(?:\/|$)/i.test(path);
}

/** Whether an answer shows that its operation follows the Location pattern: only there a 202 comes without a status. */
export function impliesLocation(answer: Answer, reading: Reading): boolean {
    return (
        answer.statusCode === 202 &&
        reading.kind === "running" &&
        reading.word === ACCEPTED &&
        !("status" in reading.body)
    );
}

/**
 * Reads one answer to a GET of an operation's status. Success is never inferred from a 200 that does not say so, except in
 * the Location pattern, where any 2xx but 202 is success and a 4xx with an ARM error is the operation's failure.
 *
 * @see https://github.com/Azure/azure-resource-manager-rpc/blob/master/v1.0/async-api-reference.md
 */
export function readAnswer(answer: Answer, context: ReadingContext): Reading {
    const parsed = parseJson(answer.body);
    const isLocation = context.pattern === "location" || (context.isLocation && context.pattern === undefined);
    if (answer.statusCode >= 200 && answer.statusCode < 300) {
        return readSuccessfulAnswer(answer, parsed, isLocation, context.pattern);
    }
    return isLocation ? readLocationCode(answer, parsed) : unreadableCode(answer, parsed);
}

function readSuccessfulAnswer(
    answer: Answer,
    parsed: unknown,
    isLocation: boolean,
    pattern: OperationPattern | undefined,
): Reading {
    const { statusCode } = answer;
    const body = isJsonObject(parsed) ? parsed : {};
    // A 202 may show the resource as it was, and where the pattern is named, any resource is a result.
    const saysNothing = statusCode === 202 || pattern === "location";
    const word = statusWord(body, isLocation) ?? (saysNothing ? undefined : provisioningState(body));
    if (word !== undefined && !(statusCode === 202 && pattern === "location")) {
        return readWord(word, body);
    }
    if (statusCode === 202) {
        return { kind: "running", word: word ?? ACCEPTED, body };
    }
    return isLocation && !isBroken(answer, parsed) && !("error" in body)
        ? { kind: "succeeded", word: SUCCEEDED, body }
        : unreadableBody(answer, parsed);
}

function readLocationCode(answer: Answer, parsed: unknown): Reading {
    const { statusCode } = answer;
    if (statusCode === 303) {
        return { kind: "succeeded", word: SUCCEEDED, body: {} };
    }
    const unreadable = unreadableCode(answer, parsed);
    const mayBeFailure = statusCode >= 400 && statusCode < 500 && !NOT_THE_OPERATIONS_FAILURE.has(statusCode);
    return mayBeFailure && unreadable.reason !== "apiVersion" && isArmError(parsed)
        ? { kind: "failed", word: "Failed", body: {}, errorDetail: unreadable.errorDetail }
        : unreadable;
}

function statusWord(body: JsonObject, isLocation: boolean): string | undefined {
    const word = asWord(body.status);
    const isKnown = word !== undefined && (isTerminal(word) || RUNNING_WORDS.has(word.toLowerCase()));
    return isLocation && !isKnown ? undefined : word;
}
