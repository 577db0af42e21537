// SPDX-License-Identifier: Apache-2.0

import { isJsonObject, type JsonObject, parseJson } from "../common/json";
import type { PatternState } from "./pattern";
import { type ArmResponse, isTerminalStatus, type PollResult, resultOfStatus, statusText } from "./pollResult";
import { provisioningState } from "./readResource";
import { isArmError, isBroken, isHtml, unreadableBody, unreadableStatusCode } from "./unreadable";

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

/**
 * Reads one answer to a GET of an operation's status. Success is never inferred from a 200 that does not say so, except in
 * the Location pattern, where any 2xx but 202 is success and a 4xx with an ARM error is the operation's failure.
 *
 * @see https://github.com/Azure/azure-resource-manager-rpc/blob/master/v1.0/async-api-reference.md
 */
export function readOperation(answer: ArmResponse, known: PatternState): PollResult {
    const parsed = parseJson(answer.body);
    if (answer.statusCode === 202) {
        return readAccepted(answer, parsed, known);
    }
    if (answer.statusCode >= 200 && answer.statusCode < 300) {
        return readSuccessfulAnswer(answer, parsed, known);
    }
    return known.pattern === "location" ? readLocationCode(answer, parsed) : unreadableStatusCode(answer, parsed);
}

/** A 202 is running. Its body may show the resource as it was, so only a status counts. */
function readAccepted(answer: ArmResponse, parsed: unknown, { pattern, isNamed }: PatternState): PollResult {
    const isLocation = pattern === "location";
    if (isBroken(answer, parsed) && (!isLocation || isHtml(answer))) {
        return unreadableBody(answer, parsed);
    }
    const body = isJsonObject(parsed) ? parsed : {};
    const word = statusWord(body, isLocation);
    return word === undefined || (isLocation && isNamed)
        ? { kind: "running", word: word === undefined || isTerminalStatus(word) ? ACCEPTED : word, body }
        : resultOfStatus(word, body);
}

function readSuccessfulAnswer(answer: ArmResponse, parsed: unknown, { pattern, isNamed }: PatternState): PollResult {
    const isLocation = pattern === "location";
    const body = isJsonObject(parsed) ? parsed : {};
    // Where the user names the Location pattern, any resource is a result, whatever its state.
    const word = statusWord(body, isLocation) ?? (isLocation && isNamed ? undefined : provisioningState(body));
    if (word !== undefined) {
        return resultOfStatus(word, body);
    }
    const hasError = body.error !== undefined && body.error !== null;
    return isLocation && !isBroken(answer, parsed) && !hasError
        ? { kind: "succeeded", word: SUCCEEDED, body }
        : unreadableBody(answer, parsed);
}

function readLocationCode(answer: ArmResponse, parsed: unknown): PollResult {
    const { statusCode } = answer;
    // One to another host is a redirect, which is not followed.
    if (statusCode === 303 && answer.header("location") !== undefined) {
        return { kind: "succeeded", word: SUCCEEDED, body: {} };
    }
    const unreadable = unreadableStatusCode(answer, parsed);
    const mayBeFailure = statusCode >= 400 && statusCode < 500 && !NOT_THE_OPERATIONS_FAILURE.has(statusCode);
    const isAboutReading = unreadable.reason === "apiVersion" || unreadable.reason === "forbidden";
    return mayBeFailure && !isAboutReading && isArmError(parsed)
        ? { kind: "failed", word: "Failed", body: {}, errorDetail: unreadable.errorDetail }
        : unreadable;
}

function statusWord(body: JsonObject, isLocation: boolean): string | undefined {
    const word = statusText(body.status);
    const isKnown = word !== undefined && (isTerminalStatus(word) || RUNNING_WORDS.has(word.toLowerCase()));
    return isLocation && !isKnown ? undefined : word;
}
