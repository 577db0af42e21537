// SPDX-License-Identifier: Apache-2.0

import type { ConfigurationReader } from "../azure/settings";
import { invalidArgument } from "../common/codedError";
import { copyFields } from "../common/fields";
import { resourceIdText } from "../reference/referenceFields";
import { type HostWaitOptions, type WaitOptions, waitLimits } from "./options";
import { type PreparedStart, prepareStart, type StartRequest } from "./startRequest";
import { checkRetries, DEFAULT_BUSY_RETRIES } from "./waitUntilFree";

/** An action of a resource. */
export interface ActionRequest {
    /** The ARM id of the resource, from `/subscriptions/` or `/providers/` on. */
    readonly resourceId: string;
    /** An api-version of the resource's type. */
    readonly apiVersion: string;
    /** What follows the resource's id in the path, such as `"failover"`. @default none: the request goes to the resource itself */
    readonly action?: string;
    /** The HTTP method. @default "POST" */
    readonly method?: StartRequest["method"];
    /** Sent as JSON. @default none */
    readonly body?: unknown;
}

/** Options of `runAction`. */
export interface ActionOptions extends WaitOptions {
    /**
     * How often the action is sent again while Azure responds that it is busy, such as with another operation on the resource.
     *
     * @default 10
     */
    readonly retries?: number;
}

/** An action, checked as far as possible without sending it. */
export interface PreparedAction {
    readonly start: PreparedStart;
    readonly options: HostWaitOptions;
    readonly configuration: ConfigurationReader | undefined;
    readonly retries: number;
    readonly signal: AbortSignal;
    /** When it began, and when its `timeout` ends, on the clock of `performance.now()`. */
    readonly startMs: number;
    readonly deadlineMs: number;
}

/**
 * Checks an action and its options.
 *
 * @param given The options as the caller gave them, for `retries`.
 * @param options A copy of the others.
 * @throws {CodedError} `InvalidArgument`.
 */
export function prepareAction(
    request: ActionRequest,
    given: Pick<ActionOptions, "retries">,
    options: HostWaitOptions,
    configuration: ConfigurationReader | undefined,
): PreparedAction {
    const { retries = DEFAULT_BUSY_RETRIES } = copyFields("options", given, ["retries"]);
    checkRetries(retries);
    const { timeoutMs } = waitLimits(options);
    const start = prepareStart(startRequestOf(request), options, configuration, "resourceId");
    const signal = options.signal ?? new AbortController().signal;
    const startMs = performance.now();
    return { start, options, configuration, retries, signal, startMs, deadlineMs: startMs + timeoutMs };
}

/** The request of an action. @throws {CodedError} `InvalidArgument`. */
export function startRequestOf(request: ActionRequest): StartRequest {
    const { resourceId, apiVersion, action, method, body } = copyFields("request", request, [
        ...(["resourceId", "apiVersion", "action", "method", "body"] as const),
    ]);
    const id = resourceIdText("resourceId", resourceId);
    if (action !== undefined && (typeof action !== "string" || !/^[^/?\s][^?]*(?<!\/)$/.test(action))) {
        throw invalidArgument("action", 'must be what follows the id in the path, such as "failover"');
    }
    const path = id.replace(/\/$/, "") + (action === undefined ? "" : `/${action}`);
    return { method: method ?? "POST", path, apiVersion: apiVersion as string, body };
}
