// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import path from "node:path";
import { type Emulator, startEmulator } from "../emulator/src/index";
import { createWorkspace, type Workspace } from "../harness/engine/workspace";
import { ProviderProcess } from "./providerProcess";

const URN = "urn:pulumi:test::project::pulumi-nodejs:dynamic/pulumi-azure-wait:OperationWait::ready";
const FOREVER = { durationSeconds: 1_000 };

/** The serialized provider, as stored by a program with the installed package. */
function storedProviderOf(workspace: Workspace): string {
    return require(path.join(workspace.packageDirectory, "dist/pulumi/storedProvider.js")).STORED_PROVIDER;
}

for (const installation of ["folder", "link"] as const) {
    describe(`provider process with the package installed as a ${installation}`, function () {
        this.timeout(60_000);
        let emulator: Emulator;
        let workspace: Workspace;
        let stored: string;
        let directory: string;
        let provider: ProviderProcess;

        const startProvider = async (engineFlags: readonly string[] = []): Promise<void> => {
            const { NODE_EXTRA_CA_CERTS } = emulator.environment;
            provider = await ProviderProcess.start({
                directory,
                provider: stored,
                environment: { NODE_EXTRA_CA_CERTS },
                engineFlags,
            });
            await provider.configure({
                "azure-native:metadataHost": emulator.metadataHost,
                "azure-native:subscriptionId": emulator.subscriptionId,
                "azure-native:tenantId": emulator.identity.tenantId,
                "azure-native:clientId": emulator.identity.clientId,
                "azure-native:clientSecret": emulator.identity.clientSecret,
            });
        };

        before(async () => {
            emulator = await startEmulator();
            workspace = await createWorkspace({ installation });
            stored = storedProviderOf(workspace);
            directory = workspace.project("project", { "index.js": "" });
        });
        beforeEach(() => startProvider());
        afterEach(() => provider.stop());
        after(async () => {
            await emulator.close();
            workspace.remove();
        });

        const resourceGroup = () => `/subscriptions/${emulator.subscriptionId}/resourceGroups/logs`;

        it("reads the stack configuration, and returns what identifies the operation and its status", async () => {
            const operation = emulator.startOperation({
                durationSeconds: 0,
                properties: { list: [1, null, { a: "b" }] },
            });
            const inputs = { asyncOperationId: operation.asyncOperationId, location: "West US", timeout: "1m" };
            assert.deepEqual(await provider.check({ ...inputs, waitUrn: URN }), {
                inputs: { ...inputs, waitUrn: URN, __provider: stored },
                failures: [],
            });

            const { id, outs } = await provider.create({ ...inputs, waitUrn: URN });

            const { startTime, endTime, durationSeconds, ...others } = outs;
            assert.equal(id, new URL(operation.url).pathname);
            assert.deepEqual(others, {
                asyncOperationId: operation.asyncOperationId,
                location: "West US",
                operationId: id,
                name: operation.asyncOperationId,
                status: "Succeeded",
                properties: { list: [1, null, { a: "b" }] },
                polls: 1,
                __provider: stored,
            });
            assert.equal(startTime, endTime);
            assert.equal(typeof durationSeconds, "number");
        });

        it("reports a difference only when the operation changes", async () => {
            const { asyncOperationId } = emulator.startOperation({ durationSeconds: 0 });
            const inputs = { asyncOperationId, location: "West US" };
            const { id, outs } = await provider.create(inputs);
            emulator.clearRequests();

            for (const same of [
                inputs,
                { ...inputs, location: "westus" },
                { ...inputs, timeout: "5h" },
                { operation: id },
            ]) {
                assert.equal((await provider.diff(id, outs, same)).changes, false, JSON.stringify(same));
            }
            for (const [other, replaces] of [
                [{ ...inputs, asyncOperationId: "another" }, ["asyncOperationId"]],
                [{ ...inputs, location: "eastus" }, ["location"]],
                [{ ...inputs, subscriptionId: "00000000-0000-4000-8000-000000000009" }, ["subscriptionId"]],
            ] as const) {
                const diff = await provider.diff(id, outs, other);
                assert.equal(diff.changes, true);
                assert.deepEqual(diff.replaces, replaces);
            }
            assert.deepEqual(emulator.requests, []);
        });

        it("waits for the provisioningState of a resource, and requires a replacement when a trigger changes", async () => {
            const { resourceId } = emulator.changeResource(
                { resourceId: `${resourceGroup()}/providers/Microsoft.OperationalInsights/clusters/logs` },
                { durationSeconds: 0.5, pattern: "provisioningState" },
            );
            const inputs = { resourceId, apiVersion: "2025-02-01", minPollInterval: "200ms", triggers: ["a"] };
            assert.deepEqual((await provider.check(inputs)).failures, []);

            const { id, outs } = await provider.create(inputs);

            assert.equal(outs.status, "Succeeded");
            assert.equal((await provider.diff(id, outs, inputs)).changes, false);
            const triggered = await provider.diff(id, outs, { ...inputs, triggers: ["b"] });
            assert.deepEqual([triggered.changes, triggered.replaces], [true, ["triggers"]]);
        });

        it("rejects triggers for an operation", async () => {
            const inputs = { asyncOperationId: "op-1", location: "westus", triggers: ["a"] };
            const { failures } = await provider.check(inputs);
            assert.match(failures[0]?.reason ?? "", /^`triggers` is for `resourceId` only/);
        });

        it("cancels every running wait when pulumi is cancelled, and completes later waits", async () => {
            const { asyncOperationId } = emulator.startOperation(FOREVER);
            const inputs = { asyncOperationId, location: "westus", waitUrn: URN };
            const waits = Promise.allSettled([provider.create(inputs), provider.create(inputs)]);
            await provider.waitForLog(/InProgress/);

            await provider.cancel();

            for (const result of await waits) {
                assert.equal(result.status, "rejected");
                assert.match(
                    result.reason.details,
                    /^Stopped waiting for the Azure operation\.\n {2}The operation itself goes on/,
                );
            }
            const ended = emulator.startOperation({ durationSeconds: 0 });
            await provider.create({ asyncOperationId: ended.asyncOperationId, location: "westus" });
        });

        it("sends status messages for the resource and writes nothing to standard output or error", async () => {
            const { asyncOperationId } = emulator.startOperation({
                durationSeconds: 0,
                answers: [{ body: { status: "InProgress", percentComplete: 40 } }, "timed"],
            });

            await provider.create({ asyncOperationId, location: "westus", waitUrn: URN });

            await provider.waitForLog(/^Succeeded after \d+s, 2 polls$/);
            const [message] = provider.logs.filter(({ severity }) => severity === "info");
            assert.match(message?.message ?? "", /^InProgress · 40% · \d+s · next poll in \d+s$/);
            assert.equal(message?.urn, URN);
            assert.equal(message?.ephemeral, true);
            const traces = provider.logs.filter(({ severity }) => severity === "debug");
            assert.match(traces[0]?.message ?? "", /^poll 1: 200 InProgress, running, azureAsyncOperation by status, /);
            assert.deepEqual([traces.length, traces[0]?.urn, traces[0]?.ephemeral], [2, URN, false]);
            assert.equal(provider.stdout, "");
            assert.equal(provider.stderr, "");
        });

        for (const [title, engineFlags] of [
            ["", []],
            [
                " with the arguments of --logflow and --tracing",
                ["--logtostderr", "-v=3", "--tracing", "localhost:9411"],
            ],
        ] as const) {
            it(`sends status messages, and exits when the engine is gone${title}`, async () => {
                await provider.stop();
                await startProvider(engineFlags);
                const { asyncOperationId } = emulator.startOperation(FOREVER);
                provider.create({ asyncOperationId, location: "westus", waitUrn: URN }).catch(() => undefined);
                await provider.waitForLog(/InProgress/);
                const readsBefore = emulator.requests.length;
                assert.ok(readsBefore > 0);

                provider.killEngine();

                await provider.done;
            });
        }
    });
}
