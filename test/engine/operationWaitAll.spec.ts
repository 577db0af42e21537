// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import type { StartedOperation } from "../emulator/src/control";
import { describeOnEngine } from "../harness/engine/waitFixture";

const WAIT_ALL = `
    const all = new OperationWaitAll("all", {
        operations: config.requireSecretObject("operations"),
        minPollInterval: "200ms",
        timeout: "1m",
    });
    exports.names = all.statuses.apply((statuses) => statuses.map(({ name, status, properties }) => [name, status, properties]));
    exports.operationIds = all.operationIds;
`;

describeOnEngine("OperationWaitAll", (fixture) => {
    const start = (properties: unknown): StartedOperation =>
        fixture.emulator.startOperation({ durationSeconds: 0.5, properties });
    const statusReads = () =>
        fixture.emulator.requests
            .filter(({ path }) => path.includes("operationStatuses"))
            .map(({ path }) => path.split("/").at(-1));

    it("waits for all operations with --parallel 1, keeps their order, and waits only for new ones when the array changes", async () => {
        const [one, two, three] = [start({ n: 1 }), start({ n: 2 }), start({ n: 3 })];
        const stack = await fixture.stack(WAIT_ALL);
        await stack.config.set("operations", JSON.stringify([one.url, two]), { secret: true });

        const up = await stack.up(["--parallel", "1"]);

        assert.equal(up.exitCode, 0, up.output);
        assert.equal((await stack.outputs()).names, "[secret]");
        assert.deepEqual((await stack.outputs({ showSecrets: true })).names, [
            [one.asyncOperationId, "Succeeded", { n: 1 }],
            [two.asyncOperationId, "Succeeded", { n: 2 }],
        ]);

        await stack.config.set("operations", JSON.stringify([three.url, two.url, one.url]), { secret: true });
        fixture.emulator.clearRequests();
        const second = await stack.up();

        assert.equal(second.exitCode, 0, second.output);
        assert.match(second.output, /1 updated/);
        assert.deepEqual([...new Set(statusReads())], [three.asyncOperationId]);
        assert.deepEqual((await stack.outputs({ showSecrets: true })).names, [
            [three.asyncOperationId, "Succeeded", { n: 3 }],
            [two.asyncOperationId, "Succeeded", { n: 2 }],
            [one.asyncOperationId, "Succeeded", { n: 1 }],
        ]);

        fixture.emulator.clearRequests();
        const third = await stack.up();
        assert.match(third.output, /2 unchanged/);
        assert.deepEqual(fixture.emulator.requests, []);

        const state = JSON.stringify(await stack.export());
        assert.ok(!state.includes(new URL(one.url).searchParams.get("h") ?? "?"), "the state contains no signature");
    });

    it("waits for every operation and reports all failures in one error", async () => {
        const failed = ["ZoneIsFull", "KeyDenied"].map((code) =>
            fixture.emulator.startOperation({
                durationSeconds: 0,
                outcome: "Failed",
                error: { code, message: `Message of ${code}.` },
            }),
        );
        const slow = start({});
        const stack = await fixture.stack(WAIT_ALL);
        await stack.config.set("operations", JSON.stringify([...failed, slow].map(({ url }) => url)), { secret: true });

        const up = await stack.up();

        assert.notEqual(up.exitCode, 0);
        assert.match(up.output, /2 of 3 Azure operations did not succeed:/);
        assert.match(up.output, /Azure operation Failed: ZoneIsFull: Message of ZoneIsFull\./);
        assert.match(up.output, /Azure operation Failed: KeyDenied: Message of KeyDenied\./);
    });

    it("rejects an invalid entry in a preview and reports its index", async () => {
        const stack = await fixture.stack(WAIT_ALL);
        await stack.config.set("operations", JSON.stringify([start({}).url, "no operation"]), { secret: true });
        fixture.emulator.clearRequests();

        const preview = await stack.preview();

        assert.notEqual(preview.exitCode, 0);
        assert.match(preview.output, /`operations\[1\]`: `operation` contains no operation/);
        assert.deepEqual(fixture.emulator.requests, []);
    });
});
