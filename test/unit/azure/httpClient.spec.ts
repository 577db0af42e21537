// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { createPipelineRequest, proxyPolicy } from "@azure/core-rest-pipeline";
import { DirectOrProxyClient, environmentProxy } from "../../../provider/azure/httpClient";
import { CodedError } from "../../../provider/common/codedError";
import { type ProxyServer, startProxyServer } from "../../signin/proxyServer";

const PROXY_VARIABLES = /^(?:https?|all|no)_proxy$/i;
const HAS_IPV6 = Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ address }) => address === "::1"),
);

describe("DirectOrProxyClient", () => {
    const environment = { ...process.env };
    const servers: Server[] = [];
    let proxy: ProxyServer;

    beforeEach(async () => {
        proxy = await startProxyServer();
        for (const name of Object.keys(process.env).filter((candidate) => PROXY_VARIABLES.test(candidate))) {
            delete process.env[name];
        }
    });
    afterEach(async () => {
        for (const name of Object.keys(process.env).filter((candidate) => PROXY_VARIABLES.test(candidate))) {
            delete process.env[name];
        }
        Object.assign(process.env, environment);
        for (const server of servers.splice(0)) {
            server.closeAllConnections();
            await new Promise((resolve) => server.close(resolve));
        }
        await proxy.close();
    });

    /** Starts a server that responds with the Host header. @returns its origin */
    async function listen(address: "127.0.0.1" | "::1"): Promise<string> {
        const server = createServer(({ headers }, response) => response.end(headers.host));
        servers.push(server);
        await new Promise<void>((resolve) => server.listen(0, address, resolve));
        const { port } = server.address() as AddressInfo;
        return `http://${address === "::1" ? "[::1]" : address}:${port}`;
    }

    async function get(url: string, client = new DirectOrProxyClient()) {
        const response = await client.sendRequest(createPipelineRequest({ url, allowInsecureConnection: true }));
        return response.bodyAsText;
    }

    it("sends requests directly without a proxy", async () => {
        const origin = await listen("127.0.0.1");
        assert.equal(await get(origin), new URL(origin).host);
        assert.deepEqual(proxy.targets, []);
    });

    it("decides for each request whether it uses the proxy", async () => {
        const [first, second] = [await listen("127.0.0.1"), await listen("127.0.0.1")];
        Object.assign(process.env, { HTTP_PROXY: `http://${proxy.host}`, NO_PROXY: new URL(first).host });
        const client = new DirectOrProxyClient();
        assert.equal(await get(first, client), new URL(first).host);
        assert.equal(await get(second, client), new URL(second).host);
        assert.equal(await get(first, client), new URL(first).host);
        assert.deepEqual(proxy.targets, [new URL(second).host]);
    });

    it("prefers no_proxy to NO_PROXY, unless it is empty", async () => {
        const origin = await listen("127.0.0.1");
        Object.assign(process.env, { HTTP_PROXY: proxy.host, no_proxy: "other.example", NO_PROXY: "*" });
        await get(origin);
        assert.equal(proxy.targets.length, 1);
        process.env.no_proxy = "";
        await get(origin);
        assert.equal(proxy.targets.length, 1);
    });

    it("ignores the proxy that another policy has chosen for a host in NO_PROXY", async () => {
        const origin = await listen("127.0.0.1");
        Object.assign(process.env, { HTTP_PROXY: proxy.host, NO_PROXY: "*" });
        const client = new DirectOrProxyClient();
        const request = createPipelineRequest({ url: origin, allowInsecureConnection: true });
        const policy = proxyPolicy(environmentProxy(), { customNoProxyList: [] });
        const response = await policy.sendRequest(request, (next) => {
            assert.ok(next.agent, "the policy has chosen the proxy");
            return client.sendRequest(next);
        });
        assert.equal(response.bodyAsText, new URL(origin).host);
        assert.deepEqual(proxy.targets, []);
    });

    (HAS_IPV6 ? it : it.skip)("connects to an IPv6 address, directly and through the proxy", async () => {
        const origin = await listen("::1");
        assert.equal(await get(origin), new URL(origin).host);
        process.env.HTTP_PROXY = proxy.host;
        assert.equal(await get(origin), new URL(origin).host);
        assert.deepEqual(proxy.targets, [new URL(origin).host]);
        process.env.NO_PROXY = "::1";
        assert.equal(await get(origin), new URL(origin).host);
        assert.equal(proxy.targets.length, 1);
    });

    const PROXIES: Readonly<Record<string, object>> = {
        "http://proxy.example:3128": { host: "http://proxy.example", port: 3128, username: "", password: "" },
        "proxy.example:3128": { host: "http://proxy.example", port: 3128, username: "", password: "" },
        "proxy.example": { host: "http://proxy.example", port: 80, username: "", password: "" },
        "https://proxy.example": { host: "https://proxy.example", port: 443, username: "", password: "" },
        "http://[::1]:3128/\n": { host: "http://[::1]", port: 3128, username: "", password: "" },
        "me:p%40ss@proxy.example:8": { host: "http://proxy.example", port: 8, username: "me", password: "p%40ss" },
    };
    for (const [value, expected] of Object.entries(PROXIES)) {
        it(`reads the proxy ${JSON.stringify(value)}`, () => {
            process.env.HTTPS_PROXY = value;
            assert.deepEqual(environmentProxy(), expected);
        });
    }

    it("reads HTTPS_PROXY, then ALL_PROXY, then HTTP_PROXY, each in both cases", () => {
        const names = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy", "HTTPS_PROXY"];
        for (const [index, name] of names.entries()) {
            process.env[name] = `proxy.example:${index + 1}`;
            assert.equal(environmentProxy()?.port, index + 1, name);
        }
    });

    for (const value of ["socks5://proxy.example", "http://proxy.example:port", "ftp://proxy.example"]) {
        it(`rejects the proxy ${value} without quoting it`, () => {
            process.env.ALL_PROXY = value;
            assert.throws(
                () => environmentProxy(),
                (error: unknown) =>
                    error instanceof CodedError &&
                    error.code === "InvalidArgument" &&
                    error.message.startsWith("`ALL_PROXY` (environment variable) ") &&
                    !error.message.includes(value),
            );
        });
    }
});
