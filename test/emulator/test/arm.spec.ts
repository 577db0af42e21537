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

    describe("checks the token of every call", () => {
        const cases: readonly [what: string, token: () => string, code: string][] = [
            ["none", () => "", "AuthenticationFailed"],
            ["another scheme", () => "Basic abc", "AuthenticationFailed"],
            ["one it did not issue", () => "Bearer a.b.c", "InvalidAuthenticationToken"],
            [
                "an expired one",
                () => `Bearer ${emulator.issueToken({ lifetimeSeconds: -1 })}`,
                "ExpiredAuthenticationToken",
            ],
            [
                "one for another audience",
                () => `Bearer ${emulator.issueToken({ audience: "https://management.core.windows.net/" })}`,
                "InvalidAuthenticationTokenAudience",
            ],
            [
                "one that was revoked",
                () => {
                    const token = emulator.issueToken();
                    emulator.revokeTokens();
                    return `Bearer ${token}`;
                },
                "InvalidAuthenticationToken",
            ],
        ];
        for (const [what, token, code] of cases) {
            it(`and refuses ${what}`, async () => {
                const { url } = emulator.startOperation();
                const { status, body, headers } = await send(emulator, url, { authorization: token() });
                assert.equal(status, 401);
                assert.equal(body.error.code, code);
                assert.match(headers["www-authenticate"] ?? "", /^Bearer authorization_uri="https:\/\/localhost:/);
            });
        }

        it("and refuses a good one after its hour", async () => {
            const authorization = `Bearer ${emulator.issueToken()}`;
            const { url } = emulator.startOperation();
            assert.equal((await send(emulator, url, { authorization })).status, 200);
            now += 3_600_000;
            assert.equal((await send(emulator, url, { authorization })).status, 401);
        });
    });

    it("answers a PUT with 201, the resource and the URL of the operation", async () => {
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

    it("lets the resource follow its operation", async () => {
        emulator.scriptNext({ durationSeconds: 60, outcome: "Failed", error: { code: "CapacityUnavailable" } });
        const { headers } = await create();
        const state = async () => (await send(emulator, `${cluster}${API}`)).body.properties.provisioningState;
        assert.equal(await state(), "Creating");
        now += 60_000;
        assert.equal(await state(), "Failed");
        const { body } = await send(emulator, headers["azure-asyncoperation"] as string);
        assert.deepEqual(body.error, { code: "CapacityUnavailable" });
    });

    it("updates a resource that is there, and deletes it when the operation has succeeded", async () => {
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

    it("wants to know the location of a new resource", async () => {
        const { status, body } = await send(emulator, `${cluster}${API}`, { method: "PUT", body: {} });
        assert.equal(status, 400);
        assert.equal(body.error.code, "LocationRequired");
    });

    it("starts an operation for any action, in the region that the path names", async () => {
        const path = cluster.replace("clusters/logs", "locations/North%20Europe/workspaces/main/failover");
        const { status, headers, text } = await send(emulator, `${path}${API}`, { method: "POST" });
        assert.equal(status, 202);
        assert.equal(text, "");
        assert.match(headers["azure-asyncoperation"] as string, /\/locations\/northeurope\/operationStatuses\//);
    });

    it("puts request ids and what is left of the allowance on its answers", async () => {
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

    it("answers 429 with Retry-After when the allowance is used up, until it is refilled", async () => {
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
        ["an unknown subscription", `/subscriptions/unknown/providers/A.B/c/d${API}`, 404, "SubscriptionNotFound"],
        ["a path that is no resource", `/subscriptions/{s}/nothing${API}`, 404, "NotFound"],
        ["a path without a subscription", `/providers/A.B/c/d${API}`, 404, "NotFound"],
        ["broken percent encoding", `/subscriptions/{s}/providers/A.B/c/%zz${API}`, 400, "InvalidRequestUri"],
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
        it(`refuses ${what}`, async () => {
            const { status, body } = await send(emulator, path.replace("{s}", emulator.subscriptionId));
            assert.equal(status, expectedStatus);
            assert.equal(body.error.code, code);
        });
    }
});
