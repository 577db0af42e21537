// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import type { OperationScript } from "../emulator/src/index";
import { describeActions, UNDO } from "../harness/engine/actionFixture";
import type { Stack } from "../harness/engine/stack";

const DONE = { durationSeconds: 0 };

describeActions("ResourceAction with other arguments", (fixture) => {
    const emulator = () => fixture.wait.emulator;

    const preview = async (stack: Stack, more: string) => {
        fixture.rewrite(`${UNDO} ${more}`);
        const { exitCode, output } = await stack.preview();
        assert.equal(exitCode, 0, output);
        return output;
    };

    it("shows in the preview of an update what would be sent", async () => {
        const stack = await fixture.stack(UNDO);
        emulator().scriptNext(DONE);
        await fixture.up(stack, ["POST one/failover"]);
        for (const [more, will] of [
            [`action: "re<{%start",`, "POST …/re<\u200b{%start"],
            [`method: "PUT", body: { key: 1 },`, "PUT …/failover"],
            [`triggers: ["second"],`, "POST …/failover"],
        ] as const) {
            const output = await preview(stack, more);
            assert.ok(output.includes(`will ${will}`), output);
            assert.match(output, /result: \[unknown\]/);
        }
        const replacement = await preview(stack, `resourceId: "${fixture.resource("two")}",`);
        assert.match(replacement, /replace.*will POST …\/failback, then POST …\/failover/);
        assert.deepEqual(fixture.takeSent(), []);
    });

    it("shows nothing in the preview of an update that would send nothing", async () => {
        const stack = await fixture.stack(UNDO);
        emulator().scriptNext(DONE);
        await fixture.up(stack, ["POST one/failover"]);
        assert.doesNotMatch(await preview(stack, ""), /will POST/);
        const output = await preview(stack, `timeout: "3h", apiVersion: "2023-09-01", destroy: { action: "other" },`);
        assert.match(output, /~ +pulumi-nodejs:.*ResourceAction failover +update/);
        assert.doesNotMatch(output, /will POST/);
        assert.deepEqual(fixture.takeSent(), []);
    });

    it("is sent again for another action, method or body, and not for another spelling or order of keys", async () => {
        const stack = await fixture.stack(UNDO);
        emulator().scriptNext(DONE);
        await fixture.up(stack, ["POST one/failover"]);
        const upper = fixture.resource("one").toUpperCase().replace("SUBSCRIPTIONS", "subscriptions");
        const PUT = `action: undefined, method: "PUT", body: { tags: { a: "1", b: "2" }, location: "westus" },`;
        const reordered = `action: undefined, method: "PUT", body: { location: "westus", tags: { b: "2", a: "1" } },`;
        for (const [more, sent, summary] of [
            [`resourceId: "${upper}", action: "FailOver",`, [], /3 unchanged/],
            [
                `resourceId: "${fixture.resource("one").replace("workspaces/one", "workspaces/%6Fne")}/",`,
                [],
                /3 unchanged/,
            ],
            [`apiVersion: "2023-09-01", retries: 3, ignoreNotFound: true,`, [], /1 updated/],
            [`action: "restart",`, ["POST one/restart"], /1 updated/],
            [PUT, ["PUT workspaces/one"], /1 updated/],
            [reordered, [], /3 unchanged/],
        ] as const) {
            fixture.rewrite(`${UNDO} ${more}`);
            if (sent.length > 0) {
                emulator().scriptNext(DONE);
            }
            assert.match((await fixture.up(stack, sent)).output, summary, more);
        }
    });

    it("has each kind of result as an output, encrypted in state and found in no output", async () => {
        const secret = "result-5f31";
        const KINDS: readonly [kind: string, script: OperationScript, polls: number][] = [
            ["the body of a 200", { pattern: "immediate", resultBody: { key: secret } }, 0],
            [
                "the last response in the Location pattern",
                { ...DONE, pattern: "location", resultBody: { key: secret } },
                1,
            ],
            ["the properties of the status", { ...DONE, properties: { key: secret } }, 1],
        ];
        const stack = await fixture.stack();
        for (const [kind, script, polls] of KINDS) {
            await stack.config.set("trigger", kind);
            emulator().scriptNext(script);
            const up = await fixture.up(stack, ["POST one/failover"]);
            const state = await fixture.inState(stack);
            assert.deepEqual([state?.outputs?.status, state?.outputs?.polls], ["Succeeded", polls], kind);
            assert.doesNotMatch(up.output + JSON.stringify(await stack.export()), new RegExp(secret), kind);
            assert.deepEqual((await stack.outputs({ showSecrets: true })).result, { key: secret }, kind);
        }
        await stack.config.set("trigger", "none");
        emulator().scriptNext({ pattern: "immediate" });
        await fixture.up(stack, ["POST one/failover"]);
        assert.equal((await stack.outputs({ showSecrets: true })).result, undefined);
    });
});
