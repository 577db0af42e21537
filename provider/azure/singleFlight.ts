// SPDX-License-Identifier: Apache-2.0

/** The longest that one shared request may take. It is then given up, so that the next caller starts afresh. */
const LIMIT_MS = 60_000;

/**
 * One request at a time, shared by everybody who asks meanwhile. A caller's signal ends only that caller's waiting, never the
 * request that others wait for too.
 */
export class SingleFlight<T> {
    #pending: Promise<T> | undefined;

    /**
     * @param request Starts the request. Its signal ends after a minute.
     * @param signal The caller's.
     * @throws What the request throws, or the reason of the caller's signal.
     */
    async run(request: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
        signal.throwIfAborted();
        this.#pending ??= this.#start(request);
        return await untilAborted(this.#pending, signal);
    }

    #start(request: (signal: AbortSignal) => Promise<T>): Promise<T> {
        const controller = new AbortController();
        const timer = setTimeout(() => {
            controller.abort(Object.assign(new Error("no answer within a minute"), { code: "ETIMEDOUT" }));
        }, LIMIT_MS);
        timer.unref?.();
        return untilAborted(request(controller.signal), controller.signal).finally(() => {
            clearTimeout(timer);
            this.#pending = undefined;
        });
    }
}

/** Waits for a promise until the signal at most. The promise itself goes on, and may fail unheard. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
    let onAbort: () => void = () => undefined;
    const aborted = new Promise<never>((_resolve, reject) => {
        onAbort = () => reject(signal.reason);
        signal.addEventListener("abort", onAbort, { once: true });
    });
    try {
        return await Promise.race([promise, aborted]);
    } finally {
        signal.removeEventListener("abort", onAbort);
        promise.catch(() => undefined);
    }
}
