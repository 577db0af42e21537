// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Emulator, startEmulator } from "../emulator";
import { ENGINE_TIMEOUT_MS, findOrBuildEngine } from "./engine";
import { createSite, type Site } from "./site";
import { Stack } from "./stack";
import { ENGINE_TEST_TIMEOUT_MS, waitsInState } from "./waitProject";

/**
 * States that earlier versions left, each a `pulumi stack export --show-secrets` of the program below. A new version adds its
 * own with `RECORD_STATE=0.2.0 npx mocha test/engine/upgrades.spec.ts`, and no state is ever removed or changed.
 */
const STATES_DIRECTORY = path.join(__dirname, "states");

const OPERATIONS = ["by-id", "by-url", "one-of-many"];

const program = (operationUrl: string) => `
    const pulumi = require("@pulumi/pulumi");
    const { OperationWait, OperationWaitAll } = require("pulumi-azure-wait");
    const ready = new OperationWait("by-id", { asyncOperationId: "by-id", location: "West US", timeout: "3h" });
    new OperationWait("by-url", { operation: "${operationUrl}" }, { dependsOn: ready });
    new OperationWaitAll("many", { operations: ["${operationUrl.replace("by-url", "one-of-many")}"] });
`;

describe("state that an earlier version left, on the real engine", function () {
    this.timeout(ENGINE_TEST_TIMEOUT_MS);
    let emulator: Emulator;
    let site: Site;
    let stack: Stack;

    before(async function () {
        this.timeout(ENGINE_TIMEOUT_MS);
        await findOrBuildEngine();
        emulator = await startEmulator();
        for (const asyncOperationId of OPERATIONS) {
            emulator.startOperation({ durationSeconds: 0 }, { asyncOperationId });
        }
    });
    beforeEach(async () => {
        const url = `/subscriptions/${emulator.subscriptionId}/providers/Microsoft.OperationalInsights/locations/westus/operationStatuses/by-url?api-version=2025-02-01`;
        site = await createSite();
        const projectDirectory = site.project("upgrade", { "index.js": program(url) });
        stack = await Stack.create({ projectDirectory, environment: emulator.environment });
        emulator.clearRequests();
    });
    afterEach(async () => {
        await stack.remove();
        site.remove();
    });
    after(() => emulator.close());

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

        it(`${version}: is refreshed, found unchanged and destroyed without a request`, async () => {
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

        it(`${version}: is refreshed and destroyed with the package gone`, async () => {
            await importState();
            site.uninstall();

            const refresh = await stack.refresh();
            assert.equal(refresh.exitCode, 0, refresh.output);
            const destroy = await stack.destroy();
            assert.equal(destroy.exitCode, 0, destroy.output);
        });
    }

    it("takes less than 3.5 kB for each wait, but for its URL", () => {
        const text = readFileSync(path.join(STATES_DIRECTORY, "0.1.0.json"), "utf8");
        const { deployment } = JSON.parse(text) as { deployment: { resources: { type: string; urn: string }[] } };
        const wait = deployment.resources.find(({ urn }) => urn.endsWith(":OperationWait::by-id"));
        const bytes = JSON.stringify(wait).length;
        assert.ok(bytes > 1_000 && bytes < 3_500, `${bytes} bytes`);
    });
});
