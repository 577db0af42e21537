// SPDX-License-Identifier: Apache-2.0

import { connect } from "node:net";

const CHECK_MS = 10_000;

/**
 * Detects that the engine was killed. A killed engine sends nothing, and a shell between it and this process hides its end, so
 * its address is checked every ten seconds.
 *
 * @param address The engine's address, such as `127.0.0.1:40123`. Without one nothing is checked.
 * @param onGone Called when the connection is refused after one was accepted. Other errors prove nothing.
 * @returns Stops the checks.
 */
export function watchEngineLiveness(address: string | undefined, onGone: () => void): () => void {
    const [, host, port] = /^(.+):(\d+)$/.exec(address ?? "") ?? [];
    if (host === undefined) {
        return () => undefined;
    }
    let wasAccepted = false;
    let isStopped = false;
    const check = () => {
        const socket = connect({ host, port: Number(port) });
        socket.unref();
        socket.on("connect", () => {
            wasAccepted = true;
            socket.destroy();
        });
        socket.on("error", (error: NodeJS.ErrnoException) => {
            if (error.code === "ECONNREFUSED" && wasAccepted && !isStopped) {
                onGone();
            }
        });
    };
    check();
    const timer = setInterval(check, CHECK_MS);
    return () => {
        isStopped = true;
        clearInterval(timer);
    };
}
