// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import type { Stack } from "../harness/engine/stack";
import { describeOnEngine, waitsInState } from "../harness/engine/waitFixture";

/** Waits for the configured operation. The dependent resource must not be created before the operation succeeded. */
const WAIT = `
    const ready = new OperationWait("ready", {
        asyncOperationId: config.require("operation"),
        location: "West US",
        timeout: config.get("timeout"),
        minPollInterval: "200ms",
    });
    new pulumi.ComponentResource("test:index:Dependent", "dependent", {}, { dependsOn: ready });
    exports.status = ready.status;
    exports.operationId = ready.operationId;
    exports.waitName = ready.name;
    exports.times = pulumi.all([ready.startTime, ready.endTime]);
    exports.percentComplete = ready.percentComplete;
    exports.properties = ready.properties;
    exports.polls = ready.polls;
    exports.durationSeconds = ready.durationSeconds;
`;

describeOnEngine("OperationWait in the lifecycle of a stack", (fixture) => {
    const waitStack = async (asyncOperationId: string): Promise<Stack> => {
        const stack = await fixture.stack(WAIT);
        await stack.config.set("operation", asyncOperationId);
        return stack;
    };

    it("changes nothing and sends no request in a second up", async () => {
        const stack = await waitStack(fixture.emulator.startOperation({ durationSeconds: 0 }).asyncOperationId);
        await stack.up();
        fixture.emulator.clearRequests();

        const second = await stack.up();

        assert.equal(second.exitCode, 0, second.output);
        assert.match(second.output, /3 unchanged/);
        assert.deepEqual(fixture.emulator.requests, []);
    });

    it("is replaced and waits again when its operation changes", async () => {
        const stack = await waitStack(fixture.emulator.startOperation({ durationSeconds: 0 }).asyncOperationId);
        await stack.up();
        const { asyncOperationId } = fixture.emulator.startOperation({ durationSeconds: 1 });
        await stack.config.set("operation", asyncOperationId);

        const second = await stack.up();

        assert.equal(second.exitCode, 0, second.output);
        assert.match(second.output, /1 replaced/);
        assert.equal((await stack.outputs()).waitName, asyncOperationId);
    });

    it("is not replaced and does not wait when the same operation is given in another form", async () => {
        const operation = fixture.emulator.startOperation({ durationSeconds: 0 });
        const stack = await waitStack(operation.asyncOperationId);
        await stack.up();
        fixture.rewrite(`
            new OperationWait("ready", { operation: config.require("url") });
        `);
        await stack.config.set("url", operation.url, { secret: true });
        fixture.emulator.clearRequests();

        const second = await stack.up();

        assert.equal(second.exitCode, 0, second.output);
        assert.match(second.output, /2 unchanged/);
        assert.deepEqual(fixture.emulator.requests, []);
    });

    it("is not replaced and does not wait when only the timeout changes", async () => {
        const stack = await waitStack(fixture.emulator.startOperation({ durationSeconds: 0 }).asyncOperationId);
        await stack.up();
        await stack.config.set("timeout", "6h");
        fixture.emulator.clearRequests();

        const second = await stack.up();

        assert.equal(second.exitCode, 0, second.output);
        assert.match(second.output, /3 unchanged/);
        assert.deepEqual(fixture.emulator.requests, []);
    });

    it("is refreshed and destroyed without credentials and without a request", async () => {
        const stack = await waitStack(fixture.emulator.startOperation({ durationSeconds: 0 }).asyncOperationId);
        await stack.up();
        fixture.emulator.clearRequests();
        const environment = Object.fromEntries(
            Object.keys(fixture.emulator.environment).map((name) => [name, undefined]),
        );

        const refresh = await stack.refresh([], { environment });
        assert.equal(refresh.exitCode, 0, refresh.output);
        assert.match(refresh.output, /3 unchanged/);
        const destroy = await stack.destroy([], { environment });
        assert.equal(destroy.exitCode, 0, destroy.output);
        assert.match(destroy.output, /3 deleted/);
        assert.deepEqual(fixture.emulator.requests, []);
    });

    it("is refreshed and deleted after the package is uninstalled and the wait removed from the program", async () => {
        const stack = await waitStack(fixture.emulator.startOperation({ durationSeconds: 0 }).asyncOperationId);
        await stack.up();
        fixture.workspace.uninstall();
        try {
            fixture.rewrite(`exports.nothing = "left";`);

            const refresh = await stack.refresh();
            assert.equal(refresh.exitCode, 0, refresh.output);
            const up = await stack.up();
            assert.equal(up.exitCode, 0, up.output);
            assert.match(up.output, /2 deleted/);
            assert.deepEqual(await waitsInState(stack), []);
        } finally {
            fixture.workspace.reinstall();
        }
    });
});
