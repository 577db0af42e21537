// SPDX-License-Identifier: Apache-2.0
import type sinon from "sinon";
import type { ScriptedArm } from "./scriptedArm";

const realSetTimeout = setTimeout;

/** How long loopback must be idle, in real time, before a pending timer is taken for the next event. */
const IDLE_MS = 50;
/** Turns of the event loop that must pass in that time, too: on a busy machine time alone proves nothing. */
const IDLE_TURNS = 100;

/**
 * Advances the clock, with real time for the sockets in between, until `promise` is settled.
 *
 * @param arm The server. The clock stands still while it has not completed a response.
 */
export async function pump<T>(
    clock: sinon.SinonFakeTimers,
    promise: Promise<T>,
    arm?: Pick<ScriptedArm, "isAnswering" | "requests" | "stalls">,
): Promise<T> {
    let isSettled = false;
    const settle = () => {
        isSettled = true;
    };
    promise.then(settle, settle);
    while (!isSettled) {
        let requests: number;
        do {
            requests = arm?.requests.length ?? 0;
            await new Promise((resolve) => realSetTimeout(resolve, IDLE_MS));
            for (let turn = 0; turn < IDLE_TURNS; turn += 1) {
                await new Promise((resolve) => setImmediate(resolve));
            }
        } while (arm !== undefined && arm.stalls === 0 && (arm.isAnswering || arm.requests.length !== requests));
        if (!isSettled && clock.countTimers() > 0) {
            await clock.nextAsync();
        }
    }
    return await promise;
}
