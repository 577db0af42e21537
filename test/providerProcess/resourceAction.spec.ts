// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import path from "node:path";
import { createWorkspace, type Workspace } from "../harness/engine/workspace";
import { ProviderProcess } from "./providerProcess";

const URN = "urn:pulumi:test::project::pulumi-nodejs:dynamic/pulumi-azure-wait:ResourceAction::failover";

describe("provider process of a ResourceAction", function () {
    this.timeout(60_000);
    let workspace: Workspace;
    let provider: ProviderProcess;

    before(async () => {
        workspace = await createWorkspace();
        const stored = require(path.join(workspace.packageDirectory, "dist/pulumi/storedProvider.js"));
        const directory = workspace.project("project", { "index.js": "" });
        provider = await ProviderProcess.start({ directory, provider: stored.STORED_ACTION_PROVIDER });
        await provider.configure();
    });
    after(async () => {
        await provider.stop();
        workspace.remove();
    });

    it("shows the undo before a replacement, although the engine then checks the inputs as those of a new resource", async () => {
        const inputs = (name: string) => ({
            resourceId: `/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/g/providers/P/things/${name}`,
            ...{ apiVersion: "2025-02-01", action: "failover", destroy: { action: "failback" }, waitUrn: URN },
        });
        const [one, two] = [inputs("one"), inputs("two")];
        await provider.check(two, one);
        const { replaces, deleteBeforeReplace } = await provider.diff(one.resourceId, one, two);
        assert.deepEqual([replaces, deleteBeforeReplace], [["resourceId"], true]);
        await provider.check(two);
        await provider.waitForLog(/failback/);
        await provider.check(two);
        await provider.waitForLog(/^will POST …\/failover$/);
        assert.deepEqual(
            provider.logs.map(({ message }) => message),
            ["will POST …/failback, then POST …/failover", "will POST …/failover"],
        );
    });
});
