// SPDX-License-Identifier: Apache-2.0

/** The signals that ask a process to end. */
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Calls back on signals. Other listeners of the process are unaffected.
 *
 * @param signals @default SIGINT and SIGTERM
 * @returns Removes the listeners.
 */
export function onSignal<T extends NodeJS.Signals = (typeof SIGNALS)[number]>(
    callBack: (signal: T) => void,
    signals: readonly T[] = SIGNALS as readonly NodeJS.Signals[] as readonly T[],
): () => void {
    const listener = callBack as (signal: NodeJS.Signals) => void;
    for (const signal of signals) {
        process.on(signal, listener);
    }
    return () => {
        for (const signal of signals) {
            process.off(signal, listener);
        }
    };
}
