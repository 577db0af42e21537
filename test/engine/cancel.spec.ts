// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import type { Stack } from "../harness/engine/stack";
import { describeOnEngine, waitsInState } from "../harness/engine/waitFixture";

const TWO_WAITS = `
    for (const name of ["one", "two"]) {
        new OperationWait(name, { operation: config.requireSecret("url"), minPollInterval: "200ms" });
    }
`;

/** Time in which an orphaned provider must end, with a margin. */
const ORPHAN_LIMIT_MS = 40_000;

describeOnEngine("OperationWait in a cancelled run", (fixture) => {
    /** Starts an `up` with two running waits. `finish` lets their operation succeed. */
    const startWaiting = async (flags: readonly string[] = []) => {
        const { url, asyncOperationId } = fixture.emulator.startOperation({ durationSeconds: 0 });
        const finish = fixture.emulator.intercept(({ path }) =>
            path.endsWith(asyncOperationId) ? { body: { status: "InProgress" } } : undefined,
        );
        const stack = await fixture.stack(TWO_WAITS);
        await stack.config.set("url", url, { secret: true });
        const up = stack.start(["up", "--yes", "--skip-preview", ...flags]);
        await up.waitForOutput(/one creating.*InProgress/);
        await up.waitForOutput(/two creating.*InProgress/);
        return { stack, up, finish };
    };

    const assertSucceeds = async (stack: Stack) => {
        const up = await stack.up();
        assert.equal(up.exitCode, 0, up.output);
        assert.equal((await waitsInState(stack)).length, 2);
    };

    for (const signal of ["SIGINT", "SIGTERM"] as const) {
        it(`cancels every wait at the first ${signal}, leaves no process or pending operation, and succeeds in the next up`, async () => {
            const { stack, up, finish } = await startWaiting();

            const startMs = performance.now();
            up.signal(signal);

            const { exitCode, output } = await up.done;
            console.log(`      ${Math.round(performance.now() - startMs)} ms from ${signal} to the end of pulumi`);
            assert.notEqual(exitCode, 0);
            const diagnostics = output.slice(output.indexOf("Diagnostics:"));
            assert.equal(diagnostics.match(/error: Stopped waiting for the Azure operation\./g)?.length, 2, output);
            assert.match(output, /The operation itself goes on in Azure\. Run again to go on waiting\./);
            assert.deepEqual(stack.processes(), []);
            assert.equal((await stack.export()).deployment.pending_operations?.length ?? 0, 0);
            finish();
            await assertSucceeds(stack);
        });
    }

    for (const [title, flags] of [
        ["", []],
        [" with --logflow", ["--logflow", "-v=3"]],
    ] as const) {
        it(`leaves no provider process when the engine${title} is killed, and succeeds after pulumi cancel`, async () => {
            const { stack, up, finish } = await startWaiting(flags);
            const engine = stack.processes().find(({ commandLine }) => /(?:^|\/)pulumi /.test(commandLine));
            assert.ok(engine !== undefined, JSON.stringify(stack.processes()));

            process.kill(engine.processId, "SIGKILL");

            await up.done;
            const deadlineMs = Date.now() + ORPHAN_LIMIT_MS;
            const orphans = () =>
                stack.processes().filter(({ commandLine }) => commandLine.includes("dynamic-provider"));
            while (orphans().length > 0 && Date.now() < deadlineMs) {
                await setTimeout(250);
            }
            assert.deepEqual(orphans(), []);
            finish();
            const cancel = await stack.run(["cancel", "--yes"]);
            assert.equal(cancel.exitCode, 0, cancel.output);
            await assertSucceeds(stack);
        });
    }

    it("succeeds in the next up after the provider process is killed", async () => {
        const { stack, up, finish } = await startWaiting();
        const provider = stack.processes().filter(({ commandLine }) => commandLine.includes("dynamic-provider"));
        assert.ok(provider.length > 0);

        for (const { processId } of provider) {
            process.kill(processId, "SIGKILL");
        }

        assert.notEqual((await up.done).exitCode, 0);
        finish();
        await assertSucceeds(stack);
    });

    it("completes a wait and stores it in state when another resource fails", async () => {
        const { url } = fixture.emulator.startOperation({
            durationSeconds: 0,
            answers: [...Array.from({ length: 8 }, () => ({ body: { status: "InProgress" } })), "timed"],
        });
        const stack = await fixture.stack(`
            class Broken extends pulumi.dynamic.Resource {
                constructor(name) { super({ async create() { throw new Error("broken"); } }, name, {}, undefined, "test", "Broken"); }
            }
            new OperationWait("one", { operation: config.requireSecret("url"), minPollInterval: "200ms", maxPollInterval: "400ms" });
            new Broken("broken");
        `);
        await stack.config.set("url", url, { secret: true });

        const up = await stack.up();

        assert.notEqual(up.exitCode, 0);
        assert.match(up.output, /error: broken/);
        assert.doesNotMatch(up.output, /Stopped waiting/);
        assert.equal((await waitsInState(stack)).length, 1);
    });
});
