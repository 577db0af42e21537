// SPDX-License-Identifier: Apache-2.0
import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
let isInstalled = false;

/**
 * Lets a signal end this process the way `process.exit` does, so that what is registered for "exit" cleans up. Where anyone
 * else listens for the signal, such as mocha for SIGINT, it is left to them.
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
