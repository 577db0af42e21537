// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import type { RunningCommand } from "../harness/engine/runningCommand";
import type { Stack } from "../harness/engine/stack";
import { describeOnEngine } from "../harness/engine/waitFixture";

/** A resource whose hook waits, in a program that listens to Ctrl-C itself. */
const PROGRAM = `
    const { waitHook } = require("pulumi-azure-wait");
    process.on("SIGINT", () => console.log("the program's own listener has heard it"));
    class Thing extends pulumi.dynamic.Resource {
        constructor(name, opts) { super({ async create() { return { id: "thing" }; } }, name, {}, opts, "test", "Thing"); }
    }
    new Thing("thing", { hooks: { afterCreate: [waitHook(() => config.require("url"), { minPollInterval: "200ms" })] } });
`;

/** How long what was left behind may live, and a margin. */
const ORPHAN_LIMIT_MS = 40_000;

describeOnEngine("a hook that waits", (fixture) => {
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
    const assertNothingIsLeft = async (isMeant: (commandLine: string) => boolean = () => true) => {
        const giveUpMs = Date.now() + ORPHAN_LIMIT_MS;
        const left = () => stack.processes().filter(({ commandLine }) => isMeant(commandLine));
        while (left().length > 0 && Date.now() < giveUpMs) {
            await setTimeout(100);
        }
        assert.deepEqual(left(), []);
    };

    it("ends with its own words at Ctrl-C, which the program hears too, and does not wait in the next up", async () => {
        const beganMs = performance.now();
        up.signal("SIGINT");

        await up.waitForOutput(/after hook ".*" failed: Stopped waiting for the Azure operation\./);
        console.log(`      ${Math.round(performance.now() - beganMs)} ms from Ctrl-C to the end of the hook`);
        // A program that listens itself and does not end is killed by Pulumi after five seconds.
        const { exitCode, output } = await up.done;
        assert.notEqual(exitCode, 0);
        assert.match(output, /The next `pulumi up` will not wait for it again\./);
        assert.match(output, /the program's own listener has heard it/);
        await assertNothingIsLeft();
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
        await assertNothingIsLeft();
    });

    it("leaves no process, and fails the run, when the program was killed", async () => {
        process.kill(processOf(/pulumi\/cmd\/run/), "SIGKILL");

        assert.notEqual((await up.done).exitCode, 0);
        await assertNothingIsLeft();
    });

    it("leaves no program when the engine was killed", async () => {
        process.kill(processOf(/(?:^|\/)pulumi /), "SIGKILL");

        await up.done;
        // Pulumi itself leaves the process in which the resource of this test was created: no wait ever runs there.
        await assertNothingIsLeft((commandLine) => !/pulumi-resource-|dynamic-provider/.test(commandLine));
    });
});
