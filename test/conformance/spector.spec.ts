// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { startOperation, waitForOperation } from "../../provider/wait";
import { SCENARIOS, type Scenario } from "./scenarios";
import { SpectorServer } from "./spectorServer";

/**
 * Microsoft's scenarios of long-running operations, with which the generators of the Azure SDKs are tested.
 *
 * @see https://github.com/Azure/typespec-azure/tree/main/packages/azure-http-specs
 */
describe("waitForOperation against @azure-tools/azure-http-specs", () => {
    let server: SpectorServer;

    before(async function () {
        this.timeout(90_000);
        server = await SpectorServer.start();
    });

    after(() => server?.stop());

    /** Each scenario is in progress at the first poll and has ended at the second. */
    async function waitFor(operation: Parameters<typeof waitForOperation>[0]): Promise<void> {
        const { status, polls } = await waitForOperation(operation, {
            endpoint: server.endpoint,
            minPollInterval: "10ms",
            timeout: "15s",
        });
        assert.deepEqual([status, polls], ["Succeeded", 2]);
    }

    async function send({ method, path, apiVersion, query = "", body }: Omit<Scenario, "name" | "headers">) {
        const response = await fetch(`${server.endpoint}${path}?api-version=${apiVersion}${query}`, {
            method,
            ...(body === undefined
                ? {}
                : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
        });
        const text = await response.text();
        assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
        return response.headers;
    }

    for (const scenario of SCENARIOS) {
        const { name, apiVersion } = scenario;

        for (const header of scenario.headers) {
            it(`waits for ${name} at the URL of its ${header} header`, async () => {
                const operation = (await send(scenario)).get(header);
                assert.ok(operation !== null);
                // The suite expects the client to add the api-version to the URL.
                await waitFor({ operation, apiVersion });
            });
        }

        const { method, path, body, results = [] } = scenario;
        if (path.startsWith("/subscriptions/") && method !== "GET") {
            it(`starts ${name} with startOperation and waits for it`, async () => {
                const options = { endpoint: server.endpoint };
                const operation = await startOperation({ method, path, apiVersion, body }, options);
                assert.ok(operation !== undefined);
                await waitFor(operation);
            });
        }

        it(`passes ${name} according to the server`, async () => {
            for (const result of results) {
                await send({ method: "GET", path: result, apiVersion });
            }
            assert.equal((await server.results())[name], "pass");
        });
    }

    it("waits for a resource by its provisioningState", async () => {
        const { path, apiVersion } = SCENARIOS.find(({ isResource }) => isResource === true)!;
        const status = await waitForOperation({ resourceId: path, apiVersion }, { endpoint: server.endpoint });
        assert.equal(status.status, "Succeeded");
    });

    it("covers all long-running operations of the suite", async () => {
        const names = Object.keys(await server.results()).filter((name) => /lro|longrunning|largeheader/i.test(name));
        assert.deepEqual(names.sort(), SCENARIOS.map(({ name }) => name).sort());
    });
});
