// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { CANARY, INVALID_ARGUMENTS, PATH } from "../harness/engine/invalidArguments";
import type { Stack } from "../harness/engine/stack";
import { ENGINE_TEST_TIMEOUT_MS, WaitFixture, waitsInState } from "../harness/engine/waitFixture";

describe("OperationWait with invalid arguments, on the real engine", function () {
    this.timeout(ENGINE_TEST_TIMEOUT_MS);
    const fixture = new WaitFixture();

    before(async function () {
        await fixture.start(this);
    });
    beforeEach(() => fixture.emulator.clearRequests());
    after(async () => {
        await fixture.removeStacks();
        await fixture.stop();
    });

    describe("in a preview", () => {
        let stack: Stack;

        before(async () => {
            const cases = INVALID_ARGUMENTS.map(
                ([title, args]) => `${JSON.stringify(title)}: ${JSON.stringify(args)}`,
            ).join(",\n");
            stack = await fixture.stack(`new OperationWait("ready", ({ ${cases} })[process.env.TITLE]);`);
        });

        for (const [title, , message] of INVALID_ARGUMENTS) {
            it(`rejects ${title}, sends no request and does not show the value`, async () => {
                const preview = await stack.preview([], { environment: { TITLE: title } });

                assert.notEqual(preview.exitCode, 0);
                assert.match(preview.output, /resource 'ready' has a problem/);
                assert.match(preview.output, message);
                assert.doesNotMatch(preview.output, new RegExp(CANARY));
                assert.deepEqual(fixture.emulator.requests, []);
            });
        }
    });

    it("rejects a URL with user information in up, and stores nothing in state", async () => {
        const stack = await fixture.stack(
            `new OperationWait("ready", { operation: config.requireSecret("operation"), timeout: config.requireSecret("timeout") });`,
        );
        await stack.config.set("operation", `https://user:${CANARY}@localhost${PATH}`, { secret: true });
        await stack.config.set("timeout", "1m", { secret: true });

        const up = await stack.up();

        assert.notEqual(up.exitCode, 0);
        assert.match(up.output, /`operation` contains user information \(\.\.\.@\): leave it out/);
        assert.doesNotMatch(up.output, new RegExp(CANARY));
        assert.deepEqual(await waitsInState(stack), []);
        assert.deepEqual(fixture.emulator.requests, []);
    });

    it("rejects an id when no subscription is configured", async () => {
        const stack = await fixture.stack(
            `new OperationWait("ready", { asyncOperationId: "${CANARY}", location: "westus" });`,
            { ARM_SUBSCRIPTION_ID: undefined },
        );

        const preview = await stack.preview();

        assert.notEqual(preview.exitCode, 0);
        assert.match(
            preview.output,
            /`subscriptionId` is missing: give it, or set azure-native:subscriptionId in the stack configuration or ARM_SUBSCRIPTION_ID/,
        );
        assert.deepEqual(fixture.emulator.requests, []);
    });

    it("rejects a URL of another host in a preview when the cloud is a built-in one", async () => {
        const stack = await fixture.stack(
            `new OperationWait("ready", { operation: "https://management.example${PATH}" });`,
            {
                ARM_METADATA_HOSTNAME: undefined,
            },
        );

        const preview = await stack.preview();

        assert.notEqual(preview.exitCode, 0);
        assert.match(
            preview.output,
            /`operation` is not on management\.azure\.com, the Resource Manager of the configured cloud/,
        );
        assert.doesNotMatch(preview.output, new RegExp(CANARY));
    });

    it("rejects a URL of another host before it requests a token when a metadata host defines the cloud", async () => {
        const stack = await fixture.stack(
            `new OperationWait("ready", { operation: "https://management.azure.com${PATH}" });`,
        );

        const up = await stack.up();

        assert.notEqual(up.exitCode, 0);
        assert.match(up.output, /`operation` is not on localhost:\d+, the Resource Manager of the configured cloud/);
        assert.deepEqual(
            fixture.emulator.requests.map((request) => request.area),
            ["metadata"],
        );
        assert.deepEqual(await waitsInState(stack), []);
    });
});
