// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { AzureNativeFixture, EXAMPLE_TIMEOUT_MS } from "../harness/azureNative/azureNativeFixture";
import type { CommandResult } from "../harness/engine/runningCommand";
import type { Stack } from "../harness/engine/stack";

const WARNING = "warning: pulumi-azure-wait: the `provider` of azure-native has no effect on this resource";

describe("the `provider` of a resource that waits, on the real engine", function () {
    this.timeout(EXAMPLE_TIMEOUT_MS);
    let fixture: AzureNativeFixture;
    let projects = 0;

    before(async function () {
        fixture = await AzureNativeFixture.start(this);
    });
    afterEach(() => fixture.clear());
    after(() => fixture.stop());

    function stackOf(program: string): Promise<Stack> {
        projects += 1;
        const { asyncOperationId } = fixture.emulator.startOperation({ durationSeconds: 0 });
        const imports = `
            const pulumi = require("@pulumi/pulumi");
            const { Provider } = require("@pulumi/azure-native");
            const { OperationWait, OperationWaitAll } = require("pulumi-azure-wait");
            const operation = { asyncOperationId: "${asyncOperationId}", location: "westus" };
            const operations = [operation];
            const azure = new Provider("azure", { subscriptionId: "${fixture.emulator.subscriptionId}" });
        `;
        return fixture.stack(fixture.workspace.project(`project-${projects}`, { "index.js": imports + program }));
    }

    it("is left out with one warning on each resource when it is of another package", async () => {
        const stack = await stackOf(`
            new OperationWait("one", operation, { provider: azure });
            new OperationWait("array", operation, { providers: [azure] });
            new OperationWaitAll("many", { operations }, { provider: azure, providers: { "azure-native": azure } });
        `);

        for (const result of [await stack.preview(), await stack.up()]) {
            assert.equal(result.exitCode, 0, result.output);
            const output = diagnosticsOf(result);
            for (const title of ["OperationWait (one)", "OperationWait (array)", "OperationWaitAll (many)"]) {
                assert.ok(output.includes(`pulumi-nodejs:dynamic/pulumi-azure-wait:${title}:\n    ${WARNING}`), output);
            }
            assert.equal(output.split(WARNING).length - 1, 3, output);
        }
    });

    it("may be inherited from a component or a resource of another package, without a warning", async () => {
        const stack = await stackOf(`
            const { ResourceGroup } = require("@pulumi/azure-native/resources");
            class Clusters extends pulumi.ComponentResource {
                constructor(name, opts) {
                    super("test:index:Clusters", name, {}, opts);
                    const group = new ResourceGroup("group", { location: "westus" }, { parent: this });
                    const first = new OperationWait("first", operation, { parent: this });
                    new OperationWait("second", operation, { parent: group, dependsOn: first });
                }
            }
            new Clusters("clusters", { providers: [azure] });
            new OperationWaitAll("third", { operations }, { parent: azure });
        `);

        const up = await stack.up();

        assert.equal(up.exitCode, 0, up.output);
        assert.doesNotMatch(up.output, /warning/);
        const providers = await providersOfWaits(stack);
        assert.deepEqual(providers, { first: "default", second: "default", third: "default" });
    });

    it("is kept when it is of dynamic resources, also next to one of another package", async () => {
        const stack = await stackOf(`
            class Dynamic extends pulumi.ProviderResource {
                constructor(name) { super("pulumi-nodejs", name, {}); }
            }
            const dynamic = new Dynamic("explicit");
            new OperationWait("one", operation, { provider: dynamic });
            new OperationWait("array", operation, { providers: [azure, dynamic] });
            const component = new pulumi.ComponentResource("test:index:Clusters", "clusters", {}, { providers: [dynamic, azure] });
            new OperationWait("inherited", operation, { parent: component });
        `);

        const up = await stack.up();

        assert.equal(up.exitCode, 0, up.output);
        assert.equal(diagnosticsOf(up).split(WARNING).length - 1, 1, up.output);
        const providers = await providersOfWaits(stack);
        assert.deepEqual(providers, { array: "explicit", inherited: "explicit", one: "explicit" });
        const again = await stack.up();
        assert.match(again.output, /\d unchanged/);
        assert.doesNotMatch(again.output, /created|updated|replaced/);
    });
});

/** The final report, without the rows of the display, which repeat the warnings. */
function diagnosticsOf({ output }: CommandResult): string {
    return output.slice(output.indexOf("Diagnostics:"));
}

/** The names of the providers of `pulumi-nodejs` in state, by the names of the waits. */
async function providersOfWaits(stack: Stack): Promise<Record<string, string>> {
    const { deployment } = await stack.export();
    const waits = (deployment.resources ?? []).filter(({ type }) => type.includes("pulumi-azure-wait"));
    const names = waits.map(({ urn, provider }) => [
        urn.split("::").at(-1),
        /::pulumi:providers:pulumi-nodejs::(\w+)/.exec(String(provider))?.[1],
    ]);
    return Object.fromEntries(names.sort());
}
