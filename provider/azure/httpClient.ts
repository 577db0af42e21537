// SPDX-License-Identifier: Apache-2.0

import type { HttpClient, PipelineRequest, PipelineResponse, ProxySettings } from "@azure/core-rest-pipeline";
import { createDefaultHttpClient, proxyPolicy } from "@azure/core-rest-pipeline";
import { invalidArgument } from "../common/codedError";
import { isWithoutProxy } from "./noProxy";

/** In order of precedence. As in Azure's SDK, the first one is the proxy for https and http. */
const PROXY_VARIABLES = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"] as const;

/**
 * The HTTP client of all requests, including those of @azure/identity. It decides which of them use the proxy of the environment,
 * because the proxy policy of core-rest-pipeline knows neither `*` nor ports in `NO_PROXY`, and it connects to IPv6 addresses.
 */
export class DirectOrProxyClient implements HttpClient {
    readonly #client = createDefaultHttpClient();
    readonly #proxy: ReturnType<typeof proxyPolicy> | undefined;

    /** @param proxy The proxy, if there is one. @throws {CodedError} `InvalidArgument` for one that is not an HTTP proxy. */
    constructor(proxy = environmentProxy()) {
        this.#proxy = proxy === undefined ? undefined : proxyPolicy(proxy, { customNoProxyList: [] });
    }

    async sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
        const url = new URL(request.url);
        if (request.agent !== undefined && "proxy" in request.agent) {
            // The proxy policy of @azure/identity has decided already.
            delete request.agent;
        }
        if (url.hostname.startsWith("[")) {
            // Node resolves an address in brackets as a name (nodejs/node#39738).
            request.requestOverrides = { ...request.requestOverrides, hostname: url.hostname.slice(1, -1) };
        }
        const send = (next: PipelineRequest) => this.#client.sendRequest(next);
        return this.#proxy === undefined || isWithoutProxy(url, noProxyEntries())
            ? await send(request)
            : await this.#proxy.sendRequest(request, send);
    }
}

/**
 * The proxy of the environment, or `undefined`. As for curl, its scheme may be missing.
 *
 * @throws {CodedError} `InvalidArgument` when it is not the URL of an HTTP proxy.
 */
export function environmentProxy(): ProxySettings | undefined {
    const name = PROXY_VARIABLES.find((variable) => (process.env[variable] ?? "") !== "");
    if (name === undefined) {
        return undefined;
    }
    const value = process.env[name]?.trim() ?? "";
    const text = value.includes("://") ? value : `http://${value}`;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol)) {
        throw invalidArgument(
            name,
            "(environment variable) must be the URL of an HTTP proxy such as http://proxy.example:3128",
        );
    }
    return {
        host: `${url.protocol}//${url.hostname}`,
        port: Number(url.port) || (url.protocol === "https:" ? 443 : 80),
        username: url.username,
        password: url.password,
    };
}

/** As curl does, prefers the variable in lower case. */
function noProxyEntries(): string {
    return process.env.no_proxy || process.env.NO_PROXY || "";
}
