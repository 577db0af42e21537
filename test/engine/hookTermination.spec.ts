// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import type { RunningCommand } from "../harness/engine/runningCommand";
import type { Stack } from "../harness/engine/stack";
import { describeOnEngine } from "../harness/engine/waitFixture";

/** A resource whose hook waits, in a program with its own SIGINT listener. */
const PROGRAM = `
    const { waitHook } = require("pulumi-azure-wait");
    process.on("SIGINT", () => console.log("the program received SIGINT"));
    class Thing extends pulumi.dynamic.Resource {
        constructor(name, opts) { super({ async create() { return { id: "thing" }; } }, name, {}, opts, "test", "Thing"); }
    }
    new Thing("thing", { hooks: { afterCreate: [waitHook(() => config.require("url"), { minPollInterval: "200ms" })] } });
`;

/** Time in which orphaned processes must end, with a margin. */
const ORPHAN_LIMIT_MS = 40_000;

describeOnEngine("waitHook in an interrupted run", (fixture) => {
    let stack: Stack;
    let up: RunningCommand;
    beforeEach(async () => {
        stack = await fixture.stack(PROGRAM);
        await stack.config.set("url", fixture.emulator.startOperation({ durationSeconds: 1_000 }).url, {
            secret: true,
        });
        up = stack.start(["up", "--yes", "--skip-preview"]);
        await up.waitForOutput(/thing .*InProgress/);
    });

    const processOf = (pattern: RegExp): number => {
        const found = stack.processes().find(({ commandLine }) => pattern.test(commandLine));
        assert.ok(found !== undefined, JSON.stringify(stack.processes()));
        return found.processId;
    };
    const assertNoProcessLeft = async (isRelevant: (commandLine: string) => boolean = () => true) => {
        const deadlineMs = Date.now() + ORPHAN_LIMIT_MS;
        const remaining = () => stack.processes().filter(({ commandLine }) => isRelevant(commandLine));
        while (remaining().length > 0 && Date.now() < deadlineMs) {
            await setTimeout(100);
        }
        assert.deepEqual(remaining(), []);
    };

    it("reports the cancellation at Ctrl-C, keeps the program's SIGINT listener working, and does not wait in the next up", async () => {
        const startMs = performance.now();
        up.signal("SIGINT");

        await up.waitForOutput(/after hook ".*" failed: Stopped waiting for the Azure operation\./);
        console.log(`      ${Math.round(performance.now() - startMs)} ms from Ctrl-C to the end of the hook`);
        // Pulumi kills a program that handles SIGINT without exiting after five seconds.
        const { exitCode, output } = await up.done;
        assert.notEqual(exitCode, 0);
        assert.match(output, /The next `pulumi up` will not wait for it again\./);
        assert.match(output, /the program received SIGINT/);
        await assertNoProcessLeft();
        fixture.emulator.clearRequests();
        const next = await stack.up();
        assert.equal(next.exitCode, 0, next.output);
        assert.deepEqual(fixture.emulator.requests, []);
    });

    it("leaves no process after a second Ctrl-C", async () => {
        up.signal("SIGINT");
        await setTimeout(50);
        up.signal("SIGINT");

        assert.notEqual((await up.done).exitCode, 0);
        await assertNoProcessLeft();
    });

    it("fails the run and leaves no process when the program is killed", async () => {
        process.kill(processOf(/pulumi\/cmd\/run/), "SIGKILL");

        assert.notEqual((await up.done).exitCode, 0);
        await assertNoProcessLeft();
    });

    it("leaves no program process when the engine is killed", async () => {
        process.kill(processOf(/(?:^|\/)pulumi /), "SIGKILL");

        await up.done;
        // Pulumi itself leaves the process that created the resource of this test. No wait runs in it.
        await assertNoProcessLeft((commandLine) => !/pulumi-resource-|dynamic-provider/.test(commandLine));
    });
});
