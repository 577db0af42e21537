// SPDX-License-Identifier: Apache-2.0
import { createHttpPoller, type OperationResponse } from "@azure/core-lro";
import {
    createDefaultHttpClient,
    createPipelineFromOptions,
    createPipelineRequest,
    type PipelineRequest,
    type PipelineResponse,
    RestError,
} from "@azure/core-rest-pipeline";
import { parseJson } from "../../provider/common/json";
import { parseErrorDetail } from "../../provider/response/errorDetail";
import { type Recording, statusUrlOf } from "./corpus";
import { type ReplayServer, replay } from "./replay";
import type { Result } from "./result";

/** More timers than any recorded operation needs. */
const MAXIMUM_STEPS = 10_000;
/** Turns of the event loop in which promises settle after a response. */
const TURNS = 5;

/**
 * Polls a recorded operation with the poller of @azure/core-lro, as a client of Azure's SDK does: with the default pipeline, which
 * retries requests. It omits the last GET of the resource, which is not one of the recorded polls.
 */
export async function replayPoller(recording: Recording): Promise<Result> {
    return await replay(recording, async (server, clock) => {
        const requests = new Requests(server);
        const poller = createHttpPoller(
            { sendInitialRequest: async () => startOf(recording, server), sendPollRequest: (url) => requests.get(url) },
            { skipFinalGet: true },
        );
        let ended: { readonly outcome: string; readonly report: string } | undefined;
        poller.pollUntilDone().then(
            () => {
                ended = { outcome: "success", report: "" };
            },
            ({ code, message }: RestError) => {
                ended = { outcome: "failed", report: `${code ?? ""} ${message}` };
            },
        );
        for (let step = 0; ended === undefined && step < MAXIMUM_STEPS; step += 1) {
            await requests.settle();
            if (ended === undefined && clock.countTimers() > 0) {
                await clock.nextAsync();
            }
        }
        return { ...(ended ?? { outcome: "running", report: "" }), polledUrls: server.polledUrls };
    });
}

/** The response to the first request, with the header of the recorded polls alone. */
function startOf(recording: Recording, server: ReplayServer): OperationResponse {
    const { kind, start } = recording;
    const headers = kind === "resource" ? start.headers : { [kind]: statusUrlOf(recording) };
    return toOperationResponse(
        { statusCode: start.code, headers: { ...server.here(headers) }, text: start.body },
        { method: start.method, url: server.here(start.url) },
    );
}

function toOperationResponse(
    response: { readonly statusCode: number; readonly headers: Record<string, string>; readonly text: string },
    request: { readonly method: string; readonly url: string },
): OperationResponse {
    const { text, ...received } = response;
    const body = parseJson(text);
    return { flatResponse: body, rawResponse: { ...received, body, request } };
}

/** The requests of a poller to a server. */
class Requests {
    readonly #server: ReplayServer;
    readonly #pipeline = createPipelineFromOptions({});
    readonly #client = createDefaultHttpClient();
    #inFlight = 0;

    constructor(server: ReplayServer) {
        this.#server = server;
    }

    /** Sends a GET to the server, even for a URL on another host. @throws {RestError} as the SDK does. */
    async get(url: string): Promise<OperationResponse> {
        const target = `${this.#server.endpoint}${url.replace(/^https?:\/\/[^/]+/, "")}`;
        const request = createPipelineRequest({ url: target, allowInsecureConnection: true });
        const response = await this.#pipeline.sendRequest({ sendRequest: (sent) => this.#send(sent) }, request);
        const { status: statusCode, bodyAsText: text } = response;
        if (statusCode >= 300) {
            const { code = "", message = `Unexpected status code: ${statusCode}` } =
                parseErrorDetail(parseJson(text ?? "")) ?? {};
            throw new RestError(message, { code, statusCode, response });
        }
        return toOperationResponse(
            { statusCode, headers: response.headers.toJSON(), text: text ?? "" },
            { method: "GET", url: target },
        );
    }

    /** Waits until no request is in flight, and all promises that depend on the last response are settled. */
    async settle(): Promise<void> {
        for (let turn = 0; turn < TURNS; turn += 1) {
            await new Promise<void>((resolve) => setImmediate(resolve));
            turn = this.#inFlight > 0 ? 0 : turn;
        }
    }

    async #send(request: PipelineRequest): Promise<PipelineResponse> {
        this.#inFlight += 1;
        try {
            return await this.#client.sendRequest(request);
        } finally {
            this.#inFlight -= 1;
        }
    }
}
