// SPDX-License-Identifier: Apache-2.0

import pRetry from "p-retry";
import type { Connection } from "../azure/connection";
import { type ConfigurationReader, Settings } from "../azure/settings";
import { sleep, withTimeLimit } from "../common/abort";
import { exponentialBackoffMs } from "../common/backoff";
import { invalidArgument } from "../common/codedError";
import { copyFields } from "../common/fields";
import { isJsonObject, parseJson } from "../common/json";
import { checkApiVersion } from "../reference/apiVersion";
import { type ArmUrl, parseResourceId, resolveArmUrl } from "../reference/armUrl";
import type { OperationReference } from "../reference/operationReference";
import { type ArmResponse, retryAfterMs } from "../response/armResponse";
import { provisioningState } from "../response/readResource";
import { copyOptions, type WaitOptions } from "./options";
import { prepareConnection } from "./prepare";
import { checkArguments, reportError } from "./report";
import { isUnsent, NoOperationError, startOutcome, ThrottledError } from "./startOutcome";

/** One request to ARM that starts an operation. */
export interface StartRequest {
    readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
    /** The ARM path from `/subscriptions/` or `/providers/` on, for example of an action. */
    readonly path: string;
    readonly apiVersion: string;
    /** Sent as JSON. */
    readonly body?: unknown;
}

/** The options of `startOperation`: those of `WaitOptions` that do not depend on a wait. */
export type StartOptions = Pick<WaitOptions, "signal" | "credential" | "endpoint" | "settings">;

/** The time limit of one request. */
const REQUEST_LIMIT_MS = 60_000;
/** A request that ARM did not process (429), or that could not be sent, is sent again up to this often. */
const RETRIES = 5;
const RETRY_BACKOFF = { firstMs: 1_000, maximumMs: 60_000 };
/** After a 202 without a status URL, the resource may still show the `Succeeded` of an earlier change for this long. */
const STALE_STATE_MS = 10_000;
/** The delay after a 429 without `Retry-After`. */
const DEFAULT_THROTTLED_MS = 10_000;

const METHODS: readonly unknown[] = ["POST", "PUT", "PATCH", "DELETE"] satisfies StartRequest["method"][];

/** The headers with a status URL, in order of precedence. The last one is of a Log Analytics purge. */
const STATUS_HEADERS = ["azure-asyncoperation", "operation-location", "x-ms-status-location"];

/**
 * Sends one request to ARM, such as the POST of an action, and returns the operation that it starts.
 *
 * A request that ARM throttles (429) was not processed and is sent again, as is one that could not be sent. After any other
 * error it is not sent again, because it may have started the operation.
 *
 * `pulumi-azure-wait/wait` exports this function without Pulumi: it reads no stack configuration.
 *
 * @param request The request.
 * @param options Credential and signal.
 * @returns The reference for `waitForOperation`, or `undefined` when ARM completed the request at once.
 * @throws {OperationError} `OperationNotStarted` when ARM refused the request, with ARM's whole error, or when it could not be sent:
 *     nothing was started, and it is safe to repeat. `StartUnknown` when it may have started (408, 5xx, or the connection broke after
 *     sending), or when ARM accepted the request without a status URL.
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
    const attempt = { wasSent: false };
    const mayRetry = (error: Error) => error instanceof ThrottledError || isUnsent(error, attempt.wasSent);
    try {
        const response = await pRetry(() => send(start, signal, attempt), {
            retries: RETRIES,
            minTimeout: 0,
            signal,
            shouldRetry: ({ error }) => mayRetry(error),
            // p-retry computes its delays beforehand; a `Retry-After` is known only now.
            onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
                if (mayRetry(error)) {
                    await sleep(retriesLeft > 0 ? retryDelayMs(error, attemptNumber) : 0, signal);
                }
            },
        });
        return startedOperation(response, start);
    } catch (error) {
        const outcome = startOutcome(error, { ...attempt, isAborted: signal.aborted }, start.url);
        const lastResponse = error instanceof NoOperationError ? error.response : undefined;
        throw reportError(outcome, { url: start.url, lastResponse }, start.connection.secrets);
    }
}

/** A request, checked as far as possible without sending it. */
interface PreparedStart {
    readonly method: StartRequest["method"];
    readonly url: ArmUrl;
    readonly body: unknown;
    readonly connection: Connection;
}

