// SPDX-License-Identifier: Apache-2.0

import { subscribe } from "node:diagnostics_channel";
import { cancelAll, EngineGoneError, withCancellation } from "./cancellation";

const CANCEL_CALL = "/pulumirpc.ResourceProvider/Cancel";

let isSubscribed = false;

/**
 * Runs a wait in the provider process, and ends it when its `pulumi` is cancelled or gone.
 *
 * The first Ctrl-C makes the engine call `Cancel`, which the dynamic provider's host answers without telling the provider.
 * Node's diagnostics channel shows that call all the same (Node 22 and newer; an experimental channel, so a wait also has its
 * own limit, and listens to signals for the second Ctrl-C). Without an engine nobody hears this process any more, and it ends.
 */
export async function withCancelCall<T>(wait: (signal: AbortSignal) => Promise<T>): Promise<T> {
    subscribeToCancel();
    let reason: unknown;
    const run = (signal: AbortSignal) =>
        wait(signal).finally(() => {
            reason = signal.reason;
        });
    try {
        // The dynamic provider's process gets the engine's address as its first argument.
        return await withCancellation(undefined, run, process.argv[2]);
    } finally {
        if (reason instanceof EngineGoneError) {
            process.kill(process.pid, "SIGTERM");
        }
    }
}

/** `Cancel` also comes at the normal end of every run: it ends the waits of that moment, none that begins later. */
function subscribeToCancel(): void {
    if (isSubscribed) {
        return;
    }
    isSubscribed = true;
    subscribe("http2.server.stream.start", (event) => {
        const { headers } = event as { readonly headers?: Readonly<Record<string, unknown>> };
        if (headers?.[":path"] === CANCEL_CALL) {
            cancelAll(new Error("pulumi was cancelled"));
        }
    });
}
