// SPDX-License-Identifier: Apache-2.0

/** The signals that ask a process to end. */
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Calls back on SIGINT and SIGTERM. Other listeners of the process are unaffected.
 *
 * @returns Removes the listeners.
 */
export function onSignal(callBack: (signal: NodeJS.Signals) => void): () => void {
    for (const signal of SIGNALS) {
        process.on(signal, callBack);
    }
    return () => {
        for (const signal of SIGNALS) {
            process.off(signal, callBack);
        }
    };
}
