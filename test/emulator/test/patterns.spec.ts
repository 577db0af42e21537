// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { type Emulator, type OperationScript, startEmulator } from "../src/index";
import { send } from "./send";

const START = Date.UTC(2026, 2, 2, 9);
const API = "?api-version=2025-02-01";
const ERROR = { code: "KeyDenied", message: "Key not readable." };

describe("Operation patterns of the emulator", () => {
    let emulator: Emulator;
    let now: number;
    let group: string;
    let cluster: string;

    beforeEach(async () => {
        now = START;
        emulator = await startEmulator({ nowMs: () => now });
        group = `/subscriptions/${emulator.subscriptionId}/resourceGroups/demo/providers/Microsoft.OperationalInsights`;
        cluster = `${group}/clusters/logs`;
    });

    afterEach(() => emulator.close());

    const put = (script: OperationScript) => {
        emulator.scriptNext(script);
        return send(emulator, `${cluster}${API}`, { method: "PUT", body: { location: "West US" } });
    };

    describe("The initial response and the Location URL", () => {
        const headersByPattern: readonly [pattern: OperationScript["pattern"], headers: readonly string[]][] = [
            [undefined, ["azure-asyncoperation"]],
            ["azureAsyncOperation", ["azure-asyncoperation"]],
            ["operationLocation", ["operation-location"]],
            ["location", ["location"]],
            ["both", ["azure-asyncoperation", "location"]],
            ["provisioningState", []],
        ];
        for (const [pattern, expected] of headersByPattern) {
            it(`refers to the operation with ${expected.join(" and ") || "no header"} ${pattern === undefined ? "by default" : `for the pattern ${pattern}`}`, async () => {
                const { headers } = await put(pattern === undefined ? {} : { pattern });
                const names = ["azure-asyncoperation", "operation-location", "location"];
                assert.deepEqual(
                    names.filter((name) => name in headers),
                    expected,
                );
                for (const name of expected) {
                    assert.equal(
                        (await send(emulator, headers[name] as string)).status,
                        name === "location" ? 202 : 200,
                    );
                }
            });
        }

        it("returns 202 without a body while the operation runs, then 200 with the resource", async () => {
            const { headers } = await put({ pattern: "location", durationSeconds: 5, retryAfterSeconds: 15 });
            const url = headers.location as string;
            assert.match(
                url,
                /\/locations\/westus\/operationResults\/[^/]+\?api-version=2025-02-01&t=\d+&c=.*&s=.*&h=/,
            );
            const running = await send(emulator, url);
            assert.deepEqual([running.status, running.text, running.headers["retry-after"]], [202, "", "15"]);
            assert.equal(running.headers.location, url);
            now += 5_000;
            const ended = await send(emulator, url);
            assert.equal(ended.status, 200);
            assert.equal(ended.body.id, cluster);
            assert.equal(ended.body.properties.provisioningState, "Succeeded");
        });

        const results: readonly [what: string, script: OperationScript, status: number, body: unknown][] = [
            ["neither a resource nor properties", {}, 204, undefined],
            ["properties", { properties: { workspace: "w" } }, 200, { workspace: "w" }],
            ["a resultStatusCode", { resultStatusCode: 201, properties: { a: 1 } }, 201, { a: 1 }],
            ["an error", { outcome: "Failed", error: ERROR }, 409, { error: ERROR }],
            ["a nested error", { outcome: "Failed", error: { error: ERROR } }, 409, { error: ERROR }],
            [
                "an error and a resultStatusCode",
                { outcome: "Failed", error: ERROR, resultStatusCode: 412 },
                412,
                { error: ERROR },
            ],
            [
                "the outcome Canceled and no error",
                { outcome: "Canceled" },
                409,
                { error: { code: "OperationCanceled", message: "The operation ended as Canceled." } },
            ],
        ];
        for (const [what, script, status, body] of results) {
            it(`returns ${status} at the end of an operation with ${what}`, async () => {
                const { locationUrl } = emulator.startOperation({ durationSeconds: 0, ...script });
                const response = await send(emulator, locationUrl);
                assert.equal(response.status, status);
                assert.deepEqual(response.body, body);
            });
        }

        it("redirects to the resource with resultStatusCode 303, on the same host", async () => {
            const { headers } = await put({ pattern: "location", durationSeconds: 0, resultStatusCode: 303 });
            const ended = await send(emulator, headers.location as string);
            assert.equal(ended.status, 303);
            assert.equal(ended.headers.location, `${emulator.origin}${cluster}${API}`);
        });

        it("returns a new URL with each response for movingLocation, and accepts only the newest one", async () => {
            const { locationUrl } = emulator.startOperation({ durationSeconds: 5, movingLocation: true });
            const first = (await send(emulator, locationUrl)).headers.location as string;
            const second = (await send(emulator, first)).headers.location as string;
            assert.equal(new Set([locationUrl, first, second]).size, 3);
            assert.equal((await send(emulator, first)).status, 404);
            assert.equal((await send(emulator, locationUrl)).status, 404);
            now += 5_000;
            assert.equal((await send(emulator, second)).status, 204);
        });

        it("rejects the signed query of the status URL", async () => {
            const { url, locationUrl } = emulator.startOperation();
            const query = new URL(url).search;
            assert.equal((await send(emulator, `${new URL(locationUrl).pathname}${query}`)).status, 403);
        });

        it("returns scripted responses in order", async () => {
            const { locationUrl } = emulator.startOperation({
                durationSeconds: 0,
                answers: [{ status: 500 }, "timed"],
            });
            assert.equal((await send(emulator, locationUrl)).status, 500);
            assert.equal((await send(emulator, locationUrl)).status, 204);
        });
    });

    describe("The provisioningState of a resource", () => {
        const state = async (path = cluster) => {
            const { status, body } = await send(emulator, `${path}${API}`);
            return status === 200 ? body.properties.provisioningState : status;
        };

        it("is the only status of an operation with the pattern provisioningState", async () => {
            const { status, body } = await put({
                pattern: "provisioningState",
                durationSeconds: 5,
                retryAfterSeconds: 9,
            });
            assert.deepEqual([status, body.properties.provisioningState], [201, "Creating"]);
            assert.equal((await send(emulator, `${cluster}${API}`)).headers["retry-after"], "9");
            assert.equal(await state(), "Creating");
            now += 5_000;
            assert.equal(await state(), "Succeeded");
        });

        it("follows the statuses and responses of the script", async () => {
            emulator.changeResource(
                { resourceId: cluster },
                {
                    pattern: "provisioningState",
                    durationSeconds: 4,
                    statusWords: ["ProvisioningAccount", "Updating"],
                    answers: [{ status: 503 }, "timed"],
                },
            );
            assert.equal(await state(), 503);
            assert.equal(await state(), "ProvisioningAccount");
            now += 2_000;
            assert.equal(await state(), "Updating");
        });

        it("can be Failed with or without an error in the resource", async () => {
            for (const error of [{ error: ERROR }, {}]) {
                const script = {
                    pattern: "provisioningState",
                    durationSeconds: 0,
                    outcome: "Failed",
                    ...error,
                } as const;
                emulator.changeResource({ resourceId: cluster }, script);
                const { body } = await send(emulator, `${cluster}${API}`);
                assert.deepEqual(body.properties, { provisioningState: "Failed", ...error });
            }
        });

        it("can be at the top level or absent", async () => {
            for (const place of ["topLevel", "nowhere"] as const) {
                emulator.changeResource({ resourceId: cluster }, { provisioningStateIn: place, durationSeconds: 0 });
                const { body } = await send(emulator, `${cluster}${API}`);
                assert.equal(body.provisioningState, place === "topLevel" ? "Succeeded" : undefined);
                assert.deepEqual(body.properties, {});
            }
        });

        it("becomes a 404 after a successful deletion, and Failed after a failed one", async () => {
            const change = { resourceId: cluster, method: "DELETE" } as const;
            emulator.changeResource(change, { pattern: "provisioningState", durationSeconds: 5, outcome: "Failed" });
            assert.equal(await state(), "Deleting");
            now += 5_000;
            assert.equal(await state(), "Failed");
            emulator.changeResource(change, { pattern: "provisioningState", durationSeconds: 5 });
            assert.equal(await state(), "Deleting");
            now += 5_000;
            assert.equal(await state(), 404);
        });

        it("changes with changeResource, which returns the URLs of the script's pattern", () => {
            const changed = emulator.changeResource({ resourceId: cluster }, { pattern: "both" });
            assert.match(changed.url ?? "", /operationStatuses/);
            assert.match(changed.locationUrl ?? "", /operationResults/);
            const silent = emulator.changeResource({ resourceId: cluster }, { pattern: "provisioningState" });
            assert.deepEqual([silent.url, silent.locationUrl], [undefined, undefined]);
            assert.throws(() => emulator.changeResource({ resourceId: "/somewhere" }), /'\/somewhere' is not the id/);
            assert.throws(
                () => emulator.changeResource({ resourceId: cluster, body: [] as never }),
                /InvalidRequestContent/,
            );
        });
    });

    describe("A purge", () => {
        const purge = () =>
            send(emulator, `${group}/workspaces/main/purge${API}`, { method: "POST", body: { table: "T" } });

        it("is pending and then completed, regardless of its outcome", async () => {
            emulator.scriptNext({ durationSeconds: 5, outcome: "Failed", retryAfterSeconds: 20 });
            const { status, body, headers } = await purge();
            assert.equal(status, 202);
            assert.match(body.operationId, /^purge-/);
            const url = headers["x-ms-status-location"] as string;
            assert.equal(url, `${emulator.origin}${group}/workspaces/main/operations/${body.operationId}${API}`);
            assert.deepEqual((await send(emulator, url)).body, { status: "pending" });
            now += 5_000;
            assert.deepEqual((await send(emulator, url)).body, { status: "completed" });
        });

        it("is limited to 50 per hour", async () => {
            for (let count = 0; count < 50; count += 1) {
                assert.equal((await purge()).status, 202);
            }
            assert.equal((await purge()).status, 429);
            now += 3_600_000;
            assert.equal((await purge()).status, 202);
        });

        it("returns 404 for another id", async () => {
            assert.equal((await send(emulator, `${group}/workspaces/main/operations/purge-1${API}`)).status, 404);
        });
    });

    it("completes some actions of tables synchronously, without an operation", async () => {
        const { status, headers } = await send(emulator, `${group}/workspaces/w/tables/t/migrate${API}`, {
            method: "POST",
        });
        assert.equal(status, 200);
        assert.equal(headers["azure-asyncoperation"], undefined);
    });

    describe("An expired record", () => {
        for (const [expiredRecord, status, body] of [
            ["notFound", 404, undefined],
            ["noStatus", 200, { name: "op-1" }],
        ] as const) {
            it(`returns ${status} at both URLs for expiredRecord ${expiredRecord}`, async () => {
                const script = { durationSeconds: 1, recordLifetimeSeconds: 1, expiredRecord };
                const { url, locationUrl } = emulator.startOperation(script, { asyncOperationId: "op-1" });
                now += 2_000;
                for (const at of [url, locationUrl]) {
                    const response = await send(emulator, at);
                    assert.equal(response.status, status);
                    assert.deepEqual(body === undefined ? response.body.error.code : response.body, body ?? "NotFound");
                }
            });
        }
    });

    it("starts a tenant-level operation without a subscription or a region", async () => {
        const { url, locationUrl } = emulator.startOperation(
            { durationSeconds: 0 },
            { scope: "tenant", resourceProvider: "Microsoft.Management", asyncOperationId: "op-1" },
        );
        assert.equal(new URL(url).pathname, "/providers/Microsoft.Management/operationStatuses/op-1");
        assert.equal(new URL(locationUrl).pathname, "/providers/Microsoft.Management/operationResults/op-1");
        const response = await send(emulator, url);
        assert.equal(response.body.status, "Succeeded");
        assert.equal(response.headers["x-ms-ratelimit-remaining-tenant-reads"], "249");
        assert.equal((await send(emulator, locationUrl)).status, 204);
        assert.equal((await send(emulator, `/providers/Microsoft.Management/managementGroups/m${API}`)).status, 404);
    });

    describe("An unsupported api-version", () => {
        const refusals = [
            ["InvalidResourceType", 404],
            ["NoRegisteredProviderFound", 400],
            ["InvalidApiVersionParameter", 400],
        ] as const;
        for (const [apiVersionRefusal, expectedStatus] of refusals) {
            it(`is rejected with ${apiVersionRefusal} for every kind of read`, async () => {
                const own = await startEmulator({
                    apiVersionRefusal,
                    apiVersions: { "Microsoft.Compute/disks": ["2024-01-01", "2025-01-01"] },
                });
                try {
                    const { url, locationUrl } = own.startOperation({}, { apiVersion: "2021-06-01" });
                    const disk = `/subscriptions/${own.subscriptionId}/resourceGroups/g/providers/Microsoft.Compute/disks/d`;
                    const purge = `${group}/workspaces/main/operations/purge-1?api-version=2000-01-01`;
                    for (const path of [url, locationUrl, `${disk}?api-version=2021-06-01`, purge]) {
                        const { status, body } = await send(own, path);
                        assert.equal(status, expectedStatus);
                        assert.equal(body.error.code, apiVersionRefusal);
                        assert.match(body.error.message, /supported (api-)?versions are '[0-9]{4}-/);
                    }
                    own.changeResource({ resourceId: disk });
                    assert.equal((await send(own, `${disk}?api-version=2024-01-01`)).status, 200);
                } finally {
                    await own.close();
                }
            });
        }
    });
});
