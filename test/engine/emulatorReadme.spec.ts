// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readmeBlocks } from "../emulator/test/readme";
import { AzureNativeFixture, EXAMPLE_TIMEOUT_MS } from "../harness/azureNative/azureNativeFixture";

const FILE = "failure.test.mjs";

describe("first program of the README of azure-operations-emulator on the real engine", function () {
    this.timeout(EXAMPLE_TIMEOUT_MS);
    let fixture: AzureNativeFixture;

    before(async function () {
        fixture = await AzureNativeFixture.start(this);
    });
    afterEach(() => fixture.clear());
    after(() => fixture.stop());

    it("passes beside the program of the quickstart, whose deployment fails with Azure's error", async () => {
        const directory = fixture.copy("quickstart");
        fixture.workspace.write(directory, { [FILE]: readmeBlocks("ts")[0] ?? "" });

        const { exitCode, output } = await fixture.start(directory, FILE, []).done;

        assert.equal(exitCode, 0, output);
        assert.match(output, /^(?:ℹ|#) pass 1$/m);
        const deployments = fixture.emulator.requests.filter(({ area }) => area === "arm");
        assert.deepEqual(deployments, [], "the program uses the emulator of the test");
    });

    it("fails where the deployment succeeds", async () => {
        const directory = fixture.copy("quickstart");
        const test = (readmeBlocks("ts")[0] ?? "").replace(`outcome: "Failed"`, `outcome: "Succeeded"`);
        fixture.workspace.write(directory, { [FILE]: test });

        const { exitCode, output } = await fixture.start(directory, FILE, []).done;

        assert.equal(exitCode, 1, output);
        assert.match(output, /Missing expected rejection/);
    });
});
