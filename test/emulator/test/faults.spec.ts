// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { type Emulator, faults, type RawResponse, startEmulator } from "../src/index";
import { send } from "./send";

const NOW = Date.UTC(2026, 2, 2, 9);

describe("faults (emulator)", () => {
    let emulator: Emulator;

    before(async () => {
        emulator = await startEmulator();
    });

    after(() => emulator.close());

    const get = (...responses: (RawResponse | "timed")[]) =>
        send(emulator, emulator.startOperation({ answers: responses }).url);

    it("returns a burst of errors before the timed response", async () => {
        const { url } = emulator.startOperation({
            durationSeconds: 0,
            answers: [...faults.burst(503, 2, { "retry-after": "1" }), "timed"],
        });
        const [first, second, third] = [
            await send(emulator, url),
            await send(emulator, url),
            await send(emulator, url),
        ];
        assert.deepEqual([first.status, second.status, third.status], [503, 503, 200]);
        assert.equal(first.headers["retry-after"], "1");
        assert.equal(first.body.error.code, "Fault503");
    });

    it("returns 429 with the delay in a header or in the message, or because the resource is busy", async () => {
        assert.equal((await get(faults.throttled({ "retry-after-ms": "20" }))).headers["retry-after-ms"], "20");
        assert.match((await get(faults.throttledInMessage(372))).body.error.message, /after '372' seconds/);
        const busy = await get(faults.busy());
        assert.deepEqual([busy.status, busy.body.error.code], [429, "RetryableErrorDueToAnotherOperation"]);
    });

    it("resets the connection before the response and in the middle of the body", async () => {
        await assert.rejects(get(faults.reset()), { code: "ECONNRESET" });
        await assert.rejects(get(faults.resetInBody()), /aborted/);
    });

    it("returns half of a JSON document in a complete response", async () => {
        const { status, text } = await get(faults.truncatedBody({ status: "Succeeded" }));
        assert.deepEqual([status, text], [200, '{"status":"']);
    });

    it("sends a slow body completely", async () => {
        const startedAt = performance.now();
        const { body } = await get(faults.slowBody(60));
        assert.deepEqual(body, { status: "InProgress" });
        assert.ok(performance.now() - startedAt >= 50);
    });

    it("stalls in the middle of the body and before the response", async () => {
        for (const fault of [faults.stalledBody(), faults.silence()]) {
            const { url } = emulator.startOperation({ answers: [fault] });
            await assert.rejects(send(emulator, url, { signal: AbortSignal.timeout(60) }), {
                name: /AbortError|Error/,
            });
        }
    });

    for (const status of [200, 403, 404, 503]) {
        it(`returns HTML with ${status}, without Azure's request id`, async () => {
            const response = await get(faults.html(status));
            assert.equal(response.status, status);
            assert.match(response.text, /^<!DOCTYPE html>/);
            assert.equal(response.headers["content-type"], "text/html; charset=utf-8");
            assert.equal(response.headers["x-ms-request-id"], undefined);
        });
    }

    it("returns a valid body with another content type or with a byte order mark", async () => {
        const typed = await get(faults.wrongContentType());
        assert.deepEqual([typed.headers["content-type"], typed.text], ["text/plain", '{"status":"InProgress"}']);
        assert.equal((await get(faults.byteOrderMark())).text.codePointAt(0), 0xfeff);
    });

    it("returns a huge body, plain and compressed", async () => {
        const { body, text } = await get(faults.hugeBody(100_000));
        assert.deepEqual([body.status, text.length], ["InProgress", 100_000]);
        const fault = faults.hugeBody(100_000, true);
        assert.equal(gunzipSync(fault.body as Buffer).length, 100_000);
        assert.ok((fault.body as Buffer).length < 1_000);
    });

    it("redirects to the same host and to another one", async () => {
        for (const location of ["/subscriptions", "https://evil.example/"]) {
            const { status, headers } = await get(faults.redirect(location, 307));
            assert.deepEqual([status, headers.location], [307, location]);
        }
    });

    it("reports a percentage that stalls or falls", async () => {
        for (const [script, expected] of [
            [faults.stallingPercent, [10, 40, 40, 40, 40, 40, 40, 40]],
            [faults.backwardPercent, [10, 60, 30, 90, 0, 50]],
        ] as const) {
            let now = NOW;
            const own = await startEmulator({ nowMs: () => now });
            const { url } = own.startOperation({ durationSeconds: expected.length, ...script });
            const percentages = [];
            for (const _ of expected) {
                percentages.push((await send(own, url)).body.percentComplete);
                now += 1_000;
            }
            await own.close();
            assert.deepEqual(percentages, expected);
        }
    });

    const forms: Record<(typeof faults.retryAfterForms)[number], readonly [name: string, value: string]> = {
        seconds: ["retry-after", "20"],
        fraction: ["retry-after", "20.5"],
        httpDate: ["retry-after", "Mon, 02 Mar 2026 09:00:20 GMT"],
        rfc850Date: ["retry-after", "Monday, 02-Mar-26 09:00:20 GMT"],
        asctimeDate: ["retry-after", "Mon Mar  2 09:00:20 2026"],
        milliseconds: ["retry-after-ms", "20000"],
        msMilliseconds: ["x-ms-retry-after-ms", "20000"],
        zero: ["retry-after", "0"],
        negative: ["retry-after", "-20"],
        empty: ["retry-after", ""],
        prose: ["retry-after", "in a while"],
        farTooLong: ["retry-after", "99999999999"],
    };
    for (const form of faults.retryAfterForms) {
        it(`specifies a delay in the form ${form}`, async () => {
            const [name, value] = forms[form];
            const headersWhileRunning = faults.retryAfter(form, 20, NOW);
            const { url } = emulator.startOperation({ durationSeconds: 60, headersWhileRunning });
            assert.equal((await send(emulator, url)).headers[name], value);
        });
    }
});
