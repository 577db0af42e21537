// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describeActions, UNDO } from "../harness/engine/actionFixture";

const DONE = { durationSeconds: 0 };
const FAILED = { durationSeconds: 0, outcome: "Failed", error: { code: "NoReplica", message: "There is no replica." } };

describeActions("ResourceAction at destroy", (fixture) => {
    const emulator = () => fixture.wait.emulator;

    it("needs no request, no credentials and no package without `destroy`", async () => {
        const stack = await fixture.stack();
        emulator().scriptNext(DONE);
        await fixture.up(stack, ["POST one/failover"]);
        emulator().clearRequests();
        const environment = Object.fromEntries(Object.keys(emulator().environment).map((name) => [name, undefined]));
        fixture.wait.workspace.uninstall();
        try {
            const destroy = await stack.destroy([], { environment });
            assert.equal(destroy.exitCode, 0, destroy.output);
            assert.deepEqual(emulator().requests, []);
        } finally {
            fixture.wait.workspace.reinstall();
        }
    });

    it("refuses with `destroy` while the package is uninstalled, and is undone when it is back", async () => {
        const stack = await fixture.stack(UNDO);
        emulator().scriptNext(DONE);
        await fixture.up(stack, ["POST one/failover"]);
        fixture.wait.workspace.uninstall();
        try {
            const destroy = await stack.destroy();
            assert.notEqual(destroy.exitCode, 0);
            assert.match(destroy.output, /Install pulumi-azure-wait in /);
            assert.notEqual(await fixture.inState(stack), undefined);
        } finally {
            fixture.wait.workspace.reinstall();
        }
        emulator().scriptNext(DONE);
        const destroy = await stack.destroy();
        assert.equal(destroy.exitCode, 0, destroy.output);
        assert.deepEqual(fixture.takeSent(), ["POST one/failback"]);
    });

    it("keeps the resource when the undo Failed, reports why once, and sends it again in the next destroy", async () => {
        const stack = await fixture.stack(UNDO);
        emulator().scriptNext(DONE);
        await fixture.up(stack, ["POST one/failover"]);
        emulator().scriptNext(FAILED);
        const failed = await stack.destroy();
        assert.notEqual(failed.exitCode, 0);
        const diagnostics = failed.output.slice(failed.output.indexOf("Diagnostics:"));
        assert.equal(diagnostics.match(/Azure operation Failed: NoReplica/g)?.length, 1, failed.output);
        assert.doesNotMatch(failed.output, /\bat .*\.js:\d+/, "no stack trace");
        assert.notEqual(await fixture.inState(stack), undefined);
        emulator().scriptNext(DONE);
        fixture.takeSent();
        const destroy = await stack.destroy();
        assert.equal(destroy.exitCode, 0, destroy.output);
        assert.deepEqual(fixture.takeSent(), ["POST one/failback"]);
    });

    it("keeps the resource after Ctrl-C, and reports that the next destroy sends the undo again", async () => {
        const stack = await fixture.stack(UNDO);
        emulator().scriptNext(DONE);
        await fixture.up(stack, ["POST one/failover"]);
        emulator().scriptNext(DONE);
        const finish = fixture.hold();
        const destroy = stack.start(["destroy", "--yes", "--skip-preview"]);
        await destroy.waitForOutput(/failover .*InProgress/);
        destroy.signal("SIGINT");
        const { exitCode, output } = await destroy.done;
        finish();
        assert.notEqual(exitCode, 0);
        assert.match(output, /The next run sends its request again/);
        fixture.takeSent();
        emulator().scriptNext(DONE);
        const again = await stack.destroy();
        assert.equal(again.exitCode, 0, again.output);
        assert.deepEqual(fixture.takeSent(), ["POST one/failback"]);
    });

    it("counts 404 as undone with `ignoreNotFound`", async () => {
        const stack = await fixture.stack(`${UNDO} ignoreNotFound: true,`);
        emulator().scriptNext(DONE);
        await fixture.up(stack, ["POST one/failover"]);
        const body = { error: { code: "ResourceNotFound", message: "Gone." } };
        const stop = emulator().intercept(({ path }) =>
            path.endsWith("/failback") ? { status: 404, body } : undefined,
        );
        const destroy = await stack.destroy();
        stop();
        assert.equal(destroy.exitCode, 0, destroy.output);
    });

    it("sends nothing with `retainOnDelete`, and is protected with `protect`", async () => {
        const stack = await fixture.stack(UNDO, "protect: true");
        emulator().scriptNext(DONE);
        await fixture.up(stack, ["POST one/failover"]);
        const refused = await stack.destroy();
        assert.notEqual(refused.exitCode, 0);
        assert.match(refused.output, /protect/);
        fixture.rewrite(UNDO, "retainOnDelete: true");
        await fixture.up(stack, []);
        const destroy = await stack.destroy();
        assert.equal(destroy.exitCode, 0, destroy.output);
        assert.deepEqual(fixture.takeSent(), []);
    });

    it("sends nothing with `deletedWith`, when that is deleted, too", async () => {
        const stack = await fixture.stack(
            UNDO,
            `deletedWith: new OperationWait("owner", { operation: config.require("operation") })`,
        );
        await stack.config.set("operation", emulator().startOperation(DONE).url);
        emulator().scriptNext(DONE);
        await fixture.up(stack, ["POST one/failover"]);
        const destroy = await stack.destroy();
        assert.equal(destroy.exitCode, 0, destroy.output);
        assert.deepEqual(fixture.takeSent(), []);
    });

    it("sends nothing for `pulumi state delete`", async () => {
        const stack = await fixture.stack(UNDO);
        emulator().scriptNext(DONE);
        await fixture.up(stack, ["POST one/failover"]);
        const { urn } = (await fixture.inState(stack)) ?? {};
        const removed = await stack.run(["state", "delete", String(urn), "--yes", "--target-dependents"]);
        assert.equal(removed.exitCode, 0, removed.output);
        assert.equal(await fixture.inState(stack), undefined);
        const destroy = await stack.destroy();
        assert.equal(destroy.exitCode, 0, destroy.output);
        assert.deepEqual(fixture.takeSent(), []);
    });

    it("is undone before `pulumi up --replace` sends it again, unless `deleteBeforeReplace` is false", async () => {
        fixture.wait.emulator.scriptNext({ durationSeconds: 0 });
        const stack = await fixture.stack(UNDO);
        await fixture.up(stack, ["POST one/failover"]);
        const replace = async (expected: readonly string[]) => {
            fixture.wait.emulator.scriptNext({ durationSeconds: 0 });
            fixture.wait.emulator.scriptNext({ durationSeconds: 0 });
            const { exitCode, output } = await stack.up(["--replace", (await fixture.inState(stack))?.urn ?? ""]);
            assert.equal(exitCode, 0, output);
            assert.deepEqual(fixture.takeSent(), expected, output);
        };
        await replace(["POST one/failback", "POST one/failover"]);
        fixture.rewrite(UNDO, "deleteBeforeReplace: false");
        await replace(["POST one/failover", "POST one/failback"]);
    });
});
