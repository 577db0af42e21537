// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { attachEngine } from "../../../provider/engine/engineAddress";
import { engineLog } from "../../../provider/engine/engineLog";
import { EngineLogServer } from "../../providerProcess/engineLogServer";

const URN = "urn:pulumi:dev::project::azure-wait:index:OperationWait::one";
const ARRIVAL_MS = 10_000;

describe("the log of the engine", () => {
    const engines: EngineLogServer[] = [];
    const attachNewEngine = async (): Promise<EngineLogServer> => {
        const engine = await EngineLogServer.start();
        engines.push(engine);
        attachEngine(engine.address);
        return engine;
    };
    afterEach(() => {
        attachEngine(undefined);
        for (const engine of engines.splice(0)) {
            engine.stop();
        }
    });

    it("is that of the engine attached last, as of the next run of a program whose plugin is debugged", async () => {
        const first = await attachNewEngine();
        engineLog(URN).status("of the first run");
        await first.waitForMessage(/^of the first run$/, ARRIVAL_MS);
        first.stop();

        const second = await attachNewEngine();
        engineLog(URN).status("of the second run");
        const { urn, ephemeral } = await second.waitForMessage(/^of the second run$/, ARRIVAL_MS);
        assert.deepEqual([urn, ephemeral], [URN, true]);
    });

    it("is reached without the proxy of the environment", async () => {
        const tunnels: (string | undefined)[] = [];
        const proxy = createServer().on("connect", ({ url }, socket) => {
            tunnels.push(url);
            socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
        });
        await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
        const before = process.env.https_proxy;
        process.env.https_proxy = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
        try {
            const engine = await attachNewEngine();
            engineLog(URN).debug("a poll");
            await engine.waitForMessage(/^a poll$/, ARRIVAL_MS);
            assert.deepEqual(tunnels, []);
        } finally {
            if (before === undefined) {
                delete process.env.https_proxy;
            } else {
                process.env.https_proxy = before;
            }
            proxy.close();
        }
    });
});
