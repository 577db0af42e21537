// SPDX-License-Identifier: Apache-2.0
import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { RawResponse } from "./arm/rawResponse";

const LONGEST_TIMER_MS = 2_147_483_647;
const SLOW_BODY_PIECES = 10;

/**
 * Sends a response with its faults. Resolves without an error when the client or the emulator closes the connection.
 *
 * @param onHead Called before the status code and the headers are sent.
 */
export async function sendResponse(outgoing: ServerResponse, response: RawResponse, onHead: () => void): Promise<void> {
    const closed = new AbortController();
    outgoing.once("close", () => closed.abort());
    try {
        await send(outgoing, response, closed.signal, onHead);
    } catch (error) {
        if (!closed.signal.aborted) {
            throw error;
        }
    }
}

async function send(
    outgoing: ServerResponse,
    response: RawResponse,
    closed: AbortSignal,
    onHead: () => void,
): Promise<void> {
    if (response.delayMs !== undefined && response.delayMs > 0) {
        await pause(Math.min(response.delayMs, LONGEST_TIMER_MS), undefined, { signal: closed });
    }
    if (response.reset) {
        outgoing.destroy();
        return;
    }
    const body = bytesOf(response.body);
    const isIncomplete = response.truncate === true || response.stall === true;
    onHead();
    writeHead(outgoing, response, isIncomplete ? Math.max(body.length, 1) : body.length);
    if (isIncomplete) {
        outgoing.flushHeaders();
        await write(outgoing, body.subarray(0, Math.floor(body.length / 2)));
        if (response.truncate) {
            outgoing.destroy();
        }
        return;
    }
    if (response.slowBodyMs !== undefined) {
        const pieceBytes = Math.max(1, Math.ceil(body.length / SLOW_BODY_PIECES));
        for (let start = 0; start < body.length; start += pieceBytes) {
            await pause(response.slowBodyMs / SLOW_BODY_PIECES, undefined, { signal: closed });
            await write(outgoing, body.subarray(start, start + pieceBytes));
        }
        outgoing.end();
        return;
    }
    outgoing.end(body);
}

function writeHead(outgoing: ServerResponse, response: RawResponse, bodyBytes: number): void {
    const status = response.status ?? 200;
    const given: RawResponse["headers"] = {
        ...(status === 204 || status === 304 ? {} : { "content-length": String(bodyBytes) }),
        ...(bodyBytes > 0 ? { "content-type": "application/json; charset=utf-8" } : {}),
        ...response.headers,
    };
    for (const [name, value] of Object.entries(given)) {
        if (value !== null) {
            outgoing.setHeader(name, value);
        }
    }
    outgoing.writeHead(status);
}

function bytesOf(body: unknown): Buffer {
    if (body === undefined) {
        return Buffer.alloc(0);
    }
    if (body instanceof Uint8Array) {
        return Buffer.from(body);
    }
    return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

function write(outgoing: ServerResponse, bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
        if (bytes.length === 0) {
            resolve();
            return;
        }
        outgoing.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
}
