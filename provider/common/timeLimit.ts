// SPDX-License-Identifier: Apache-2.0

import { onAbort } from "./abort";
import { LONGEST_TIMER_MS } from "./sleep";

/** Ends a look with the caller's signal, or when it takes too long. */
export class LookLimit {
    readonly #controller = new AbortController();
    readonly #timer: NodeJS.Timeout;
    readonly #forget: () => void;

    constructor(caller: AbortSignal, limitMs: number) {
        this.#timer = setTimeout(
            () => {
                const seconds = Math.round(limitMs / 1000);
                this.#controller.abort(
                    Object.assign(new Error(`no complete response within ${seconds} s`), { code: "ETIMEDOUT" }),
                );
            },
            Math.min(limitMs, LONGEST_TIMER_MS),
        );
        this.#forget = onAbort(caller, () => this.#controller.abort(caller.reason));
    }

    get signal(): AbortSignal {
        return this.#controller.signal;
    }

    end(): void {
        clearTimeout(this.#timer);
        this.#forget();
    }
}
