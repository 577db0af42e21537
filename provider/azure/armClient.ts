// SPDX-License-Identifier: Apache-2.0

import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import type { HttpMethods, PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import {
    createEmptyPipeline,
    createHttpHeaders,
    createPipelineRequest,
    decompressResponsePolicy,
    setClientRequestIdPolicy,
    userAgentPolicy,
} from "@azure/core-rest-pipeline";
import type { ArmResponse } from "../response/armResponse";
import { DirectOrProxyClient } from "./httpClient";
import { ForeignRedirectError } from "./transportError";

/** Limit of a body, in bytes after decompression. A status has some hundred. */
export const MAXIMUM_BODY_BYTES = 4 * 1024 * 1024;

const MAXIMUM_REDIRECTS = 3;
const REDIRECT_CODES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** 303 is a result, not a redirect of the request: do not follow it. */
const SEE_OTHER = 303;

export interface RequestOptions {
    /** Aborts the request, including the reading of the response body. */
    readonly signal: AbortSignal;
    /** Bearer token. Not sent over plain http. */
    readonly token?: string | undefined;
    /** @default "GET" */
    readonly method?: HttpMethods | undefined;
    /** Request body, sent as JSON. */
    readonly body?: unknown;
    /** Further headers. */
    readonly headers?: Readonly<Record<string, string>> | undefined;
    /** Whether to follow redirects within the host. Those of a GET only. @default true */
    readonly followsRedirects?: boolean | undefined;
}

/** A response body exceeds `MAXIMUM_BODY_BYTES`. */
export class BodyError extends Error {
    override readonly name = "BodyError";
}

/**
 * Sends single requests, without retries or logs. It follows up to three redirects within the host, and none to another. The
 * signal aborts headers and body. Proxies are honoured (`HTTPS_PROXY`, `NO_PROXY`).
 */
export class ArmClient {
    readonly #pipeline = createEmptyPipeline();
    readonly #httpClient = new DirectOrProxyClient();

    constructor() {
        this.#pipeline.addPolicy(decompressResponsePolicy());
        this.#pipeline.addPolicy(setClientRequestIdPolicy());
        this.#pipeline.addPolicy(userAgentPolicy({ userAgentPrefix: userAgent() }));
    }

    /**
     * @throws {CodedError} `StatusUnavailable` for a redirect to another host.
     * @throws The reason of the signal, a `BodyError`, or a transport error.
     */
    async request(url: string, options: RequestOptions): Promise<ArmResponse> {
        let target = new URL(url);
        for (let redirects = 0; ; redirects += 1) {
            const response = await this.#send(url, options);
            const body = await readBody(response, options.signal);
            const location = response.headers.get("location");
            const isRedirect = REDIRECT_CODES.has(response.status) && followsRedirects(options);
            const next = isRedirect && location !== undefined ? redirectTarget(location, target) : undefined;
            if (next === undefined || response.status === SEE_OTHER || redirects === MAXIMUM_REDIRECTS) {
                return armResponse(response, body);
            }
            target = next;
            url = target.href;
        }
    }

    async #send(
        url: string,
        { signal, token, method = "GET", body, headers: further }: RequestOptions,
    ): Promise<PipelineResponse> {
        const headers = createHttpHeaders({ accept: "application/json", ...further });
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

function followsRedirects({ method = "GET", followsRedirects: isAllowed = true }: RequestOptions): boolean {
    return method === "GET" && isAllowed;
}

/** What waits read of a response, without the stream and the request: a wait keeps its last response until the next one. */
function armResponse({ status, headers, request }: PipelineResponse, body: string): ArmResponse {
    const { requestId } = request;
    return {
        statusCode: status,
        // Some services do not return the client request id, so it comes from the request.
        header: (name) =>
            headers.get(name) ?? (name.toLowerCase() === "x-ms-client-request-id" ? requestId : undefined),
        body,
    };
}

function redirectTarget(location: string, from: URL): URL {
    const target = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
    if (target?.origin !== from.origin) {
        throw new ForeignRedirectError(
            "StatusUnavailable",
            `the response from ${from.host} is a redirect to another host, which is not followed: check the network between here and Azure (proxy, sign-in page)`,
        );
    }
    return target;
}

async function readBody(response: PipelineResponse, signal: AbortSignal): Promise<string> {
    const stream = response.readableStreamBody as Readable | undefined;
    if (stream === undefined) {
        return response.bodyAsText ?? "";
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    stream.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > MAXIMUM_BODY_BYTES) {
            stream.destroy(new BodyError(`the response body is larger than ${MAXIMUM_BODY_BYTES} bytes`));
        }
    });
    try {
        await finished(stream, { signal });
        return Buffer.concat(chunks).toString("utf8");
    } catch (error) {
        signal.throwIfAborted();
        throw error;
    } finally {
        stream.destroy();
    }
}

function userAgent(): string {
    const { name, version } = require("../../package.json") as { name: string; version: string };
    return `${name}/${version}`;
}