/** @throws {CodedError} `InvalidArgument`. */
function prepareStart(
    request: StartRequest,
    options: StartOptions,
    configuration: ConfigurationReader | undefined,
): PreparedStart {
    const settings = new Settings({ given: options.settings, configuration, environment: process.env });
    const connection = prepareConnection(options, settings);
    const { method, path, apiVersion, body } = copyFields("request", request, ["method", "path", "apiVersion", "body"]);
    if (method === undefined || !METHODS.includes(method)) {
        throw invalidArgument("method", "must be POST, PUT, PATCH or DELETE");
    }
    checkApiVersion(apiVersion);
    const parsed = parseResourceId("path", typeof path === "string" ? path : "");
    if (parsed.query !== "") {
        throw invalidArgument("path", "must have no query: give `apiVersion` by itself");
    }
    checkBody(body);
    const url: ArmUrl = { ...parsed, query: `?api-version=${apiVersion}` };
    if (connection.configuredEndpoint !== undefined) {
        resolveArmUrl(url, connection.configuredEndpoint);
    }
    return { method, url, body, connection };
}

function checkBody(body: unknown): void {
    try {
        JSON.stringify(body);
    } catch (error) {
        throw invalidArgument("body", `cannot be sent as JSON (${(error as Error).message.split("\n", 1)[0]})`);
    }
}

/** @param attempt Its `wasSent` is set when the request is sent. */
async function send(start: PreparedStart, signal: AbortSignal, attempt: { wasSent: boolean }): Promise<ArmResponse> {
    const { connection, method, body, url } = start;
    attempt.wasSent = false;
    const response = await withTimeLimit(signal, REQUEST_LIMIT_MS, async (limited) => {
        const target = resolveArmUrl(url, await connection.endpoint(limited));
        return await connection.request(target, {
            signal: limited,
            method,
            body,
            onSend: () => {
                attempt.wasSent = true;
            },
        });
    });
    if (response.statusCode === 429) {
        throw new ThrottledError(response);
    }
    if (response.statusCode >= 300) {
        throw new NoOperationError(response);
    }
    return response;
}

function retryDelayMs(error: Error, attemptNumber: number): number {
    return error instanceof ThrottledError
        ? (retryAfterMs(error.response, Date.now()) ?? DEFAULT_THROTTLED_MS)
        : exponentialBackoffMs(attemptNumber, RETRY_BACKOFF);
}

/**
 * The operation that an accepted request has started: a status URL, or the resource itself.
 *
 * @returns `undefined` when ARM completed the request at once.
 * @throws {NoOperationError} when ARM accepted the request without a status URL.
 */
function startedOperation(response: ArmResponse, { method, url }: PreparedStart): OperationReference | undefined {
    const delayMs = retryAfterMs(response, Date.now());
    const hints = retryAfterHint(delayMs);
    const resource = { resourceId: url.path, apiVersion: url.query.slice("?api-version=".length) };
    const fallback = method === "PUT" || method === "PATCH" ? { fallback: resource } : {};
    const status = STATUS_HEADERS.map((name) => response.header(name)).find((header) => header !== undefined);
    if (status !== undefined) {
        return { operation: status, pattern: "azureAsyncOperation", ...fallback, ...hints };
    }
    const isAccepted = response.statusCode === 202;
    const location = isAccepted ? response.header("location") : undefined;
    if (location !== undefined) {
        return { operation: location, pattern: "location", ...fallback, ...hints };
    }
    switch (method) {
        case "POST":
            if (isAccepted) {
                throw new NoOperationError(response);
            }
            return undefined;
        case "DELETE":
            return isAccepted ? { ...resource, deleted: true, ...hints } : undefined;
        default:
            if (isAccepted) {
                return { ...resource, ...retryAfterHint(Math.max(delayMs ?? 0, STALE_STATE_MS)) };
            }
            return hasState(response) ? { ...resource, ...hints } : undefined;
    }
}

function retryAfterHint(delayMs: number | undefined): { readonly retryAfter?: string } {
    return delayMs === undefined ? {} : { retryAfter: `${delayMs}ms` };
}

function hasState(response: ArmResponse): boolean {
    const body = parseJson(response.body);
    return isJsonObject(body) && provisioningState(body) !== undefined;
}
