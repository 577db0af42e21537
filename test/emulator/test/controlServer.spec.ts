// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { request as sendHttp } from "node:http";
import { type ControlServer, type Emulator, startControlServer, startEmulator } from "../src/index";
import { postTokenRequest, send } from "./send";

/** A received response. `body` is undefined when there is none. */
interface ControlResult {
    readonly status: number | undefined;
    readonly allow: string | undefined;
    // biome-ignore lint/suspicious/noExplicitAny: tests access bodies of any shape, and fail when the shape differs
    readonly body: any;
}

describe("The emulator's control server", () => {
    let emulator: Emulator;
    let control: ControlServer;

    beforeEach(async () => {
        emulator = await startEmulator();
        control = await startControlServer(emulator);
    });

    afterEach(async () => {
        await control.close();
        await emulator.close();
    });

    /** Sends a request over a new connection. `path` continues the URL of the server. */
    function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
        return new Promise<ControlResult>((resolve, reject) => {
            const outgoing = sendHttp(`${control.url}${path}`, { method, headers, agent: false }, async (incoming) => {
                const text = (await incoming.toArray()).join("");
                const { allow } = incoming.headers;
                resolve({ status: incoming.statusCode, allow, body: text === "" ? undefined : JSON.parse(text) });
            });
            outgoing.on("error", reject);
            outgoing.end(typeof body === "string" || body === undefined ? body : JSON.stringify(body));
        });
    }
    const status = (path: string) => send(emulator, path).then((response) => response.status);
    const resource = (name: string) =>
        `/subscriptions/${emulator.subscriptionId}/resourceGroups/demo/providers/Microsoft.OperationalInsights/` +
        `workspaces/${name}?api-version=2025-02-01`;

    it("starts an operation and returns its id and URLs", async () => {
        const { status, body } = await call("POST", "/operations", {
            durationSeconds: 0,
            outcome: "Failed",
            error: { code: "KeyDenied" },
            location: "West Europe",
        });
        assert.equal(status, 201);
        assert.equal(body.location, "westeurope");
        assert.ok(body.url.includes(body.asyncOperationId) && body.locationUrl.includes(body.asyncOperationId));
        const response = await send(emulator, body.url);
        assert.equal(response.body.status, "Failed");
        assert.deepEqual(response.body.error, { code: "KeyDenied" });
    });

    it("starts an operation with the defaults when the request has no body", async () => {
        const { body } = await call("POST", "/operations");
        assert.equal((await send(emulator, body.url)).body.status, "InProgress");
    });

    it("queues scripts for the next operations that requests start", async () => {
        const first = await call("POST", "/scripts", { durationSeconds: 0, outcome: "Failed" });
        const second = await call("POST", "/scripts", { durationSeconds: 0, outcome: "Canceled" });
        assert.deepEqual([first.status, first.body, second.body], [201, { waiting: 1 }, { waiting: 2 }]);
        const statuses = [];
        for (let count = 0; count < 3; count += 1) {
            const path = resource("main").replace("?", "/failback?");
            const { headers } = await send(emulator, path, { method: "POST" });
            statuses.push((await send(emulator, headers["azure-asyncoperation"] as string)).body.status);
        }
        assert.deepEqual(statuses, ["Failed", "Canceled", "InProgress"]);
    });

    it("returns the requests that the cloud received, and none of its own", async () => {
        await call("POST", "/operations");
        await send(emulator, resource("main"));
        await postTokenRequest(emulator, { grant_type: "client_credentials" });
        const { status, body } = await call("GET", "/requests");
        assert.equal(status, 200);
        assert.deepEqual(
            body.map((record: Record<string, unknown>) => [record.area, record.method, record.status]),
            [
                ["arm", "GET", 404],
                ["entra", "POST", 400],
            ],
        );
        assert.equal((await call("DELETE", "/requests")).status, 204);
        assert.deepEqual((await call("GET", "/requests")).body, []);
    });

    it("sends a fault to the next requests that match, `count` times, and then the emulator's own responses", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 0 });
        const created = await call("POST", "/faults", {
            status: 429,
            headers: { "Retry-After": "7" },
            body: { error: { code: "TooManyRequests" } },
            method: "get",
            path: "OPERATIONSTATUSES",
            count: 2,
        });
        assert.equal(created.status, 201);
        assert.equal(await status(resource("main")), 404, "the path does not match");
        const throttled = await send(emulator, url);
        assert.deepEqual(
            [throttled.status, throttled.headers["retry-after"], throttled.body.error.code],
            [429, "7", "TooManyRequests"],
        );
        const { body } = await call("GET", "/faults");
        assert.deepEqual(body, [
            {
                area: "arm",
                method: "GET",
                path: "OPERATIONSTATUSES",
                count: 2,
                remaining: 1,
                status: 429,
                headers: { "Retry-After": "7" },
                body: { error: { code: "TooManyRequests" } },
            },
        ]);
        assert.equal(await status(url), 429);
        assert.equal(await status(url), 200);
        assert.deepEqual((await call("GET", "/faults")).body, []);
    });

    it("sends faults in the order of their creation, each to its area of the cloud", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 0 });
        await call("POST", "/faults", { status: 503, area: "entra" });
        await call("POST", "/faults", { reset: true });
        await call("POST", "/faults", { status: 502 });
        await assert.rejects(send(emulator, url), { code: "ECONNRESET" });
        assert.equal(await status(url), 502);
        assert.equal(await status(url), 200);
        assert.equal((await postTokenRequest(emulator, {})).status, 503);
    });

    it("sends no fault after the faults were deleted or the server was closed", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 0 });
        await call("POST", "/faults", { status: 503, count: 9 });
        assert.equal((await call("DELETE", "/faults")).status, 204);
        assert.equal(await status(url), 200);
        await call("POST", "/faults", { status: 503, count: 9 });
        await control.close();
        assert.equal(await status(url), 200);
    });

    it("forgets operations, scripts, resources, requests and faults, and fills the read limits, on DELETE /emulator", async () => {
        const { url } = emulator.startOperation();
        emulator.changeResource({ resourceId: resource("main").split("?")[0]! }, { durationSeconds: 0 });
        await call("POST", "/scripts", { outcome: "Failed" });
        assert.equal(await status(url), 200);
        assert.equal(await status(resource("main")), 200);
        await call("POST", "/faults", { status: 503, count: 9 });

        assert.equal((await call("DELETE", "")).status, 204);

        assert.deepEqual(emulator.requests, []);
        const read = await send(emulator, url);
        assert.equal(read.status, 404);
        assert.equal(read.headers["x-ms-ratelimit-remaining-subscription-reads"], "249");
        assert.equal(await status(resource("main")), 404);
        assert.deepEqual((await call("POST", "/scripts", {})).body, { waiting: 1 });
    });

    it("returns the variables for the cloud, or for one sign-in method", async () => {
        assert.deepEqual((await call("GET", "/environment")).body, emulator.environment);
        const { body } = await call("GET", "/environment?signInMethod=oidc:token");
        assert.equal(body.ARM_USE_OIDC, "true");
        assert.equal("ARM_CLIENT_SECRET" in body, false);
        const unknown = await call("GET", "/environment?signInMethod=password");
        assert.equal(unknown.status, 400);
        assert.match(unknown.body.error.message, /'signInMethod' must be one of default, .*azureCli\./);
    });

    const invalidInputs: readonly [what: string, path: string, body: unknown, message: RegExp][] = [
        ["a misspelled field of a script", "/scripts", { duration: 5 }, /Unknown script field 'duration'.*durationSec/],
        [
            "a field of the wrong type",
            "/scripts",
            { durationSeconds: "5" },
            /'durationSeconds' must be a number of sec/,
        ],
        ["an empty array of statuses", "/operations", { statusWords: [] }, /'statusWords' must be an array of strings/],
        ["a location that is not a string", "/operations", { location: 5 }, /'location' must be a non-empty string/],
        ["an unknown scope", "/operations", { scope: "group" }, /'scope' must be subscription or tenant/],
        ["an empty path", "/operations", { statusPath: "" }, /'statusPath' must be a path/],
        ["an unknown URL header", "/scripts", { urlHeadersAtEnd: ["x"] }, /must be an array of azure-asyncoperation/],
        ["another status code while it runs", "/scripts", { statusCodeWhileRunning: 204 }, /must be 200, 201 or 202/],
        ["a start option in a script", "/scripts", { location: "westus" }, /Unknown script field 'location'/],
        [
            "an unknown field of a scripted response",
            "/operations",
            { answers: ["timed", { statusCode: 503 }] },
            /Unknown field 'answers\[1\]\.statusCode'/,
        ],
        [
            "an unknown field of the initial response",
            "/scripts",
            { initialResponse: { statusCode: 503 } },
            /Unknown field 'initialResponse\.statusCode'/,
        ],
        [
            "a status code that is a string",
            "/faults",
            { status: "503" },
            /'status' must be an HTTP status code from 200/,
        ],
        ["an interim status code", "/faults", { status: 101 }, /'status' must be an HTTP status code from 200 to 599/],
        ["a header with a line end", "/faults", { headers: { a: "b\nc" } }, /'headers' must be an object whose values/],
        ["a numeric header", "/faults", { headers: { "retry-after": 5 } }, /'headers' must be an object whose values/],
        ["an unknown area", "/faults", { status: 503, area: "graph" }, /'area' must be one of metadata, entra, arm/],
        ["a fault for no request", "/faults", { status: 503, count: 0 }, /'count' must be a number of requests/],
        ["a fault without a response", "/faults", { path: "/x" }, /A fault needs one of the fields status, headers/],
        ["an unknown field of a fault", "/faults", { stauts: 503 }, /Unknown field 'stauts'. The fields are area/],
        ["a body that is not JSON", "/scripts", "{", /The request body is not JSON: /],
        ["a body that is an array", "/faults", "[]", /The request body must be a JSON object\./],
    ];
    for (const [what, path, body, message] of invalidInputs) {
        it(`rejects ${what} with a message that explains the error`, async () => {
            const response = await call("POST", path, body);
            assert.equal(response.status, 400);
            assert.equal(response.body.error.code, "InvalidInput");
            assert.match(response.body.error.message, message);
        });
    }

    it("names the paths and methods that exist for a request to another one", async () => {
        const unknown = await call("GET", "/operation");
        assert.equal(unknown.status, 404);
        assert.match(unknown.body.error.message, /'\/emulator\/operation' is not one of .*\/emulator\/operations/);
        const wrongMethod = await call("PUT", "/requests");
        assert.deepEqual([wrongMethod.status, wrongMethod.allow], [405, "GET, DELETE"]);
        assert.match(wrongMethod.body.error.message, /\/emulator\/requests accepts only GET, DELETE, and not PUT\./);
    });

    it("refuses requests that a browser sends for a web page", async () => {
        const { url } = emulator.startOperation();
        const hostile = [
            { origin: "https://page.example" },
            { host: "page.example:80" },
            { host: "127.0.0.1.example:1" },
        ];
        for (const headers of hostile) {
            assert.equal((await call("DELETE", "", undefined, headers)).status, 403);
        }
        assert.equal(await status(url), 200);
    });

    it("is not part of Resource Manager's origin, whose requests need a token", async () => {
        assert.equal((await send(emulator, "/emulator/operations", { method: "POST", authorization: "" })).status, 401);
        assert.equal(await status("/emulator/requests"), 404);
    });

    it("fails with EADDRINUSE when its port is in use, and leaves the emulator as it was", async () => {
        const port = Number(new URL(control.url).port);
        await assert.rejects(startControlServer(emulator, { port }), { code: "EADDRINUSE" });
        assert.equal(await status(emulator.startOperation().url), 200);
    });
});
