// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

/** A server on loopback from which the engine downloads a plugin. */
export interface ArchiveServer {
    /** For the option `pluginDownloadURL`. */
    readonly url: string;
    /** The paths that were requested. */
    readonly requested: readonly string[];
    close(): void;
}

/** Serves an archive under its name, and 404 for everything else. */
export async function serveArchive(archive: string): Promise<ArchiveServer> {
    const requested: string[] = [];
    const server = createServer(({ url = "" }, response) => {
        requested.push(url);
        const isArchive = url === `/${path.basename(archive)}`;
        const body = isArchive ? readFileSync(archive) : Buffer.alloc(0);
        // The engine requires the length.
        response.writeHead(isArchive ? 200 : 404, { "Content-Length": body.length }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}`, requested, close: () => server.close() };
}
