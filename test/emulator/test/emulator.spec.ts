// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Emulator, type RawResponse, startEmulator } from "../src/index";
import { send } from "./send";

describe("startEmulator", () => {
    let emulator: Emulator;

    beforeEach(async () => {
        emulator = await startEmulator();
    });

    afterEach(() => emulator.close());

    it("creates an end-entity certificate for loopback that is valid for one day", () => {
        const certificate = new X509Certificate(emulator.certificate);
        assert.equal(certificate.ca, false);
        assert.equal(certificate.checkHost("localhost"), "localhost");
        assert.equal(certificate.checkIP("127.0.0.1"), "127.0.0.1");
        assert.equal(certificate.checkIP("::1"), "::1");
        const dayMs = 24 * 60 * 60 * 1000;
        assert.ok(certificate.validToDate.getTime() - Date.now() <= dayMs);
        assert.equal(certificate.verify(certificate.publicKey), true);
    });

    it("writes its certificate without the key to the file in NODE_EXTRA_CA_CERTS", () => {
        const pem = readFileSync(emulator.environment.NODE_EXTRA_CA_CERTS, "utf8");
        assert.equal(pem, emulator.certificate);
        assert.equal(pem.includes("PRIVATE"), false);
    });

    it("provides the environment variables with which azure-native finds it", () => {
        const { NODE_EXTRA_CA_CERTS: _, ...rest } = emulator.environment;
        assert.deepEqual(rest, {
            ARM_METADATA_HOSTNAME: emulator.origin.replace("https://", ""),
            ARM_TENANT_ID: emulator.identity.tenantId,
            ARM_CLIENT_ID: emulator.identity.clientId,
            ARM_CLIENT_SECRET: emulator.identity.clientSecret,
            ARM_SUBSCRIPTION_ID: emulator.subscriptionId,
        });
    });

    it("sends no response of Resource Manager before `latencyMs` have passed", async () => {
        await emulator.close();
        emulator = await startEmulator({ latencyMs: 200 });
        const startMs = performance.now();
        const { status } = await send(emulator, emulator.startOperation().url);
        assert.equal(status, 200);
        assert.ok(performance.now() - startMs >= 199);
    });

    it("closes immediately despite pending requests, removes its files, and can be closed twice", async () => {
        const { url } = emulator.startOperation({ answers: [{ delayMs: Number.POSITIVE_INFINITY }] });
        const arrived = new Promise<void>((resolve) => {
            emulator.intercept(() => {
                resolve();
                return undefined;
            });
        });
        const hanging = assert.rejects(send(emulator, url), { code: "ECONNRESET" });
        await arrived;
        await Promise.all([emulator.close(), emulator.close()]);
        await hanging;
        assert.equal(existsSync(dirname(emulator.environment.NODE_EXTRA_CA_CERTS)), false);
    });

    it("fails with EADDRINUSE when its port is in use", async () => {
        const port = Number(new URL(emulator.origin).port);
        await assert.rejects(startEmulator({ port }), { code: "EADDRINUSE" });
    });

    it("logs requests as sent, with the client id in place of the token", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 0 });
        const token = emulator.issueToken();
        await send(emulator, url, { authorization: `Bearer ${token}` });
        await send(emulator, url, { authorization: "Bearer stranger" });
        const [known, unknown] = emulator.requests;
        assert.equal(`${emulator.origin}${known?.path}?${known?.query}`, url);
        assert.equal(known?.method, "GET");
        assert.equal(known?.area, "arm");
        assert.equal(known?.status, 200);
        assert.equal(known?.note, "Succeeded");
        assert.equal(known?.headers.authorization, `Bearer ${emulator.identity.clientId}`);
        assert.equal(unknown?.headers.authorization, "Bearer unknown");
        assert.equal(unknown?.status, 401);
        assert.ok(unknown!.atMs >= known!.atMs);
        emulator.clearRequests();
        assert.equal(emulator.requests.length, 0);
    });

    it("calls listeners after each response", async () => {
        const finished: string[] = [];
        const done = new Promise<void>((resolve) => {
            emulator.onRequest((record) => {
                finished.push(`${record.method} ${record.status}`);
                resolve();
            });
        });
        await send(emulator, "/subscriptions/50000000-0000-4000-8000-0000000000ff", { method: "POST", body: { a: 1 } });
        await done;
        assert.deepEqual(finished, ["POST 404"]);
        assert.deepEqual(emulator.requests[0]?.body, { a: 1 });
    });

    it("sends the response of an interceptor until the interceptor is removed", async () => {
        const { url } = emulator.startOperation();
        const stop = emulator.intercept((request) =>
            request.area === "arm"
                ? { status: 302, headers: { location: "https://other.example/", "x-ms-request-id": null } }
                : undefined,
        );
        const { status, headers } = await send(emulator, url, { authorization: "" });
        assert.equal(status, 302);
        assert.equal(headers.location, "https://other.example/");
        assert.equal(headers["x-ms-request-id"], undefined);
        assert.ok(headers["x-ms-correlation-request-id"]);
        assert.equal((await send(emulator, "/metadata/endpoints?api-version=2022-09-01")).status, 200);
        stop();
        assert.equal((await send(emulator, url)).status, 200);
    });

    it("responds with 500 and the error message when an interceptor throws", async () => {
        emulator.intercept(() => {
            throw new Error("a mistake in a test");
        });
        const { status, body } = await send(emulator, "/subscriptions/50000000-0000-4000-8000-000000000009");
        assert.equal(status, 500);
        assert.match(body.error.message, /a mistake in a test/);
    });

    describe("RawResponse faults", () => {
        const respond = (response: RawResponse) => {
            emulator.intercept(() => response);
            return send(emulator, "/anything");
        };

        it("resets the connection", async () => {
            const done = new Promise<number | undefined>((resolve) => {
                emulator.onRequest((record) => resolve(record.status));
            });
            await assert.rejects(respond({ reset: true }), { code: "ECONNRESET" });
            assert.equal(await done, undefined);
        });

        it("truncates the body", async () => {
            await assert.rejects(respond({ truncate: true, body: { status: "Succeeded" } }), /aborted/);
        });

        it("stalls after the first half of the body", async () => {
            emulator.intercept(() => ({ stall: true, body: { status: "Succeeded" } }));
            const half = await new Promise<string>((resolve, reject) => {
                const controller = new AbortController();
                import("node:https").then(({ get }) => {
                    const outgoing = get(
                        `${emulator.origin}/anything`,
                        { ca: emulator.certificate, agent: false, signal: controller.signal },
                        (incoming) => {
                            incoming.on("error", () => undefined);
                            incoming.once("data", (chunk: Buffer) => {
                                controller.abort();
                                resolve(chunk.toString());
                            });
                        },
                    );
                    outgoing.on("error", reject);
                }, reject);
            });
            assert.equal(half, '{"status":"');
        });

        it("sends a slow body completely", async () => {
            const { body } = await respond({ slowBodyMs: 50, body: { status: "Succeeded" } });
            assert.deepEqual(body, { status: "Succeeded" });
        });

        it("sends bytes that are not JSON unchanged", async () => {
            const { text, headers } = await respond({
                headers: { "content-type": "text/html" },
                body: Buffer.from("<html>Sign in</html>"),
            });
            assert.equal(text, "<html>Sign in</html>");
            assert.equal(headers["content-type"], "text/html");
        });
    });
});
