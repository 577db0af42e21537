// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { Settings } from "../../../provider/azure/settings";
import { useSettingNames } from "../../../provider/common/settingNames";
import { argumentReader, PLUGIN_SETTINGS } from "../../../provider/plugin/providerArguments";

describe("the settings of the plugin", () => {
    before(() => useSettingNames(PLUGIN_SETTINGS));
    after(() => useSettingNames());

    const settings = (given: object, stackConfiguration: object, environment: Record<string, string>) =>
        new Settings({
            configuration: argumentReader({ ...given }, { PULUMI_CONFIG: JSON.stringify(stackConfiguration) }),
            environment,
        });

    it("are the arguments of the provider, then the stack configuration, then the environment", () => {
        const environment = { ARM_TENANT_ID: "e", ARM_CLIENT_ID: "e", ARM_CLIENT_SECRET: "e" };
        const found = settings({ tenantId: "a" }, { tenantId: "c", clientId: "c" }, environment);
        assert.deepEqual([found.get("tenantId"), found.get("clientId"), found.get("clientSecret")], ["a", "c", "e"]);
        assert.equal(found.source("clientId"), "configuration azure-wait:clientId");
        assert.equal(found.source("clientSecret"), "environment variable ARM_CLIENT_SECRET");
        assert.equal(found.source("oidcToken"), "azure-wait:oidcToken or ARM_OIDC_TOKEN");
    });

    it("may be booleans and lists, or strings as in the stack configuration", () => {
        assert.equal(settings({ useMsi: true }, {}, {}).isOn("useMsi"), true);
        assert.equal(settings({ useMsi: "true" }, {}, {}).isOn("useMsi"), true);
        assert.equal(settings({ useMsi: false }, {}, { ARM_USE_MSI: "true" }).isOn("useMsi"), false);
        assert.equal(settings({ auxiliaryTenantIds: ["t"] }, {}, {}).get("auxiliaryTenantIds"), '["t"]');
    });

    it("are read without a stack configuration, or with one that is no JSON", () => {
        for (const PULUMI_CONFIG of [undefined, "", "null", "{"]) {
            const configuration = argumentReader({ tenantId: "a" }, { PULUMI_CONFIG });
            assert.equal(new Settings({ configuration, environment: {} }).get("tenantId"), "a");
        }
    });
});
