// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import sinon from "sinon";
import { formatProgress } from "../../../provider/wait/progress";
import {
    errorResponse,
    IDS,
    NOT_FOUND,
    PENDING,
    PENDING_IN_30_S,
    SIGN_IN_PAGE,
    SUCCEEDED,
    THROTTLED,
    UNAVAILABLE,
} from "./operations";
import { useVirtualWait } from "./virtualWait";

describe("waitForOperation at its timeout", () => {
    const waits = useVirtualWait();

    it("reports the limit, the last status, the observed statuses and errors, and what to do next", async () => {
        const error = await waits.failureOf([PENDING_IN_30_S, THROTTLED, PENDING_IN_30_S], { timeout: "90s" });
        assert.deepEqual(error.message.split("\n"), [
            "Azure operation still InProgress after 1m 30s, the `timeout` of this wait.",
            "  The operation itself goes on in Azure. Run again to go on waiting, or set a longer `timeout`.",
            "  seen: InProgress x3, 429 TooManyRequests x1",
            "  last error: 429 TooManyRequests: Too many requests.",
            "  operation: op-1 (Microsoft.OperationalInsights, westus), last InProgress, 4 polls in 1m 30s",
            "  request id request-1, correlation id correlation-1",
        ]);
        assert.deepEqual(
            [error.code, error.status, error.polls, error.elapsedSeconds],
            ["WaitTimeout", "InProgress", 4, 90],
        );
    });

    it("counts all statuses of a service that never repeats one, but shows only the most frequent", async () => {
        const error = await waits.failureOf(
            [(poll) => ({ ...PENDING, body: { status: `Step ${Math.max(3, poll)}` } })],
            { timeout: "20m" },
        );
        assert.match(error.message, /seen: Step 3 x3, (?:Step \d+ x1, ){11}\d\d others x\d\d\n/);
    });

    it("reports the last error", async () => {
        const error = await waits.failureOf([PENDING_IN_30_S, PENDING_IN_30_S, UNAVAILABLE], { timeout: "60s" });
        assert.equal(error.code, "WaitTimeout");
        assert.match(error.message, /\n {2}last error: 503 ServerBusy: Try later\.\n/);
        assert.match(error.message, /seen: InProgress x2, 503 ServerBusy x1/);
    });

    it("reports that other waits of a throttled identity held it back, when it never polled", async () => {
        const identity = { credential: { getToken: async () => null } };
        await waits.serve(errorResponse(429, "TooManyRequests", "Later.", { ...IDS, "retry-after": "600" }), SUCCEEDED);
        const onThrottled = sinon.spy();
        const throttled = waits.start({ ...identity, onProgress: onThrottled });
        await throttled.settle(() => onThrottled.called);

        const onProgress = sinon.spy();
        const options = { ...identity, timeout: "2m", onProgress };
        const error = await waits.start(options).failure();

        assert.equal(
            formatProgress(onProgress.firstCall.args[0]),
            "no status yet · held back: Azure throttles this identity · 0s · next poll in 2m",
        );
        assert.deepEqual([error.code, error.polls, error.elapsedSeconds], ["StatusUnavailable", 0, 120]);
        assert.match(error.message, /^The status .* could not be read: other waits .* held it back to the end of the/);
        assert.doesNotMatch(error.message, /seen:|last error:/);
    });

    it("fails with WaitTimeout after two hours by default", async () => {
        const error = await waits.failureOf([PENDING], {});
        assert.match(error.message, /still InProgress after 2h, the `timeout`/);
        assert.equal(error.elapsedSeconds, 7200);
    });

    it("fails with StatusUnavailable when no poll returned a status", async () => {
        const error = await waits.failureOf([SIGN_IN_PAGE], { timeout: "3m" });
        assert.deepEqual([error.code, error.status], ["StatusUnavailable", undefined]);
        assert.match(error.message, /^The status of the Azure operation could not be read: .*`timeout`/);
        assert.match(error.message, /Run again to go on waiting/);
        assert.match(error.message, /last error: 200, text\/html: <html>Sign in<\/html>/);
    });

    it("fails with StatusUnavailable when all polls after the first were throttled", async () => {
        const error = await waits.failureOf([PENDING, THROTTLED], { timeout: "30m" });
        assert.deepEqual([error.code, error.status], ["StatusUnavailable", "InProgress"]);
        assert.match(error.message, /429 TooManyRequests/);
    });

    it("fails with StatusUnavailable when a long Retry-After left time for only a few throttled polls", async () => {
        const inTenMinutes = { ...THROTTLED, headers: { "retry-after": "600" } };
        const error = await waits.failureOf([PENDING, inTenMinutes], { timeout: "35m" });
        assert.deepEqual([error.code, error.polls], ["StatusUnavailable", 5]);
    });

    it("ends even within the `notFoundGrace`", async () => {
        const error = await waits.failureOf([NOT_FOUND], { timeout: "1m", notFoundGrace: "10m" });
        assert.equal(error.elapsedSeconds, 60);
        assert.match(error.message, /404 NotFound x\d+/);
    });

    it("limits the length of the message when each poll returned a huge error", async () => {
        const huge = errorResponse(503, "ServerBusy", "x".repeat(1_000_000));
        const error = await waits.failureOf([PENDING, huge], { timeout: "10m" });
        assert.ok(error.message.length < 100_000, `the message has ${error.message.length} characters`);
    });
});
