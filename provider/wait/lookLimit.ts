// SPDX-License-Identifier: Apache-2.0

import { LONGEST_TIMER_MS } from "./sleep";

/** Ends a look with the caller's signal, or when it takes too long. */
export class LookLimit {
    readonly #controller = new AbortController();
    readonly #timer: NodeJS.Timeout;
    readonly #caller: AbortSignal;
    readonly #onAbort = () => this.#controller.abort(this.#caller.reason);

    constructor(caller: AbortSignal, limitMs: number) {
        this.#caller = caller;
        this.#timer = setTimeout(
            () => {
                const seconds = Math.round(limitMs / 1000);
                this.#controller.abort(
                    Object.assign(new Error(`no complete answer within ${seconds} s`), { code: "ETIMEDOUT" }),
                );
            },
            Math.min(limitMs, LONGEST_TIMER_MS),
        );
        caller.addEventListener("abort", this.#onAbort, { once: true });
        if (caller.aborted) {
            this.#onAbort();
        }
    }

    get signal(): AbortSignal {
        return this.#controller.signal;
    }

    end(): void {
        clearTimeout(this.#timer);
        this.#caller.removeEventListener("abort", this.#onAbort);
    }
}
