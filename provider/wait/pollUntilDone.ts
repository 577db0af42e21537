// SPDX-License-Identifier: Apache-2.0

import pRetry from "p-retry";
import { onAbort, sleep } from "../common/abort";
import type { OperationStatus } from "./operationStatus";
import { Poller } from "./poller";
import { type PreparedWait, withAzureCliSubscription } from "./prepare";
import type { WaitProgress } from "./progress";

/** A wait that has succeeded. */
export interface WaitResult {
    readonly status: OperationStatus;
    /** The path of the operation, without its query. */
    readonly path: string;
    /** The body of the last response in the Location pattern; else the `properties` of the status. */
    readonly result: unknown;
}

/** Makes p-retry poll again. All polls throw the same error, because each new one would capture and keep its stack. */
const PENDING = new Error("pending");

/**
 * Polls until the operation has Succeeded, or the wait has ended in another way.
 *
 * @param caller Stops the wait.
 * @throws {OperationError}
 */
export async function pollUntilDone(
    prepared: PreparedWait,
    caller: AbortSignal | undefined,
    onProgress: ((progress: WaitProgress) => void) | undefined,
): Promise<WaitResult> {
    const { startMs = performance.now() } = prepared;
    let poller = new Poller(prepared, onProgress, startMs);
    const controller = new AbortController();
    const { signal } = controller;
    const removeListener =
        caller === undefined ? () => undefined : onAbort(caller, () => controller.abort(poller.aborted(caller.reason)));
    let delayMs = 0;
    const poll = async () => {
        const outcome = await poller.poll(signal);
        switch (outcome.kind) {
            case "succeeded":
                return outcome;
            case "pending":
                delayMs = outcome.delayMs;
                throw PENDING;
            case "ended":
                throw poller.error(outcome.outcome);
        }
    };
    try {
        signal.throwIfAborted();
        if (prepared.target.needsSubscription) {
            poller = new Poller(await withAzureCliSubscription(prepared, signal), onProgress, startMs);
        }
        const { status, result } = await pRetry(poll, {
            retries: Number.POSITIVE_INFINITY,
            minTimeout: 0,
            signal,
            shouldRetry: ({ error }) => error === PENDING,
            // p-retry computes its delays beforehand; the delay of a poll depends on its response.
            onFailedAttempt: async ({ error }) => {
                if (error === PENDING) {
                    await sleep(delayMs, signal);
                }
            },
        });
        return { status, result, path: poller.path };
    } finally {
        removeListener();
    }
}
