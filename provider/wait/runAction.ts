// SPDX-License-Identifier: Apache-2.0

import type { ConfigurationReader } from "../azure/settings";
import { parseJson } from "../common/json";
import type { OperationReference } from "../reference/operationReference";
import type { ArmResponse } from "../response/armResponse";
import { SUCCEEDED } from "../response/statuses";
import { type ActionOptions, type ActionRequest, type PreparedAction, prepareAction } from "./actionRequest";
import type { OperationStatus } from "./operationStatus";
import { copyOptions, type HostWaitOptions, type WaitOptions } from "./options";
import type { Outcome } from "./outcome";
import { pollUntilDone } from "./pollUntilDone";
import { prepareWait } from "./prepare";
import { checkArguments, reportError } from "./report";
import { startAction } from "./startAction";
import { startedOperation } from "./startOperation";
import { CHECK_FIRST } from "./startOutcome";

/** The end of an action that Succeeded. */
export interface ActionResult extends Omit<OperationStatus, "id" | "name"> {
    /** ARM's id of the operation; absent where ARM completed the action at once. */
    readonly operationId?: string;
    /**
     * The result of the action: the body of a response that came at once, or of the last response in the Location pattern; else the
     * `properties` of the status.
     */
    readonly result?: unknown;
}

/**
 * Sends an action of a resource to ARM, such as a failover, a start or a key rotation, and waits for its end.
 *
 * While Azure responds that it is busy, it waits for the conflicting operation and sends the action again. It also sends it again
 * when ARM throttled the request, or when no connection was made. After any other error it does not, because the action may have
 * begun.
 *
 * `pulumi-azure-wait/wait` exports this function without Pulumi: it reads no stack configuration.
 *
 * @param request The action.
 * @param options The options of the wait. The `timeout` includes the time until ARM accepts the action.
 * @returns The end of the action, and its result.
 * @throws {OperationError} `OperationNotStarted` when ARM refused the action, or was busy or throttling to the end: it is safe to repeat.
 *     `StartUnknown` when it may have begun (408, 5xx, a response that is not Azure's, or the connection broke after sending), or when
 *     its end cannot be known. Otherwise as `waitForOperation`.
 *
 * @example
 * ```ts
 * const { result } = await runAction({
 *     resourceId: `${storageAccountId}`,
 *     apiVersion: "2023-05-01",
 *     action: "regenerateKey",
 *     body: { keyName: "key1" },
 * });
 * ```
 */
export async function runAction(request: ActionRequest, options: ActionOptions = {}): Promise<ActionResult> {
    return await runActionWithConfiguration(request, options, undefined);
}

/** What hosts an action. */
export interface ActionHost {
    readonly onStarted?: (operation: OperationReference) => void;
    readonly onTrace?: (line: string) => void;
}

/**
 * `runAction` with a stack configuration.
 *
 * @param host What is called with the operation, once ARM has accepted the action and named it, and with a line about each poll.
 */
export async function runActionWithConfiguration(
    request: ActionRequest,
    given: ActionOptions & HostWaitOptions,
    configuration: ConfigurationReader | undefined,
    host: ActionHost = {},
): Promise<ActionResult> {
    const action = checkArguments(() => prepareAction(request, given, copyOptions(given, host.onTrace), configuration));
    const response = await startAction(action);
    const operation = startedOperation(response, action.start);
    if (operation === undefined) {
        return immediateResult(response, action);
    }
    checkStarted(operation, response, action);
    host.onStarted?.(operation);
    return await finishAction(operation, action.options, configuration, action.startMs);
}

/**
 * Waits for the end of an action that has begun.
 *
 * @param startMs When the action began, on the clock of `performance.now()`. The `timeout` counts from there.
 * @throws {OperationError} `StartUnknown` when its status can never be read, so that its end cannot be known.
 */
export async function finishAction(
    operation: OperationReference,
    options: WaitOptions & HostWaitOptions,
    configuration: ConfigurationReader | undefined,
    startMs = performance.now(),
): Promise<ActionResult> {
    const wait = { ...prepareWait(operation, options, configuration), startMs, isOfAction: true };
    const { status, result } = await pollUntilDone(wait, options.signal, options.onProgress);
    const { id: operationId, name: _, ...others } = status;
    return { operationId, ...others, ...(result === undefined ? {} : { result }) };
}

/** Checks that the operation can be polled. @throws {OperationError} `StartUnknown`: no later run could poll it, either. */
function checkStarted(operation: OperationReference, response: ArmResponse, action: PreparedAction): void {
    const { start, options, configuration } = action;
    try {
        prepareWait(operation, options, configuration);
    } catch (error) {
        const outcome: Outcome = {
            code: "StartUnknown",
            headline: `Azure has started the operation, but its status URL cannot be polled: ${(error as Error).message}`,
            lines: [CHECK_FIRST],
        };
        throw reportError(outcome, { url: start.url, lastResponse: response }, start.connection.secrets);
    }
}

function immediateResult(response: ArmResponse, { startMs }: PreparedAction): ActionResult {
    const result = parseJson(response.body);
    return {
        status: SUCCEEDED,
        durationSeconds: Math.round((performance.now() - startMs) / 1000),
        polls: 0,
        ...(result === undefined ? {} : { result }),
    };
}
