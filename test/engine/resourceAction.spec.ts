// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describeActions, UNDO } from "../harness/engine/actionFixture";

const FAILED = { durationSeconds: 0, outcome: "Failed", error: { code: "NoReplica", message: "There is no replica." } };
const DONE = { durationSeconds: 0 };

describeActions("ResourceAction", (fixture) => {
    const emulator = () => fixture.wait.emulator;

    it("sends nothing in a preview, and shows what would be sent", async () => {
        const stack = await fixture.stack();
        const preview = await stack.preview();
        assert.equal(preview.exitCode, 0, preview.output);
        assert.match(preview.output, /failover .*will POST …\/failover/);
        assert.deepEqual(emulator().requests, []);
    });

    it("rejects a wrong argument in a preview, without its value", async () => {
        const stack = await fixture.stack(`destroy: { action: "with?query=secret" },`);
        const preview = await stack.preview();
        assert.notEqual(preview.exitCode, 0);
        assert.match(preview.output, /has a problem: `destroy\.action` must be what follows the id/);
        assert.doesNotMatch(preview.output, /query=secret/);
    });

    it("sends the action once, waits for it, and keeps its result as a secret", async () => {
        const stack = await fixture.stack();
        emulator().scriptNext({ durationSeconds: 1, properties: { key: "result-5f31" } });
        const up = await fixture.up(stack, ["POST one/failover"]);
        assert.match(up.stdout, /failover .*InProgress/);
        assert.equal((await stack.outputs()).status, "Succeeded");
        assert.equal((await stack.outputs()).result, "[secret]");
        assert.deepEqual((await stack.outputs({ showSecrets: true })).result, { key: "result-5f31" });
        assert.equal((await fixture.inState(stack))?.id, `${fixture.resource("one")}/failover`);
        const again = await fixture.up(stack, []);
        assert.match(again.output, /3 unchanged/);
        const refresh = await stack.refresh();
        assert.match(refresh.output, /3 unchanged/);
        assert.deepEqual(emulator().requests, []);
    });

    it("sends the action again for another trigger, and nothing for another `destroy` or timeout", async () => {
        const stack = await fixture.stack(UNDO);
        emulator().scriptNext(DONE);
        await fixture.up(stack, ["POST one/failover"]);
        await stack.config.set("trigger", "second");
        emulator().scriptNext(DONE);
        const up = await fixture.up(stack, ["POST one/failover"]);
        assert.match(up.output, /1 updated/);
        fixture.rewrite(`destroy: { action: "other" }, timeout: "3h",`);
        assert.match((await fixture.up(stack, [])).output, /1 updated/);
        assert.match((await fixture.up(stack, [])).output, /3 unchanged/);
        emulator().scriptNext(DONE);
        const destroy = await stack.destroy();
        assert.equal(destroy.exitCode, 0, destroy.output);
        assert.deepEqual(fixture.takeSent(), ["POST one/other"]);
    });

    it("undoes the action on the old resource before it sends it to another one", async () => {
        const stack = await fixture.stack(UNDO);
        emulator().scriptNext(DONE);
        await fixture.up(stack, ["POST one/failover"]);
        await stack.config.set("resource", fixture.resource("two"));
        emulator().scriptNext(DONE);
        emulator().scriptNext(DONE);
        const up = await fixture.up(stack, ["POST one/failback", "POST two/failover"]);
        assert.match(up.output, /1 replaced/);
    });

    it("records nothing when the action Failed, and sends it again in the next up", async () => {
        const stack = await fixture.stack();
        emulator().scriptNext(FAILED);
        const up = await fixture.failingUp(stack, /error: Azure operation Failed: NoReplica: There is no replica\./, [
            "POST one/failover",
        ]);
        assert.doesNotMatch(up.output, /dependent/);
        assert.equal(await fixture.inState(stack), undefined);
        emulator().scriptNext(DONE);
        await fixture.up(stack, ["POST one/failover"]);
    });

    it("keeps the old state when an update Failed, and sends it again in the next up", async () => {
        const stack = await fixture.stack();
        emulator().scriptNext(DONE);
        await fixture.up(stack, ["POST one/failover"]);
        await stack.config.set("trigger", "second");
        emulator().scriptNext(FAILED);
        await fixture.failingUp(stack, /NoReplica/, ["POST one/failover"]);
        assert.equal((await fixture.inState(stack))?.outputs?.status, "Succeeded");
        emulator().scriptNext(DONE);
        await fixture.up(stack, ["POST one/failover"]);
    });

    it("records nothing when Azure refuses the action, or its start is unknown", async () => {
        const stack = await fixture.stack();
        for (const [status, message] of [
            [400, /Azure did not start the operation/],
            [500, /It is not known whether the Azure operation has started/],
        ] as const) {
            const body = { error: { code: "Bad", message: "No." } };
            const stop = fixture.respondToAction(() => ({ status, body }));
            await fixture.failingUp(stack, message, ["POST one/failover refused"]);
            stop();
            assert.equal(await fixture.inState(stack), undefined);
        }
    });

    it("is sent again after `kill -9`, of which Pulumi knows a pending create only", async () => {
        const stack = await fixture.stack();
        const finish = fixture.hold();
        const up = stack.start(["up", "--yes", "--skip-preview"]);
        await up.waitForOutput(/failover .*InProgress/);
        const engine = stack.processes().find(({ commandLine }) => /(?:^|\/)pulumi /.test(commandLine));
        assert.ok(engine !== undefined, JSON.stringify(stack.processes()));
        process.kill(engine.processId, "SIGKILL");
        await up.done;
        assert.equal((await stack.export()).deployment.pending_operations?.[0]?.type, "creating");
        finish();
        await stack.run(["cancel", "--yes"]);
        emulator().scriptNext(DONE);
        await fixture.up(stack, ["POST one/failover"]);
    });

    it("holds no secret of `body`, `triggers` and `destroy` in plain text in the state or the output", async () => {
        const stack = await fixture.stack(
            `body: { key: config.requireSecret("secret") },
             triggers: [config.requireSecret("secret")],
             destroy: { action: "failback", body: { key: config.requireSecret("secret") } },`,
        );
        await stack.config.set("secret", "hunter2-77aa", { secret: true });
        emulator().scriptNext(DONE);
        const up = await stack.up();
        assert.equal(up.exitCode, 0, up.output);
        assert.doesNotMatch(up.output + JSON.stringify(await stack.export()), /hunter2-77aa/);
        assert.deepEqual(emulator().requests.find(({ method, area }) => area === "arm" && method === "POST")?.body, {
            key: "hunter2-77aa",
        });
        emulator().scriptNext(DONE);
        const destroy = await stack.destroy();
        assert.equal(destroy.exitCode, 0, destroy.output);
        assert.doesNotMatch(destroy.output, /hunter2-77aa/);
        assert.deepEqual(emulator().requests.find(({ path }) => path.endsWith("/failback"))?.body, {
            key: "hunter2-77aa",
        });
    });
});
