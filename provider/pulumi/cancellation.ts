// SPDX-License-Identifier: Apache-2.0

import { subscribe } from "node:diagnostics_channel";
import { connect } from "node:net";
import { untilInterrupted } from "./interruption";

const CANCEL_CALL = "/pulumirpc.ResourceProvider/Cancel";
const ENGINE_CHECK_MS = 10_000;

const waits = new Set<AbortController>();
let isSubscribed = false;
let isEngineGone = false;

/**
 * Runs a wait in the provider process, and ends it when its `pulumi` is cancelled or gone.
 *
 * The first Ctrl-C makes the engine call `Cancel`, which the dynamic provider's host answers without telling the provider.
 * Node's diagnostics channel shows that call all the same (Node 22 and newer; an experimental channel, so a wait also has its
 * own limit, and listens to signals for the second Ctrl-C). An engine that was killed says nothing at all, and a shell between
 * it and this process hides that it is gone; so its address is tried now and then. Without an engine nobody hears this process
 * any more, and it ends.
 */
export async function untilCancelled<T>(wait: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const engineCheck = setInterval(() => {
        whenUnreachable(process.argv[2], () => {
            isEngineGone = true;
            controller.abort(new Error("the pulumi process is gone"));
        });
    }, ENGINE_CHECK_MS);
    subscribeToCancel();
    waits.add(controller);
    try {
        return await untilInterrupted(controller.signal, wait);
    } finally {
        waits.delete(controller);
        clearInterval(engineCheck);
        if (isEngineGone && waits.size === 0) {
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
            for (const controller of waits) {
                controller.abort(new Error("pulumi was cancelled"));
            }
        }
    });
}

/** Calls back when nobody listens at an address any more. Other trouble proves nothing. */
function whenUnreachable(address: string | undefined, callback: () => void): void {
    const [, host, port] = /^(.+):(\d+)$/.exec(address ?? "") ?? [];
    if (host === undefined) {
        return;
    }
    const socket = connect({ host, port: Number(port) });
    socket.unref();
    socket.on("connect", () => socket.destroy());
    socket.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code === "ECONNREFUSED") {
            callback();
        }
    });
}
