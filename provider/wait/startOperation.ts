// SPDX-License-Identifier: Apache-2.0

import type { ConfigurationReader } from "../azure/settings";
import { isJsonObject, parseJson } from "../common/json";
import type { OperationReference } from "../reference/operationReference";
import { type ArmResponse, retryAfterMs } from "../response/armResponse";
import { STATUS_HEADERS } from "../response/pattern";
import { provisioningState } from "../response/readResource";
import { checkImmediateEnd, readStart } from "./immediateEnd";
import { copyOptions } from "./options";
import { STALE_STATE_MS } from "./pollDelay";
import { checkArguments } from "./report";
import { NoOperationError } from "./startOutcome";
import {
    type PreparedStart,
    prepareStart,
    type StartOptions,
    type StartRequest,
    sendStart,
    startError,
} from "./startRequest";

/** A request that ARM did not process (429), or that could not be sent, is sent again up to this often. */
const RETRIES = 5;
/** No retry begins later than this, because a start has no `timeout`. */
const LONGEST_START_MS = 10 * 60 * 1000;

/** The headers with a status URL, in order of precedence. The last one is of a Log Analytics purge. */
const START_HEADERS = [...STATUS_HEADERS, "x-ms-status-location"];

/**
 * Sends one request to ARM, such as the POST of an action, and returns the operation that it starts.
 *
 * A request that ARM throttles (429) was not processed and is sent again, as is one that could not be sent, for at most ten minutes. After any other
 * error it is not sent again, because it may have started the operation.
 *
 * `pulumi-azure-wait/wait` exports this function without Pulumi: it reads no stack configuration.
 *
 * @param request The request.
 * @param options Credential and signal.
 * @returns The reference for `waitForOperation`, or `undefined` when ARM completed the request at once.
 * @throws {OperationError} `OperationNotStarted` when ARM refused the request, with ARM's whole error, or when it could not be sent:
 *     nothing was started, and it is safe to repeat. `StartUnknown` when it may have started (408, 5xx, a response that is not Azure's,
 *     or the connection broke after sending), or when ARM accepted the request without a status URL. `OperationFailed` or
 *     `OperationCanceled` when the response says so.
 *
 * @example
 * ```ts
 * const failback = await startOperation({
 *     method: "POST",
 *     path: `${workspaceId}/failback`,
 *     apiVersion: "2025-02-01",
 * });
 * if (failback !== undefined) {
 *     await waitForOperation(failback, { timeout: "1h" });
 * }
 * ```
 */
export async function startOperation(
    request: StartRequest,
    options: StartOptions = {},
): Promise<OperationReference | undefined> {
    return await startOperationWithConfiguration(request, options, undefined);
}

/** `startOperation` with a stack configuration. */
export async function startOperationWithConfiguration(
    request: StartRequest,
    given: StartOptions,
    configuration: ConfigurationReader | undefined,
): Promise<OperationReference | undefined> {
    const options = checkArguments(() => copyOptions(given));
    const start = checkArguments(() => prepareStart(request, options, configuration));
    const signal = options.signal ?? new AbortController().signal;
    const limits = { retries: RETRIES, deadlineMs: performance.now() + LONGEST_START_MS, abortGraceMs: 0 };
    const result = await sendStart(start, signal, limits);
    if (result.kind === "failed") {
        throw result.error;
    }
    return startedOperation(result.response, start);
}

/**
 * The operation that an accepted request has started: a status URL, or the resource itself.
 *
 * @returns `undefined` when ARM completed the request at once.
 * @throws {OperationError} `StartUnknown` when ARM accepted a POST without a status URL. Otherwise as `checkImmediateEnd`.
 */
export function startedOperation(response: ArmResponse, start: PreparedStart): OperationReference | undefined {
    const { method, url } = start;
    const delayMs = retryAfterMs(response, Date.now());
    const hints = retryAfterHint(delayMs);
    const resource = { resourceId: url.path, apiVersion: url.query.slice("?api-version=".length) };
    const fallback = method === "PUT" || method === "PATCH" ? { fallback: resource } : {};
    const status = START_HEADERS.map((name) => response.header(name)).find((header) => header !== undefined);
    if (status !== undefined) {
        return { operation: status, pattern: "azureAsyncOperation", ...fallback, ...hints };
    }
    const isAccepted = response.statusCode === 202 || response.statusCode === 303;
    const result = readStart(response, start);
    const goesOn = isAccepted || (method === "POST" && result.kind === "running");
    const location = goesOn ? response.header("location") : undefined;
    if (location !== undefined) {
        return { operation: location, pattern: "location", ...fallback, ...hints };
    }
    if (isAccepted) {
        switch (method) {
            case "POST":
                throw startError(new NoOperationError(response), start, { wasSent: true, isAborted: false });
            case "DELETE":
                return { ...resource, deleted: true, ...hints };
            default:
                return { ...resource, ...retryAfterHint(Math.max(delayMs ?? 0, STALE_STATE_MS)) };
        }
    }
    if ((method === "PUT" || method === "PATCH") && hasState(response)) {
        return { ...resource, ...hints };
    }
    checkImmediateEnd(result, response, start);
    return undefined;
}

function retryAfterHint(delayMs: number | undefined): { readonly retryAfter?: string } {
    return delayMs === undefined ? {} : { retryAfter: `${delayMs}ms` };
}

function hasState(response: ArmResponse): boolean {
    const body = parseJson(response.body);
    return isJsonObject(body) && provisioningState(body) !== undefined;
}
