// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { AzureNativeFixture, EXAMPLE_TIMEOUT_MS } from "../harness/azureNative/azureNativeFixture";
import type { RunningCommand } from "../harness/engine/runningCommand";

const WORKSPACE = "providers/Microsoft.OperationalInsights/workspaces/logs";

const ERROR = {
    code: "FailoverRefused",
    message: "The workspace cannot fail over.",
    details: [{ code: "ReplicaIsBehind", message: "The replica is behind by a day." }],
};
const COMPLETE_ERROR = [
    /Azure operation Failed: FailoverRefused: The workspace cannot fail over\./,
    /- ReplicaIsBehind: The replica is behind by a day\./,
    /request id [\da-f-]{36}, correlation id [\da-f-]{36}/,
];

describe("examples on the real engine", function () {
    this.timeout(EXAMPLE_TIMEOUT_MS);
    let fixture: AzureNativeFixture;

    before(async function () {
        fixture = await AzureNativeFixture.start(this);
    });
    afterEach(() => fixture.clear());
    after(() => fixture.stop());

    function assertCompleteError(output: string): void {
        for (const expected of COMPLETE_ERROR) {
            assert.match(output, expected);
        }
    }

    it("quickstart: waits for the configured operation and exports its status", async () => {
        const { asyncOperationId } = fixture.emulator.startOperation({ durationSeconds: 3 });
        const stack = await fixture.stack("quickstart", { clusterOperationId: asyncOperationId });

        const up = await stack.up();

        assert.equal(up.exitCode, 0, up.output);
        const { clusterStatus, operationId } = await stack.outputs();
        assert.equal(clusterStatus, "Succeeded");
        assert.match(String(operationId), new RegExp(`${asyncOperationId}$`));
    });

    it("quickstart: fails with the complete Azure error", async () => {
        const { asyncOperationId } = fixture.emulator.startOperation({
            durationSeconds: 0,
            outcome: "Failed",
            error: ERROR,
        });
        const stack = await fixture.stack("quickstart", { clusterOperationId: asyncOperationId });

        const up = await stack.up();

        assert.notEqual(up.exitCode, 0, up.output);
        assertCompleteError(up.output);
    });

    it("many: waits for a secret array of operations and prints none of their URLs", async () => {
        const urls = [1, 2, 3].map((durationSeconds) => fixture.emulator.startOperation({ durationSeconds }).url);
        const stack = await fixture.stack("many", { operations: JSON.stringify(urls) });

        const up = await stack.up();

        assert.equal(up.exitCode, 0, up.output);
        for (const url of urls) {
            const { search } = new URL(url);
            assert.ok(!up.output.includes(search) && !JSON.stringify(await stack.export()).includes(search));
        }
        assert.equal((await stack.outputs()).statuses, "[secret]");
        const { statuses } = (await stack.outputs({ showSecrets: true })) as { statuses: { status: string }[] };
        assert.deepEqual(
            statuses.map(({ status }) => status),
            ["Succeeded", "Succeeded", "Succeeded"],
        );
    });

    it("many: reports every failure in one error", async () => {
        const failing = { durationSeconds: 0, outcome: "Failed" };
        const urls = [
            fixture.emulator.startOperation({ ...failing, error: ERROR }).url,
            fixture.emulator.startOperation({ ...failing, error: { code: "KeyDenied", message: "No access." } }).url,
            fixture.emulator.startOperation({ durationSeconds: 1 }).url,
        ];
        const stack = await fixture.stack("many", { operations: JSON.stringify(urls) });

        const up = await stack.up();

        assert.notEqual(up.exitCode, 0, up.output);
        assert.match(up.output, /2 of 3 Azure operations did not succeed/);
        assert.match(up.output, /KeyDenied: No access\./);
        assertCompleteError(up.output);
    });

    it("action-hook: replicates a workspace, fails it over, and creates the table afterwards", async () => {
        const stack = await fixture.stack("action-hook", { "azure-native:location": "westus" });

        const preview = await stack.preview();
        assert.equal(preview.exitCode, 0, preview.output);
        assert.deepEqual(fixture.changes, [], "a preview starts no operation");
        const up = await stack.up();

        assert.equal(up.exitCode, 0, up.output);
        const { workspaceId } = (await stack.outputs()) as { workspaceId: string };
        const workspace = workspaceId.split("/").slice(5).join("/");
        const failover = workspace.replace("/workspaces/", "/locations/eastus/workspaces/");
        assert.deepEqual(fixture.changes, [
            "PUT  api-version=2024-03-01",
            `PUT ${workspace} api-version=2023-09-01`,
            `PUT ${workspace} api-version=2025-02-01`,
            `POST ${failover}/failover api-version=2025-02-01`,
            `PUT ${workspace}/tables/Audit_CL api-version=2023-09-01`,
        ]);
        fixture.emulator.clearRequests();
        const again = await stack.up();
        assert.match(again.output, /4 unchanged/);
        assert.deepEqual(fixture.changes, [], "the next up starts no operation");
        const destroy = await stack.destroy();
        assert.equal(destroy.exitCode, 0, destroy.output);
        assert.equal(fixture.changes.length, 3);
    });

    it("action-hook: fails with the complete Azure error of the failover, and skips the failover in the next up", async () => {
        const stack = await fixture.stack("action-hook", { "azure-native:location": "westus" });
        const scripts = [{}, {}, { outcome: "Failed", error: ERROR }];
        for (const script of scripts) {
            fixture.emulator.scriptNext({ durationSeconds: 0.5, ...script });
        }

        const up = await stack.up();

        assert.notEqual(up.exitCode, 0, up.output);
        assert.match(up.output, /azure-native:operationalinsights:Workspace.*logs/);
        assertCompleteError(up.output);
        assert.ok(!fixture.changes.some((change) => change.includes("/tables/")), "no table is created");
        fixture.emulator.clearRequests();
        const again = await stack.up();
        assert.equal(again.exitCode, 0, again.output);
        assert.equal(fixture.changes.length, 1, "only the table is created");
    });

    it("action-hook: waits for the operation that conflicts with the table, and creates the table afterwards", async () => {
        let busyUntil = 0;
        let url = "";
        const stop = fixture.emulator.intercept(({ method, path }) => {
            if (method !== "PUT" || !path.endsWith("/tables/Audit_CL") || (busyUntil > 0 && Date.now() > busyUntil)) {
                return undefined;
            }
            if (busyUntil === 0) {
                busyUntil = Date.now() + 2_000;
                ({ url } = fixture.emulator.startOperation({ durationSeconds: 2, outcome: "Failed" }));
            }
            const message =
                "Another operation on this or dependent resource is in progress. To retrieve status of the operation " +
                `use uri: ${url}.`;
            return { status: 409, body: { error: { code: "AnotherOperationInProgress", message } } };
        });
        const stack = await fixture.stack("action-hook", { "azure-native:location": "westus" });

        const up = await stack.up().finally(stop);

        assert.equal(up.exitCode, 0, up.output);
        assert.match(up.output, /audit .*busy; another operation is InProgress/);
        assert.match(up.output, /retrying create due to on-error hook request \(1\/100\)/);
        const tables = fixture.changes.filter((change) => change.includes("/tables/"));
        assert.equal(tables.length, 5, "four attempts by azure-native and one after the wait");
    });

    /** Starts the automation-api example. The emulator accepts its action although the workspace does not exist. */
    function startAutomation(clusterOperation: string): RunningCommand {
        const workspace = `/subscriptions/${fixture.emulator.subscriptionId}/resourceGroups/logs/${WORKSPACE}`;
        return fixture.start(fixture.copy("automation-api"), "index.ts", [clusterOperation, workspace]);
    }

    it("automation-api: waits in a resource and in a hook, and prints the outputs", async () => {
        fixture.emulator.scriptNext({ durationSeconds: 1 });
        const program = startAutomation(fixture.emulator.startOperation({ durationSeconds: 3 }).url);

        const { exitCode, output, stdout } = await program.done;

        assert.equal(exitCode, 0, output);
        assert.match(stdout, /^clusterStatus: Succeeded$/m);
        assert.deepEqual(fixture.changes, [`POST ${WORKSPACE}/failback api-version=2025-02-01`]);
    });

    it("automation-api: prints only the complete Azure error when a resource or a hook fails", async () => {
        const failing = { durationSeconds: 0, outcome: "Failed", error: ERROR };
        const failedResource = await startAutomation(fixture.emulator.startOperation(failing).url).done;
        const { url } = fixture.emulator.startOperation({ durationSeconds: 0 });
        fixture.emulator.scriptNext(failing);
        const failedHook = await startAutomation(url).done;

        for (const { exitCode, output, stderr } of [failedResource, failedHook]) {
            assert.equal(exitCode, 1, output);
            assertCompleteError(stderr);
            assert.doesNotMatch(stderr, /update failed|Diagnostics|<\{%/);
        }
        assert.match(failedResource.stderr, /^Azure operation Failed/);
        assert.match(failedHook.stderr, /^after hook "[^"]*" failed: Azure operation Failed/);
    });

    for (const [place, durationSeconds] of Object.entries({ resource: 1_000, hook: 0 })) {
        it(`automation-api: exits at the first Ctrl-C while a ${place} waits`, async () => {
            fixture.emulator.scriptNext({ durationSeconds: 1_000 });
            const { url } = fixture.emulator.startOperation({ durationSeconds });
            const program = startAutomation(url);
            await program.waitForOutput(/InProgress/);
            const startMs = performance.now();

            // Only the program receives the signal; it cancels `pulumi` through the `signal` option of `stack.up`.
            process.kill(program.child.pid!, "SIGINT");
            const { exitCode, output, stderr } = await program.done;

            assert.equal(exitCode, 130, output);
            assert.match(stderr, /Stopped waiting for the Azure operation\./);
            assert.ok(performance.now() - startMs < 2_000);
        });
    }
});
