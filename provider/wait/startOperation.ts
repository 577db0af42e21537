// SPDX-License-Identifier: Apache-2.0

import pRetry from "p-retry";
import { connect } from "../azure/connection";
import { type ConfigurationReader, Settings } from "../azure/settings";
import { checkApiVersion } from "../operation/apiVersion";
import { invalidArgument } from "../operation/fault";
import { isJsonObject, parseJson } from "../operation/json";
import type { OperationReference } from "../operation/operationReference";
import { type OperationUrl, parseUrl, resolveUrl } from "../operation/operationUrl";
import type { Answer } from "../operation/reading";
import { retryAfterMs } from "../operation/retryAfter";
import { OperationError } from "./operationError";
import { argumentError } from "./report";
import { sleep } from "./sleep";
import { startError } from "./startError";
import { type WaitOptions, waitLimits } from "./waitOptions";

/** One request to ARM that begins an operation. */
export interface StartRequest {
    readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
    /** The ARM path from `/subscriptions/` or `/providers/` on, for example of an action. */
    readonly path: string;
    readonly apiVersion: string;
    /** Sent as JSON. */
    readonly body?: unknown;
}

/** One request may take this long. */
const REQUEST_LIMIT_MS = 60_000;
/** Requests that ARM did not process (429) are sent again, this often. */
const RETRIES = 5;
const DEFAULT_RETRY_MS = 10_000;

/**
 * Sends one request to ARM, such as the POST of an action, and tells what to wait for.
 *
 * A request that ARM throttles (429) was not processed and is sent again. After any other trouble it is not: it may have begun
 * the operation.
 *
 * @param request What to send.
 * @param options As whom, and a `signal`. The times are those of the wait that follows.
 * @returns What to give to `waitForOperation`, or `undefined` when ARM was done at once.
 * @throws {OperationError} `OperationFailed` with ARM's whole error when it refused, `StatusUnavailable` when it is not known
 *     whether the operation has begun.
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
    options: WaitOptions = {},
): Promise<OperationReference | undefined> {
    return await startWithConfiguration(request, options, undefined);
}

/** `startOperation` where a stack configuration is at hand. */
export async function startWithConfiguration(
    request: StartRequest,
    options: WaitOptions,
    configuration: ConfigurationReader | undefined,
): Promise<OperationReference | undefined> {
    const { connection, url } = prepareStart(request, options, configuration);
    const signal = options.signal ?? new AbortController().signal;
    const fail = (error: unknown, answer?: Answer) =>
        startError(error, answer, url, connection.secrets, signal.aborted);
    try {
        const answer = await pRetry(
            async () => {
                const limited = AbortSignal.any([signal, AbortSignal.timeout(REQUEST_LIMIT_MS)]);
                const target = resolveUrl(url, await connection.endpoint(limited));
                const sent = await connection.request(target, {
                    signal: limited,
                    method: request.method,
                    body: request.body,
                });
                if (sent.statusCode === 429) {
                    throw new Throttled(sent);
                }
                return sent;
            },
            {
                retries: RETRIES,
                minTimeout: 0,
                signal,
                shouldRetry: ({ error }) => error instanceof Throttled,
                onFailedAttempt: async ({ error, retriesLeft }) => {
                    if (error instanceof Throttled && retriesLeft > 0) {
                        await sleep(retryAfterMs(error.answer, Date.now()) ?? DEFAULT_RETRY_MS, signal);
                    }
                },
            },
        );
        if (answer.statusCode >= 300) {
            throw fail(undefined, answer);
        }
        return referenceIn(answer, request, url);
    } catch (error) {
        throw OperationError.isInstance(error)
            ? error
            : fail(error, error instanceof Throttled ? error.answer : undefined);
    }
}

/** ARM did not process a request. */
class Throttled extends Error {
    constructor(readonly answer: Answer) {
        super("throttled");
    }
}

function prepareStart(request: StartRequest, options: WaitOptions, configuration: ConfigurationReader | undefined) {
    try {
        waitLimits(options);
        if (!["POST", "PUT", "PATCH", "DELETE"].includes(request.method)) {
            throw invalidArgument("method", "must be POST, PUT, PATCH or DELETE");
        }
        checkApiVersion(request.apiVersion);
        const path = parseUrl("path", typeof request.path === "string" ? request.path : "");
        if (path.query !== "") {
            throw invalidArgument("path", "must have no query: give `apiVersion` by itself");
        }
        const url: OperationUrl = { ...path, query: `?api-version=${request.apiVersion}` };
        const settings = new Settings({ given: options.settings, configuration, environment: process.env });
        const connection = connect(settings, { credential: options.credential, endpoint: options.endpoint });
        if (connection.knownEndpoint !== undefined) {
            resolveUrl(url, connection.knownEndpoint);
        }
        return { connection, url };
    } catch (error) {
        throw argumentError(error);
    }
}

/** What an accepted request is followed by. A URL to ask comes first; without one the resource itself tells. */
function referenceIn(answer: Answer, request: StartRequest, url: OperationUrl): OperationReference | undefined {
    const resource = { resourceId: url.path, apiVersion: request.apiVersion };
    const isOnResource = request.method !== "POST";
    const fallback = request.method === "PUT" || request.method === "PATCH" ? { fallback: resource } : {};
    const status =
        answer.header("azure-asyncoperation") ??
        answer.header("operation-location") ??
        answer.header("x-ms-status-location");
    if (status !== undefined) {
        return { operation: status, ...fallback };
    }
    const location = answer.header("location");
    if (location !== undefined && answer.statusCode === 202) {
        return { operation: location, pattern: "location", ...fallback };
    }
    if (!isOnResource || answer.statusCode === 204) {
        return undefined;
    }
    if (request.method === "DELETE") {
        return answer.statusCode === 202 ? { ...resource, deleted: true } : undefined;
    }
    const body = parseJson(answer.body);
    const properties = isJsonObject(body) && isJsonObject(body.properties) ? body.properties : {};
    return "provisioningState" in properties ? resource : undefined;
}
