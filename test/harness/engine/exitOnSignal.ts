// SPDX-License-Identifier: Apache-2.0
import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
let isInstalled = false;

/**
 * Makes signals end this process with `process.exit`, so that listeners of "exit" clean up. A signal with other listeners, such as
 * mocha's for SIGINT, is left to them.
 */
export function exitOnSignal(): void {
    if (isInstalled) {
        return;
    }
    isInstalled = true;
    for (const signal of SIGNALS) {
        process.on(signal, () => {
            if (process.listenerCount(signal) === 1) {
                process.exit(128 + constants.signals[signal]);
            }
        });
    }
}
