// SPDX-License-Identifier: Apache-2.0

import pRetry from "p-retry";
import type { Connection } from "../azure/connection";
import { type ConfigurationReader, Settings } from "../azure/settings";
import { onAbort, sleep, withTimeLimit } from "../common/abort";
import { exponentialBackoffMs } from "../common/backoff";
import { invalidArgument } from "../common/codedError";
import { copyFields } from "../common/fields";
import { checkApiVersion } from "../reference/apiVersion";
import { type ArmUrl, parseResourceId, resolveArmUrl } from "../reference/armUrl";
import { type ArmResponse, isFromAzure, retryAfterMs } from "../response/armResponse";
import type { OperationError } from "./operationError";
import type { WaitOptions } from "./options";
import { prepareConnection } from "./prepare";
import { reportError } from "./report";
import { type Attempt, isUnsent, NoOperationError, startOutcome, ThrottledError } from "./startOutcome";

/** One request to ARM that starts an operation. */
export interface StartRequest {
    /** The HTTP method. */
    readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
    /** The ARM path from `/subscriptions/` or `/providers/` on, for example of an action. */
    readonly path: string;
    /** An api-version of the resource's type. */
    readonly apiVersion: string;
    /** Sent as JSON. @default none */
    readonly body?: unknown;
}

/** The options of `startOperation`: those of `WaitOptions` that do not depend on a wait. */
export type StartOptions = Pick<WaitOptions, "signal" | "credential" | "endpoint" | "settings">;

/** The time limit of one request. */
const REQUEST_LIMIT_MS = 60_000;
const RETRY_BACKOFF = { firstMs: 1_000, maximumMs: 60_000 };
/** The delay after a 429 without `Retry-After`. */
const DEFAULT_THROTTLED_MS = 10_000;

const METHODS: readonly unknown[] = ["POST", "PUT", "PATCH", "DELETE"] satisfies StartRequest["method"][];

/** A request, checked as far as possible without sending it. */
export interface PreparedStart {
    readonly method: StartRequest["method"];
    readonly url: ArmUrl;
    readonly body: unknown;
    readonly connection: Connection;
}

/**
 * Checks a request.
 *
 * @param pathProperty Name of the argument with the path, for messages.
 * @throws {CodedError} `InvalidArgument`.
 */
