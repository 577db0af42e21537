// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { type Emulator, faults, startEmulator } from "../src/index";
import { type ReceivedResponse, send } from "./send";

const API = "?api-version=2025-02-01";
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe("x-ms-request-id and x-ms-correlation-request-id of the emulator", () => {
    let emulator: Emulator;
    let group: string;

    beforeEach(async () => {
        emulator = await startEmulator({ reads: { capacity: 2, refillPerSecond: 0.01 } });
        group = `/subscriptions/${emulator.subscriptionId}/resourceGroups/demo/providers/Microsoft.OperationalInsights`;
    });

    afterEach(() => emulator.close());

    const running = { durationSeconds: 60 };
    const ended = { durationSeconds: 0 };
    const cluster = () => `${group}/clusters/logs${API}`;
    const put = () => send(emulator, cluster(), { method: "PUT", body: { location: "westus" } });
    const kinds: readonly [what: string, status: number, request: () => Promise<ReceivedResponse>][] = [
        ["a status record", 200, () => send(emulator, emulator.startOperation(ended).url)],
        ["a running Location", 202, () => send(emulator, emulator.startOperation(running).locationUrl)],
        ["a final Location", 204, () => send(emulator, emulator.startOperation(ended).locationUrl)],
        [
            "the redirect of a Location",
            303,
            () => send(emulator, emulator.startOperation({ ...ended, resultStatusCode: 303 }).locationUrl),
        ],
        [
            "the error of a Location",
            409,
            () => send(emulator, emulator.startOperation({ ...ended, outcome: "Failed" }).locationUrl),
        ],
        [
            "a status record at operationResults",
            202,
            () =>
                send(
                    emulator,
                    emulator.startOperation({
                        ...running,
                        statusPath: "operationResults/{asyncOperationId}",
                        statusCodeWhileRunning: 202,
                    }).locationUrl,
                ),
        ],
        ["a scripted response", 503, () => send(emulator, emulator.startOperation({ answers: [{ status: 503 }] }).url)],
        ["a created resource", 201, put],
        ["a POST action", 202, () => send(emulator, `${group}/workspaces/w/failover${API}`, { method: "POST" })],
        ["a purge", 202, () => send(emulator, `${group}/workspaces/w/purge${API}`, { method: "POST" })],
        ["a DELETE without a resource", 204, () => send(emulator, cluster(), { method: "DELETE" })],
        ["an unknown resource", 404, () => send(emulator, cluster())],
        ["an unsupported method", 405, () => send(emulator, emulator.startOperation().url, { method: "PUT" })],
        ["an unsupported api-version", 404, () => send(emulator, cluster().replace("2025-02-01", "2000-01-01"))],
        ["a missing api-version", 400, () => send(emulator, cluster().replace(API, ""))],
        ["a missing token", 401, () => send(emulator, cluster(), { authorization: "" })],
        [
            "a denied read",
            403,
            () => {
                emulator.denyReads();
                return send(emulator, cluster());
            },
        ],
        ["a changed signature", 403, () => send(emulator, emulator.startOperation().url.replace("&s=", "&s=x"))],
        [
            "an unknown subscription",
            404,
            () => send(emulator, `/subscriptions/50000000-0000-4000-8000-0000000000ff/providers/A.B/c/d${API}`),
        ],
        ["an invalid URI", 400, () => send(emulator, `/subscriptions/%zz${API}`)],
        [
            "a throttled read",
            429,
            async () => {
                const { url } = emulator.startOperation();
                await send(emulator, url);
                await send(emulator, url);
                return send(emulator, url);
            },
        ],
        [
            "an intercepted request",
            502,
            () => {
                emulator.intercept(() => faults.status(502));
                return send(emulator, cluster());
            },
        ],
        [
            "an internal error",
            500,
            () => {
                emulator.intercept(() => {
                    throw new Error("A failing interceptor.");
                });
                return send(emulator, cluster());
            },
        ],
    ];
    for (const [what, expectedStatus, request] of kinds) {
        it(`are in the ${expectedStatus} of ${what}`, async () => {
            const { status, headers } = await request();
            assert.equal(status, expectedStatus);
            assert.match(headers["x-ms-request-id"] as string, GUID);
            assert.match(headers["x-ms-correlation-request-id"] as string, GUID);
            assert.notEqual(headers["x-ms-request-id"], headers["x-ms-correlation-request-id"]);
        });
    }
});
