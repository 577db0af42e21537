// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from "node:crypto";
import { createServer, request as forward, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A server in front of another one that adds to each response what the Resource Manager adds to those of the services: the ids
 * of the request. The `Host` header stays, so that URLs in the responses name this server.
 *
 * @param endpoint The other server, such as `http://127.0.0.1:3000`.
 */
export async function startResourceManager(endpoint: string): Promise<Server> {
    const server = createServer((incoming, outgoing) => {
        const { method, url, headers } = incoming;
        const forwarded = forward(new URL(url ?? "/", endpoint), { method, headers }, (response) => {
            const ids = { "x-ms-request-id": randomUUID(), "x-ms-correlation-request-id": randomUUID() };
            outgoing.writeHead(response.statusCode ?? 502, { ...response.headers, ...ids });
            response.pipe(outgoing);
        });
        forwarded.on("error", () => outgoing.destroy());
        incoming.pipe(forwarded);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return server;
}

/** The URL of a server on loopback. */
export function endpointOf(server: Server): string {
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
