// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { ArmClient, BodyError, MAXIMUM_BODY_BYTES } from "../../../provider/azure/armClient";
import { CodedError } from "../../../provider/common/codedError";
import { type Emulator, startEmulator } from "../../emulator/src/index";
import { type Reply, ScriptedArm } from "../wait/scriptedArm";
import { trust } from "./trust";

const OK: Reply = { headers: { "x-ms-request-id": "request-1" }, body: { status: "Succeeded" } };

describe("ArmClient", () => {
    let arm: ScriptedArm | undefined;
    let client: ArmClient;
    let controller: AbortController;

    beforeEach(() => {
        client = new ArmClient();
        controller = new AbortController();
    });

    afterEach(async () => {
        await arm?.close();
        arm = undefined;
    });

    async function get(path: string, ...script: Reply[]) {
        arm = await ScriptedArm.start(...script);
        return client.request(`${arm.endpoint}${path}`, { signal: controller.signal, token: "secret-token" });
    }

    it("returns the status code, the headers in any case and the body unchanged", async () => {
        const response = await get("/x", { ...OK, status: 418 });
        assert.equal(response.statusCode, 418);
        assert.equal(response.header("X-MS-Request-Id"), "request-1");
        assert.equal(response.header("retry-after"), undefined);
        assert.equal(response.body, '{"status":"Succeeded"}');
    });

    it("sends its user agent and a unique request id, and keeps path and query unchanged", async () => {
        await get("/a%2Fb/*?x=%2f'+&&y".replace("'", "%27"), OK);
        await client.request(`${arm?.endpoint}/again`, { signal: controller.signal });
        const [first, second] = arm?.requests ?? [];
        assert.equal(first?.url, "/a%2Fb/*?x=%2f%27+&&y");
        assert.match(String(first?.headers["user-agent"]), /^pulumi-azure-wait\/\d+\.\d+\.\d+/);
        assert.ok(first?.headers["x-ms-client-request-id"]);
        assert.notEqual(first?.headers["x-ms-client-request-id"], second?.headers["x-ms-client-request-id"]);
    });

    it("sends no token over plain http", async () => {
        await get("/x", OK);
        assert.equal(arm?.requests[0]?.headers.authorization, undefined);
    });

    it("does not retry a request", async () => {
        assert.equal((await get("/x", { status: 503, headers: { "retry-after": "1" } })).statusCode, 503);
        assert.equal(arm?.requests.length, 1);
    });

    it("follows at most three redirects within the host", async () => {
        const redirect = { status: 307, headers: { location: "/next?y=1" } };
        assert.equal((await get("/x", redirect, redirect, redirect, OK)).statusCode, 200);
        assert.equal(arm?.requests.at(-1)?.url, "/next?y=1");
        await arm?.close();
        assert.equal((await get("/x", redirect)).statusCode, 307);
        assert.equal(arm?.requests.length, 4);
    });

    it("returns a 303 to the same host without following it", async () => {
        for (const location of ["/other?y=1", undefined]) {
            const headers = location === undefined ? {} : { location };
            assert.equal((await get("/x", { status: 303, headers })).statusCode, 303);
            assert.equal(arm?.requests.length, 1);
            await arm?.close();
        }
    });

    it("returns the redirect of a POST without following it", async () => {
        const headers = { location: "https://elsewhere.local.example/x" };
        arm = await ScriptedArm.start({ status: 307, headers });
        const response = await client.request(`${arm.endpoint}/x`, { signal: controller.signal, method: "POST" });
        assert.equal(response.statusCode, 307);
    });

    it("rejects a redirect to another host, even after three within the host", async () => {
        const redirect = { status: 307, headers: { location: "/next" } };
        const toOtherHost = { status: 307, headers: { location: "https://elsewhere.local.example/x" } };
        await assert.rejects(get("/x", redirect, redirect, redirect, toOtherHost), CodedError);
    });

    for (const status of [301, 302, 303, 307, 308]) {
        it(`does not follow ${status} to another host`, async () => {
            const elsewhere = await ScriptedArm.start(OK);
            try {
                await assert.rejects(
                    get("/x", { status, headers: { location: `${elsewhere.endpoint}/x` } }),
                    (error: unknown) =>
                        error instanceof CodedError &&
                        error.code === "StatusUnavailable" &&
                        error.message.includes("redirect to another host"),
                );
                assert.equal(elsewhere.requests.length, 0);
            } finally {
                await elsewhere.close();
            }
        });
    }

    it("accepts a body of 4 MiB and rejects a longer one", async () => {
        assert.equal((await get("/x", { body: "x".repeat(MAXIMUM_BODY_BYTES) })).body.length, MAXIMUM_BODY_BYTES);
        await arm?.close();
        await assert.rejects(
            get("/x", { body: "x".repeat(MAXIMUM_BODY_BYTES + 1) }),
            (error: unknown) => error instanceof BodyError,
        );
    });

    it("fails when the body is truncated", async () => {
        await assert.rejects(get("/x", { ...OK, fault: "truncate" }));
    });

    for (const fault of ["stallBeforeHeaders", "stallInBody"] as const) {
        it(`rejects with the signal's reason and closes the connection (${fault})`, async () => {
            const pending = get("/x", { ...OK, fault });
            while (arm?.stalls !== 1) {
                await new Promise((resolve) => setImmediate(resolve));
            }
            controller.abort(new Error("enough"));
            await assert.rejects(pending, /^Error: enough$/);
            while (arm?.openConnections !== 0) {
                await new Promise((resolve) => setImmediate(resolve));
            }
        });
    }

    it("sends nothing if the signal is already aborted", async () => {
        controller.abort(new Error("enough"));
        await assert.rejects(get("/x", OK), /^Error: enough$/);
        assert.equal(arm?.requests.length, 0);
    });

    it("leaves no listener on the signal", async () => {
        await get("/x", OK);
        assert.equal(getEventListeners(controller.signal, "abort").length, 0);
    });

    describe("over TLS", () => {
        let emulator: Emulator;
        let distrust: () => void;

        beforeEach(async () => {
            emulator = await startEmulator();
            distrust = trust(emulator);
        });

        afterEach(async () => {
            distrust();
            await emulator.close();
        });

        it("sends the given token in the header only", async () => {
            const { url } = emulator.startOperation({ durationSeconds: 0 });
            const token = emulator.issueToken();
            const response = await client.request(url, { signal: controller.signal, token });
            assert.equal(response.statusCode, 200);
            assert.equal(emulator.requests[0]?.headers.authorization, `Bearer ${emulator.identity.clientId}`);
            assert.ok(!emulator.requests[0]?.query.includes(token));
        });

        it("rejects a redirect from https to plain http, which would expose the token", async () => {
            arm = await ScriptedArm.start(OK);
            const location = `${arm.endpoint}/stolen`;
            emulator.intercept(() => ({ status: 302, headers: { location } }));
            const { url } = emulator.startOperation();
            await assert.rejects(
                client.request(url, { signal: controller.signal, token: emulator.issueToken() }),
                CodedError,
            );
            assert.equal(arm.requests.length, 0);
        });
    });
});
