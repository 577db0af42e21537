// SPDX-License-Identifier: Apache-2.0

import { untilAborted } from "../common/abort";

/** The longest that one shared request may take. It is then given up, so that the next caller starts afresh. */
const LIMIT_MS = 60_000;

/** Nothing answered within the time that a shared request may take. */
export class RequestTimeout extends Error {
    override readonly name = "RequestTimeout";
    readonly code = "ETIMEDOUT";

    constructor(limitMs: number) {
        super(`no answer within ${limitMs / 1000} s`);
    }
}

/** A request that is under way, and how many wait for it. */
interface Flight<T> {
    readonly result: Promise<T>;
    readonly controller: AbortController;
    callers: number;
}

/**
 * One request at a time, shared by everybody who asks meanwhile. A caller's signal ends only that caller's waiting, never the
 * request that others wait for too. When nobody waits any more, it is given up.
 */
export class SingleFlight<T> {
    #flight: Flight<T> | undefined;

    /**
     * @param request Starts the request. Its signal ends with the last caller, or after the limit with a `RequestTimeout`.
     * @param signal The caller's.
     * @param limitMs How long the request may take, if it is started now. By default a minute.
     * @throws What the request throws, a `RequestTimeout`, or the reason of the caller's signal.
     */
    async run(request: (signal: AbortSignal) => Promise<T>, signal: AbortSignal, limitMs = LIMIT_MS): Promise<T> {
        signal.throwIfAborted();
        this.#flight ??= this.#start(request, limitMs);
        const flight = this.#flight;
        flight.callers += 1;
        try {
            return await untilAborted(flight.result, signal);
        } finally {
            flight.callers -= 1;
            if (flight.callers === 0) {
                flight.controller.abort(new Error("nobody waits any more"));
                this.#end(flight);
            }
        }
    }

    #start(request: (signal: AbortSignal) => Promise<T>, limitMs: number): Flight<T> {
        const controller = new AbortController();
        const timer = setTimeout(() => controller.abort(new RequestTimeout(limitMs)), limitMs);
        timer.unref?.();
        const result = untilAborted(request(controller.signal), controller.signal).finally(() => {
            clearTimeout(timer);
            this.#end(flight);
        });
        const flight: Flight<T> = { result, controller, callers: 0 };
        return flight;
    }

    #end(flight: Flight<T>): void {
        if (this.#flight === flight) {
            this.#flight = undefined;
        }
    }
}
