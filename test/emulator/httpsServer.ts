// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { ServerCertificate } from "./certificate";

/** A server that listens. */
export interface HttpsServer {
    readonly port: number;
    /** Ends all connections and the server itself. */
    close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1.
 *
 * @param port 0 takes a free one.
 */
export async function listen(
    certificate: ServerCertificate,
    port: number,
    handle: (message: IncomingMessage, response: ServerResponse) => void,
): Promise<HttpsServer> {
    const server = createServer({ cert: certificate.certificate, key: certificate.privateKey }, handle);
    // A client that gives up, or does not trust the certificate, is its own business.
    server.on("tlsClientError", () => undefined);
    server.on("clientError", (_error, socket) => socket.destroy());
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, "127.0.0.1", () => {
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
