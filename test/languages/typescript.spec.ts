// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { REPOSITORY_DIRECTORY } from "../harness/engine/engineRelease";
import { builtPlugin, describePlugin } from "../harness/engine/pluginFixture";
import { Stack } from "../harness/engine/stack";
import { createWorkspace, type Workspace } from "../harness/engine/workspace";

describePlugin("The TypeScript program of the README with the plugin", (fixture) => {
    let workspace: Workspace;
    let stack: Stack | undefined;

    before(async () => {
        workspace = await createWorkspace();
    });
    afterEach(() => stack?.remove());
    after(() => workspace.remove());

    it("waits with the identity of its explicit provider", async () => {
        const readme = readFileSync(path.join(REPOSITORY_DIRECTORY, "README.md"), "utf8");
        const snippets = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, source = ""]) => source);
        const program = snippets.find((source) => source.includes("pulumi.ProviderResource")) ?? "";
        const providers = [{ name: "azure-wait", path: await builtPlugin() }];
        const { emulator } = fixture;
        const { ARM_METADATA_HOSTNAME, NODE_EXTRA_CA_CERTS } = emulator.environment;
        stack = await Stack.create({
            projectDirectory: workspace.project("project", {
                "index.ts": program,
                "Pulumi.yaml": JSON.stringify({ name: "project", runtime: "nodejs", plugins: { providers } }),
            }),
            environment: { ARM_METADATA_HOSTNAME, NODE_EXTRA_CA_CERTS },
        });
        const { asyncOperationId } = emulator.startOperation({ durationSeconds: 0 });
        const { tenantId, clientId, clientSecret } = emulator.identity;
        const plain = {
            clusterOperationId: asyncOperationId,
            subscriptionId: emulator.subscriptionId,
            tenantId,
            clientId,
        };
        for (const [key, value] of Object.entries(plain)) {
            await stack.config.set(key, value);
        }
        await stack.config.set("clientSecret", clientSecret, { secret: true });

        const up = await stack.up();

        assert.equal(up.exitCode, 0, up.output);
        assert.equal((await stack.outputs()).status, "Succeeded");
        assert.ok(!JSON.stringify(await stack.export()).includes(clientSecret), "the secret is encrypted");
    });
});
