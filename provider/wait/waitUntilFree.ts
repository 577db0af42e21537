// SPDX-License-Identifier: Apache-2.0

import type { ConfigurationReader } from "../azure/settings";
import { sleep } from "../common/abort";
import { exponentialBackoffMs } from "../common/backoff";
import { invalidArgument } from "../common/codedError";
import { conflictingOperation } from "../response/busyError";
import { hasEnded, OperationError } from "./operationError";
import type { WaitOptions } from "./options";
import { prepareWait } from "./prepare";

/** How often a request is tried again by default while Azure is busy. */
export const DEFAULT_BUSY_RETRIES = 10;

const PAUSE_BACKOFF = { firstMs: 10_000, maximumMs: 120_000 };

/** @throws {CodedError} `InvalidArgument` for an invalid `retries`. */
export function checkRetries(retries: unknown): void {
    if (!Number.isInteger(retries) || (retries as number) < 0) {
        throw invalidArgument("retries", "must be a whole number, 0 or more");
    }
}

/** A request that Azure refused because it is busy. */
export interface BusyRequest {
    /** The conflicting operation, if Azure named it. */
    readonly operation: string | undefined;
    /** Number of the refusal, from 1. */
    readonly attempt: number;
    readonly waitFor: (operation: string) => Promise<unknown>;
    /** Called before a pause. */
    readonly onPause: (pauseMs: number) => void;
    readonly signal: AbortSignal;
    /** No pause begins that would end after this time, on the clock of `performance.now()`. @default none */
    readonly deadlineMs?: number;
}

/**
 * Waits for the conflicting operation to end, regardless of its outcome. Where Azure names none, or its status cannot be read, and from
 * the second refusal on, it pauses: Azure may still refuse after the end of the operation, so that a wait alone could use up all retries
 * at once.
 *
 * @returns Whether to send the request again; `false` where the next pause would end after the deadline.
 * @throws {OperationError} `WaitAborted`, or `WaitTimeout` when the conflicting operation is still running at the deadline.
 */
export async function waitUntilFree(request: BusyRequest): Promise<boolean> {
    const { operation, attempt, waitFor, onPause, signal, deadlineMs = Number.POSITIVE_INFINITY } = request;
    const wasFollowed = operation !== undefined && (await waitForEnd(waitFor(operation)));
    const pauses = wasFollowed ? attempt - 1 : attempt;
    const pauseMs = pauses === 0 ? 0 : exponentialBackoffMs(pauses, PAUSE_BACKOFF);
    if (performance.now() + pauseMs >= deadlineMs) {
        return false;
    }
    if (pauseMs > 0) {
        onPause(pauseMs);
        await sleep(pauseMs, signal);
    }
    return true;
}

/**
 * Whether the operation has ended; `false` where its status cannot be read, as only the identity that started it may read some.
 *
 * @throws {OperationError} `WaitAborted`, `WaitTimeout`.
 */
async function waitForEnd(waiting: Promise<unknown>): Promise<boolean> {
    try {
        await waiting;
        return true;
    } catch (error) {
        if (OperationError.isInstance(error) && error.code !== "WaitAborted" && error.code !== "WaitTimeout") {
            return hasEnded(error);
        }
        throw error;
    }
}

/** The operation that an error message reports as conflicting, if it is in the cloud of the settings. */
export function findConflictingOperation(
    message: string,
    options: WaitOptions,
    configuration: ConfigurationReader | undefined,
): string | undefined {
    return conflictingOperation(message, (operation) => {
        try {
            prepareWait(operation, options, configuration);
            return true;
        } catch (error) {
            if (OperationError.isInstance(error)) {
                return false;
            }
            throw error;
        }
    });
}
