// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { waitForOperation } from "../../provider/wait";
import { type Emulator, type SignInMethod, startEmulator } from "../emulator/src/index";
import { type ProxyServer, startProxyServer } from "./proxyServer";
import { waitInChildProcess } from "./waitInChildProcess";

const METHODS: readonly SignInMethod[] = ["secret", "certificate:keyFirst", "oidc:request", "default"];

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ address }) => address === "::1"),
);

(hasIpv6 ? describe : describe.skip)("a cloud at an IPv6 address, each in a child process", function () {
    this.timeout(60_000);
    let emulator: Emulator;
    let proxy: ProxyServer;

    before(async () => {
        emulator = await startEmulator({ address: "::1" });
        proxy = await startProxyServer();
    });
    beforeEach(() => emulator.clearRequests());
    after(() => Promise.all([emulator.close(), proxy.close()]));

    for (const method of METHODS) {
        it(`signs in with ${method} and waits`, async () => {
            assert.match(emulator.metadataHost, /^\[::1\]:\d+$/);
            const { url } = emulator.startOperation({ durationSeconds: 0 });

            const result = await waitInChildProcess(url, await emulator.environmentFor(method));

            assert.equal(result.status, "Succeeded", `${result.code}: ${result.message}`);
            assert.deepEqual(
                new Set(emulator.requests.map(({ headers }) => headers.host)),
                new Set([emulator.metadataHost]),
            );
        });
    }

    it("is an `endpoint` over plain http that needs no token", async () => {
        const server = createServer((_request, response) =>
            response.setHeader("content-type", "application/json").end('{"status":"Succeeded"}'),
        );
        await new Promise<void>((resolve) => server.listen(0, "::1", resolve));
        const { port } = server.address() as AddressInfo;
        const path = new URL(emulator.startOperation().url).pathname;

        const waiting = waitForOperation(`${path}?api-version=2025-02-01`, {
            endpoint: `http://[::1]:${port}`,
            timeout: "10s",
        });

        const status = await waiting.finally(() => {
            server.close();
            server.closeAllConnections();
        });
        assert.equal(status.status, "Succeeded");
    });

    it("is reached through a proxy, and directly when NO_PROXY contains its address", async () => {
        const environment = { ...emulator.environment, HTTPS_PROXY: `http://${proxy.host}` };
        const { url } = emulator.startOperation({ durationSeconds: 0 });

        const through = await waitInChildProcess(url, environment);

        assert.equal(through.status, "Succeeded", `${through.code}: ${through.message}`);
        assert.deepEqual(new Set(proxy.targets), new Set([emulator.metadataHost]));
        const tunnels = proxy.targets.length;
        for (const NO_PROXY of ["::1", "[::1]", emulator.metadataHost]) {
            const direct = await waitInChildProcess(url, { ...environment, NO_PROXY });
            assert.equal(direct.status, "Succeeded", `${direct.code}: ${direct.message}`);
            assert.equal(proxy.targets.length, tunnels, NO_PROXY);
        }
    });
});
