// SPDX-License-Identifier: Apache-2.0

import { isJsonObject, type JsonObject, parseJson } from "../common/json";
import { type ArmResponse, isFromAzure } from "./armResponse";
import { parseErrorDetail } from "./errorDetail";
import {
    type DecidedPattern,
    decidePattern,
    hasOperationQuery,
    isPolledResource,
    learnPattern,
    type PatternHistory,
    type StatusUrl,
} from "./pattern";
import { type PollResult, resultOfStatus } from "./pollResult";
import { provisioningState } from "./readResource";
import { ACCEPTED, isRunningStatus, isTerminalStatus, SUCCEEDED, statusMeaning, statusText } from "./statuses";
import { isArmError, isHtml, isMalformed, unreadableBody, unreadableStatusCode } from "./unreadable";

/** In the Location pattern these are errors of the read; other 4xx are the failure of the operation. */
const READ_ERROR_CODES: ReadonlySet<number> = new Set([401, 403, 404, 405, 407, 408, 410, 429]);

/** What a response of a status URL says, and what it adds to the history of the pattern. */
export interface OperationReading {
    readonly result: PollResult;
    readonly pattern: DecidedPattern;
    readonly history: PatternHistory;
}

/** A response, with all that decides about its meaning. */
interface Context {
    readonly response: ArmResponse;
    readonly parsed: unknown;
    /** `parsed`, or `{}` where it is no object. */
    readonly body: JsonObject;
    readonly url: StatusUrl;
    readonly pattern: DecidedPattern;
    readonly history: PatternHistory;
}

/**
 * Interprets the response to a GET of a status URL.
 *
 * In the Azure-AsyncOperation pattern the status in the body decides, and a success is never inferred from an HTTP code. In the
 * Location pattern the code decides: 202 is running, any other 2xx of Azure is success, and a 4xx with an ARM error is the
 * failure of the operation.
 *
 * @see https://github.com/Azure/azure-resource-manager-rpc/blob/master/v1.0/async-api-reference.md
 */
export function readOperation(response: ArmResponse, url: StatusUrl, history: PatternHistory): OperationReading {
    const parsed = parseJson(response.body);
    const body = isJsonObject(parsed) ? parsed : {};
    const learned = isMalformed(response, parsed) ? history : learnPattern(url, history, response, body);
    const pattern = decidePattern(url, learned);
    const result = read({ response, parsed, body, url, pattern, history: learned });
    // The page of a proxy shows no pattern.
    return { result, pattern, history: result.kind === "unreadable" ? history : learned };
}

function read(context: Context): PollResult {
    const { response, parsed, pattern } = context;
    if (response.statusCode === 202) {
        return readAccepted(context);
    }
    if (response.statusCode >= 200 && response.statusCode < 300) {
        return isMalformed(response, parsed) ? unreadableBody(response, parsed) : readOk(context);
    }
    return pattern.pattern === "location"
        ? readLocationError(response, parsed)
        : unreadableStatusCode(response, parsed);
}

/** A 202 is running. Its body may show the resource as it was before, so only `status` counts. */
function readAccepted({ response, parsed, body, url, pattern: { pattern } }: Context): PollResult {
    const isLocation = pattern === "location";
    if (isMalformed(response, parsed) && (!isLocation || isHtml(response))) {
        return unreadableBody(response, parsed);
    }
    const status = statusText(body.status);
    if (status === undefined && !isFromAzure(response)) {
        return unreadableBody(response, parsed);
    }
    return status === undefined || isLocation
        ? { kind: "running", status: status === undefined || isTerminalStatus(status) ? ACCEPTED : status, body }
        : resultOfStatus(status, body, url.succeededStatuses);
}

function readOk(context: Context): PollResult {
    const { response, parsed, body, url, pattern } = context;
    const state = provisioningState(body);
    if (state !== undefined && isPolledResource(url, body)) {
        return resultOfStatus(state, body, url.succeededStatuses);
    }
    if (pattern.pattern === "location") {
        return readLocationResult(context);
    }
    const status = statusText(body.status) ?? state;
    if (status !== undefined) {
        return resultOfStatus(status, body, url.succeededStatuses);
    }
    return pattern.rule === "undecided" && isFinishedLocation(context)
        ? endedWithoutStatus(context)
        : unreadableBody(response, parsed);
}

/**
 * Whether a 200 or 201 without any status is the end of a Location whose URL does not show the pattern. The body of a resource at
 * its own URL says nothing about an operation.
 */
function isFinishedLocation({ response: { statusCode }, body, url, history }: Context): boolean {
    const mayBeResource = isPolledResource(url, body) && !history.wasAccepted && !hasOperationQuery(url);
    return (statusCode === 200 || statusCode === 201) && !hasError(body) && !mayBeResource;
}

/** The code decides, but for a body that says otherwise about the operation. */
function readLocationResult(context: Context): PollResult {
    const { body, url } = context;
    const status = statusText(body.status);
    const word = status ?? provisioningState(body);
    const meaning = word === undefined ? undefined : statusMeaning(word, url.succeededStatuses);
    if (word !== undefined && (meaning !== "running" || (word === status && isRunningStatus(word)))) {
        return resultOfStatus(word, body, url.succeededStatuses);
    }
    return endedWithoutStatus(context);
}

/** The end of an operation whose code says so, or whose error. A proxy may respond with any of them, too. */
function endedWithoutStatus({ response, parsed, body }: Context): PollResult {
    if (!isFromAzure(response)) {
        return unreadableBody(response, parsed);
    }
    return hasError(body)
        ? { kind: "failed", status: "Failed", body, errorDetail: parseErrorDetail(body) }
        : { kind: "succeeded", status: SUCCEEDED, body };
}

function readLocationError(response: ArmResponse, parsed: unknown): PollResult {
    const { statusCode } = response;
    // A 303 to another host is refused as a redirect before it gets here.
    if (statusCode === 303 && response.header("location") !== undefined && isFromAzure(response)) {
        return { kind: "succeeded", status: SUCCEEDED, body: {} };
    }
    const unreadable = unreadableStatusCode(response, parsed);
    const mayBeFailure = statusCode >= 400 && statusCode < 500 && !READ_ERROR_CODES.has(statusCode);
    const isReadError = ["apiVersion", "forbidden", "invalid"].includes(unreadable.reason);
    return mayBeFailure && !isReadError && isFromAzure(response) && isArmError(parsed)
        ? { kind: "failed", status: "Failed", body: {}, errorDetail: unreadable.errorDetail }
        : unreadable;
}

function hasError({ error }: JsonObject): boolean {
    return parseErrorDetail({ error }) !== undefined;
}
