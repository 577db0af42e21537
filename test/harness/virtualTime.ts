// SPDX-License-Identifier: Apache-2.0
import type sinon from "sinon";

/** Turns of the event loop without a timer after which no timer is expected any more. */
const IDLE_TURNS = 1_000;

/**
 * Advances a stopped clock from timer to timer until `promise` is settled. Nothing that it waits for may use sockets.
 *
 * @throws What `promise` rejects with, or an error when no timer is left.
 */
export async function advanceUntilSettled<T>(clock: sinon.SinonFakeTimers, promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = () => {
        isSettled = true;
    };
    promise.then(settle, settle);
    for (let idleTurns = 0; !isSettled; ) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        if (isSettled) {
            break;
        }
        idleTurns = clock.countTimers() === 0 ? idleTurns + 1 : 0;
        if (idleTurns > IDLE_TURNS) {
            throw new Error("the promise is not settled, but no timer is left");
        }
        clock.next();
    }
    return await promise;
}
