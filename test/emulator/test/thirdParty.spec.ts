// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { ClientSecretCredential } from "@azure/identity";
import { type Emulator, faults, type OperationScript, startEmulator } from "../src/index";
import { trust } from "./credentials";
import { send } from "./send";

/** The part of the `@azure/core-lro` API that the tests use. */
interface CoreLro {
    createHttpPoller(operation: object, options: object): { pollUntilDone(): Promise<unknown> };
}

/** The part of the `@azure/arm-operationalinsights` API that the tests use. */
interface ArmOperationalInsights {
    readonly OperationalInsightsManagementClient: new (
        credential: object,
        subscriptionId: string,
        options: object,
    ) => {
        readonly operationStatuses: { get(location: string, id: string): Promise<Record<string, unknown>> };
        readonly clusters: {
            createOrUpdate(
                group: string,
                name: string,
                body: object,
                options: object,
            ): Promise<Record<string, unknown>>;
            get(group: string, name: string): Promise<Record<string, unknown>>;
            delete(group: string, name: string, options: object): Promise<void>;
        };
        readonly workspaces: {
            failover(group: string, location: string, name: string, options: object): Promise<void>;
        };
        readonly workspacePurge: {
            purge(group: string, name: string, body: object): Promise<Record<string, unknown>>;
            getPurgeStatus(group: string, name: string, id: string): Promise<Record<string, unknown>>;
        };
    };
}

const PATTERNS = ["azureAsyncOperation", "operationLocation", "location", "both", "provisioningState"] as const;
const RUNNING: OperationScript = { durationSeconds: 0.1 };
const FAILED: OperationScript = {
    durationSeconds: 0.1,
    outcome: "Failed",
    error: { code: "KeyDenied", message: "Key not readable." },
};

