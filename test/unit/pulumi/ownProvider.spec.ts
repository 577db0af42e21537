// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { withOwnProvider } from "../../../provider/pulumi/ownProvider";

/** A provider that is not registered with an engine. */
class UnregisteredProvider extends pulumi.ProviderResource {
    constructor(packageName: string) {
        super(packageName, "provider", {}, {}, true);
    }
}

const AZURE = new UnregisteredProvider("azure-native");
const AWS = new UnregisteredProvider("aws");
const DYNAMIC = new UnregisteredProvider("pulumi-nodejs");

/** Options of a JavaScript program, or of a component that passes on its own. */
const WITHOUT_VALUES = { provider: undefined, providers: undefined } as unknown as pulumi.ComponentResourceOptions;

describe("the provider of a resource that waits", () => {
    const cases: readonly (readonly [
        title: string,
        given: pulumi.ComponentResourceOptions | undefined,
        provider: pulumi.ProviderResource | undefined,
        foreignPackages: readonly string[],
    ])[] = [
        ["is absent without options", undefined, undefined, []],
        ["is absent where it is undefined", WITHOUT_VALUES, undefined, []],
        ["is left out when it is of another package", { provider: AZURE }, undefined, ["azure-native"]],
        ["is kept when it is of dynamic resources", { provider: DYNAMIC }, DYNAMIC, []],
        ["is found in an array", { providers: [AZURE, DYNAMIC, AWS] }, DYNAMIC, ["azure-native", "aws"]],
        [
            "is found in an object",
            { providers: { "azure-native": AZURE, "pulumi-nodejs": DYNAMIC } },
            DYNAMIC,
            ["azure-native"],
        ],
        [
            "is left out with each package named once",
            { provider: AZURE, providers: [AZURE] },
            undefined,
            ["azure-native"],
        ],
        ["is absent with an empty array", { providers: [] }, undefined, []],
    ];
    for (const [title, given, provider, foreignPackages] of cases) {
        it(title, () => {
            const result = withOwnProvider(given);
            assert.equal(result.options.provider, provider);
            assert.deepEqual(result.foreignPackages, foreignPackages);
            assert.ok(!("providers" in result.options), "the SDK rejects `providers`");
        });
    }

    it("leaves the other options as they are, and changes no object of the program", () => {
        const given = Object.freeze({ provider: AZURE, protect: true, ignoreChanges: ["timeout"] });
        assert.deepEqual(withOwnProvider(given).options, { protect: true, ignoreChanges: ["timeout"] });
    });
});
