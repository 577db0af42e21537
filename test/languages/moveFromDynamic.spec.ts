// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { builtPlugin, describePlugin } from "../harness/engine/pluginFixture";
import { Stack } from "../harness/engine/stack";
import { createWorkspace, type Workspace } from "../harness/engine/workspace";

describePlugin("a stack with dynamic resources that moves to the plugin", (fixture) => {
    let workspace: Workspace;
    let stack: Stack | undefined;

    before(async () => {
        workspace = await createWorkspace();
    });
    afterEach(() => stack?.remove());
    after(() => workspace.remove());

    it("is unchanged, sends no request, and is destroyed without any", async () => {
        const { asyncOperationId, url } = fixture.emulator.startOperation({ durationSeconds: 0 });
        const { subscriptionId } = fixture.emulator;
        const resourceId = `/subscriptions/${subscriptionId}/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/one`;
        const properties = {
            wait: { asyncOperationId, location: "West US" },
            all: { operations: [url, { asyncOperationId, location: "westus" }] },
            action: { resourceId, apiVersion: "2025-02-01", action: "failover", triggers: ["one"] },
        };
        const projectDirectory = workspace.project("project", {
            "index.js": `
                const { OperationWait, OperationWaitAll, ResourceAction } = require("pulumi-azure-wait");
                const properties = ${JSON.stringify(properties)};
                new OperationWait("wait", properties.wait);
                new OperationWaitAll("all", properties.all);
                new ResourceAction("action", properties.action);
            `,
        });
        stack = await Stack.create({
            projectDirectory,
            environment: fixture.emulator.environment,
            engineDirectory: fixture.engineDirectory,
        });
        fixture.emulator.scriptNext({ durationSeconds: 0 });
        const first = await stack.up();
        assert.equal(first.exitCode, 0, first.output);
        fixture.emulator.clearRequests();

        const types = { wait: "OperationWait", all: "OperationWaitAll", action: "ResourceAction" } as const;
        const resources = Object.entries(types).map(([name, type]) => [
            name,
            { type: `azure-wait:${type}`, properties: properties[name as keyof typeof types] },
        ]);
        const plugins = { providers: [{ name: "azure-wait", path: await builtPlugin() }] };
        const program = { name: "project", runtime: "yaml", plugins, resources: Object.fromEntries(resources) };
        writeFileSync(path.join(projectDirectory, "Pulumi.yaml"), JSON.stringify(program));

        const moved = await stack.up();

        assert.equal(moved.exitCode, 0, moved.output);
        assert.match(moved.output, /4 unchanged/);
        const { resources: recorded = [] } = (await stack.export()).deployment;
        assert.equal(recorded.filter(({ type }) => type.startsWith("azure-wait:index:")).length, 3);
        const destroyed = await stack.destroy();
        assert.equal(destroyed.exitCode, 0, destroyed.output);
        assert.deepEqual(fixture.emulator.requests, []);
    });
});
