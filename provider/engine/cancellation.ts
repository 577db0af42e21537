// SPDX-License-Identifier: Apache-2.0

import { onAbort } from "../common/abort";
import { onSignal } from "../common/signals";
import { watchEngineLiveness } from "./engineLiveness";

const running = new Set<AbortController>();
let stopListening: (() => void) | undefined;

/** The reason of a cancellation because the engine is gone. */
export class EngineGoneError extends Error {}

/** Cancels everything that `withCancellation` runs at this moment, and nothing that begins later. */
export function cancelAll(reason: Error): void {
    for (const controller of running) {
        controller.abort(reason);
    }
}

/**
 * Runs a task and cancels it on the first Ctrl-C, or when the engine is gone. On Ctrl-C the language host sends SIGINT to the
 * program, where hooks run.
 *
 * All tasks share one listener for each signal and one check of the engine, which exist only while a task runs. Other listeners
 * of the program are unaffected.
 *
 * @param caller Cancels the task, too.
 * @param engineAddress The address of the engine. A program finds it in its environment.
 */
export async function withCancellation<T>(
    caller: AbortSignal | undefined,
    run: (signal: AbortSignal) => Promise<T>,
    engineAddress: string | undefined = process.env.PULUMI_NODEJS_ENGINE,
): Promise<T> {
    const controller = new AbortController();
    const removeListener =
        caller === undefined ? () => undefined : onAbort(caller, () => controller.abort(caller.reason));
    running.add(controller);
    stopListening ??= listen(engineAddress);
    try {
        return await run(controller.signal);
    } finally {
        removeListener();
        running.delete(controller);
        if (running.size === 0) {
            stopListening?.();
            stopListening = undefined;
        }
    }
}

function listen(engineAddress: string | undefined): () => void {
    const stopWatching = watchEngineLiveness(engineAddress, () =>
        cancelAll(new EngineGoneError("the pulumi process is gone")),
    );
    const removeListeners = onSignal(() => cancelAll(new Error("interrupted")));
    return () => {
        stopWatching();
        removeListeners();
    };
}
