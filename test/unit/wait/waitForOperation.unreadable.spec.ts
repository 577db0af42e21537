// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import {
    errorResponse,
    NO_STATUS,
    PENDING,
    PENDING_IN_30_S,
    PROXY_UNAVAILABLE,
    SIGN_IN_PAGE,
    SUCCEEDED,
    THROTTLED,
    UNAVAILABLE,
} from "./operations";
import type { Reply } from "./scriptedArm";
import { useVirtualWait } from "./virtualWait";

const STALLED_BODY: Reply = { ...PENDING, fault: "stallInBody" };
const HUGE_BODY: Reply = { body: `{"status":"InProgress","filler":"${"x".repeat(4 * 1024 * 1024)}"}` };
const UNREADABLE: Readonly<Record<string, Reply>> = {
    "a 408": errorResponse(408, "RequestTimeout", "Too slow."),
    "a 429": THROTTLED,
    "a 500": { status: 500 },
    "a 503": UNAVAILABLE,
    "a 503 of a proxy": PROXY_UNAVAILABLE,
    "a sign-in page with 200": SIGN_IN_PAGE,
    "a 404 of a proxy": { status: 404, body: "<html>Not here</html>" },
    "a broken connection": { fault: "reset" },
    "a truncated body": { ...PENDING, fault: "truncate" },
    "incomplete JSON": { body: '{"status":"Succ' },
    "a response that never starts": { fault: "stallBeforeHeaders" },
    "a body that stalls": STALLED_BODY,
    "a body of more than 4 MiB": HUGE_BODY,
};

describe("waitForOperation without a readable status", () => {
    const waits = useVirtualWait();

    for (const [name, unreadable] of Object.entries(UNREADABLE)) {
        it(`retries twice after ${name}`, async () => {
            const status = await waits.statusOf([PENDING, unreadable, unreadable, SUCCEEDED]);
            assert.deepEqual([status.status, status.polls], ["Succeeded", 4]);
        });

        it(`retries after ${name} until the timeout once Azure has responded`, async () => {
            const error = await waits.failureOf([PENDING, unreadable], { timeout: "20m" });
            assert.equal(error.code, "StatusUnavailable");
            assert.ok(error.elapsedSeconds >= 1200 && error.elapsedSeconds <= 1205, `${error.elapsedSeconds} s`);
        });
    }

    it("increases the delay after each 429 and returns to the schedule after a status", async () => {
        const script = [PENDING, THROTTLED, THROTTLED, THROTTLED, THROTTLED, PENDING, SUCCEEDED];
        assert.deepEqual(await waits.delaysOf(script), [1000, 1000, 2000, 4000, 8000, 3578]);
    });

    it("takes a 503 with a request id of ARM for a response of Azure", async () => {
        const error = await waits.failureOf([UNAVAILABLE], { timeout: "20m" });
        assert.deepEqual([error.code, error.elapsedSeconds], ["StatusUnavailable", 1200]);
    });

    for (const [name, unreadable] of Object.entries({
        "a 503 of a proxy": PROXY_UNAVAILABLE,
        "a broken connection": { fault: "reset" as const },
        "a response that never starts": { fault: "stallBeforeHeaders" as const },
    })) {
        it(`gives up on ${name} after five minutes if Azure has never responded`, async () => {
            const error = await waits.failureOf([unreadable], { timeout: "20m" });
            assert.equal(error.code, "StatusUnavailable");
            assert.ok(error.elapsedSeconds >= 300 && error.elapsedSeconds <= 420, `${error.elapsedSeconds} s`);
        });
    }

    it("does not extend the five minutes by the Retry-After of a proxy", async () => {
        const proxyUnavailable = { ...PROXY_UNAVAILABLE, headers: { "retry-after": "600" } };
        const error = await waits.failureOf([proxyUnavailable], { timeout: "20m" });
        assert.equal(error.code, "StatusUnavailable");
        assert.ok(error.elapsedSeconds <= 300, `${error.elapsedSeconds} s`);
    });

    it("limits a poll to one minute", async () => {
        const schedule = 6986; // 2·√(0.2 s · 61 s)
        assert.deepEqual(await waits.delaysOf([PENDING, STALLED_BODY, SUCCEEDED]), [1000, 60_000 + schedule]);
    });

    it("limits the last poll, at the timeout, to five seconds", async () => {
        const script = [PENDING_IN_30_S, PENDING_IN_30_S, { fault: "stallBeforeHeaders" as const }];
        const error = await waits.failureOf(script, { timeout: "60s" });
        assert.deepEqual([error.code, error.polls, error.elapsedSeconds], ["WaitTimeout", 3, 65]);
        assert.match(error.message, /last error: ETIMEDOUT: no complete response within 5 s/);
    });

    describe("in well-formed responses", () => {
        const EVERY_MINUTE = { ...NO_STATUS, headers: { "retry-after": "60" } };

        it("gives up after two minutes and reports the response", async () => {
            const error = await waits.failureOf([NO_STATUS]);
            assert.equal(error.code, "StatusUnavailable");
            assert.ok(error.elapsedSeconds >= 120 && error.elapsedSeconds < 240, `${error.elapsedSeconds} s`);
            assert.match(error.message, /200, application\/json: \{"name":"op-1"\}/);
        });

        it("gives up no earlier than after the fifth response", async () => {
            const error = await waits.failureOf([EVERY_MINUTE]);
            assert.deepEqual([error.code, error.polls, error.elapsedSeconds], ["StatusUnavailable", 5, 240]);
        });

        it("restarts the count of responses after a status", async () => {
            const script = [...Array(4).fill(EVERY_MINUTE), PENDING, ...Array(4).fill(EVERY_MINUTE), SUCCEEDED];
            assert.equal((await waits.statusOf(script)).polls, 10);
        });

        it("counts only consecutive responses", async () => {
            const busy = { ...UNAVAILABLE, headers: { "retry-after": "60", "x-ms-request-id": "request-1" } };
            const script = [...Array(4).fill(EVERY_MINUTE), busy, EVERY_MINUTE, SUCCEEDED];
            assert.equal((await waits.statusOf(script)).polls, 7);
        });
    });

    it("retries after an empty body, a JSON array and a status that is not a non-empty string", async () => {
        const script = ["", "[]", "null", '{"status":null}', '{"status":7}', '{"status":""}'].map((body) => ({ body }));
        const status = await waits.statusOf([...script, SUCCEEDED]);
        assert.equal(status.polls, script.length + 1);
    });

    it("retries after 204", async () => {
        const status = await waits.statusOf([{ status: 204 }, SUCCEEDED]);
        assert.equal(status.polls, 2);
    });

    it("fails at once if the headers are too long for Node", async () => {
        const error = await waits.failureOf([{ headers: { "x-long": "x".repeat(20_000) } }]);
        assert.deepEqual([error.code, error.elapsedSeconds], ["StatusUnavailable", 0]);
        assert.match(error.message, /headers .* too long/);
    });
});
