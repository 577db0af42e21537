// SPDX-License-Identifier: Apache-2.0
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import sinon from "sinon";

/** One response of the scripted Resource Manager. */
export interface Reply {
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
    /** A string is sent as it is, any other value as JSON; empty if absent. */
    readonly body?: unknown;
    /** The injected fault, instead of the response or after half of the body. A stall lasts until the client disconnects. */
    readonly fault?: "reset" | "truncate" | "stallBeforeHeaders" | "stallInBody";
}

/** A line of a script, or a function of the number of the request, from 1. */
export type Line = Reply | ((request: number) => Reply);

/** A request and its time of arrival, in milliseconds of the (virtual) epoch. */
export interface RecordedRequest {
    readonly url: string;
    readonly headers: IncomingHttpHeaders;
    readonly atMs: number;
}

/** A Resource Manager on 127.0.0.1 that responds from a script; the last line also applies to all further requests. */
export class ScriptedArm {
    readonly requests: RecordedRequest[] = [];
    /** Number of stalled responses so far. */
    stalls = 0;
    readonly #server: Server = createServer((request, response) => {
        this.#unanswered += 1;
        response.on("close", () => {
            this.#unanswered -= 1;
        });
        this.requests.push({ url: request.url ?? "", headers: request.headers, atMs: Date.now() });
        const reply = this.#script[Math.min(this.requests.length, this.#script.length) - 1];
        this.#respond(typeof reply === "function" ? reply(this.requests.length) : (reply ?? {}), response);
    });
    #script: readonly Line[] = [];

    /** Whether a request has no complete response yet. */
    get isAnswering(): boolean {
        return this.#unanswered > 0;
    }

    #unanswered = 0;
    /** Number of connections that clients have not closed. */
    openConnections = 0;

    static async start(...script: readonly Line[]): Promise<ScriptedArm> {
        const arm = new ScriptedArm();
        arm.#script = script;
        arm.#server.on("connection", (socket) => {
            arm.openConnections += 1;
            socket.on("close", () => {
                arm.openConnections -= 1;
            });
        });
        await new Promise<void>((resolve) => arm.#server.listen(0, "127.0.0.1", resolve));
        return arm;
    }

    get endpoint(): string {
        return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    }

    /** Milliseconds between the requests. */
    get delaysMs(): number[] {
        return this.requests.slice(1).map(({ atMs }, index) => atMs - (this.requests[index]?.atMs ?? 0));
    }

    async close(): Promise<void> {
        const closed = new Promise((resolve) => this.#server.close(resolve));
        this.#server.closeAllConnections();
        await closed;
    }

    #respond({ status = 200, headers = {}, body, fault }: Reply, response: ServerResponse): void {
        const text = body === undefined || typeof body === "string" ? (body ?? "") : JSON.stringify(body);
        const type = { "content-type": text.startsWith("<") ? "text/html" : "application/json" };
        const socket = response.socket as Socket;
        switch (fault) {
            case "reset":
                socket.resetAndDestroy();
                return;
            case "stallBeforeHeaders":
                this.stalls += 1;
                return;
            case "stallInBody":
            case "truncate":
                response.writeHead(status, { ...type, "content-length": `${text.length}`, ...headers });
                response.write(text.slice(0, text.length / 2), () => {
                    if (fault === "truncate") {
                        socket.destroy();
                    } else {
                        this.stalls += 1;
                    }
                });
                return;
            default:
                // Node would send the real date instead of that of the stopped clock.
                response.setHeader("date", new Date().toUTCString());
                response.writeHead(status, { ...(text === "" ? {} : type), ...FULL_BUCKET, ...headers }).end(text);
        }
    }
}

/** Without this header the read limiter would assume that fewer and fewer reads remain. */
const FULL_BUCKET = { "x-ms-ratelimit-remaining-subscription-reads": "249" };

/** Stops the clock at a fixed date; `setImmediate` and sockets keep running. */
export function stopTheClock(): sinon.SinonFakeTimers {
    return sinon.useFakeTimers({
        now: Date.UTC(2026, 2, 2, 9),
        toFake: ["setTimeout", "clearTimeout", "Date", "performance"],
    });
}

/** Restores the clock and the stubs, and closes the server. */
export async function cleanUp(arm: ScriptedArm | undefined): Promise<void> {
    sinon.restore();
    await arm?.close();
}
