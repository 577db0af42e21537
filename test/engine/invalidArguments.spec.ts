// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import type { Stack } from "../harness/engine/stack";
import { ENGINE_TEST_TIMEOUT_MS, WaitFixture, waitsInState } from "../harness/engine/waitFixture";

/** Part of every invalid value that could be a secret. Must never appear in the output. */
const CANARY = "canary-7d1f";
const SUBSCRIPTION = "50000000-0000-4000-8000-000000000005";
const PATH = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.OperationalInsights/locations/westus/operationStatuses/${CANARY}`;

/** Arguments that fail a preview, with the expected error. */
const INVALID: readonly [title: string, args: string, message: RegExp][] = [
    [
        "missing operation and id",
        "{}",
        /`asyncOperationId` is missing: give it together with `location`, or give `operation`/,
    ],
    [
        "both operation and id",
        `{ operation: "${PATH}", asyncOperationId: "${CANARY}", location: "westus" }`,
        /`operation` and `asyncOperationId` are both given: give only one/,
    ],
    ["an id without location", `{ asyncOperationId: "${CANARY}" }`, /`location` is missing: give the region/],
    [
        "a malformed URL",
        `{ operation: "https://[${CANARY}/x" }`,
        /`operation` does not contain a valid host: copy the URL again/,
    ],
    ["an operation without a URL", `{ operation: "${CANARY}" }`, /`operation` contains no operation: give the URL/],
    ["a URL over plain http", `{ operation: "http://localhost${PATH}" }`, /`operation` must begin with https:\/\//],
    [
        "a string with two different URLs",
        `{ operation: "see https://localhost${PATH} and https://localhost${PATH}-2" }`,
        /`operation` contains 2 different URLs: give the one to wait for/,
    ],
    ["a URL with dot segments", `{ operation: "${PATH}/../secrets" }`, /`operation` contains a "\." or "\.\." segment/],
    [
        "a URL with encoded dot segments",
        `{ operation: "${PATH}/%2e%2E/secrets" }`,
        /`operation` contains a "\." or "\.\." segment/,
    ],
    [
        "a timeout that is not a duration",
        `{ operation: "${PATH}", timeout: "abc-${CANARY}" }`,
        /`timeout` must be a duration such as "90m"/,
    ],
    ["a negative timeout", `{ operation: "${PATH}", timeout: "-5m" }`, /`timeout` must be a duration such as "90m"/],
    ["a timeout of zero", `{ operation: "${PATH}", timeout: "0s" }`, /`timeout` must be greater than zero/],
    [
        "a minPollInterval above maxPollInterval",
        `{ operation: "${PATH}", minPollInterval: "2m", maxPollInterval: "1m" }`,
        /`minPollInterval` is longer than `maxPollInterval`/,
    ],
];

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
            const cases = INVALID.map(([title, args]) => `${JSON.stringify(title)}: ${args}`).join(",\n");
            stack = await fixture.stack(`new OperationWait("ready", ({ ${cases} })[process.env.TITLE]);`);
        });

        for (const [title, , message] of INVALID) {
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
