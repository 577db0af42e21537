// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import path from "node:path";
import { createWorkspace, type Workspace } from "../harness/engine/workspace";
import { ProviderProcess } from "./providerProcess";

/** Limit in characters. Pulumi stores the serialized provider twice for each wait. */
const MAXIMUM_STORED_LENGTH = 900;

describe("provider process in a project without the package", function () {
    this.timeout(60_000);
    let workspace: Workspace;
    let stored: string;
    let storedAction: string;
    let directory: string;
    let provider: ProviderProcess;

    before(async () => {
        workspace = await createWorkspace();
        const file = path.join(workspace.packageDirectory, "dist/pulumi/storedProvider.js");
        stored = require(file).STORED_PROVIDER;
        storedAction = require(file).STORED_ACTION_PROVIDER;
        directory = workspace.project("project", { "index.js": "" });
        workspace.uninstall();
        provider = await ProviderProcess.start({ directory, provider: stored });
        await provider.configure();
    });
    after(async () => {
        await provider?.stop();
        workspace.remove();
    });

    const inputs = { asyncOperationId: "op-1", location: "westus" };
    const missing = (error: Error & { details?: string }) => {
        const start = `Install pulumi-azure-wait in ${directory}: Error: Cannot find module 'pulumi-azure-wait/runtime'`;
        assert.equal(error.details?.slice(0, start.length), start);
        return true;
    };

    it("fails create and update with an error that requests the installation", async () => {
        await assert.rejects(provider.create(inputs), missing);
        await assert.rejects(provider.update("op-1", inputs, inputs), missing);
    });

    it("refreshes and deletes", async () => {
        assert.deepEqual((await provider.read("op-1", inputs)).props, { ...inputs, __provider: stored });
        await provider.delete("op-1", inputs);
    });

    it("deletes an action without `destroy`, and fails with the request of the installation for one with it", async () => {
        const action = { __provider: storedAction, resourceId: "/providers/P/things/t", apiVersion: "2025-02-01" };
        await provider.delete("failover", action);
        await assert.rejects(provider.delete("failover", { ...action, destroy: { action: "failback" } }), missing);
        await assert.rejects(provider.create(action), missing);
    });

    it("stores a serialized provider of less than 900 characters", () => {
        console.log(`      ${stored.length} characters of serialized provider`);
        assert.ok(stored.length < MAXIMUM_STORED_LENGTH, stored);
    });
});
