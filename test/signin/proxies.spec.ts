// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { type Emulator, type SignInMethod, startEmulator } from "../emulator/src/index";
import type { Environment } from "../harness/engine/cleanEnvironment";
import { type ProxyServer, startProxyServer } from "./proxyServer";
import { waitInChildProcess } from "./waitInChildProcess";

/** Values of NO_PROXY that contain the emulator. */
const WITHOUT_PROXY: readonly ((port: string) => Environment)[] = [
    () => ({ NO_PROXY: "localhost" }),
    () => ({ NO_PROXY: "*" }),
    (port) => ({ NO_PROXY: `localhost:${port}` }),
    () => ({ NO_PROXY: ".localhost" }),
    () => ({ NO_PROXY: "management.example, LOCALHOST" }),
    () => ({ no_proxy: "localhost", NO_PROXY: "management.example" }),
];
const WITH_PROXY: readonly ((port: string) => Environment)[] = [
    () => ({}),
    () => ({ NO_PROXY: "localhost:443" }),
    () => ({ NO_PROXY: "host, 127.0.0.1" }),
    () => ({ no_proxy: "management.example", NO_PROXY: "*" }),
];
/** Forms of the proxy. */
const PROXIES: readonly ((host: string) => Environment)[] = [
    (host) => ({ HTTPS_PROXY: `http://${host}` }),
    (host) => ({ https_proxy: `http://${host}/` }),
    (host) => ({ HTTPS_PROXY: host }),
    (host) => ({ HTTPS_PROXY: host.replace("127.0.0.1", "localhost") }),
    (host) => ({ ALL_PROXY: `http://user:p%40ssword@${host}` }),
];
/** Methods whose requests @azure/identity sends, and one whose OIDC token this package requests. */
const METHODS: readonly SignInMethod[] = ["secret", "oidc:request", "default"];

describe("proxies, each in a child process", function () {
    this.timeout(60_000);
    let emulator: Emulator;
    let proxy: ProxyServer;

    beforeEach(async () => {
        emulator = await startEmulator();
        proxy = await startProxyServer();
    });
    afterEach(() => Promise.all([emulator.close(), proxy.close()]));

    async function wait(environment: Environment, method: SignInMethod = "secret") {
        const { url } = emulator.startOperation({ durationSeconds: 0 });
        const given = await emulator.environmentFor(method);
        const result = await waitInChildProcess(url, { ...given, ...environment }, { timeout: "10s" });
        assert.equal(result.status, "Succeeded", `${result.code}: ${result.message}\n${result.stderr}`);
    }

    for (const noProxyOf of WITHOUT_PROXY) {
        it(`sends every request directly with ${JSON.stringify(noProxyOf("PORT"))}`, async () => {
            await wait({ HTTPS_PROXY: `http://${proxy.host}`, ...noProxyOf(new URL(emulator.origin).port) });

            assert.deepEqual(proxy.targets, []);
        });
    }

    for (const noProxyOf of WITH_PROXY) {
        it(`sends every request through the proxy with ${JSON.stringify(noProxyOf("PORT"))}`, async () => {
            await wait({ HTTPS_PROXY: `http://${proxy.host}`, ...noProxyOf(new URL(emulator.origin).port) });

            assert.ok(proxy.targets.length >= emulator.requests.length, `${proxy.targets.length} tunnels`);
        });
    }

    for (const method of METHODS) {
        it(`sends the requests of the sign-in with ${method} through the proxy, and directly with NO_PROXY=*`, async () => {
            const HTTPS_PROXY = `http://${proxy.host}`;
            await wait({ HTTPS_PROXY }, method);
            const tunnels = proxy.targets.length;
            assert.ok(tunnels >= emulator.requests.length, `${tunnels} tunnels`);

            await wait({ HTTPS_PROXY, NO_PROXY: "*" }, method);

            assert.equal(proxy.targets.length, tunnels);
        });
    }

    for (const proxyOf of PROXIES) {
        it(`finds the proxy in ${JSON.stringify(proxyOf("127.0.0.1:PORT"))}`, async () => {
            await wait(proxyOf(proxy.host));

            assert.ok(proxy.targets.length >= emulator.requests.length, `${proxy.targets.length} tunnels`);
            assert.deepEqual(new Set(proxy.targets), new Set([emulator.metadataHost]));
        });
    }

    for (const value of ["socks5://127.0.0.1:1080", "http://"]) {
        it(`fails with InvalidArgument and the variable for the proxy ${value}`, async () => {
            const { url } = emulator.startOperation();

            const result = await waitInChildProcess(url, { ...emulator.environment, ALL_PROXY: value });

            assert.equal(result.code, "InvalidArgument");
            assert.match(
                result.message ?? "",
                /^`ALL_PROXY` \(environment variable\) must be the URL of an HTTP proxy/,
            );
        });
    }
});
