// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Emulator, startEmulator } from "../emulator/src/index";
import { ENGINE_TIMEOUT_MS, findOrBuildEngine } from "../harness/engine/engine";
import { Stack } from "../harness/engine/stack";
import { ENGINE_TEST_TIMEOUT_MS, waitsInState } from "../harness/engine/waitFixture";
import { createWorkspace, type Workspace } from "../harness/engine/workspace";

/**
 * The state of each earlier version: a `pulumi stack export --show-secrets` of the program below. To record the state of a new
 * version, run `RECORD_STATE=0.2.0 npx mocha test/engine/upgrades.spec.ts`. Never change or remove a recorded state.
 */
const STATES_DIRECTORY = path.join(__dirname, "states");

const OPERATIONS = ["by-id", "by-url", "one-of-many", "another", "added"];
/** Maximum size in state, without URLs. `OperationWaitAll` also stores the encrypted status of each operation. */
const MAXIMUM_STATE_BYTES = { one: 3_400, all: 3_600 };

/** @param more Further operations of the `OperationWaitAll`. */
const program = (operationUrl: string, more: readonly string[] = []) => `
    const pulumi = require("@pulumi/pulumi");
    const { OperationWait, OperationWaitAll } = require("pulumi-azure-wait");
    const ready = new OperationWait("by-id", { asyncOperationId: "by-id", location: "West US", timeout: "3h" });
    new OperationWait("by-url", { operation: "${operationUrl}" }, { dependsOn: ready });
    new OperationWaitAll("many", { operations: ${JSON.stringify([operationUrl.replace("by-url", "one-of-many"), ...more])} });
`;

describe("state of an earlier version on the real engine", function () {
    this.timeout(ENGINE_TEST_TIMEOUT_MS);
    let emulator: Emulator;
    let workspace: Workspace;
    let stack: Stack;
    let projectDirectory: string;

    before(async function () {
        this.timeout(ENGINE_TIMEOUT_MS);
        await findOrBuildEngine();
        emulator = await startEmulator();
        for (const asyncOperationId of OPERATIONS) {
            emulator.startOperation({ durationSeconds: 0 }, { asyncOperationId });
        }
    });
    beforeEach(async () => {
        workspace = await createWorkspace();
        projectDirectory = workspace.project("upgrade", { "index.js": program(urlOf("by-url")) });
        stack = await Stack.create({ projectDirectory, environment: emulator.environment });
        emulator.clearRequests();
    });
    afterEach(async () => {
        await stack.remove();
        workspace.remove();
    });
    after(() => emulator.close());

    const urlOf = (operation: string) =>
        `/subscriptions/${emulator.subscriptionId}/providers/Microsoft.OperationalInsights/locations/westus/operationStatuses/${operation}?api-version=2025-02-01`;

    const record = process.env.RECORD_STATE;
    if (record !== undefined) {
        it(`is recorded for version ${record}`, async () => {
            assert.equal((await stack.up()).exitCode, 0);
            const { stdout } = await stack.run(["stack", "export", "--show-secrets"]);
            const state = stdout.replaceAll(/(?<="project:\/\/\/)[^"]*\/node_modules\//g, "node_modules/");
            writeFileSync(path.join(STATES_DIRECTORY, `${record}.json`), state);
        });
    }

    for (const file of readdirSync(STATES_DIRECTORY)) {
        const version = path.basename(file, ".json");
        const importState = async () => {
            const imported = await stack.run(["stack", "import", "--file", path.join(STATES_DIRECTORY, file)]);
            assert.equal(imported.exitCode, 0, imported.output);
            assert.equal((await waitsInState(stack)).length, 2);
        };

        it(`${version}: is refreshed, left unchanged by up, and destroyed without a request`, async () => {
            await importState();

            const refresh = await stack.refresh();
            assert.equal(refresh.exitCode, 0, refresh.output);
            const up = await stack.up();
            assert.equal(up.exitCode, 0, up.output);
            assert.match(up.output, /4 unchanged/);
            const destroy = await stack.destroy();
            assert.equal(destroy.exitCode, 0, destroy.output);
            assert.deepEqual(emulator.requests, []);
        });

        it(`${version}: waits for a changed operation, and only for the new operation of an OperationWaitAll`, async () => {
            await importState();
            workspace.write(projectDirectory, { "index.js": program(urlOf("another"), [urlOf("added")]) });
            emulator.clearRequests();

            const up = await stack.up();

            assert.equal(up.exitCode, 0, up.output);
            assert.match(up.output, /1 updated\s+.*1 replaced/s);
            const read = emulator.requests.flatMap(({ path }) => /operationStatuses\/(.*)/.exec(path)?.[1] ?? []);
            assert.deepEqual([...new Set(read)].sort(), ["added", "another"]);
        });

        it(`${version}: is refreshed and destroyed after the package is uninstalled`, async () => {
            await importState();
            workspace.uninstall();

            const refresh = await stack.refresh();
            assert.equal(refresh.exitCode, 0, refresh.output);
            const destroy = await stack.destroy();
            assert.equal(destroy.exitCode, 0, destroy.output);
        });
    }

    it("takes less than 3.4 kB for an OperationWait and 3.6 kB for an OperationWaitAll, without URLs, in the current version", async () => {
        const up = await stack.up();
        assert.equal(up.exitCode, 0, up.output);

        const { deployment } = await stack.export();

        const waits = (deployment.resources ?? []).filter(({ type }) => type.includes("pulumi-azure-wait"));
        assert.equal(waits.length, 3);
        for (const wait of waits) {
            // The length of the URLs is up to the user; inputs contain them, and outputs their host and path.
            const urls = [wait.inputs, wait.outputs].map((values) => [values?.operation, values?.operations]);
            const bytes = JSON.stringify(wait).length - JSON.stringify(urls).length;
            console.log(`      ${bytes} bytes of state for ${wait.urn.split("::").slice(2).join(" ")}`);
            const maximum = MAXIMUM_STATE_BYTES[wait.type.endsWith("All") ? "all" : "one"];
            assert.ok(bytes > 1_000 && bytes < maximum, `${bytes} bytes`);
        }
    });
});
