// SPDX-License-Identifier: Apache-2.0

import { connect } from "node:net";

const CHECK_MS = 10_000;

/**
 * Notices that the engine was killed. Such an engine says nothing, and a shell between it and this process hides that it is
 * gone, so its address is tried now and then.
 *
 * @param address The engine's, such as `127.0.0.1:40123`. Without one, or where nobody has ever answered, nothing is noticed.
 * @param onGone Called when nobody listens there any more. Other trouble proves nothing.
 * @returns What ends the watch.
 */
export function watchEngineLiveness(address: string | undefined, onGone: () => void): () => void {
    const [, host, port] = /^(.+):(\d+)$/.exec(address ?? "") ?? [];
    if (host === undefined) {
        return () => undefined;
    }
    let hasAnswered = false;
    let isOver = false;
    const check = () => {
        const socket = connect({ host, port: Number(port) });
        socket.unref();
        socket.on("connect", () => {
            hasAnswered = true;
            socket.destroy();
        });
        socket.on("error", (error: NodeJS.ErrnoException) => {
            if (error.code === "ECONNREFUSED" && hasAnswered && !isOver) {
                onGone();
            }
        });
    };
    check();
    const timer = setInterval(check, CHECK_MS);
    return () => {
        isOver = true;
        clearInterval(timer);
    };
}
