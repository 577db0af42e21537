// SPDX-License-Identifier: Apache-2.0
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { CertificateWithKey } from "./certificate";

/** A listening server. */
export interface LoopbackServer {
    readonly port: number;
    /** Closes the server and all its connections. */
    close(): Promise<void>;
}

/** An address of this machine. */
export type LoopbackAddress = "127.0.0.1" | "::1";

/**
 * Listens on an address of this machine.
 *
 * @param certificate Plain HTTP when undefined.
 * @param port 0 selects a free one.
 */
export async function listen(
    certificate: CertificateWithKey | undefined,
    port: number,
    handle: (message: IncomingMessage, response: ServerResponse) => void,
    address: LoopbackAddress = "127.0.0.1",
): Promise<LoopbackServer> {
    const server =
        certificate === undefined
            ? createServer(handle)
            : createSecureServer({ cert: certificate.certificate, key: certificate.privateKey }, handle);
    // Clients may abort requests or distrust the certificate; both are expected in tests.
    server.on("tlsClientError", () => undefined);
    server.on("clientError", (_error, socket) => socket.destroy());
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, address, () => {
            server.off("error", reject);
            resolve();
        });
    });
    return {
        port: (server.address() as AddressInfo).port,
        close: () =>
            new Promise((resolve) => {
                server.close(() => resolve());
                server.closeAllConnections();
            }),
    };
}
