// SPDX-License-Identifier: Apache-2.0

import { transportErrorCode, transportErrorMessage } from "../azure/transportError";
import { formatDuration } from "../common/duration";
import { parseJson } from "../common/json";
import type { ArmResponse } from "../response/armResponse";
import { isBusyError } from "../response/busyError";
import { parseErrorDetail } from "../response/errorDetail";
import type { PreparedAction } from "./actionRequest";
import type { WaitProgress } from "./progress";
import { responseReason } from "./report";
import { ThrottledError } from "./startOutcome";
import { type SendLimits, sendStart, startError } from "./startRequest";
import { waitForOperationWithConfiguration } from "./waitForOperation";
import { findConflictingOperation, waitUntilFree } from "./waitUntilFree";

/** An action that was sent may finish after an abort for this long, so that its operation becomes known. */
const ABORT_GRACE_MS = 4_000;

/** Codes of refusals that a busy resource may cause. */
const BUSY_STATUS_CODES: ReadonlySet<number> = new Set([400, 405, 409, 412, 422, 423]);

const NO_PROGRESS: WaitProgress = {
    ...{ status: undefined, percentComplete: undefined, lastError: undefined },
    ...{ polls: 0, elapsedSeconds: 0, nextPollSeconds: 0 },
};

/**
 * Sends an action until ARM accepts it: again while Azure is busy, throttles, or cannot be reached.
 *
 * @throws {OperationError} `OperationNotStarted`, `StartUnknown`, `WaitAborted`, or the more precise code of an error before the request.
 */
export async function startAction(action: PreparedAction): Promise<ArmResponse> {
    const { start, signal, deadlineMs, retries } = action;
    const limits: SendLimits = {
        ...{ retries: Number.POSITIVE_INFINITY, deadlineMs, abortGraceMs: ABORT_GRACE_MS },
        onRetry: (error, delayMs) => {
            const lastError =
                error instanceof ThrottledError
                    ? refusalReason(error.response)
                    : `${transportErrorCode(error)}: ${transportErrorMessage(error)}`;
            reportPause(action, lastError, delayMs, "sent again");
        },
    };
    for (let attempt = 1; ; attempt += 1) {
        const sent = await sendStart(start, signal, limits);
        if (sent.kind === "accepted") {
            return sent.response;
        }
        const busy = sent.refusal === undefined ? undefined : busyRefusal(sent.refusal, action);
        if (busy === undefined || attempt > retries) {
            throw sent.error;
        }
        const isFree = await waitWhileBusy(busy.operation, sent.refusal as ArmResponse, attempt, action).catch(
            (error) => {
                throw signal.aborted ? startError(error, start, { wasSent: false, isAborted: true }) : sent.error;
            },
        );
        if (!isFree) {
            throw sent.error;
        }
    }
}

/** The operation that a refusal of a busy resource names, if any; `undefined` for another refusal. */
function busyRefusal(
    { statusCode, body }: ArmResponse,
    { options, configuration }: PreparedAction,
): { readonly operation: string | undefined } | undefined {
    if (!BUSY_STATUS_CODES.has(statusCode)) {
        return undefined;
    }
    const operation = findConflictingOperation(body, options, configuration);
    return isBusyError(body, operation) ? { operation } : undefined;
}

async function waitWhileBusy(
    operation: string | undefined,
    refusal: ArmResponse,
    attempt: number,
    action: PreparedAction,
): Promise<boolean> {
    const { options, configuration, signal, deadlineMs } = action;
    const leftMs = Math.max(1, deadlineMs - performance.now());
    return await waitUntilFree({
        ...{ operation, attempt, signal, deadlineMs },
        waitFor: async (conflicting) => {
            const onProgress = (progress: WaitProgress) => report(action, progress, "busy with another operation");
            const timeout = `${Math.ceil(leftMs)}ms`;
            // The statuses of another operation are not those of the action.
            const others = { ...options, timeout, onProgress, onStatus: undefined };
            await waitForOperationWithConfiguration(conflicting, others, configuration);
        },
        onPause: (pauseMs) => reportPause(action, refusalReason(refusal), pauseMs, "busy; sent again"),
    });
}

function refusalReason(response: ArmResponse): string {
    return responseReason(response, parseErrorDetail(parseJson(response.body)));
}

function reportPause(action: PreparedAction, lastError: string, pauseMs: number, note: string): void {
    const nextPollSeconds = Math.round(pauseMs / 1000);
    report(action, { lastError, nextPollSeconds }, `${note} in ${formatDuration(pauseMs)}`);
}

function report({ options, startMs }: PreparedAction, progress: Partial<WaitProgress>, note: string): void {
    try {
        const elapsedSeconds = Math.round((performance.now() - startMs) / 1000);
        options.onProgress?.({ ...NO_PROGRESS, ...progress, elapsedSeconds, note });
    } catch {
        // Progress must never fail an action.
    }
}