export function prepareStart(
    request: StartRequest,
    options: StartOptions,
    configuration: ConfigurationReader | undefined,
    pathProperty = "path",
): PreparedStart {
    const settings = new Settings({ given: options.settings, configuration, environment: process.env });
    const connection = prepareConnection(options, settings);
    const { method, path, apiVersion, body } = copyFields("request", request, ["method", "path", "apiVersion", "body"]);
    if (method === undefined || !METHODS.includes(method)) {
        throw invalidArgument("method", "must be POST, PUT, PATCH or DELETE");
    }
    checkApiVersion(apiVersion);
    const parsed = parseResourceId(pathProperty, typeof path === "string" ? path : "");
    if (parsed.query !== "") {
        throw invalidArgument(pathProperty, "must have no query: give `apiVersion` by itself");
    }
    checkBody(body);
    const url: ArmUrl = { ...parsed, query: `?api-version=${apiVersion}` };
    if (connection.configuredEndpoint !== undefined) {
        resolveArmUrl(url, connection.configuredEndpoint, connection.cloudSource);
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

/** When to send a request again that ARM did not process (429), or that could not be sent, and when to give up. */
export interface SendLimits {
    readonly retries: number;
    /** No retry begins after this time, on the clock of `performance.now()`. */
    readonly deadlineMs: number;
    /** How long a request that was sent may go on after the abort, so that its operation becomes known. */
    readonly abortGraceMs: number;
    /** Called before a delay. */
    readonly onRetry?: (error: Error, delayMs: number) => void;
}

/** What became of a request: ARM accepted it, or why not. */
export type SendResult =
    | { readonly kind: "accepted"; readonly response: ArmResponse }
    | {
          readonly kind: "failed";
          readonly error: OperationError;
          /** ARM's refusal, if it was one. */
          readonly refusal: ArmResponse | undefined;
      };

/** Sends a request. After any other error than those of `SendLimits` it is not sent again, because it may have started the operation. */
export async function sendStart(start: PreparedStart, signal: AbortSignal, limits: SendLimits): Promise<SendResult> {
    const attempt = { wasSent: false };
    const delayMs = (error: Error, attemptNumber: number) =>
        error instanceof ThrottledError
            ? (retryAfterMs(error.response, Date.now()) ?? DEFAULT_THROTTLED_MS)
            : exponentialBackoffMs(attemptNumber, RETRY_BACKOFF);
    try {
        // Without the signal, because p-retry would throw away the response of a request that ends after the abort.
        const response = await pRetry(() => send(start, signal, limits.abortGraceMs, attempt), {
            retries: limits.retries,
            minTimeout: 0,
            // p-retry computes its delays beforehand; a `Retry-After` is known only now. The delay is here, because a second check after
            // it would require twice the time.
            shouldRetry: async ({ error, attemptNumber }) => {
                const pauseMs = delayMs(error, attemptNumber);
                const isUnprocessed = error instanceof ThrottledError || isUnsent(error, attempt.wasSent);
                if (!isUnprocessed || performance.now() + pauseMs >= limits.deadlineMs) {
                    return false;
                }
                // Nothing has begun, also when an abort ends the delay.
                attempt.wasSent = false;
                signal.throwIfAborted();
                limits.onRetry?.(error, pauseMs);
                await sleep(pauseMs, signal);
                return true;
            },
        });
        return { kind: "accepted", response };
    } catch (error) {
        const refusal = error instanceof NoOperationError ? error.response : undefined;
        return { kind: "failed", error: startError(error, start, { ...attempt, isAborted: signal.aborted }), refusal };
    }
}

/** The error of a request that started no operation, or none that is known. */
export function startError(error: unknown, start: PreparedStart, attempt: Attempt): OperationError {
    const lastResponse = error instanceof NoOperationError ? error.response : undefined;
    const { url, connection } = start;
    return reportError(startOutcome(error, attempt), { url, lastResponse }, connection.secrets);
}

/** @param attempt Its `wasSent` is set when the request is sent. */
async function send(
    start: PreparedStart,
    caller: AbortSignal,
    abortGraceMs: number,
    attempt: { wasSent: boolean },
): Promise<ArmResponse> {
    const { connection, method, body, url } = start;
    attempt.wasSent = false;
    const controller = new AbortController();
    let graceTimer: NodeJS.Timeout | undefined;
    const removeListener = onAbort(caller, () => {
        const abort = () => controller.abort(caller.reason);
        if (attempt.wasSent && abortGraceMs > 0) {
            graceTimer = setTimeout(abort, abortGraceMs);
        } else {
            abort();
        }
    });
    try {
        controller.signal.throwIfAborted();
        const response = await withTimeLimit(controller.signal, REQUEST_LIMIT_MS, async (limited) => {
            const target = resolveArmUrl(url, await connection.endpoint(limited), connection.cloudSource);
            return await connection.request(target, {
                ...{ signal: limited, method, body },
                onSend: () => {
                    limited.throwIfAborted();
                    attempt.wasSent = true;
                },
                onTokenRefused: () => {
                    attempt.wasSent = false;
                    // The grace is for a request that may have begun an operation.
                    caller.throwIfAborted();
                },
            });
        });
        if (response.statusCode === 429) {
            throw new ThrottledError(response);
        }
        if (response.statusCode >= 300 && !isSeeOther(response)) {
            throw new NoOperationError(response);
        }
        return response;
    } finally {
        clearTimeout(graceTimer);
        removeListener();
    }
}

/** Whether ARM has accepted a request, and returns its operation as another resource. A sign-in page of the network may send a 303, too. */
function isSeeOther(response: ArmResponse): boolean {
    return response.statusCode === 303 && isFromAzure(response) && (response.header("location") ?? "") !== "";
}
