// SPDX-License-Identifier: Apache-2.0

import { canonicalJson, withoutUndefined } from "../common/json";
import { safeText } from "../common/redact";
import type { StatusResult } from "../response/pollResult";
import { isGoneCode } from "../response/readResource";
import type { ActionRequest } from "../wait/actionRequest";
import { hasEnded, OperationError } from "../wait/operationError";
import type { HostWaitOptions } from "../wait/options";
import { type ActionResult, finishAction, runActionWithConfiguration } from "../wait/runAction";
import { actionOptionsOf, actionPath, checkActionInputs, requestOf, undoRequestOf } from "./actionInputs";
import { withoutQuery } from "./identity";
import { type Inputs, isUnknown, pick, timesOf } from "./inputs";
import { PartialStateError } from "./partialStateError";
import {
    comparable,
    type PendingOperation,
    pendingOperationIn,
    requestDigest,
    serialisePendingOperation,
    withoutDelay,
    withoutFallback,
} from "./pendingOperation";
import type { Resource, ResourceContext } from "./resource";

/** The inputs whose change is recorded, and sends nothing. `delete` gets only outputs, so they contain these inputs. */
const RECORDED_INPUTS = [
    ...["apiVersion", "destroy", "ignoreNotFound", "retries"],
    ...["timeout", "minPollInterval", "maxPollInterval", "notFoundGrace", "forbiddenGrace"],
];

/** The outputs of an action that Succeeded. Without `requestDigest` it has not, and `diff` finds a change. */
const RESULT_OUTPUTS = [
    ...["requestDigest", "status", "operationId", "startTime", "endTime", "percentComplete", "properties"],
    ...["durationSeconds", "polls", "result"],
];

/**
 * `ResourceAction`: sends an action of a resource, waits for its end, and undoes it at the end. An action that was interrupted is
 * not sent again: the next run goes on waiting for its operation.
 */
export const resourceAction = {
    check: checkActionInputs,

    diff(_id, state, inputs) {
        if (isUnknown(inputs.resourceId) || !isSameResource(state, inputs)) {
            return { changes: true, replaces: ["resourceId"], deleteBeforeReplace: true };
        }
        // The undo of the old one comes first also where `replaceOnChanges` makes a replacement of a change.
        return { changes: sends(state, inputs) || isRecordedAnew(state, inputs), deleteBeforeReplace: true };
    },

    plan(state, inputs) {
        const action = describeRequest(requestOf(inputs));
        if (state === undefined) {
            return `will ${action}`;
        }
        if (!isSameResource(state, inputs)) {
            const undo = undoRequestOf(state);
            return undo === undefined ? `will ${action}` : `will ${describeRequest(undo)}, then ${action}`;
        }
        if (!sends(state, inputs)) {
            return undefined;
        }
        switch (pendingOperationIn(state)?.requestDigest) {
            case undefined:
                return `will ${action}`;
            case requestDigest(inputs):
                return `will go on waiting for ${action}`;
            default:
                return `will wait for the pending operation, then ${action}`;
        }
    },

    async create(inputs, context) {
        const id = actionPath(inputs);
        return { id, outputs: await send(id, inputs, context) };
    },

    async update(id, state, inputs, context) {
        const pending = pendingOperationIn(state);
        if (pending === undefined) {
            return sends(state, inputs)
                ? await send(id, inputs, context)
                : { ...recorded(inputs), ...pick(state, RESULT_OUTPUTS) };
        }
        if (pending.requestDigest === requestDigest(inputs)) {
            return await resume(id, pending, inputs, context);
        }
        const ended = await resume(id, pending, inputs, context).catch((error: unknown) => {
            if (error instanceof PartialStateError && isOver(error.cause)) {
                return error.outputs;
            }
            throw error;
        });
        try {
            return await send(id, inputs, context);
        } catch (error) {
            // The state must not keep the operation that has ended.
            throw OperationError.isInstance(error) ? new PartialStateError(id, ended, error) : error;
        }
    },

    async delete(state, context) {
        const undo = undoRequestOf(state);
        if (undo === undefined) {
            return;
        }
        const pending = pendingOperationIn(state);
        if (pending !== undefined) {
            await finish(pending, state, context).catch((error: unknown) => {
                if (!isOver(error)) {
                    throw error;
                }
            });
        }
        const { configuration, status } = context;
        const options = { ...actionOptionsOf(state), ...optionsOf(state, context), nextRun: "sendsAgain" as const };
        try {
            status.succeeded([await runActionWithConfiguration(undo, options, configuration)]);
        } catch (error) {
            if (state.ignoreNotFound !== true || !isRefusedAsNotFound(error)) {
                throw error;
            }
        }
    },
} satisfies Resource;

/** Sends the action and waits for its end. @throws {OperationError} when it has not begun, or has ended. @throws {PartialStateError} */
async function send(id: string, inputs: Inputs, context: ResourceContext): Promise<Inputs> {
    const digest = requestDigest(inputs);
    let pending: PendingOperation | undefined;
    try {
        const onStatus = (_status: StatusResult, isFallback: boolean) => {
            pending = pending === undefined || isFallback ? pending : { ...pending, wasRead: true };
        };
        const options = { ...actionOptionsOf(inputs), ...optionsOf(inputs, context), onStatus };
        const result = await runActionWithConfiguration(requestOf(inputs), options, context.configuration, {
            onStarted: (operation) => {
                pending = { operation: withoutDelay(operation), requestDigest: digest, wasRead: false };
            },
        });
        return succeeded(digest, inputs, result, context);
    } catch (error) {
        if (pending === undefined || (isOver(error) && !wasNeverFound(error))) {
            throw error;
        }
        throw interrupted(id, pending, inputs, error);
    }
}

