// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import path from "node:path";
import { createWorkspace, type Workspace } from "../harness/engine/workspace";
import { ProviderProcess, serializeProvider } from "./providerProcess";

/** Pulumi stores the text twice for each wait. */
const LONGEST_STORED_TEXT = 900;

describe("the provider process in a folder from which the package cannot be found", function () {
    this.timeout(60_000);
    let workspace: Workspace;
    let stored: string;
    let directory: string;
    let provider: ProviderProcess;

    before(async () => {
        workspace = await createWorkspace();
        const file = path.join(workspace.packageDirectory, "dist/pulumi/storedProvider.js");
        stored = await serializeProvider(require(file).storedProvider);
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

    it("says so in create and in update, instead of doing nothing", async () => {
        await assert.rejects(provider.create(inputs), missing);
        await assert.rejects(provider.update("op-1", inputs, inputs), missing);
    });

    it("still refreshes and deletes", async () => {
        assert.deepEqual((await provider.read("op-1", inputs)).props, { ...inputs, __provider: stored });
        await provider.delete("op-1", inputs);
    });

    it("stores a text that stays small", () => {
        console.log(`      ${stored.length} characters are stored of the provider`);
        assert.ok(stored.length < LONGEST_STORED_TEXT, stored);
    });
});
