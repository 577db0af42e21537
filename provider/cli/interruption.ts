// SPDX-License-Identifier: Apache-2.0

import { onSignal } from "../common/signals";
import { SIGNAL_EXIT_CODES } from "./exitCode";

type EndSignal = keyof typeof SIGNAL_EXIT_CODES;

/** The signals that have come to this process. */
export interface Interruption {
    /** Aborted by the first signal. */
    readonly signal: AbortSignal;
    /** The exit code of that signal; `undefined` before it. */
    readonly exitCode: number | undefined;
}

/** Listens to Ctrl-C, SIGTERM and SIGHUP to the end of this process. The second one ends it at once. */
export function listenForInterruption(): Interruption {
    const controller = new AbortController();
    let exitCode: number | undefined;
    onSignal<EndSignal>((signal) => {
        if (exitCode !== undefined) {
            process.exit(SIGNAL_EXIT_CODES[signal]);
        }
        exitCode = SIGNAL_EXIT_CODES[signal];
        controller.abort(new Error(signal));
    }, Object.keys(SIGNAL_EXIT_CODES) as EndSignal[]);
    return {
        signal: controller.signal,
        get exitCode() {
            return exitCode;
        },
    };
}