/** Whether a pending action has ended, or its end can never be known (`StartUnknown`). */
function isOver(error: unknown): error is OperationError {
    return hasEnded(error) || (OperationError.isInstance(error) && error.code === "StartUnknown");
}

/** Whether Azure did not find an operation that it has begun, and may do so later. */
function wasNeverFound(error: unknown): boolean {
    return OperationError.isInstance(error) && error.code === "OperationNotFound" && error.status === undefined;
}

/** Goes on waiting for an action. @throws {PartialStateError} also when it has ended without success. */
async function resume(
    id: string,
    pending: PendingOperation,
    inputs: Inputs,
    context: ResourceContext,
): Promise<Inputs> {
    let { wasRead } = pending;
    const onStatus = (_status: StatusResult, isFallback: boolean) => {
        wasRead ||= !isFallback;
    };
    try {
        return succeeded(pending.requestDigest, inputs, await finish(pending, inputs, context, onStatus), context);
    } catch (error) {
        const soFar = { ...pending, wasRead };
        throw isOver(error) ? endedOnResume(id, inputs, error, soFar) : interrupted(id, soFar, inputs, error);
    }
}

async function finish(
    { operation, wasRead }: PendingOperation,
    inputs: Inputs,
    context: ResourceContext,
    onStatus?: HostWaitOptions["onStatus"],
): Promise<ActionResult> {
    const options = { ...optionsOf(inputs, context), ...(wasRead ? { notFoundGrace: "0s" } : {}), onStatus };
    return await finishAction(wasRead ? withoutFallback(operation) : operation, options, context.configuration);
}

function optionsOf(inputs: Inputs, { connection, timeout, signal, status, trace }: ResourceContext): HostWaitOptions {
    return { ...connection, ...timesOf(inputs, timeout), signal, onProgress: status.onProgress, onTrace: trace };
}

function succeeded(digest: string, inputs: Inputs, result: ActionResult, { status }: ResourceContext): Inputs {
    status.succeeded([result]);
    const operationId = result.operationId === undefined ? undefined : withoutQuery(result.operationId);
    return { ...recorded(inputs), ...withoutUndefined({ ...result, operationId }), requestDigest: digest };
}

/** The error of an action that may still be running. */
function interrupted(id: string, pending: PendingOperation, inputs: Inputs, error: unknown): PartialStateError {
    const status = OperationError.isInstance(error) ? error.status : undefined;
    const pendingOperation = serialisePendingOperation(pending);
    const outputs = { ...recorded(inputs), status: status ?? "Accepted", pendingOperation };
    const cause = error as Error;
    const nextRun = "\n  The next `pulumi up` waits for it once more, and does not send the action again.";
    return new PartialStateError(id, outputs, cause, wasNeverFound(error) ? `${cause.message}${nextRun}` : undefined);
}

/** The error of an action that has ended since the run before. It is recorded, so that the next run does not wait for it again. */
function endedOnResume(
    id: string,
    inputs: Inputs,
    error: OperationError,
    pending: PendingOperation,
): PartialStateError {
    const status = error.code === "OperationCanceled" ? "Canceled" : "Failed";
    const notFound = pending.wasRead ? "the record of its operation has expired" : "Azure does not find its operation";
    const reason = error.code === "StartUnknown" ? "its status cannot be read" : notFound;
    const isUnknown = error.code === "OperationNotFound" || error.code === "StartUnknown";
    const headline = isUnknown ? `It is not known how the action ended: ${reason}. Check the resource.\n` : "";
    const message = `${headline}${error.message}\n  The next \`pulumi up\` sends the action again.`;
    return new PartialStateError(id, { ...recorded(inputs), status }, error, message);
}

function recorded(inputs: Inputs): Inputs {
    return pick(inputs, ["resourceId", ...RECORDED_INPUTS]);
}

/** Whether something is sent, or waited for. */
function sends(state: Inputs, inputs: Inputs): boolean {
    return state.requestDigest !== requestDigest(inputs);
}

function isRecordedAnew(state: Inputs, inputs: Inputs): boolean {
    return canonicalJson(pick(state, RECORDED_INPUTS)) !== canonicalJson(pick(inputs, RECORDED_INPUTS));
}

function isSameResource(state: Inputs, inputs: Inputs): boolean {
    return comparable(String(state.resourceId)) === comparable(String(inputs.resourceId));
}

/** Whether Azure has no such resource. The 404 of a proxy has no id of Azure's. */
function isRefusedAsNotFound(error: unknown): boolean {
    if (!OperationError.isInstance(error) || error.code !== "OperationNotStarted" || error.statusCode !== 404) {
        return false;
    }
    const isFromAzure = error.requestId !== undefined || error.correlationId !== undefined;
    return isFromAzure && isGoneCode(error.errorDetail?.code);
}

/** Such as `POST …/failover`. */
function describeRequest({ resourceId, action, method = "POST" }: ActionRequest): string {
    const end = action ?? resourceId.trim().replace(/\/$/, "").split("/").at(-1) ?? "";
    return `${isUnknown(method) ? "send" : method} …${isUnknown(end) ? "" : `/${safeText(end)}`}`;
}
