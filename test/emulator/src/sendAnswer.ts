// SPDX-License-Identifier: Apache-2.0
import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { RawAnswer } from "./arm/rawAnswer";

const LONGEST_TIMER_MS = 2_147_483_647;
const SLOW_BODY_PIECES = 10;

/**
 * Sends an answer with all its faults. Ends without an error when the client, or the emulator, goes away meanwhile.
 *
 * @param onHead Called when the status and the headers are about to be sent.
 */
export async function sendAnswer(response: ServerResponse, answer: RawAnswer, onHead: () => void): Promise<void> {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    try {
        await send(response, answer, gone.signal, onHead);
    } catch (error) {
        if (!gone.signal.aborted) {
            throw error;
        }
    }
}

async function send(response: ServerResponse, answer: RawAnswer, gone: AbortSignal, onHead: () => void): Promise<void> {
    if (answer.delayMs !== undefined && answer.delayMs > 0) {
        await pause(Math.min(answer.delayMs, LONGEST_TIMER_MS), undefined, { signal: gone });
    }
    if (answer.reset) {
        response.destroy();
        return;
    }
    const body = bytesOf(answer.body);
    const isBroken = answer.truncate === true || answer.stall === true;
    onHead();
    writeHead(response, answer, isBroken ? Math.max(body.length, 1) : body.length);
    if (isBroken) {
        response.flushHeaders();
        await write(response, body.subarray(0, Math.floor(body.length / 2)));
        if (answer.truncate) {
            response.destroy();
        }
        return;
    }
    if (answer.slowBodyMs !== undefined) {
        const pieceBytes = Math.max(1, Math.ceil(body.length / SLOW_BODY_PIECES));
        for (let start = 0; start < body.length; start += pieceBytes) {
            await pause(answer.slowBodyMs / SLOW_BODY_PIECES, undefined, { signal: gone });
            await write(response, body.subarray(start, start + pieceBytes));
        }
        response.end();
        return;
    }
    response.end(body);
}

function writeHead(response: ServerResponse, answer: RawAnswer, bodyBytes: number): void {
    const status = answer.status ?? 200;
    const given: RawAnswer["headers"] = {
        ...(status === 204 || status === 304 ? {} : { "content-length": String(bodyBytes) }),
        ...(bodyBytes > 0 ? { "content-type": "application/json; charset=utf-8" } : {}),
        ...answer.headers,
    };
    for (const [name, value] of Object.entries(given)) {
        if (value !== null) {
            response.setHeader(name, value);
        }
    }
    response.writeHead(status);
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

function write(response: ServerResponse, bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
        if (bytes.length === 0) {
            resolve();
            return;
        }
        response.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
}
