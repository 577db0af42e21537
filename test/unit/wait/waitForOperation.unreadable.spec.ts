// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import {
    NO_STATUS,
    PENDING,
    PENDING_IN_30_S,
    PROXY_UNAVAILABLE,
    refusal,
    SIGN_IN_PAGE,
    SUCCEEDED,
    THROTTLED,
    UNAVAILABLE,
} from "./operations";
import type { Reply } from "./scriptedArm";
import { useVirtualWait } from "./virtualWait";

const STALLED_BODY: Reply = { ...PENDING, fault: "stallInBody" };
const MONSTER: Reply = { body: `{"status":"InProgress","filler":"${"x".repeat(4 * 1024 * 1024)}"}` };
const TROUBLE: Readonly<Record<string, Reply>> = {
    "408": refusal(408, "RequestTimeout", "Too slow."),
    "429": THROTTLED,
    "500": { status: 500 },
    "503": UNAVAILABLE,
    "503 of a proxy": PROXY_UNAVAILABLE,
    "a sign-in page with 200": SIGN_IN_PAGE,
    "a proxy's 404": { status: 404, body: "<html>Not here</html>" },
    "a broken connection": { fault: "reset" },
    "a body that breaks off": { ...PENDING, fault: "truncate" },
    "half of a JSON body": { body: '{"status":"Succ' },
    "an answer that never begins": { fault: "stallBeforeHeaders" },
    "a body that stops coming": STALLED_BODY,
    "a body of more than 4 MiB": MONSTER,
};

describe("waitForOperation, when the status cannot be read", () => {
    const waits = useVirtualWait();

    for (const [name, trouble] of Object.entries(TROUBLE)) {
        it(`looks again after ${name}, because that says nothing about the operation`, async () => {
            const status = await waits.statusOf([PENDING, trouble, trouble, SUCCEEDED]);
            assert.deepEqual([status.status, status.polls], ["Succeeded", 4]);
        });

        it(`goes on to the deadline through ${name} once Azure has answered`, async () => {
            const error = await waits.failureOf([PENDING, trouble], { timeout: "20m" });
            assert.equal(error.code, "StatusUnavailable");
            assert.ok(error.elapsedSeconds >= 1200 && error.elapsedSeconds <= 1205, `${error.elapsedSeconds} s`);
        });
    }

    it("waits longer and longer between the looks, and returns to the schedule after a good one", async () => {
        const script = [PENDING, THROTTLED, THROTTLED, THROTTLED, THROTTLED, PENDING, SUCCEEDED];
        assert.deepEqual(await waits.delaysOf(script), [1000, 1000, 2000, 4000, 8000, 3578]);
    });

    it("takes a request id of ARM for Azure's answer", async () => {
        const error = await waits.failureOf([UNAVAILABLE], { timeout: "20m" });
        assert.deepEqual([error.code, error.elapsedSeconds], ["StatusUnavailable", 1200]);
    });

    for (const [name, trouble] of Object.entries({
        "a proxy's 503": PROXY_UNAVAILABLE,
        "a broken connection": { fault: "reset" as const },
        "an answer that never begins": { fault: "stallBeforeHeaders" as const },
    })) {
        it(`bears ${name} for five minutes only before Azure has ever answered`, async () => {
            const error = await waits.failureOf([trouble], { timeout: "20m" });
            assert.equal(error.code, "StatusUnavailable");
            assert.ok(error.elapsedSeconds >= 300 && error.elapsedSeconds <= 420, `${error.elapsedSeconds} s`);
        });
    }

    it("does not let a stranger's Retry-After stretch those five minutes", async () => {
        const stranger = { ...PROXY_UNAVAILABLE, headers: { "retry-after": "600" } };
        const error = await waits.failureOf([stranger], { timeout: "20m" });
        assert.equal(error.code, "StatusUnavailable");
        assert.ok(error.elapsedSeconds <= 300, `${error.elapsedSeconds} s`);
    });

    it("gives one look a minute", async () => {
        const schedule = 6986; // 2·√(0.2 s · 61 s)
        assert.deepEqual(await waits.delaysOf([PENDING, STALLED_BODY, SUCCEEDED]), [1000, 60_000 + schedule]);
    });

    it("gives the last look, at the deadline, five seconds", async () => {
        const script = [PENDING_IN_30_S, PENDING_IN_30_S, { fault: "stallBeforeHeaders" as const }];
        const error = await waits.failureOf(script, { timeout: "60s" });
        assert.deepEqual([error.code, error.polls, error.elapsedSeconds], ["WaitTimeout", 3, 65]);
        assert.match(error.message, /last error: ETIMEDOUT: no complete response within 5 s/);
    });

    describe("because well-formed answers do not contain it", () => {
        const EVERY_MINUTE = { ...NO_STATUS, headers: { "retry-after": "60" } };

        it("gives up after two minutes, and shows what came instead", async () => {
            const error = await waits.failureOf([NO_STATUS]);
            assert.equal(error.code, "StatusUnavailable");
            assert.ok(error.elapsedSeconds >= 120 && error.elapsedSeconds < 240, `${error.elapsedSeconds} s`);
            assert.match(error.message, /200, application\/json: \{"name":"op-1"\}/);
        });

        it("does not give up before the fifth", async () => {
            const error = await waits.failureOf([EVERY_MINUTE]);
            assert.deepEqual([error.code, error.polls, error.elapsedSeconds], ["StatusUnavailable", 5, 240]);
        });

        it("begins to count again after a status", async () => {
            const script = [...Array(4).fill(EVERY_MINUTE), PENDING, ...Array(4).fill(EVERY_MINUTE), SUCCEEDED];
            assert.equal((await waits.statusOf(script)).polls, 10);
        });

        it("counts only those in a row", async () => {
            const busy = { ...UNAVAILABLE, headers: { "retry-after": "60", "x-ms-request-id": "request-1" } };
            const script = [...Array(4).fill(EVERY_MINUTE), busy, EVERY_MINUTE, SUCCEEDED];
            assert.equal((await waits.statusOf(script)).polls, 7);
        });
    });

    it("never takes an empty body, a list or a status that is no word for success", async () => {
        const script = ["", "[]", "null", '{"status":null}', '{"status":7}', '{"status":""}'].map((body) => ({ body }));
        const status = await waits.statusOf([...script, SUCCEEDED]);
        assert.equal(status.polls, script.length + 1);
    });

    it("takes 204 for no status", async () => {
        const status = await waits.statusOf([{ status: 204 }, SUCCEEDED]);
        assert.equal(status.polls, 2);
    });

    it("ends at once where headers are too long for Node", async () => {
        const error = await waits.failureOf([{ headers: { "x-long": "x".repeat(20_000) } }]);
        assert.deepEqual([error.code, error.elapsedSeconds], ["StatusUnavailable", 0]);
        assert.match(error.message, /headers .* too long/);
    });
});
