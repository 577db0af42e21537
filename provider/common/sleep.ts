// SPDX-License-Identifier: Apache-2.0

import { onAbort } from "./abort";

/** Node fires longer timers at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Waits for some time, or until the signal: then it fails with the signal's reason. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    const endMs = performance.now() + milliseconds;
    for (let leftMs = milliseconds; leftMs > 0; leftMs = endMs - performance.now()) {
        await timer(Math.min(Math.max(1, Math.ceil(leftMs)), LONGEST_TIMER_MS), signal);
    }
}

function timer(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
        const handle = setTimeout(() => {
            forget();
            resolve();
        }, milliseconds);
        const forget = onAbort(signal, () => {
            clearTimeout(handle);
            reject(signal.reason);
        });
    });
}
