// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { CANARY, INVALID_ARGUMENTS } from "../../harness/engine/invalidArguments";
import { PluginFixture, type Properties, properties, secret, UNKNOWN } from "./pluginFixture";

const SUBSCRIPTION = "50000000-0000-4000-8000-000000000005";
const PATH = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.OperationalInsights/locations/westus/operationStatuses/canary`;

const INVALID: readonly [type: string, inputs: Properties, reason: RegExp][] = [
    ["OperationWait", {}, /^`asyncOperationId` is missing/],
    ["OperationWait", { operation: "canary" }, /^`operation` contains no operation/],
    ["OperationWait", { operation: PATH, triggers: ["x"] }, /^`triggers` is for `resourceId` only/],
    ["OperationWait", { operation: secret(PATH), timeout: secret("canary") }, /^`timeout` must be a duration/],
    ["OperationWait", { operation: UNKNOWN, timeout: "canary" }, /^`timeout` must be a duration/],
    ["OperationWaitAll", { operations: [PATH, { operation: "canary" }] }, /`operation` contains no operation/],
    ["OperationWaitAll", {}, /`operations`/],
    ["ResourceAction", { resourceId: "canary", apiVersion: "2025-02-01" }, /^`resourceId`/],
    [
        "ResourceAction",
        { resourceId: "/providers/p", apiVersion: "2025-02-01", destroy: { method: "canary" } },
        /^`destroy\.method`/,
    ],
];

describe("check of the plugin", () => {
    let plugin: PluginFixture;

    beforeEach(async () => {
        plugin = await PluginFixture.start();
        await plugin.configure({ subscriptionId: SUBSCRIPTION, useMsi: true });
    });
    afterEach(() => plugin.stop());

    for (const [type, inputs, reason] of INVALID) {
        it(`rejects ${type} ${JSON.stringify(inputs).slice(0, 80)} without the value, and without a property`, async () => {
            const { failures } = await plugin.check(type, inputs);
            assert.equal(failures.length, 1);
            const [property, text] = failures[0] as [string, string];
            assert.equal(property, "");
            assert.match(text, reason);
            assert.doesNotMatch(text, /canary/);
        });
    }

    for (const [title, inputs, message] of INVALID_ARGUMENTS) {
        it(`rejects ${title} as the dynamic resource does`, async () => {
            const { failures } = await plugin.check("OperationWait", inputs as Properties);
            assert.match(failures[0]?.[1] ?? "", message);
            assert.doesNotMatch(failures[0]?.[1] ?? "", new RegExp(CANARY));
        });
    }

    it("returns the inputs with secrets, and marks an operation as secret whatever the program says", async () => {
        const { inputs, failures } = await plugin.check("OperationWait", { operation: PATH, timeout: secret("1h") });
        assert.deepEqual(failures, []);
        assert.deepEqual(inputs, { operation: secret(PATH), timeout: secret("1h") });
        const again = await plugin.check("OperationWait", { operation: secret(PATH) });
        assert.deepEqual(again.inputs, { operation: secret(PATH) });
    });

    it("ignores inputs that are null", async () => {
        const { failures } = await plugin.check("OperationWait", { operation: PATH, resourceId: null, timeout: null });
        assert.deepEqual(failures, []);
    });

    it("ignores fields of the operations of a list that are null", async () => {
        const { failures } = await plugin.check("OperationWaitAll", {
            operations: [
                { operation: PATH, asyncOperationId: null, resourceId: null, fallback: null },
                { operation: UNKNOWN, asyncOperationId: null },
            ],
        });
        assert.deepEqual(failures, []);
    });

    it("accepts unknown inputs of every type", async () => {
        for (const unknown of [UNKNOWN, "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", secret(UNKNOWN)]) {
            const { failures } = await plugin.check("OperationWait", {
                asyncOperationId: unknown,
                location: unknown,
                succeededStatuses: unknown,
            });
            assert.deepEqual(failures, []);
        }
    });

    it("names its own keys where the subscription is missing, and says that those of azure-native are not visible", async () => {
        await plugin.configure({ useMsi: "true", subscriptionId: "" });
        const { failures } = await plugin.check("OperationWait", { asyncOperationId: "x", location: "westus" });
        assert.match(
            failures[0]?.[1] ?? "",
            /^`subscriptionId` is missing: give it, or set azure-wait:subscriptionId in the configuration or ARM_SUBSCRIPTION_ID \(the configuration of azure-native is not visible to this plugin\)/,
        );
    });

    it("names its own keys where a URL is on another host", async () => {
        await plugin.configure({ environment: "public" });
        const { failures } = await plugin.check("OperationWait", { operation: `https://other.example${PATH}` });
        assert.match(
            failures[0]?.[1] ?? "",
            /: azure-wait:environment or ARM_ENVIRONMENT, or azure-wait:metadataHost or ARM_METADATA_HOSTNAME$/,
        );
    });

    it("accepts azure-native's provider arguments, and marks the secret ones", async () => {
        const given = {
            clientId: "i",
            clientSecret: "s",
            tenantId: "t",
            location: "westus",
            useOidc: false,
            version: "1.2.3",
        };
        const checked = await plugin.checkConfig(given);
        assert.deepEqual(checked.getFailuresList(), []);
        assert.deepEqual(properties(checked.getInputs()), {
            ...given,
            clientId: secret("i"),
            clientSecret: secret("s"),
        });
    });

    it("rejects a provider argument that azure-native does not have", async () => {
        const [failure] = (await plugin.checkConfig({ clientID: "canary" })).getFailuresList();
        assert.equal(failure?.getProperty(), "");
        assert.match(failure?.getReason() ?? "", /^`clientID` is no argument of this provider/);
    });
});
