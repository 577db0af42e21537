// SPDX-License-Identifier: Apache-2.0
import type sinon from "sinon";

const realSetTimeout = setTimeout;

/** Advances the clock, with real time for the sockets in between, until `promise` is settled. */
export async function pump<T>(clock: sinon.SinonFakeTimers, promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = () => {
        isSettled = true;
    };
    promise.then(settle, settle);
    while (!isSettled) {
        await new Promise((resolve) => realSetTimeout(resolve, 50));
        if (!isSettled && clock.countTimers() > 0) {
            await clock.nextAsync();
        }
    }
    return await promise;
}
