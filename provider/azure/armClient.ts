// SPDX-License-Identifier: Apache-2.0

import type { HttpMethods, PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import {
    createDefaultHttpClient,
    createEmptyPipeline,
    createHttpHeaders,
    createPipelineRequest,
    decompressResponsePolicy,
    proxyPolicy,
    setClientRequestIdPolicy,
    userAgentPolicy,
} from "@azure/core-rest-pipeline";
import { onAbort } from "../common/abort";
import { CodedError } from "../common/codedError";
import type { ArmResponse } from "../response/armResponse";

/** The most bytes of a body that are read, after decompression. A status has some hundred. */
export const MAXIMUM_BODY_BYTES = 4 * 1024 * 1024;

const MAXIMUM_REDIRECTS = 3;
const REDIRECT_CODES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** It does not say that what was asked for is elsewhere, but that something else is worth a look: an answer by itself. */
const SEE_OTHER = 303;

export interface RequestOptions {
    /** Ends the request, the reading of its body included. */
    readonly signal: AbortSignal;
    /** Bearer token. It is not sent over plain http. */
    readonly token?: string | undefined;
    /** @default "GET" */
    readonly method?: HttpMethods | undefined;
    /** Sent as JSON. */
    readonly body?: unknown;
}

/** A body ended before it was complete, or grew beyond all measure. */
export class BodyError extends Error {
    override readonly name = "BodyError";
}

/**
 * Sends single requests: no retry, no log, no redirect to another host. Headers and body end with the signal; a body ends
 * at `MAXIMUM_BODY_BYTES`. Proxies are honoured (`HTTPS_PROXY`, `NO_PROXY`).
 */
export class ArmClient {
    readonly #pipeline = createEmptyPipeline();
    readonly #httpClient = createDefaultHttpClient();

    constructor() {
        this.#pipeline.addPolicy(proxyPolicy());
        this.#pipeline.addPolicy(decompressResponsePolicy());
        this.#pipeline.addPolicy(setClientRequestIdPolicy());
        this.#pipeline.addPolicy(userAgentPolicy({ userAgentPrefix: userAgent() }));
    }

    /**
     * @throws {CodedError} `StatusUnavailable` for a redirect to another host.
     * @throws The abort reason, a `BodyError`, or the transport's own error.
     */
    async request(url: string, options: RequestOptions): Promise<ArmResponse> {
        let target = new URL(url);
        for (let redirects = 0; ; redirects += 1) {
            const response = await this.#send(url, options);
            const body = await readBody(response, options.signal);
            const location = response.headers.get("location");
            const isRedirect = REDIRECT_CODES.has(response.status) && (options.method ?? "GET") === "GET";
            const next = isRedirect && location !== undefined ? redirectTarget(location, target) : undefined;
            if (next === undefined || response.status === SEE_OTHER || redirects === MAXIMUM_REDIRECTS) {
                return {
                    statusCode: response.status,
                    header: (name) => response.headers.get(name) ?? ownHeader(name, response),
                    body,
                };
            }
            target = next;
            url = target.href;
        }
    }

    async #send(url: string, { signal, token, method = "GET", body }: RequestOptions): Promise<PipelineResponse> {
        const headers = createHttpHeaders({ accept: "application/json" });
        if (token !== undefined && url.startsWith("https://")) {
            headers.set("authorization", `Bearer ${token}`);
        }
        if (body !== undefined) {
            headers.set("content-type", "application/json");
        }
        const request: PipelineRequest = createPipelineRequest({
            url,
            method,
            headers,
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
            abortSignal: signal,
            allowInsecureConnection: url.startsWith("http://"),
            streamResponseStatusCodes: new Set([Number.POSITIVE_INFINITY]),
        });
        signal.throwIfAborted();
        try {
            return await this.#pipeline.sendRequest(this.#httpClient, request);
        } catch (error) {
            signal.throwIfAborted();
            throw error;
        }
    }
}

/** Not every service sends back the id that it was asked with. */
function ownHeader(name: string, { request }: PipelineResponse): string | undefined {
    return name.toLowerCase() === "x-ms-client-request-id" ? request.requestId : undefined;
}

function redirectTarget(location: string, from: URL): URL {
    const target = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
    if (target?.origin !== from.origin) {
        throw new CodedError(
            "StatusUnavailable",
            `the answer of ${from.host} is a redirect to another host, which is not followed: check the network between here and Azure (proxy, sign-in page)`,
        );
    }
    return target;
}

async function readBody(response: PipelineResponse, signal: AbortSignal): Promise<string> {
    const stream = response.readableStreamBody as
        | (NodeJS.ReadableStream & { destroy(error?: Error): void })
        | undefined;
    if (stream === undefined) {
        return response.bodyAsText ?? "";
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    const forget = onAbort(signal, () => stream.destroy());
    try {
        for await (const chunk of stream) {
            bytes += chunk.length;
            if (bytes > MAXIMUM_BODY_BYTES) {
                throw new BodyError(`the body of the answer is larger than ${MAXIMUM_BODY_BYTES} bytes`);
            }
            chunks.push(Buffer.from(chunk));
        }
        return Buffer.concat(chunks).toString("utf8");
    } catch (error) {
        signal.throwIfAborted();
        throw error;
    } finally {
        forget();
        stream.destroy();
    }
}

function userAgent(): string {
    const { name, version } = require("../../package.json") as { name: string; version: string };
    return `${name}/${version}`;
}
