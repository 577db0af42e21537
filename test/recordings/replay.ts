// SPDX-License-Identifier: Apache-2.0
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import sinon from "sinon";
import { stopTheClock } from "../unit/wait/scriptedArm";
import type { RecordedResponse, Recording } from "./corpus";

/** All responses of the Resource Manager have them. Some recorders dropped them. */
const REQUEST_IDS = { "x-ms-request-id": "request-1", "x-ms-correlation-request-id": "correlation-1" };

/** The Resource Manager of one recording, on 127.0.0.1. */
export class ReplayServer {
    /** Path and query of the polls so far. */
    readonly polledUrls: string[] = [];
    /** No response stalls. */
    readonly stalls = 0;
    readonly #recording: Recording;
    #unanswered = 0;
    readonly #server: Server = createServer((request, response) => {
        this.#unanswered += 1;
        response.on("close", () => {
            this.#unanswered -= 1;
        });
        const { code, headers, body } = this.#respond(request.method ?? "", request.url ?? "");
        response.writeHead(code, { ...REQUEST_IDS, ...this.here(headers) }).end(this.here(body));
    });

    private constructor(recording: Recording) {
        this.#recording = recording;
    }

    static async start(recording: Recording): Promise<ReplayServer> {
        const server = new ReplayServer(recording);
        await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
        return server;
    }

    get endpoint(): string {
        return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    }

    /** Whether a request has no complete response yet. */
    get isAnswering(): boolean {
        return this.#unanswered > 0;
    }

    /** A recorded text, or recorded headers, with the address of this server. */
    here<T>(recorded: T): T {
        return JSON.parse(JSON.stringify(recorded).replaceAll("https://ARM", this.endpoint));
    }

    async close(): Promise<void> {
        const closed = new Promise((resolve) => this.#server.close(resolve));
        this.#server.closeAllConnections();
        await closed;
    }

    /** The response to the first request, or to the next poll. The last one also applies to all further polls. */
    #respond(method: string, url: string): RecordedResponse {
        const { start, answers } = this.#recording;
        if (method !== "GET") {
            return start;
        }
        this.polledUrls.push(url);
        return answers[Math.min(this.polledUrls.length, answers.length) - 1] ?? start;
    }
}

/** Serves a recording in virtual time while `use` runs. */
export async function replay<T>(
    recording: Recording,
    use: (server: ReplayServer, clock: sinon.SinonFakeTimers) => Promise<T>,
): Promise<T> {
    const server = await ReplayServer.start(recording);
    const clock = stopTheClock();
    sinon.stub(Math, "random").returns(0);
    try {
        return await use(server, clock);
    } finally {
        sinon.restore();
        await server.close();
    }
}
