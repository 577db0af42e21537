// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { describeUsedSettings } from "../../../provider/azure/authMethod";
import { Settings } from "../../../provider/azure/settings";

const UNPROVEN = /clientId \(environment variable ARM_CLIENT_ID\) is set, but what proves it is missing or empty: /;
const described = (environment: NodeJS.ProcessEnv) => describeUsedSettings(new Settings({ given: {}, environment }));

describe("describeUsedSettings", () => {
    for (const [title, environment] of [
        ["no secret", { ARM_CLIENT_ID: "c" }],
        ["an empty secret", { ARM_CLIENT_ID: "c", ARM_CLIENT_SECRET: "" }],
        ["a switch that is off", { ARM_CLIENT_ID: "c", ARM_USE_OIDC: "True" }],
    ] as const) {
        it(`says that a client id has ${title}, so that Azure CLI signs in`, () => {
            assert.match(described(environment), UNPROVEN);
        });
    }

    for (const [title, environment] of [
        ["a secret", { ARM_CLIENT_ID: "c", ARM_CLIENT_SECRET: "s" }],
        ["a managed identity", { ARM_CLIENT_ID: "c", ARM_USE_MSI: "true" }],
    ] as const) {
        it(`says no such thing of a client id with ${title}`, () => {
            assert.doesNotMatch(described(environment), UNPROVEN);
        });
    }
});
