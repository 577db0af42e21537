// SPDX-License-Identifier: Apache-2.0

import { fstatSync } from "node:fs";

/**
 * Ends this process when its engine has ended, in whatever way. The engine holds the other end of the standard input, and sends
 * nothing through it. A process that a person starts has a terminal there, or nothing.
 */
export function endWithEngine(): void {
    if (isPipe(0)) {
        process.stdin.on("end", () => process.exit(0));
        process.stdin.on("error", () => process.exit(0));
        process.stdin.resume();
    }
}

function isPipe(descriptor: number): boolean {
    try {
        const status = fstatSync(descriptor);
        return status.isFIFO() || status.isSocket();
    } catch {
        return false;
    }
}
