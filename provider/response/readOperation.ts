// SPDX-License-Identifier: Apache-2.0

import { isJsonObject, type JsonObject, parseJson } from "../common/json";
import type { OperationPattern } from "../reference/operationReference";
import type { ArmResponse } from "./armResponse";
import { type PollResult, resultOfStatus } from "./pollResult";
import { provisioningState } from "./readResource";
import { ACCEPTED, isOperationStatus, isTerminalStatus, SUCCEEDED, statusText } from "./statuses";
import { isArmError, isHtml, isMalformed, unreadableBody, unreadableStatusCode } from "./unreadable";

/** The pattern of a status URL, as far as its responses have shown it. */
export interface PatternState {
    readonly pattern: OperationPattern | undefined;
    /** Whether the user named the pattern. Then a response may be a resource with any state, and nothing is inferred. */
    readonly isNamed: boolean;
}

/** In the Location pattern these are errors of the read; other 4xx are the failure of the operation. */
const READ_ERROR_CODES: ReadonlySet<number> = new Set([401, 403, 404, 405, 407, 408, 410, 429]);

/** The pattern before the first response: the one that the user named, else the one that the path suggests. */
export function initialPattern(named: OperationPattern | undefined, path: string): PatternState {
    const isLocation = /\/operationResults(?:\/|$)/i.test(path);
    return { pattern: named ?? (isLocation ? "location" : undefined), isNamed: named !== undefined };
}

/**
 * The pattern after a response. Only the Location pattern has a 202 without a status, or with another URL to poll; only the
 * other one has a status in a 200. The first unambiguous response decides.
 */
export function updatePattern(state: PatternState, response: ArmResponse, result: PollResult): PatternState {
    if (state.pattern !== undefined || result.kind === "unreadable") {
        return state;
    }
    const hasStatus = "status" in result.body;
    if (response.statusCode === 202) {
        const isLocation = !hasStatus || response.header("location") !== undefined;
        return isLocation ? { ...state, pattern: "location" } : state;
    }
    return hasStatus ? { ...state, pattern: "azureAsyncOperation" } : state;
}

/**
 * Interprets the response to a GET of a status URL. A success is never inferred from a 200 without a status, except in the
 * Location pattern, where any 2xx but 202 is success and a 4xx with an ARM error is the failure of the operation.
 *
 * @see https://github.com/Azure/azure-resource-manager-rpc/blob/master/v1.0/async-api-reference.md
 */
export function readOperation(response: ArmResponse, state: PatternState): PollResult {
    const parsed = parseJson(response.body);
    if (response.statusCode === 202) {
        return readAccepted(response, parsed, state);
    }
    if (response.statusCode >= 200 && response.statusCode < 300) {
        return readOk(response, parsed, state);
    }
    return state.pattern === "location" ? readLocationError(response, parsed) : unreadableStatusCode(response, parsed);
}

/** A 202 is running. Its body may show the resource as it was before, so only `status` counts. */
function readAccepted(response: ArmResponse, parsed: unknown, { pattern, isNamed }: PatternState): PollResult {
    const isLocation = pattern === "location";
    if (isMalformed(response, parsed) && (!isLocation || isHtml(response))) {
        return unreadableBody(response, parsed);
    }
    const body = isJsonObject(parsed) ? parsed : {};
    const status = operationStatus(body, isLocation);
    return status === undefined || (isLocation && isNamed)
        ? { kind: "running", status: status === undefined || isTerminalStatus(status) ? ACCEPTED : status, body }
        : resultOfStatus(status, body);
}

function readOk(response: ArmResponse, parsed: unknown, { pattern, isNamed }: PatternState): PollResult {
    const isLocation = pattern === "location";
    const body = isJsonObject(parsed) ? parsed : {};
    // In a named Location pattern any resource is a result, whatever its state.
    const status = operationStatus(body, isLocation) ?? (isLocation && isNamed ? undefined : provisioningState(body));
    if (status !== undefined) {
        return resultOfStatus(status, body);
    }
    const hasError = body.error !== undefined && body.error !== null;
    return isLocation && !isMalformed(response, parsed) && !hasError
        ? { kind: "succeeded", status: SUCCEEDED, body }
        : unreadableBody(response, parsed);
}

function readLocationError(response: ArmResponse, parsed: unknown): PollResult {
    const { statusCode } = response;
    // A 303 to another host is refused as a redirect before it gets here.
    if (statusCode === 303 && response.header("location") !== undefined) {
        return { kind: "succeeded", status: SUCCEEDED, body: {} };
    }
    const unreadable = unreadableStatusCode(response, parsed);
    const mayBeFailure = statusCode >= 400 && statusCode < 500 && !READ_ERROR_CODES.has(statusCode);
    const isReadError = unreadable.reason === "apiVersion" || unreadable.reason === "forbidden";
    return mayBeFailure && !isReadError && isArmError(parsed)
        ? { kind: "failed", status: "Failed", body: {}, errorDetail: unreadable.errorDetail }
        : unreadable;
}

function operationStatus(body: JsonObject, isLocation: boolean): string | undefined {
    const status = statusText(body.status);
    return isLocation && status !== undefined && !isOperationStatus(status) ? undefined : status;
}
