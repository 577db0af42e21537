// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../src/index";
import { send } from "./send";

const START = Date.UTC(2026, 2, 2, 9);
const API = "?api-version=2025-02-01";

describe("The emulator's Resource Manager", () => {
    let emulator: Emulator;
    let now: number;
    let cluster: string;

    beforeEach(async () => {
        now = START;
        emulator = await startEmulator({ nowMs: () => now, reads: { capacity: 3, refillPerSecond: 0.5 } });
        const group = `/subscriptions/${emulator.subscriptionId}/resourceGroups/demo`;
        cluster = `${group}/providers/Microsoft.OperationalInsights/clusters/logs`;
    });

    afterEach(() => emulator.close());

    const create = () =>
        send(emulator, `${cluster}${API}`, { method: "PUT", body: { location: "West US", sku: { capacity: 500 } } });

    describe("Access token validation", () => {
        const cases: readonly [what: string, token: () => string, code: string][] = [
            ["a request without a token", () => "", "AuthenticationFailed"],
            ["another authorization scheme", () => "Basic abc", "AuthenticationFailed"],
            ["a token that the emulator did not issue", () => "Bearer a.b.c", "InvalidAuthenticationToken"],
            [
                "an expired token",
                () => `Bearer ${emulator.issueToken({ lifetimeSeconds: -1 })}`,
                "ExpiredAuthenticationToken",
            ],
            [
                "a token for another audience",
                () => `Bearer ${emulator.issueToken({ audience: "https://management.core.windows.net/" })}`,
                "InvalidAuthenticationTokenAudience",
            ],
            [
                "a revoked token",
                () => {
                    const token = emulator.issueToken();
                    emulator.revokeTokens();
                    return `Bearer ${token}`;
                },
                "InvalidAuthenticationToken",
            ],
        ];
        for (const [what, token, code] of cases) {
            it(`rejects ${what} with 401`, async () => {
                const { url } = emulator.startOperation();
                const { status, body, headers } = await send(emulator, url, { authorization: token() });
                assert.equal(status, 401);
                assert.equal(body.error.code, code);
                assert.match(headers["www-authenticate"] ?? "", /^Bearer authorization_uri="https:\/\/localhost:/);
            });
        }

        it("rejects a valid token once it is an hour old", async () => {
            const authorization = `Bearer ${emulator.issueToken()}`;
            const { url } = emulator.startOperation();
            assert.equal((await send(emulator, url, { authorization })).status, 200);
            now += 3_600_000;
            assert.equal((await send(emulator, url, { authorization })).status, 401);
        });
    });

    it("responds to a PUT with 201, the resource and the URL of the operation", async () => {
        const { status, body, headers } = await create();
        assert.equal(status, 201);
        assert.equal(body.properties.provisioningState, "Creating");
        assert.equal(body.location, "westus");
        assert.equal(body.type, "Microsoft.OperationalInsights/clusters");
        assert.deepEqual(body.sku, { capacity: 500 });
        const url = new URL(headers["azure-asyncoperation"] as string);
        assert.equal(url.origin, emulator.origin);
        assert.match(
            url.pathname,
            /^\/subscriptions\/[^/]+\/providers\/Microsoft\.OperationalInsights\/locations\/westus\/operationStatuses\/[^/]+$/,
        );
        assert.deepEqual([...url.searchParams.keys()], ["api-version", "t", "c", "s", "h"]);
    });

    it("derives the provisioningState of a resource from its operation", async () => {
        emulator.scriptNext({ durationSeconds: 60, outcome: "Failed", error: { code: "CapacityUnavailable" } });
        const { headers } = await create();
        const state = async () => (await send(emulator, `${cluster}${API}`)).body.properties.provisioningState;
        assert.equal(await state(), "Creating");
        now += 60_000;
        assert.equal(await state(), "Failed");
        const { body } = await send(emulator, headers["azure-asyncoperation"] as string);
        assert.deepEqual(body.error, { code: "CapacityUnavailable" });
    });

    it("updates an existing resource, and removes it once its delete operation has succeeded", async () => {
        await create();
        const update = await create();
        assert.equal(update.status, 200);
        assert.equal(update.body.properties.provisioningState, "Updating");
        now += 1_000;
        const removal = await send(emulator, `${cluster}${API}`, { method: "DELETE" });
        assert.equal(removal.status, 202);
        assert.equal((await send(emulator, `${cluster}${API}`)).body.properties.provisioningState, "Deleting");
        now += 1_000;
        assert.equal((await send(emulator, `${cluster}${API}`)).body.error.code, "ResourceNotFound");
        assert.equal((await send(emulator, `${cluster}${API}`, { method: "DELETE" })).status, 204);
    });

    it("requires a location for a new resource", async () => {
        const { status, body } = await send(emulator, `${cluster}${API}`, { method: "PUT", body: {} });
        assert.equal(status, 400);
        assert.equal(body.error.code, "LocationRequired");
    });

    it("starts an operation for any action, in the region of the path", async () => {
        const path = cluster.replace("clusters/logs", "locations/North%20Europe/workspaces/main/failover");
        const { status, headers, text } = await send(emulator, `${path}${API}`, { method: "POST" });
        assert.equal(status, 202);
        assert.equal(text, "");
        assert.match(headers["azure-asyncoperation"] as string, /\/locations\/northeurope\/operationStatuses\//);
    });

    it("returns request ids and the number of remaining reads in response headers", async () => {
        const { url } = emulator.startOperation();
        const first = await send(emulator, url, { headers: { "x-ms-correlation-request-id": "mine" } });
        const second = await send(emulator, url);
        assert.equal(first.headers["x-ms-correlation-request-id"], "mine");
        assert.notEqual(first.headers["x-ms-request-id"], second.headers["x-ms-request-id"]);
        assert.equal(first.headers["x-ms-ratelimit-remaining-subscription-reads"], "2");
        assert.equal(second.headers["x-ms-ratelimit-remaining-subscription-reads"], "1");
        const refused = await send(emulator, url, { authorization: "" });
        assert.match(refused.headers["x-ms-request-id"] as string, /^[0-9a-f-]{36}$/);
    });

    it("responds with 429 and Retry-After when the rate limit is exceeded, until it is refilled", async () => {
        const { url } = emulator.startOperation();
        for (let read = 0; read < 3; read += 1) {
            assert.equal((await send(emulator, url)).status, 200);
        }
        const { status, headers, body } = await send(emulator, url);
        assert.equal(status, 429);
        assert.equal(headers["retry-after"], "2");
        assert.match(body.error.message, /try again after '2' seconds/);
        now += 2_000;
        assert.equal((await send(emulator, url)).status, 200);
    });

    const refusedPaths: readonly [what: string, path: string, status: number, code: string][] = [
        [
            "an unknown subscription",
            `/subscriptions/50000000-0000-4000-8000-0000000000ff/providers/A.B/c/d${API}`,
            404,
            "SubscriptionNotFound",
        ],
        ["a path that is not a resource", `/subscriptions/{s}/nothing${API}`, 404, "NotFound"],
        ["a path without a subscription", `/providers/A.B/c/d${API}`, 404, "NotFound"],
        ["invalid percent encoding", `/subscriptions/{s}/providers/A.B/c/%zz${API}`, 400, "InvalidRequestUri"],
        ["a missing api-version", "/subscriptions/{s}/providers/A.B/c/d", 400, "MissingApiVersionParameter"],
        [
            "a malformed api-version",
            "/subscriptions/{s}/providers/A.B/c/d?api-version=1",
            400,
            "InvalidApiVersionParameter",
        ],
        ["an unknown resource", `/subscriptions/{s}/providers/A.B/c/d${API}`, 404, "ResourceNotFound"],
    ];
    for (const [what, path, expectedStatus, code] of refusedPaths) {
        it(`rejects ${what} with ${code}`, async () => {
            const { status, body } = await send(emulator, path.replace("{s}", emulator.subscriptionId));
            assert.equal(status, expectedStatus);
            assert.equal(body.error.code, code);
        });
    }
});