describe("Unmodified Azure clients against the emulator", () => {
    let emulator: Emulator;

    before(async () => {
        emulator = await startEmulator();
    });

    after(() => emulator.close());

    describe("The @azure/core-lro poller", () => {
        let coreLro: CoreLro;

        before(() => {
            coreLro = require("@azure/core-lro") as CoreLro;
        });

        /** Starts an operation with a PUT or a DELETE and polls it until it completes. */
        async function run(script: OperationScript, method: "PUT" | "DELETE" = "PUT") {
            emulator.clearRequests();
            emulator.scriptNext(script);
            const group = `/subscriptions/${emulator.subscriptionId}/resourceGroups/demo`;
            const path = `${group}/providers/Microsoft.OperationalInsights/clusters/logs?api-version=2025-07-01`;
            const call = async (url: string, verb: string) => {
                const body = verb === "PUT" ? { location: "westus" } : undefined;
                const { status, headers, body: responseBody } = await send(emulator, url, { method: verb, body });
                const rawResponse = {
                    statusCode: status,
                    headers,
                    body: responseBody,
                    request: { method: verb, url: path },
                };
                return { flatResponse: responseBody, rawResponse };
            };
            const operation = {
                sendInitialRequest: () => call(path, method),
                sendPollRequest: (url: string) => call(url, "GET"),
            };
            const poller = coreLro.createHttpPoller(operation, { intervalInMs: 20, baseUrl: emulator.origin });
            return (await poller.pollUntilDone()) as { properties?: { provisioningState?: string } } | undefined;
        }

        for (const pattern of PATTERNS) {
            it(`returns the resource after success for the pattern ${pattern}`, async () => {
                const result = await run({ ...RUNNING, pattern });
                assert.equal(result?.properties?.provisioningState, "Succeeded");
                assert.ok(emulator.requests.filter(({ method }) => method === "GET").length >= 2);
            });

            it(`rejects after failure for the pattern ${pattern}`, async () => {
                await assert.rejects(run({ ...FAILED, pattern }), /failed|KeyDenied/i);
            });
        }

        it("follows a changing Location URL", async () => {
            const result = await run({ ...RUNNING, pattern: "location", movingLocation: true });
            assert.equal(result?.properties?.provisioningState, "Succeeded");
        });

        it("completes a deletion for the pattern location", async () => {
            await run(RUNNING);
            await run({ ...RUNNING, pattern: "location" }, "DELETE");
        });
    });

    describe("The @azure/arm-operationalinsights client", () => {
        let client: InstanceType<ArmOperationalInsights["OperationalInsightsManagementClient"]>;
        let distrust: () => void = () => undefined;

        before(() => {
            const arm = require("@azure/arm-operationalinsights") as ArmOperationalInsights;
            distrust = trust(emulator);
            const { tenantId, clientId, clientSecret } = emulator.identity;
            const credential = new ClientSecretCredential(tenantId, clientId, clientSecret, {
                authorityHost: emulator.origin,
                disableInstanceDiscovery: true,
            });
            client = new arm.OperationalInsightsManagementClient(credential, emulator.subscriptionId, {
                endpoint: emulator.origin,
                credentials: { scopes: [`${emulator.audience}/.default`] },
            });
        });

        after(() => distrust());

        beforeEach(() => emulator.clearRequests());

        it("reads the status of an operation with the short or the display name of the region", async () => {
            const { asyncOperationId } = emulator.startOperation(
                { ...FAILED, durationSeconds: 0 },
                { location: "West US" },
            );
            for (const location of ["westus", "West US"]) {
                const status = await client.operationStatuses.get(location, asyncOperationId);
                assert.equal(status.name, asyncOperationId);
                assert.equal(status.status, "Failed");
            }
            assert.match(emulator.requests.at(-1)?.query ?? "", /^api(-|%2D)version=2025-07-01$/);
        });

        it("receives a 404 for an unknown operation", async () => {
            await assert.rejects(client.operationStatuses.get("westus", "nothing"), {
                statusCode: 404,
                code: "NotFound",
            });
        });

        it("retries after a burst of errors", async () => {
            const answers = [...faults.burst(503, 2, { "retry-after": "0" }), "timed"] as const;
            const { asyncOperationId } = emulator.startOperation({ durationSeconds: 0, answers });
            assert.equal((await client.operationStatuses.get("westus", asyncOperationId)).status, "Succeeded");
        });

        for (const pattern of PATTERNS) {
            it(`creates a cluster for the pattern ${pattern}`, async () => {
                emulator.scriptNext({ ...RUNNING, pattern });
                const cluster = await client.clusters.createOrUpdate(
                    "demo",
                    pattern,
                    { location: "westus" },
                    { updateIntervalInMs: 20 },
                );
                assert.equal(cluster.provisioningState, "Succeeded");
                assert.equal(cluster.name, pattern);
            });
        }

        it("deletes a cluster", async () => {
            const resourceId = `/subscriptions/${emulator.subscriptionId}/resourceGroups/demo/providers/Microsoft.OperationalInsights/clusters/old`;
            emulator.changeResource({ resourceId }, { durationSeconds: 0 });
            emulator.scriptNext({ ...RUNNING, pattern: "both" });
            await client.clusters.delete("demo", "old", { updateIntervalInMs: 20 });
            await assert.rejects(client.clusters.get("demo", "old"), { statusCode: 404 });
        });

        it("fails over a workspace, and reports the error of a failed failover", async () => {
            // This client does not accept a 204 as the result of an action.
            emulator.scriptNext({ ...RUNNING, pattern: "both", resultStatusCode: 200 });
            await client.workspaces.failover("demo", "eastus", "main", { updateIntervalInMs: 20 });
            emulator.scriptNext(FAILED);
            await assert.rejects(
                client.workspaces.failover("demo", "eastus", "main", { updateIntervalInMs: 20 }),
                /KeyDenied/,
            );
        });

        it("purges a workspace", async () => {
            emulator.scriptNext({ durationSeconds: 0 });
            const { operationId } = await client.workspacePurge.purge("demo", "main", { table: "T", filters: [] });
            const { status } = await client.workspacePurge.getPurgeStatus("demo", "main", String(operationId));
            assert.equal(status, "completed");
        });
    });
});
