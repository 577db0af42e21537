// SPDX-License-Identifier: Apache-2.0

import pRetry from "p-retry";
import { onAbort } from "../common/abort";
import { sleep } from "../common/sleep";
import type { OperationStatus } from "./operationStatus";
import { Poller } from "./poller";
import { type PreparedWait, withSubscription } from "./prepare";
import type { WaitProgress } from "./progress";
import { StillWaiting } from "./stillWaiting";

/** A wait that has ended well. */
export interface WaitResult {
    readonly status: OperationStatus;
    /** The operation's path, without its query. */
    readonly path: string;
}

/**
 * The loop: looks until the operation has Succeeded, or something else is certain.
 *
 * @param caller Ends the wait.
 * @throws {OperationError}
 */
export async function runWait(
    prepared: PreparedWait,
    caller: AbortSignal | undefined,
    onProgress: ((progress: WaitProgress) => void) | undefined,
): Promise<WaitResult> {
    const startMs = performance.now();
    let watch = new Poller(prepared, onProgress, startMs);
    const controller = new AbortController();
    const { signal } = controller;
    const forget =
        caller === undefined ? () => undefined : onAbort(caller, () => controller.abort(watch.aborted(caller.reason)));
    try {
        signal.throwIfAborted();
        if (prepared.needsSubscription) {
            watch = new Poller(await withSubscription(prepared, signal), onProgress, startMs);
        }
        const status = await pRetry(() => watch.look(signal), {
            retries: Number.POSITIVE_INFINITY,
            minTimeout: 0,
            signal,
            shouldRetry: ({ error }) => error instanceof StillWaiting,
            onFailedAttempt: async ({ error }) => {
                if (error instanceof StillWaiting) {
                    await sleep(error.delayMs, signal);
                }
            },
        });
        return { status, path: watch.path };
    } finally {
        forget();
    }
}
