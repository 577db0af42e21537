// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { type Emulator, type OperationScript, type StartOptions, startEmulator } from "../src/index";
import { send } from "./send";

const START = Date.UTC(2026, 2, 2, 9);
const DURATION_MS = 5_000;
const RESULTS = "operationResults/{asyncOperationId}";

describe("Paths of the emulator's operations", () => {
    let emulator: Emulator;
    let now: number;

    beforeEach(async () => {
        now = START;
        emulator = await startEmulator({ nowMs: () => now });
    });

    afterEach(() => emulator.close());

    const start = (script: OperationScript, options: StartOptions = {}) =>
        emulator.startOperation(
            { durationSeconds: DURATION_MS / 1000, ...script },
            { resourceProvider: "Microsoft.Example", asyncOperationId: "op-1", ...options },
        );

    const act = (script: OperationScript) => {
        emulator.scriptNext({ durationSeconds: DURATION_MS / 1000, ...script });
        const action = `/subscriptions/${emulator.subscriptionId}/resourceGroups/demo/providers/A.B/c/d/act`;
        return send(emulator, `${action}?api-version=2025-02-01`, { method: "POST" });
    };

    /** Reads a URL while the operation runs and after it has ended. */
    async function readTwice(url: string) {
        now = START;
        const running = await send(emulator, url);
        now = START + DURATION_MS;
        return [running, await send(emulator, url)] as const;
    }

    describe("Status records at a path with operationResults", () => {
        const announcements: readonly [pattern: OperationScript["pattern"], headers: readonly string[]][] = [
            ["azureAsyncOperation", ["azure-asyncoperation"]],
            ["operationLocation", ["operation-location"]],
            ["location", ["location"]],
            ["both", ["azure-asyncoperation", "location"]],
        ];
        for (const [pattern, headers] of announcements) {
            it(`are announced by ${headers.join(" and ")} for the pattern ${pattern}`, async () => {
                const initial = await act({ pattern: pattern!, statusPath: RESULTS, statusWords: ["Patching"] });
                for (const header of headers) {
                    const url = initial.headers[header] as string;
                    const id = new URL(url).pathname;
                    const name = id.slice(id.lastIndexOf("/") + 1);
                    assert.equal(
                        id,
                        `/subscriptions/${emulator.subscriptionId}/providers/A.B/locations/westus/operationResults/${name}`,
                    );
                    const [running, ended] = await readTwice(url);
                    const common = { id, name, startTime: "2026-03-02T09:00:00.000Z" };
                    assert.equal(running.status, 200);
                    assert.deepEqual(running.body, { ...common, status: "Patching" });
                    assert.equal(ended.status, 200);
                    const endTime = "2026-03-02T09:00:05.000Z";
                    assert.deepEqual(ended.body, { ...common, status: "Succeeded", endTime });
                }
            });
        }

        it("report a failure with 200, unlike the results of a Location", async () => {
            const error = { code: "KeyDenied", message: "Key not readable." };
            const { locationUrl } = start({ statusPath: RESULTS, outcome: "Failed", error });
            const [, ended] = await readTwice(locationUrl);
            assert.deepEqual([ended.status, ended.body.status, ended.body.error], [200, "Failed", error]);
        });

        it("have the polled path in both headers of a 202, freshly signed, as Redis does", async () => {
            const { locationUrl } = start({
                statusPath: RESULTS,
                statusCodeWhileRunning: 202,
                urlHeadersWhileRunning: ["azure-asyncoperation", "location"],
                freshSignatures: true,
            });
            const { status, headers, body } = await send(emulator, locationUrl);
            assert.deepEqual([status, body.status], [202, "InProgress"]);
            const urls = [locationUrl, headers["azure-asyncoperation"] as string, headers.location as string];
            assert.equal(new Set(urls).size, 3);
            assert.equal(new Set(urls.map((url) => new URL(url).pathname)).size, 1);
            for (const url of urls) {
                assert.equal((await send(emulator, url)).body.status, "InProgress");
            }
        });
    });

    const group = "/subscriptions/{subscriptionId}/resourceGroups/demo/providers/{resourceProvider}";
    const locationPaths: readonly [template: string, path: string, query?: string][] = [
        ["asyncOps/{asyncOperationId}", "/locations/westus/asyncOps/op-1"],
        ["asyncOps/{asyncOperationId}/more", "/locations/westus/asyncOps/op-1/more"],
        ["elasticPoolOperationResults/{asyncOperationId}", "/locations/westus/elasticPoolOperationResults/op-1"],
        ["operationStatus/{asyncOperationId}", "/locations/westus/operationStatus/op-1"],
        ["DiskOperations/{asyncOperationId}?monitor=true", "/locations/westus/DiskOperations/op-1", "monitor=true&"],
        ["asyncoperations/{asyncOperationId}?monitor=True", "/locations/westus/asyncoperations/op-1", "monitor=True&"],
        [
            `${group}/servers/s/databases/d/commandResults/{asyncOperationId}`,
            "/servers/s/databases/d/commandResults/op-1",
        ],
        [`${group}/redis/cache`, "/redis/cache"],
        [`${group}//service/s/${RESULTS}`, "//service/s/operationResults/op-1"],
        [
            "/subscriptions/{subscriptionId}/providers/{resourceProvider}/locations/West%20US/asyncOps/{asyncOperationId}",
            "/locations/West%20US/asyncOps/op-1",
        ],
    ];
    for (const [locationPath, end, query = ""] of locationPaths) {
        it(`return 202 and then 204 at the Location URL with the locationPath ${locationPath}`, async () => {
            const { locationUrl, url } = start({ locationPath });
            const parent = locationPath.startsWith(group) ? "/resourceGroups/demo" : "";
            const path = `/subscriptions/${emulator.subscriptionId}${parent}/providers/Microsoft.Example${end}`;
            assert.ok(
                locationUrl.startsWith(`${emulator.origin}${path}?${query}api-version=2025-02-01&t=`),
                locationUrl,
            );
            const [running, ended] = await readTwice(locationUrl);
            assert.deepEqual([running.status, running.text, running.headers.location], [202, "", locationUrl]);
            assert.equal(ended.status, 204);
            assert.equal((await send(emulator, url)).body.status, "Succeeded");
        });
    }

    const statusPaths: readonly string[] = [
        "operations/{asyncOperationId}",
        "operationsStatus/{asyncOperationId}",
        "operationId/{asyncOperationId}",
        "azureAsyncOperation/{asyncOperationId}",
        "DiskOperations/{asyncOperationId}",
        "operationStatuses/2026/{asyncOperationId}",
        `${group}/privateDnsOperationStatuses/{asyncOperationId}`,
        `${group}/mediaservices/m/streamingendpointoperations/{asyncOperationId}`,
    ];
    for (const statusPath of statusPaths) {
        it(`return the status and their path as id with the statusPath ${statusPath}`, async () => {
            const { url } = start({ statusPath });
            const [running, ended] = await readTwice(url);
            assert.equal(running.body.id, new URL(url).pathname);
            assert.deepEqual([running.body.status, ended.body.status], ["InProgress", "Succeeded"]);
        });
    }

    it("separate both URLs of an operation by ?monitor=true, as Compute does", async () => {
        const { url, locationUrl } = start({
            statusPath: "DiskOperations/{asyncOperationId}",
            locationPath: "DiskOperations/{asyncOperationId}?monitor=true",
        });
        assert.equal(new URL(url).pathname, new URL(locationUrl).pathname);
        const [running, ended] = await readTwice(locationUrl);
        assert.deepEqual([running.status, ended.status], [202, 204]);
        const [runningStatus, endedStatus] = await readTwice(url);
        assert.deepEqual([runningStatus.body.status, endedStatus.body.status], ["InProgress", "Succeeded"]);
    });

    it("can name a changed resource itself, which can still be replaced and deleted", async () => {
        const path = `/subscriptions/${emulator.subscriptionId}/resourceGroups/demo/providers/Microsoft.Cache/redis/cache`;
        const script: OperationScript = {
            durationSeconds: DURATION_MS / 1000,
            pattern: "location",
            locationPath: path,
        };
        const { locationUrl } = emulator.changeResource({ resourceId: path }, script);
        const [running, ended] = await readTwice(locationUrl as string);
        assert.deepEqual([running.status, ended.status, ended.body.id], [202, 200, path]);
        const removal = await send(emulator, `${path}?api-version=2025-02-01`, { method: "DELETE" });
        assert.equal(removal.status, 202);
    });

    it("can be at tenant level", async () => {
        const { url } = start({ statusPath: RESULTS }, { scope: "tenant", resourceProvider: "Microsoft.Capacity" });
        assert.equal(new URL(url).pathname, "/providers/Microsoft.Capacity/operationResults/op-1");
        assert.equal((await send(emulator, url)).body.status, "InProgress");
    });

    it("belong to the operation that was started last", async () => {
        start({ locationPath: `${group}/redis/cache`, durationSeconds: 0 }, { asyncOperationId: "op-1" });
        const last = start({ locationPath: `${group}/redis/cache` }, { asyncOperationId: "op-2" });
        assert.equal((await send(emulator, last.locationUrl)).status, 202);
    });

    const CUSTOM = "asyncOps/{asyncOperationId}/more?monitor=true";
    const changedUrls: readonly [what: string, change: (url: string) => string, status: number][] = [
        ["unchanged", (url) => url, 202],
        ["with segments in another letter case", (url) => url.replace("asyncOps", "ASYNCOPS"), 202],
        ["with the region's display name", (url) => url.replace("westus", "West%20US"), 202],
        ["with ?monitor=True", (url) => url.replace("monitor=true", "monitor=True"), 202],
        ["without the signed query", (url) => url.replace(/&t=.*$/, ""), 202],
        ["without ?monitor=true", (url) => url.replace("monitor=true&", ""), 404],
        ["with another id", (url) => url.replace("op-1", "op-2"), 404],
        ["with a changed signature", (url) => url.replace("&s=", "&s=x"), 403],
        ["without an api-version", (url) => url.replace("api-version", "version"), 400],
        ["with a malformed api-version", (url) => url.replace("2025-02-01", "1"), 400],
    ];
    for (const [what, change, expectedStatus] of changedUrls) {
        it(`return ${expectedStatus} at a URL ${what}`, async () => {
            const { locationUrl } = start({ locationPath: CUSTOM });
            assert.equal((await send(emulator, change(locationUrl))).status, expectedStatus);
        });
    }

    it("return ARM's 404 after the lifetime of the record", async () => {
        for (const locationPath of [CUSTOM, "asyncOps/{asyncOperationId}"]) {
            now = START;
            const { locationUrl } = start({ locationPath, recordLifetimeSeconds: 1 });
            now += DURATION_MS + 1_000;
            const { status, body } = await send(emulator, locationUrl);
            assert.deepEqual([status, body.error.code], [404, "NotFound"]);
        }
    });

    it("must be valid", () => {
        assert.throws(() => start({ statusPath: "%zz/{asyncOperationId}" }), /%zz\/op-1' is not a valid path/);
    });
});
