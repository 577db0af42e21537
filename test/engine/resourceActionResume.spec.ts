// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { faults } from "../emulator/src/index";
import { describeActions, UNDO } from "../harness/engine/actionFixture";

const DONE = { durationSeconds: 0 };
const FAILED = { durationSeconds: 0, outcome: "Failed", error: { code: "NoReplica", message: "There is no replica." } };
const EXPIRED = { durationSeconds: 0, recordLifetimeSeconds: 0.001 };

describeActions("ResourceAction that was interrupted", (fixture) => {
    const emulator = () => fixture.wait.emulator;

    it("is kept half-made, with its operation as a secret, and goes on in the next up without a second request", async () => {
        const stack = await fixture.stack();
        emulator().scriptNext(DONE);
        const finish = await fixture.interrupt(stack);
        assert.deepEqual(fixture.takeSent(), ["POST one/failover"]);
        const { resources } = (await stack.export()).deployment;
        assert.ok(!resources?.some(({ urn }) => urn.endsWith("::dependent")), "dependents are not created");

        const halfMade = await fixture.inState(stack);
        assert.equal(Object(halfMade?.initErrors).length, 1);
        assert.equal(halfMade?.outputs?.status, "InProgress");
        assert.equal(typeof halfMade?.outputs?.pendingOperation, "object", "pendingOperation is encrypted");
        assert.doesNotMatch(JSON.stringify(halfMade), /operationStatuses/);

        const preview = await stack.preview();
        assert.equal(preview.exitCode, 0, preview.output);
        assert.match(preview.output, /will go on waiting for POST …\/failover/);
        assert.deepEqual(fixture.takeSent(), []);

        finish();
        await fixture.up(stack, []);
        const complete = await fixture.inState(stack);
        assert.equal(complete?.outputs?.status, "Succeeded");
        assert.equal(complete?.outputs?.pendingOperation, undefined);
        assert.equal(complete?.initErrors, undefined);
        assert.match((await fixture.up(stack, [])).output, /3 unchanged/);
    });

    it("goes on after a refresh, which sends no request", async () => {
        const stack = await fixture.stack();
        emulator().scriptNext(DONE);
        const finish = await fixture.interrupt(stack);
        emulator().clearRequests();
        const refresh = await stack.refresh();
        assert.equal(refresh.exitCode, 0, refresh.output);
        assert.deepEqual(emulator().requests, []);
        finish();
        await fixture.up(stack, []);
        assert.equal((await stack.outputs()).status, "Succeeded");
    });

    it("goes on after the timeout of an update, which is `customTimeouts.create`, although the engine keeps the old inputs", async () => {
        const stack = await fixture.stack("", `customTimeouts: { create: "2s", update: "1h" }`);
        emulator().scriptNext(DONE);
        await fixture.up(stack, ["POST one/failover"]);
        await stack.config.set("trigger", "second");
        emulator().scriptNext(DONE);
        const finish = fixture.hold();
        await fixture.failingUp(stack, /Azure operation still InProgress after 2s/, ["POST one/failover"]);
        finish();
        await fixture.up(stack, []);
        await fixture.up(stack, []);
    });

    it("goes on after its status could not be read, and after the sign-in was lost, in a create and in an update", async () => {
        const stack = await fixture.stack(`timeout: "4s",`);
        for (const [status, message] of [
            [503, /The status of the Azure operation (?:cannot|could not) be read/],
            [401, /401/],
        ] as const) {
            await stack.config.set("trigger", `before ${status}`);
            emulator().scriptNext(DONE);
            const stop = fixture.respondToStatus(() => faults.status(status));
            await fixture.failingUp(stack, message, ["POST one/failover"]);
            stop();
            assert.equal(typeof (await fixture.inState(stack))?.outputs?.pendingOperation, "object");
            await fixture.up(stack, []);
        }
    });

    it("shows the signature of its pending operation neither with `--debug` nor with `--json`", async () => {
        const stack = await fixture.stack(UNDO);
        const signatures = new Set<string>();
        const stop = emulator().onRequest(({ path, query }) => {
            if (path.includes("/operationStatuses/")) {
                signatures.add(new URLSearchParams(query).get("s") as string);
            }
        });
        emulator().scriptNext(DONE);
        const finish = await fixture.interrupt(stack, ["--debug"]);
        const outputs = [(await stack.preview(["--debug"])).output, (await stack.preview(["--json"])).output];
        outputs.push((await fixture.interruptAt(stack, /failover .*InProgress/, ["--debug"])).output);
        finish();
        outputs.push((await stack.up(["--json"])).output);
        stop();
        assert.equal(signatures.size, 1);
        const [signature = ""] = signatures;
        assert.ok(signature.length > 20, signature);
        for (const output of outputs) {
            assert.match(output, /failover/);
            assert.ok(!output.includes(signature) && !output.includes(encodeURIComponent(signature)), output);
        }
    });

    it("knows the operation of a request that was on its way", async () => {
        const stack = await fixture.stack();
        emulator().scriptNext(DONE);
        let isUnderWay = false;
        const stop = emulator().intercept(async ({ method, path }) => {
            if (method === "POST" && path.endsWith("/failover")) {
                isUnderWay = true;
                await setTimeout(1_500);
            }
            return undefined;
        });
        const up = stack.start(["up", "--yes", "--skip-preview"]);
        while (!isUnderWay) {
            await setTimeout(50);
        }
        up.signal("SIGINT");
        const { output } = await up.done;
        stop();
        assert.match(output, /Stopped waiting for the Azure operation\./);
        await fixture.up(stack, []);
    });

    it("waits with other arguments for the old operation to end, and then sends", async () => {
        const stack = await fixture.stack();
        emulator().scriptNext(DONE);
        const finish = await fixture.interrupt(stack);
        fixture.takeSent();
        await stack.config.set("trigger", "second");
        assert.match((await stack.preview()).output, /will wait for the pending operation, then POST …\/failover/);
        const up = stack.start(["up", "--yes", "--skip-preview"]);
        await up.waitForOutput(/failover .*InProgress/);
        assert.deepEqual(fixture.takeSent(), []);
        emulator().scriptNext(DONE);
        finish();
        const { exitCode, output } = await up.done;
        assert.equal(exitCode, 0, output);
        assert.deepEqual(fixture.takeSent(), ["POST one/failover"]);
        await fixture.up(stack, []);
    });

    for (const [title, script, message] of [
        ["Failed", FAILED, /Azure operation Failed: NoReplica/],
        ["expired with its record", EXPIRED, /It is not known how the action ended: the record of its operation/],
    ] as const) {
        it(`fails in the next up when the operation ${title}, without a request, and sends in the up after a refresh`, async () => {
            const stack = await fixture.stack();
            emulator().scriptNext(script);
            const finish = await fixture.interrupt(stack);
            finish();
            await fixture.failingUp(stack, message, []);
            assert.equal((await fixture.inState(stack))?.outputs?.status, "Failed");
            await stack.refresh();
            emulator().scriptNext(DONE);
            await fixture.up(stack, ["POST one/failover"]);
            await fixture.up(stack, []);
        });

        it(`sends once with other arguments after the old operation ${title}`, async () => {
            const stack = await fixture.stack();
            emulator().scriptNext(script);
            const finish = await fixture.interrupt(stack);
            finish();
            await stack.config.set("trigger", "second");
            emulator().scriptNext(DONE);
            await fixture.up(stack, ["POST one/failover"]);
            await fixture.up(stack, []);
        });
    }

    it("is undone before another resource is acted on, after its operation has ended", async () => {
        const stack = await fixture.stack(UNDO);
        emulator().scriptNext(DONE);
        const finish = await fixture.interrupt(stack);
        finish();
        await stack.config.set("resource", fixture.resource("two"));
        emulator().scriptNext(DONE);
        emulator().scriptNext(DONE);
        await fixture.up(stack, ["POST one/failback", "POST two/failover"]);
    });

    it("is forgotten at destroy without `destroy`, with no request", async () => {
        const stack = await fixture.stack();
        emulator().scriptNext(DONE);
        const finish = await fixture.interrupt(stack);
        emulator().clearRequests();
        const destroy = await stack.destroy();
        finish();
        assert.equal(destroy.exitCode, 0, destroy.output);
        assert.deepEqual(emulator().requests, []);
    });

    it("is undone at destroy after its operation has ended", async () => {
        const stack = await fixture.stack(UNDO);
        emulator().scriptNext(DONE);
        const finish = await fixture.interrupt(stack);
        fixture.takeSent();
        const destroy = stack.start(["destroy", "--yes", "--skip-preview"]);
        await destroy.waitForOutput(/failover .*InProgress/);
        assert.deepEqual(fixture.takeSent(), []);
        emulator().scriptNext(DONE);
        finish();
        const { exitCode, output } = await destroy.done;
        assert.equal(exitCode, 0, output);
        assert.deepEqual(fixture.takeSent(), ["POST one/failback"]);
    });
});
