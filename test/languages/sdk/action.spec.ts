// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describeLanguages } from "./languageFixture";

const DONE = { durationSeconds: 0 };
const SECRET = "canary-7d1f";

describeLanguages("ResourceAction", (fixture) => {
    const { plugin } = fixture;
    const actionStack = async () => {
        const stack = await fixture.stack("action", { resourceId: plugin.workspaceId, trigger: "first" });
        await stack.config.set("key", SECRET, { secret: true });
        return stack;
    };

    it("is sent once, again for a new trigger, and its undo with the secret body at destroy", async () => {
        const stack = await actionStack();
        const preview = await stack.preview();
        assert.equal(preview.exitCode, 0, preview.output);
        assert.match(preview.output, /failover create.* will POST …\/failover/);
        assert.deepEqual(plugin.emulator.requests, []);

        for (const trigger of ["first", "second"]) {
            await stack.config.set("trigger", trigger);
            plugin.emulator.scriptNext({ ...DONE, properties: { key: SECRET } });
            const up = await stack.up();
            assert.equal(up.exitCode, 0, up.output);
            assert.doesNotMatch(up.output, new RegExp(SECRET));
            assert.deepEqual(plugin.takeSent(), ["POST one/failover"]);
        }
        assert.equal((await stack.outputs()).status, "Succeeded");
        assert.equal((await stack.outputs()).result, "[secret]");
        assert.doesNotMatch(JSON.stringify(await stack.export()), new RegExp(SECRET));

        plugin.emulator.scriptNext(DONE);
        const destroy = await stack.destroy();
        assert.equal(destroy.exitCode, 0, destroy.output);
        assert.deepEqual(plugin.emulator.changes.at(-1)?.body, { key: SECRET });
        assert.deepEqual(plugin.takeSent(), ["POST one/failback"]);
    });

    it("is kept half-made on Ctrl-C, and the next up goes on without a second request", async () => {
        const stack = await actionStack();
        plugin.emulator.scriptNext(DONE);
        const release = plugin.hold();
        const up = stack.start(["up", "--yes", "--skip-preview"]);
        await up.waitForOutput(/failover .*InProgress/);
        up.signal("SIGINT");
        const { exitCode, output } = await up.done;
        assert.notEqual(exitCode, 0, output);
        assert.match(output, /Stopped waiting for the Azure operation\./);
        assert.deepEqual(plugin.takeSent(), ["POST one/failover"]);
        const [halfMade, ...others] = await plugin.inState(stack);
        assert.deepEqual(others, [], "dependents are not created");
        assert.equal(typeof halfMade?.outputs?.pendingOperation, "object", "pendingOperation is encrypted");

        release();
        const next = await stack.up();
        assert.equal(next.exitCode, 0, next.output);
        assert.deepEqual(plugin.takeSent(), []);
        assert.equal((await stack.outputs()).status, "Succeeded");
        assert.match((await stack.up()).output, /3 unchanged/);
    });
});
