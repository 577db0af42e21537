// SPDX-License-Identifier: Apache-2.0

/**
 * Calls back when the signal is aborted, and at once when it is already.
 *
 * @returns What takes the listener back.
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
 * Waits for a promise until the signal at most. The promise itself goes on, and may fail unheard.
 *
 * @throws The signal's reason, or what the promise fails with.
 */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
        const forget = onAbort(signal, () => reject(signal.reason));
        promise.finally(forget).then(resolve, reject);
    });
}
