// SPDX-License-Identifier: Apache-2.0

import { untilAborted } from "../common/abort";

/** Time limit of one shared request. It is then aborted, so that the next caller starts a new one. */
const LIMIT_MS = 60_000;

/** A shared request exceeded its time limit. */
export class RequestTimeout extends Error {
    override readonly name = "RequestTimeout";
    readonly code = "ETIMEDOUT";

    constructor(limitMs: number) {
        super(`no response within ${limitMs / 1000} s`);
    }
}

/** A request in progress and the number of callers that wait for it. */
interface Flight<T> {
    readonly result: Promise<T>;
    readonly controller: AbortController;
    callers: number;
}

/**
 * One request at a time, shared by all concurrent callers. A caller's signal ends only that caller's wait. The request itself
 * is aborted when its last caller has left.
 */
export class SingleFlight<T> {
    #flight: Flight<T> | undefined;

    /**
     * @param request Starts the request. Its signal is aborted with the last caller, or after the limit by a `RequestTimeout`.
     * @param signal The caller's signal.
     * @param limitMs Time limit of the request, if this call starts it. By default a minute.
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
                flight.controller.abort(new Error("all callers have left"));
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
