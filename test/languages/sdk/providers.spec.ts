// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { OTHER_IDENTITY } from "../../harness/engine/pluginFixture";
import { describeLanguages } from "./languageFixture";

describeLanguages("An explicit provider", (fixture) => {
    const { plugin } = fixture;

    it("signs in with its own identity, beside another one in the program, and takes a list and a boolean", async () => {
        const { identity, metadataHost, subscriptionId } = plugin.emulator;
        const stack = await fixture.stack(
            "providers",
            {
                asyncOperationId: fixture.startId(),
                metadataHost,
                subscriptionId,
                tenantId: identity.tenantId,
                oneClientId: identity.clientId,
                twoClientId: OTHER_IDENTITY.clientId,
            },
            { environment: plugin.noCredentials },
        );
        const secrets = { oneClientSecret: identity.clientSecret, twoClientSecret: OTHER_IDENTITY.clientSecret };
        for (const [key, value] of Object.entries(secrets)) {
            await stack.config.set(key, value, { secret: true });
        }

        const up = await stack.up();

        assert.equal(up.exitCode, 0, up.output);
        const state = JSON.stringify(await stack.export());
        assert.match(state, /"auxiliaryTenantIds":/);
        assert.match(state, /"disableInstanceDiscovery":(?:true|"true")/);
        assert.deepEqual(
            Object.entries(secrets).filter(([, value]) => state.includes(value)),
            [],
        );
        const reads = plugin.emulator.requests.filter(({ area }) => area === "arm");
        const tokens = new Set(reads.map(({ headers }) => headers.authorization));
        assert.equal(tokens.size, 2, JSON.stringify([...tokens]));
    });
});
