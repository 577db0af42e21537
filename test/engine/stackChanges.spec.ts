// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import type { Stack } from "../harness/engine/stack";
import { describeOnEngine, WAIT_TYPE, waitsInState } from "../harness/engine/waitFixture";

/** A program with one wait, preceded by the statements in `before`. */
const wait = (name: string, opts: string, before = "", args = "") => `
    ${before}
    new OperationWait("${name}", { asyncOperationId: config.require("operation"), location: "westus", ${args} }, ${opts});
`;

const PLAIN = wait("ready", "{}");

/** Changes to the program or the command line that must not repeat the wait. */
const WITHOUT_WAIT: readonly [title: string, program: string, command: readonly string[], expected: RegExp][] = [
    ["renamed with an alias", wait("renamed", `{ aliases: [{ name: "ready" }] }`), [], /2 unchanged/],
    [
        "moved into a component with an alias",
        wait(
            "ready",
            `{ parent, aliases: [{ parent: pulumi.rootStackResource }] }`,
            `const parent = new pulumi.ComponentResource("test:index:Group", "group");`,
        ),
        [],
        /1 created\s+2 unchanged/,
    ],
    ["protected", wait("ready", "{ protect: true }"), [], /2 unchanged/],
    ["retained on delete", wait("ready", "{ retainOnDelete: true }"), [], /2 unchanged/],
    [
        "given ignoreChanges and a new timeout",
        wait("ready", `{ ignoreChanges: ["location"] }`, "", `timeout: "3h"`),
        [],
        /2 unchanged/,
    ],
    [
        "given ignoreChanges for its location and a new location",
        wait("ready", `{ ignoreChanges: ["location"] }`, "", `location: "eastus"`),
        [],
        /2 unchanged/,
    ],
    [
        "given replaceOnChanges for its timeout and a new timeout",
        wait("ready", `{ replaceOnChanges: ["timeout"] }`, "", `timeout: "3h"`),
        [],
        /2 unchanged/,
    ],
    ["updated with --refresh", PLAIN, ["--refresh"], /2 unchanged/],
    ["updated with --target", PLAIN, ["--target", `**${WAIT_TYPE}::ready`], /2 unchanged/],
];

describeOnEngine("OperationWait in a changed stack", (fixture) => {
    let stack: Stack;
    beforeEach(async () => {
        stack = await fixture.stack(PLAIN);
        await stack.config.set("operation", fixture.emulator.startOperation({ durationSeconds: 0 }).asyncOperationId);
        assert.equal((await stack.up()).exitCode, 0);
        fixture.emulator.clearRequests();
    });

    for (const [title, program, command, expected] of WITHOUT_WAIT) {
        it(`does not wait again when it is ${title}`, async () => {
            fixture.rewrite(program);

            const up = await stack.up(command);

            assert.equal(up.exitCode, 0, up.output);
            assert.match(up.output, expected);
            assert.deepEqual(fixture.emulator.requests, []);
        });
    }

    it("is not destroyed while it is protected", async () => {
        fixture.rewrite(wait("ready", "{ protect: true }"));
        assert.equal((await stack.up()).exitCode, 0);

        const destroy = await stack.destroy();

        assert.notEqual(destroy.exitCode, 0);
        assert.match(destroy.output, /ready.*protect/s);
        assert.equal((await waitsInState(stack)).length, 1);
    });

    it("is removed from state without a request when it is retained on delete", async () => {
        fixture.rewrite(wait("ready", "{ retainOnDelete: true }"));
        assert.equal((await stack.up()).exitCode, 0);

        const destroy = await stack.destroy();

        assert.equal(destroy.exitCode, 0, destroy.output);
        assert.match(destroy.output, /OperationWait ready deleted .*\[retain\]/);
        assert.deepEqual(await waitsInState(stack), []);
        assert.deepEqual(fixture.emulator.requests, []);
    });

    it("waits again with --replace and after it is deleted from state", async () => {
        const [resource] = await waitsInState(stack);
        const urn = resource?.urn ?? "";

        const replace = await stack.up(["--replace", urn]);
        assert.equal(replace.exitCode, 0, replace.output);
        assert.match(replace.output, /1 replaced/);

        const stateDelete = await stack.run(["state", "delete", urn, "--yes"]);
        assert.equal(stateDelete.exitCode, 0, stateDelete.output);
        const up = await stack.up();
        assert.equal(up.exitCode, 0, up.output);
        assert.match(up.output, /1 created/);
        assert.ok(fixture.emulator.requests.length > 0);
    });
});
