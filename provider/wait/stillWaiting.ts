// SPDX-License-Identifier: Apache-2.0

/** Says that the operation is still running, or that its status could not be read this time: look again later. */
export class StillWaiting extends Error {
    override readonly name = "StillWaiting";

    constructor(readonly delayMs: number) {
        super("still waiting");
    }
}
