// SPDX-License-Identifier: Apache-2.0

import { onAbort } from "../common/abort";
import { watchEngineLiveness } from "../engine/engineLiveness";

const waits = new Set<AbortController>();
let stopListening: (() => void) | undefined;

/** Why what `withCancellation` runs was ended when nobody listens at the engine's address any more. */
export class EngineGoneError extends Error {}

/** Ends everything that `withCancellation` runs at this moment, and nothing that begins later. */
export function cancelAll(reason: Error): void {
    for (const controller of waits) {
        controller.abort(reason);
    }
}

/**
 * Runs something, and ends it with the first Ctrl-C or when the engine is gone. On Ctrl-C the language host sends SIGINT to
 * the program, where hooks run.
 *
 * However many run at once, the process has one listener for each signal, and one watch of the engine; they exist only
 * meanwhile, and take nothing from listeners of the program's own.
 *
 * @param caller Ends it too.
 * @param engineAddress Where the engine listens. A program is told in its environment.
 */
export async function withCancellation<T>(
    caller: AbortSignal | undefined,
    run: (signal: AbortSignal) => Promise<T>,
    engineAddress: string | undefined = process.env.PULUMI_NODEJS_ENGINE,
): Promise<T> {
    const controller = new AbortController();
    const forget = caller === undefined ? () => undefined : onAbort(caller, () => controller.abort(caller.reason));
    waits.add(controller);
    stopListening ??= listen(engineAddress);
    try {
        return await run(controller.signal);
    } finally {
        forget();
        waits.delete(controller);
        if (waits.size === 0) {
            stopListening?.();
            stopListening = undefined;
        }
    }
}

function listen(engineAddress: string | undefined): () => void {
    const onSignal = () => cancelAll(new Error("interrupted"));
    const stopWatching = watchEngineLiveness(engineAddress, () =>
        cancelAll(new EngineGoneError("the pulumi process is gone")),
    );
    process.on("SIGINT", onSignal);
    process.on("SIGTERM", onSignal);
    return () => {
        stopWatching();
        process.off("SIGINT", onSignal);
        process.off("SIGTERM", onSignal);
    };
}
