// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { type Emulator, type OperationScript, startEmulator } from "../src/index";
import { send } from "./send";

const START = Date.UTC(2026, 2, 2, 9);

describe("An operation of the emulator", () => {
    let emulator: Emulator;
    let now: number;

    beforeEach(async () => {
        now = START;
        emulator = await startEmulator({ nowMs: () => now });
    });

    afterEach(() => emulator.close());

    /** Starts an operation and reads its status at each of these times. */
    async function readAt(seconds: readonly number[], script: OperationScript) {
        const { url } = emulator.startOperation(script, { asyncOperationId: "op-1" });
        const responses = [];
        for (const second of seconds) {
            now = START + second * 1000;
            responses.push(await send(emulator, url));
        }
        return responses;
    }

    it("runs for one second and succeeds by default", async () => {
        const responses = await readAt([0, 0.999, 1], {});
        assert.deepEqual(
            responses.map(({ body }) => body.status),
            ["InProgress", "InProgress", "Succeeded"],
        );
    });

    it("returns the fields that Log Analytics returns", async () => {
        const [running, ended] = await readAt([0, 5], { durationSeconds: 5 });
        const id = `/subscriptions/${emulator.subscriptionId}/providers/Microsoft.OperationalInsights/locations/westus`;
        const common = { id: `${id}/operationStatuses/op-1`, name: "op-1", startTime: "2026-03-02T09:00:00.000Z" };
        assert.deepEqual(running?.body, { ...common, status: "InProgress" });
        assert.deepEqual(ended?.body, { ...common, status: "Succeeded", endTime: "2026-03-02T09:00:05.000Z" });
    });

    it("returns its statuses and percentages for equal shares of the duration", async () => {
        const script = { durationSeconds: 4, statusWords: ["Accepted", "Updating"], percentComplete: [5, 50, 90] };
        const responses = await readAt([0, 1.5, 2, 3.9, 4], script);
        assert.deepEqual(
            responses.map(({ body }) => [body.status, body.percentComplete]),
            [
                ["Accepted", 5],
                ["Accepted", 50],
                ["Updating", 50],
                ["Updating", 90],
                ["Succeeded", 100],
            ],
        );
    });

    it("returns an endTime while it is Updating, like Log Analytics", async () => {
        const [response] = await readAt([1], { durationSeconds: 60, statusWords: ["Updating"] });
        assert.equal(response?.body.endTime, "2026-03-02T09:00:01.000Z");
    });

    it("completes immediately with a duration of 0", async () => {
        const [response] = await readAt([0], { durationSeconds: 0, properties: { clusterId: "c" } });
        assert.equal(response?.body.status, "Succeeded");
        assert.deepEqual(response?.body.properties, { clusterId: "c" });
    });

    it("ends with any status and with the error unchanged", async () => {
        for (const [outcome, error] of [
            ["Failed", { error: { code: "KeyDenied", details: [{ code: "A" }] } }],
            ["Canceled", "replaced"],
            ["Failed", null],
            ["PartiallySucceeded", undefined],
        ] as const) {
            const [running, ended] = await readAt([0, 1], { outcome, error });
            now = START;
            assert.equal("error" in running!.body, false);
            assert.equal(ended?.body.status, outcome);
            assert.deepEqual(ended?.body.error, error);
        }
    });

    it("returns Retry-After only while it runs", async () => {
        const [running, ended] = await readAt([0, 1], { retryAfterSeconds: 15 });
        assert.equal(running?.headers["retry-after"], "15");
        assert.equal(ended?.headers["retry-after"], undefined);
    });

    it("returns 404 after the lifetime of its record", async () => {
        const [kept, expired] = await readAt([2.9, 3], { durationSeconds: 1, recordLifetimeSeconds: 2 });
        assert.equal(kept?.status, 200);
        assert.equal(expired?.status, 404);
        assert.equal(expired?.body.error.code, "NotFound");
    });

    it("returns scripted and timed responses in order, and repeats the last one", async () => {
        const responses = await readAt([0, 0, 0, 0, 2], {
            answers: [
                { status: 503, headers: { "retry-after": "1" } },
                "timed",
                { headers: { "content-type": "text/html" }, body: "<html></html>" },
                "timed",
            ],
        });
        assert.deepEqual(
            responses.map(({ status, body, text }) => [status, body?.status ?? text]),
            [
                [503, ""],
                [200, "InProgress"],
                [200, "<html></html>"],
                [200, "InProgress"],
                [200, "Succeeded"],
            ],
        );
    });

    const spellings: readonly [what: string, change: (path: string) => string][] = [
        ["the path without the signed query", (path) => path],
        ["the region's display name", (path) => path.replace("westus", "West%20US")],
        [
            "segments in lower case",
            (path) =>
                path
                    .replace("operationStatuses", "operationstatuses")
                    .replace("OperationalInsights", "operationalinsights"),
        ],
        ["an encoded id", (path) => path.replace("op-1", "op%2D1")],
    ];
    for (const [what, change] of spellings) {
        it(`is found with ${what}`, async () => {
            const { url } = emulator.startOperation({}, { asyncOperationId: "op-1", location: "West US" });
            const { status } = await send(emulator, `${change(new URL(url).pathname)}?api-version=2020-08-01`);
            assert.equal(status, 200);
        });
    }

    const rejectedUrls: readonly [what: string, change: (url: string) => string, status: number, code: string][] = [
        ["another id", (url) => url.replace("op-1", "op-2"), 404, "NotFound"],
        ["another region", (url) => url.replace("westus", "eastus"), 404, "NotFound"],
        ["another namespace", (url) => url.replace("OperationalInsights", "Compute"), 404, "NotFound"],
        ["a changed signature", (url) => url.replace("&h=", "&h=x"), 403, "Forbidden"],
        ["half of a signature", (url) => url.replace(/&s=.*$/, ""), 403, "Forbidden"],
        ["no api-version", (url) => url.replace("api-version", "version"), 400, "MissingApiVersionParameter"],
    ];
    for (const [what, change, expectedStatus, code] of rejectedUrls) {
        it(`cannot be read with ${what}`, async () => {
            const { url } = emulator.startOperation({}, { asyncOperationId: "op-1" });
            const { status, body } = await send(emulator, change(url));
            assert.equal(status, expectedStatus);
            assert.equal(body.error.code, code);
        });
    }

    it("rejects versions without operation statuses, and lists the supported ones", async () => {
        const { url } = emulator.startOperation({}, { apiVersion: "2021-06-01" });
        const { status, body } = await send(emulator, url);
        assert.equal(status, 404);
        assert.equal(body.error.code, "InvalidResourceType");
        assert.match(
            body.error.message,
            /supported api-versions are '2020-03-01-preview,2020-08-01,2023-09-01,2025-02-01,2025-07-01,2026-03-01'/,
        );
    });

    it("can belong to another subscription", async () => {
        const operation = emulator.startOperation({}, { subscriptionId: "b0000000-0000-4000-8000-00000000000b" });
        assert.equal((await send(emulator, operation.url)).status, 200);
    });
});
