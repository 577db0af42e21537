// SPDX-License-Identifier: Apache-2.0
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** An HTTP proxy on loopback. */
export interface ProxyServer {
    /** `127.0.0.1:PORT`. */
    readonly host: string;
    /** The hosts and ports of the requests so far, one for each. */
    readonly targets: readonly string[];
    close(): Promise<void>;
}

/** Starts a proxy that forwards plain requests and tunnels others. */
export async function startProxyServer(): Promise<ProxyServer> {
    const targets: string[] = [];
    const sockets = new Set<Socket>();
    const server = createServer((message: IncomingMessage, response: ServerResponse) => {
        const url = new URL(message.url ?? "");
        targets.push(url.host);
        const { method, headers } = message;
        request({
            host: withoutBrackets(url.hostname),
            port: url.port,
            path: url.pathname + url.search,
            method,
            headers,
        })
            .on("response", (forwarded) => {
                response.writeHead(forwarded.statusCode ?? 500, forwarded.headers);
                forwarded.pipe(response);
            })
            .on("error", () => response.destroy())
            .end();
    });
    server.on("connect", ({ url = "" }: IncomingMessage, client: Socket) => {
        targets.push(url);
        const { hostname, port } = new URL(`http://${url}`);
        const tunnel = connect(Number(port), withoutBrackets(hostname), () => {
            client.write("HTTP/1.1 200 Connection established\r\n\r\n");
            tunnel.pipe(client).pipe(tunnel);
        });
        for (const socket of [client, tunnel]) {
            sockets.add(socket);
            socket.on("error", () => undefined);
        }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
        host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
        targets,
        close: () =>
            new Promise((resolve) => {
                server.close(() => resolve());
                server.closeAllConnections();
                for (const socket of sockets) {
                    socket.destroy();
                }
            }),
    };
}

function withoutBrackets(hostname: string): string {
    return hostname.replace(/^\[(.*)\]$/, "$1");
}
