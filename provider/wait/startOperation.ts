// SPDX-License-Identifier: Apache-2.0

import pRetry from "p-retry";
import type { ConfigurationReader } from "../azure/settings";
import { sleep } from "../common/sleep";
import { LookLimit } from "../common/timeLimit";
import { resolveArmUrl } from "../reference/armUrl";
import type { OperationReference } from "../reference/operationReference";
import type { ArmResponse } from "../response/pollResult";
import { retryAfterMs } from "../response/retryAfter";
import type { WaitOptions } from "./options";
import { startedOperation } from "./startedOperation";
import { isUnsent, NoOperationError, startError, ThrottledError } from "./startOutcome";
import { type PreparedStart, prepareStart, type StartRequest } from "./startRequest";

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
    return await startOperationWithConfiguration(request, options, undefined);
}

/** `startOperation` where a stack configuration is at hand. */
export async function startOperationWithConfiguration(
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
            shouldRetry: ({ error }) => error instanceof ThrottledError || isUnsent(error, attempt.wasSent),
            onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
                if (error instanceof ThrottledError || isUnsent(error, attempt.wasSent)) {
                    await sleep(retriesLeft > 0 ? retryDelayMs(error, attemptNumber) : 0, signal);
                }
            },
        });
        return startedOperation(answer, request.method, start.url);
    } catch (error) {
        throw startError(error, { ...attempt, isAborted: signal.aborted }, start.url, start.connection.secrets);
    }
}

/** @param attempt Is told when the request goes out. */
async function send(start: PreparedStart, signal: AbortSignal, attempt: { wasSent: boolean }): Promise<ArmResponse> {
    const { connection, method, body, url } = start;
    const limit = new LookLimit(signal, REQUEST_LIMIT_MS);
    attempt.wasSent = false;
    try {
        const target = resolveArmUrl(url, await connection.endpoint(limit.signal));
        const answer = await connection.request(target, {
            signal: limit.signal,
            method,
            body,
            onSend: () => {
                attempt.wasSent = true;
            },
        });
        if (answer.statusCode === 429) {
            throw new ThrottledError(answer);
        }
        if (answer.statusCode >= 300) {
            throw new NoOperationError(answer);
        }
        return answer;
    } finally {
        limit.end();
    }
}

function retryDelayMs(error: Error, attemptNumber: number): number {
    return error instanceof ThrottledError
        ? (retryAfterMs(error.answer, Date.now()) ?? DEFAULT_THROTTLED_MS)
        : FIRST_RETRY_MS * 2 ** (attemptNumber - 1);
}
