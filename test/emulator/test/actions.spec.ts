// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { type Emulator, faults, type OperationScript, startEmulator } from "../src/index";
import { send } from "./send";

const START = Date.UTC(2026, 2, 2, 9);
const API = "?api-version=2025-02-01";

describe("Actions of the emulator", () => {
    let emulator: Emulator;
    let now: number;
    let workspace: string;

    beforeEach(async () => {
        now = START;
        emulator = await startEmulator({ nowMs: () => now });
        workspace = `/subscriptions/${emulator.subscriptionId}/resourceGroups/demo/providers/Microsoft.OperationalInsights/workspaces/main`;
    });

    afterEach(() => emulator.close());

    const post = (action: string, script: OperationScript = {}) => {
        emulator.scriptNext(script);
        return send(emulator, `${workspace}/${action}${API}`, { method: "POST" });
    };
    const started = () => emulator.changes.map(({ path, hasStarted }) => [path.split("/").at(-1), hasStarted]);

    const immediate: readonly [what: string, script: OperationScript, status: number, body: unknown][] = [
        ["resultBody", { resultBody: { keys: ["a"] } }, 200, { keys: ["a"] }],
        ["properties", { properties: { key: "a" } }, 200, { key: "a" }],
        ["a resultStatusCode", { resultStatusCode: 201, resultBody: {} }, 201, {}],
        ["no body", {}, 204, undefined],
    ];
    for (const [what, script, status, body] of immediate) {
        it(`complete at once with ${what} for the pattern immediate`, async () => {
            const response = await post("regenerateKey", { pattern: "immediate", ...script });
            assert.deepEqual([response.status, response.body], [status, body]);
            for (const header of ["azure-asyncoperation", "operation-location", "location"]) {
                assert.equal(response.headers[header], undefined);
            }
            assert.deepEqual(started(), [["regenerateKey", true]]);
        });
    }

    it("return their result as the last response of the Location pattern", async () => {
        const { status, headers } = await post("listSecrets", {
            pattern: "location",
            durationSeconds: 5,
            resultBody: { secret: "a" },
        });
        assert.equal(status, 202);
        assert.equal((await send(emulator, headers.location as string)).status, 202);
        now += 5_000;
        assert.deepEqual((await send(emulator, headers.location as string)).body, { secret: "a" });
    });

    it("return their result in the properties of the status", async () => {
        const { headers } = await post("rotate", { durationSeconds: 0, properties: { key: "a" } });
        const status = await send(emulator, headers["azure-asyncoperation"] as string);
        assert.deepEqual(status.body.properties, { key: "a" });
    });

    it("are refused with 409 and the status URL of the operation that keeps the resource busy, for a while", async () => {
        const first = await post("failover", { durationSeconds: 5, busySeconds: 7 });
        const other = await send(emulator, `${workspace.toUpperCase()}/failback${API}`, { method: "POST" });
        assert.deepEqual([other.status, other.body.error.code], [409, "AnotherOperationInProgress"]);
        assert.ok(other.body.error.message.includes(first.headers["azure-asyncoperation"]));
        for (const method of ["PUT", "PATCH", "DELETE"]) {
            assert.equal((await send(emulator, `${workspace}${API}`, { method })).status, 409);
        }
        now += 6_999;
        assert.equal((await post("failback")).status, 409);
        now += 1;
        assert.equal((await post("failback")).status, 202);
    });

    it("do not keep other resources busy, or reads of the same one", async () => {
        emulator.changeResource({ resourceId: workspace }, { busySeconds: 60 });
        assert.equal((await send(emulator, `${workspace}${API}`)).status, 200);
        assert.equal((await send(emulator, `${workspace}2/failover${API}`, { method: "POST" })).status, 202);
    });

    it("are counted as started even when the client gets an error, and as refused when they were", async () => {
        assert.equal((await post("failover", { initialResponse: faults.status(500) })).status, 500);
        await assert.rejects(post("failover", { initialResponse: faults.reset() }));
        const stop = emulator.intercept(() => faults.status(500));
        await send(emulator, `${workspace}/failback${API}`, { method: "POST" });
        stop();
        await send(emulator, `${workspace}/failback?api-version=2000-01-01`, { method: "POST" });
        await send(emulator, `${workspace}${API}`);
        assert.deepEqual(started(), [
            ["failover", true],
            ["failover", true],
            ["failback", false],
            ["failback", false],
        ]);
    });
});
