// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describePlugin, type PluginFixture, reference, type YamlProgram } from "../harness/engine/pluginFixture";
import type { Stack } from "../harness/engine/stack";

const DONE = { durationSeconds: 0 };
const SECRET = "canary-7d1f";

/** An action, and a wait that depends on it. */
function action(fixture: PluginFixture, more: object = {}, options: object = {}): YamlProgram {
    return {
        config: { trigger: { type: "string", default: "first" } },
        resources: {
            failover: {
                type: "azure-wait:ResourceAction",
                properties: {
                    resourceId: fixture.workspaceId,
                    apiVersion: "2025-02-01",
                    action: "failover",
                    triggers: [reference("trigger")],
                    minPollInterval: "200ms",
                    ...more,
                },
                options,
            },
            dependent: {
                type: "azure-wait:OperationWait",
                properties: { operation: reference("failover.operationId") },
            },
        },
        outputs: { status: reference("failover.status"), result: reference("failover.result") },
    };
}

describePlugin("ResourceAction of the plugin, in YAML", (fixture) => {
    /** Begins the action and presses Ctrl-C while it waits. @returns a function that lets the operation end. */
    const interrupt = async (stack: Stack): Promise<() => void> => {
        fixture.emulator.scriptNext(DONE);
        const release = fixture.hold();
        const up = stack.start(["up", "--yes", "--skip-preview"]);
        await up.waitForOutput(/failover .*InProgress/);
        up.signal("SIGINT");
        const { exitCode, output } = await up.done;
        assert.notEqual(exitCode, 0, output);
        assert.match(output, /Stopped waiting for the Azure operation\./);
        assert.deepEqual(fixture.takeSent(), ["POST one/failover"]);
        return release;
    };
    const succeeds = async (stack: Stack, sent: readonly string[]) => {
        fixture.takeSent();
        const up = await stack.up();
        assert.equal(up.exitCode, 0, up.output);
        assert.deepEqual(fixture.takeSent(), sent, up.output);
        return up;
    };

    it("shows in a preview what it would send, sends it once, again for a new trigger, and its undo at destroy", async () => {
        const program = action(fixture, { destroy: { action: "failback", body: { key: { "fn::secret": SECRET } } } });
        const stack = await fixture.stack(program);
        const preview = await stack.preview();
        assert.equal(preview.exitCode, 0, preview.output);
        assert.match(preview.output, /failover create.* will POST …\/failover/);
        assert.deepEqual(fixture.emulator.requests, []);

        fixture.emulator.scriptNext({ ...DONE, properties: { key: SECRET } });
        await succeeds(stack, ["POST one/failover"]);
        assert.match((await succeeds(stack, [])).output, /3 unchanged/);
        assert.equal((await stack.outputs()).result, "[secret]");
        assert.doesNotMatch(JSON.stringify(await stack.export()), new RegExp(SECRET));

        await stack.config.set("trigger", "second");
        fixture.emulator.scriptNext(DONE);
        await succeeds(stack, ["POST one/failover"]);

        fixture.emulator.scriptNext(DONE);
        const destroy = await stack.destroy();
        assert.equal(destroy.exitCode, 0, destroy.output);
        assert.deepEqual(fixture.takeSent(), ["POST one/failback"]);
    });

    it("is kept half-made on Ctrl-C, and the next up goes on without a second request, also after a refresh", async () => {
        const stack = await fixture.stack(action(fixture));
        const release = await interrupt(stack);
        const [halfMade, ...others] = await fixture.inState(stack);
        assert.deepEqual(others, [], "dependents are not created");
        assert.equal(Object(halfMade?.initErrors).length, 1);
        assert.equal(typeof halfMade?.outputs?.pendingOperation, "object", "pendingOperation is encrypted");
        assert.match((await stack.preview()).output, /will go on waiting for POST …\/failover/);
        assert.equal((await stack.refresh()).exitCode, 0);
        assert.deepEqual(fixture.emulator.requests, []);

        release();
        await succeeds(stack, []);
        assert.equal((await stack.outputs()).status, "Succeeded");
        assert.match((await succeeds(stack, [])).output, /3 unchanged/);
    });

    it("keeps the known outputs in the preview of a change that sends nothing", async () => {
        const stack = await fixture.stack(action(fixture));
        fixture.emulator.scriptNext(DONE);
        await succeeds(stack, ["POST one/failover"]);
        await fixture.rewrite(action(fixture, { timeout: "3h" }));
        const preview = await stack.preview();
        assert.match(preview.output, /1 to update/);
        assert.match(preview.output, /2 unchanged/);
        await succeeds(stack, []);
    });

    it("undoes the old action before it sends the new one where `replaceOnChanges` makes a replacement of a change", async () => {
        const program = action(fixture, { destroy: { action: "failback" } }, { replaceOnChanges: ["triggers"] });
        const stack = await fixture.stack(program);
        fixture.emulator.scriptNext(DONE);
        await succeeds(stack, ["POST one/failover"]);
        await stack.config.set("trigger", "second");
        fixture.emulator.scriptNext(DONE);
        fixture.emulator.scriptNext(DONE);
        const { output } = await succeeds(stack, ["POST one/failback", "POST one/failover"]);
        assert.match(output, /replaced/);
    });
});
