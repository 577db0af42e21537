// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import sinon from "sinon";
import { Connection } from "../../../provider/azure/connection";
import type { WaitProgress } from "../../../provider/wait";
import { OPERATION_PATH, PENDING, PENDING_IN_30_S, SUCCEEDED, THROTTLED } from "./operations";
import type { Reply } from "./scriptedArm";
import { useVirtualWait } from "./virtualWait";

describe("waitForOperation timing", () => {
    const waits = useVirtualWait();

    const pendingWith = (headers: Record<string, string>): Reply => ({ ...PENDING, headers });

    describe("without a Retry-After header", () => {
        it("polls at once, and then less often as the operation grows older", async () => {
            const delays = await waits.delaysOf([...Array(10).fill(PENDING), SUCCEEDED]);
            // 2·√(0.2 s · age), at least 1 s, where age is the sum of the delays before.
            assert.deepEqual(delays, [1000, 1000, 1265, 1617, 1977, 2343, 2714, 3088, 3465, 3844]);
        });

        it("adds jitter of up to a tenth to each delay", async () => {
            (Math.random as sinon.SinonStub).returns(0.999);
            const delays = await waits.delaysOf([PENDING, PENDING, SUCCEEDED]);
            assert.deepEqual(delays, [1100, 1100]);
        });

        it("keeps each delay between `minPollInterval` and `maxPollInterval`", async () => {
            const delays = await waits.delaysOf([...Array(8).fill(PENDING), SUCCEEDED], {
                minPollInterval: "1500ms",
                maxPollInterval: "2s",
            });
            assert.deepEqual(delays, [1500, 1500, 1550, 1908, 2000, 2000, 2000, 2000]);
        });

        it("polls once a minute in the long run", async () => {
            await waits.failureOf([PENDING], { timeout: "3h" });
            assert.equal(waits.arm.delaysMs.at(-2), 60_000);
        });
    });

    describe("with a Retry-After header", () => {
        it("polls after exactly the time of the header", async () => {
            assert.deepEqual(await waits.delaysOf([PENDING_IN_30_S, PENDING_IN_30_S, SUCCEEDED]), [30_000, 30_000]);
        });

        it("applies the header to one delay only", async () => {
            assert.deepEqual(
                await waits.delaysOf([PENDING_IN_30_S, PENDING, PENDING, SUCCEEDED]),
                [30_000, 4899, 5284],
            );
        });

        it("ignores `minPollInterval` and `maxPollInterval`", async () => {
            const options = { minPollInterval: "10s", maxPollInterval: "20s" };
            const script = [pendingWith({ "retry-after": "300" }), pendingWith({ "retry-after": "3" }), SUCCEEDED];
            assert.deepEqual(await waits.delaysOf(script, options), [300_000, 3000]);
        });

        it("applies the header of a 429", async () => {
            const throttled = { ...THROTTLED, headers: { "retry-after": "45" } };
            assert.deepEqual(await waits.delaysOf([PENDING_IN_30_S, throttled, SUCCEEDED]), [30_000, 45_000]);
        });

        it("limits the delay to between one second and ten minutes", async () => {
            const script = [pendingWith({ "retry-after": "0" }), pendingWith({ "retry-after": "100000" }), SUCCEEDED];
            assert.deepEqual(await waits.delaysOf(script), [1000, 600_000]);
        });

        it("accepts a date", async () => {
            const inTwoMinutes = new Date(Date.now() + 120_000).toUTCString();
            assert.deepEqual(
                await waits.delaysOf([pendingWith({ "retry-after": inTwoMinutes }), SUCCEEDED]),
                [120_000],
            );
        });

        it("falls back to the default schedule after an invalid value", async () => {
            const script = [...Array(3).fill(pendingWith({ "retry-after": "-1" })), SUCCEEDED];
            assert.deepEqual(await waits.delaysOf(script, { minPollInterval: "5s" }), [5000, 5000, 5000]);
        });

        it("delays the first poll by the `retryAfter` of the reference", async () => {
            const startMs = Date.now();
            const onProgress = sinon.spy();
            const reference = { operation: OPERATION_PATH, retryAfter: "90s" };
            const status = await waits.statusOf([SUCCEEDED], { onProgress }, reference);
            assert.deepEqual([status.polls, (waits.arm.requests[0]?.atMs ?? 0) - startMs], [1, 90_000]);
            assert.deepEqual(
                [onProgress.firstCall.args[0].status, onProgress.firstCall.args[0].nextPollSeconds],
                [undefined, 90],
            );
        });

        it("never polls before the time of the header, not even at the timeout", async () => {
            const error = await waits.failureOf([PENDING_IN_30_S], { timeout: "50s" });
            assert.deepEqual([error.code, waits.arm.delaysMs, error.elapsedSeconds], ["WaitTimeout", [30_000], 50]);
        });
    });

    it("polls once more at the timeout", async () => {
        const options = { minPollInterval: "20s", maxPollInterval: "20s", timeout: "70s" };
        const status = await waits.statusOf([...Array(4).fill(PENDING), SUCCEEDED], options);
        assert.deepEqual(waits.arm.delaysMs, [20_000, 20_000, 20_000, 10_000]);
        assert.equal(status.durationSeconds, 70);
    });

    it("requests the slot for each poll with the time at which it became due", async () => {
        const acquireReadSlot = sinon.spy(Connection.prototype, "acquireReadSlot");
        const startMs = performance.now();
        const reference = { operation: OPERATION_PATH, retryAfter: "90s" };
        await waits.statusOf([PENDING_IN_30_S, PENDING, SUCCEEDED], {}, reference);
        const dueMs = acquireReadSlot.getCalls().map(({ args }) => Math.round((args[2] ?? 0) - startMs));
        assert.deepEqual(dueMs, [90_000, 120_000, 124_899]);
    });

    it("measures time independently of changes to the system clock", async () => {
        const wait = await waits.wait([PENDING_IN_30_S], { timeout: "2m" });
        await wait.run(() => waits.arm.requests.length === 2);
        waits.clock.setSystemTime(0);
        const error = await wait.failure();
        assert.deepEqual([error.elapsedSeconds, error.polls], [120, 5]);
    });

    it("sets no timer beyond 2³¹ − 1 ms, which Node would fire at once", async () => {
        const timers = sinon.spy(waits.clock, "setTimeout");
        const longestTimerMs = 2 ** 31 - 1;
        const setTimeoutSpy = sinon.spy(globalThis, "setTimeout");
        const wait = await waits.wait([PENDING], {
            timeout: "200d",
            minPollInterval: "90d",
            maxPollInterval: "90d",
        });
        await wait.run(() => waits.arm.requests.length === 1);
        await wait.settle(() => waits.clock.countTimers() > 0);
        for (const call of [...timers.getCalls(), ...setTimeoutSpy.getCalls()]) {
            assert.ok(Number(call.args[1] ?? 0) <= longestTimerMs, `a timer of ${call.args[1]} ms`);
        }
        await waits.clock.tickAsync(89 * 86_400_000);
        assert.equal(waits.arm.requests.length, 1);
        await waits.clock.tickAsync(86_400_000);
        await wait.settle(() => waits.arm.requests.length === 2);
    });

    describe("after each poll", () => {
        it("passes the status, the last error and the next delay to `onProgress`", async () => {
            const reported: WaitProgress[] = [];
            const inProgress = { headers: { "retry-after": "20" }, body: { status: "Updating", percentComplete: 40 } };
            await waits.delaysOf([inProgress, THROTTLED, SUCCEEDED], {
                onProgress: (progress) => reported.push(progress),
            });
            assert.deepEqual(reported, [
                {
                    status: "Updating",
                    percentComplete: 40,
                    lastError: undefined,
                    polls: 1,
                    elapsedSeconds: 0,
                    nextPollSeconds: 20,
                },
                {
                    status: "Updating",
                    percentComplete: 40,
                    lastError: "429 TooManyRequests: Too many requests.",
                    polls: 2,
                    elapsedSeconds: 20,
                    nextPollSeconds: 4,
                },
            ]);
            assert.ok(reported.every(Object.isFrozen));
        });

        it("continues if `onProgress` throws", async () => {
            const onProgress = sinon.stub().throws(new Error("no terminal"));
            assert.deepEqual(await waits.delaysOf([PENDING, PENDING, SUCCEEDED], { onProgress }), [1000, 1000]);
            sinon.assert.calledTwice(onProgress);
        });

        it("continues if the promise of `onProgress` rejects", async () => {
            const unhandled = sinon.spy();
            const listeners = process.listeners("unhandledRejection");
            process.removeAllListeners("unhandledRejection").on("unhandledRejection", unhandled);
            try {
                const onProgress = async () => Promise.reject(new Error("no terminal"));
                assert.deepEqual(await waits.delaysOf([PENDING, SUCCEEDED], { onProgress }), [1000]);
                await new Promise((resolve) => setImmediate(resolve));
                sinon.assert.notCalled(unhandled);
            } finally {
                process.removeAllListeners("unhandledRejection");
                for (const listener of listeners) {
                    process.on("unhandledRejection", listener);
                }
            }
        });
    });
});
