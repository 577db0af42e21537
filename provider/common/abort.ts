// SPDX-License-Identifier: Apache-2.0

/** Node fires longer timers at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The error of `withTimeLimit`. */
export class TimeLimitError extends Error {
    override readonly name = "TimeLimitError";
    readonly code = "ETIMEDOUT";
}

/**
 * Calls back when the signal is aborted, at once if it already is.
 *
 * @returns Removes the listener.
 */
export function onAbort(signal: AbortSignal, callBack: () => void): () => void {
    if (signal.aborted) {
        callBack();
        return () => undefined;
    }
    signal.addEventListener("abort", callBack, { once: true });
    return () => signal.removeEventListener("abort", callBack);
}

/**
 * Waits for a promise until the signal is aborted. The promise itself continues, and its later rejection is ignored.
 *
 * @throws The signal's reason, or the rejection of the promise.
 */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
        const removeListener = onAbort(signal, () => reject(signal.reason));
        promise.finally(removeListener).then(resolve, reject);
    });
}

/**
 * Runs a task with a signal that follows the caller's, and is also aborted with a `TimeLimitError` after the limit. The task
 * must end with its signal.
 */
export async function withTimeLimit<T>(
    caller: AbortSignal,
    limitMs: number,
    run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
    const controller = new AbortController();
    const timer = setTimeout(
        () => controller.abort(new TimeLimitError(`no complete response within ${Math.round(limitMs / 1000)} s`)),
        Math.min(limitMs, LONGEST_TIMER_MS),
    );
    const removeListener = onAbort(caller, () => controller.abort(caller.reason));
    try {
        return await run(controller.signal);
    } finally {
        clearTimeout(timer);
        removeListener();
    }
}

/** Sleeps for any time. @throws The signal's reason, as soon as the signal is aborted. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    const endMs = performance.now() + milliseconds;
    for (let leftMs = milliseconds; leftMs > 0; leftMs = endMs - performance.now()) {
        await timer(Math.min(Math.max(1, Math.ceil(leftMs)), LONGEST_TIMER_MS), signal);
    }
}

function timer(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
        const handle = setTimeout(() => {
            removeListener();
            resolve();
        }, milliseconds);
        const removeListener = onAbort(signal, () => {
            clearTimeout(handle);
            reject(signal.reason);
        });
    });
}
