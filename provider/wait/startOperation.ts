// SPDX-License-Identifier: Apache-2.0

import pRetry from "p-retry";
import type { Connection } from "../azure/connection";
import type { ConfigurationReader } from "../azure/settings";
import { checkApiVersion } from "../operation/apiVersion";
import { invalidArgument } from "../operation/fault";
import type { OperationReference } from "../operation/operationReference";
import { type OperationUrl, parseUrl, resolveUrl } from "../operation/operationUrl";
import type { Answer } from "../operation/reading";
import { retryAfterMs } from "../operation/retryAfter";
import { LookLimit } from "./lookLimit";
import { prepareOptions } from "./preparedWait";
import { argumentError } from "./report";
import { sleep } from "./sleep";
import { isUnsent, startError, Throttled, WithoutOperation } from "./startError";
import { startedOperation } from "./startedOperation";
import type { WaitOptions } from "./waitOptions";

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
/** What ARM did not process (429), and what could not be sent at all, is sent again, this often. */
const RETRIES = 5;
const FIRST_RETRY_MS = 1_000;
const DEFAULT_THROTTLED_MS = 10_000;

/**
 * Sends one request to ARM, such as the POST of an action, and tells what to wait for.
 *
 * A request that ARM throttles (429) was not processed and is sent again, as is one that could not even be sent. After any
 * other trouble it is not: it may have begun the operation.
 *
 * @param request What to send.
 * @param options As whom, and a `signal`. The times are those of the wait that follows.
 * @returns What to give to `waitForOperation`, or `undefined` when ARM was done at once.
 * @throws {OperationError} `OperationFailed` with ARM's whole error when it refused, `StatusUnavailable` when it is not known
 *     whether the operation has begun, or when ARM accepted it but did not say where its status is.
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
    const start = prepareStart(request, options, configuration);
    const signal = options.signal ?? new AbortController().signal;
    const attempt = { wasSent: false };
    try {
        const answer = await pRetry(() => send(start, signal, attempt), {
            retries: RETRIES,
            minTimeout: 0,
            signal,
            shouldRetry: ({ error }) => error instanceof Throttled || isUnsent(error, attempt.wasSent),
            onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
                if (error instanceof Throttled || isUnsent(error, attempt.wasSent)) {
                    await sleep(retriesLeft > 0 ? retryDelayMs(error, attemptNumber) : 0, signal);
                }
            },
        });
        return startedOperation(answer, request.method, start.url);
    } catch (error) {
        throw startError(error, { ...attempt, isAborted: signal.aborted }, start.url, start.connection.secrets);
    }
}

/** A request of which everything is checked that can be known without asking anybody. */
interface PreparedStart {
    readonly method: StartRequest["method"];
    readonly url: OperationUrl;
    readonly body: unknown;
    readonly connection: Connection;
}

function prepareStart(
    request: StartRequest,
    options: WaitOptions,
    configuration: ConfigurationReader | undefined,
): PreparedStart {
    try {
        const { connection } = prepareOptions(options, configuration);
        const { method, body } = request;
        if (!["POST", "PUT", "PATCH", "DELETE"].includes(method)) {
            throw invalidArgument("method", "must be POST, PUT, PATCH or DELETE");
        }
        checkApiVersion(request.apiVersion);
        const path = parseUrl("path", typeof request.path === "string" ? request.path : "");
        if (path.query !== "") {
            throw invalidArgument("path", "must have no query: give `apiVersion` by itself");
        }
        checkBody(body);
        const url: OperationUrl = { ...path, query: `?api-version=${request.apiVersion}` };
        if (connection.knownEndpoint !== undefined) {
            resolveUrl(url, connection.knownEndpoint);
        }
        return { method, url, body, connection };
    } catch (error) {
        throw argumentError(error);
    }
}

function checkBody(body: unknown): void {
    try {
        JSON.stringify(body);
    } catch (error) {
        throw invalidArgument("body", `cannot be sent as JSON (${(error as Error).message.split("\n", 1)[0]})`);
    }
}

/** @param attempt Is told when the request goes out. */
async function send(start: PreparedStart, signal: AbortSignal, attempt: { wasSent: boolean }): Promise<Answer> {
    const { connection, method, body, url } = start;
    const limit = new LookLimit(signal, REQUEST_LIMIT_MS);
    attempt.wasSent = false;
    try {
        const target = resolveUrl(url, await connection.endpoint(limit.signal));
        const answer = await connection.request(target, {
            signal: limit.signal,
            method,
            body,
            onSend: () => {
                attempt.wasSent = true;
            },
        });
        if (answer.statusCode === 429) {
            throw new Throttled(answer);
        }
        if (answer.statusCode >= 300) {
            throw new WithoutOperation(answer);
        }
        return answer;
    } finally {
        limit.end();
    }
}

function retryDelayMs(error: Error, attemptNumber: number): number {
    return error instanceof Throttled
        ? (retryAfterMs(error.answer, Date.now()) ?? DEFAULT_THROTTLED_MS)
        : FIRST_RETRY_MS * 2 ** (attemptNumber - 1);
}
