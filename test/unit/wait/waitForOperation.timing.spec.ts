// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import sinon from "sinon";
import type { WaitProgress } from "../../../provider/wait";
import { OPERATION_PATH, PENDING, PENDING_IN_30_S, SUCCEEDED, THROTTLED } from "./operations";
import type { Reply } from "./scriptedArm";
import { useVirtualWait } from "./virtualWait";

describe("waitForOperation, looking again", () => {
    const waits = useVirtualWait();

    const askedFor = (headers: Record<string, string>): Reply => ({ ...PENDING, headers });

    describe("when ARM names no Retry-After", () => {
        it("looks at once, and then ever more rarely as the operation grows older", async () => {
            const delays = await waits.delaysOf([...Array(10).fill(PENDING), SUCCEEDED]);
            // 2·√(0.2 s · age), at least 1 s, where age is the sum of the delays before.
            assert.deepEqual(delays, [1000, 1000, 1265, 1617, 1977, 2343, 2714, 3088, 3465, 3844]);
        });

        it("lengthens each interval by a tenth at most, so that many waits do not keep step", async () => {
            (Math.random as sinon.SinonStub).returns(0.999);
            const delays = await waits.delaysOf([PENDING, PENDING, SUCCEEDED]);
            assert.deepEqual(delays, [1100, 1100]);
        });

        it("stays between `minPollInterval` and `maxPollInterval`", async () => {
            const delays = await waits.delaysOf([...Array(8).fill(PENDING), SUCCEEDED], {
                minPollInterval: "1500ms",
                maxPollInterval: "2s",
            });
            assert.deepEqual(delays, [1500, 1500, 1550, 1908, 2000, 2000, 2000, 2000]);
        });

        it("looks every minute in the long run", async () => {
            await waits.failureOf([PENDING], { timeout: "3h" });
            assert.equal(waits.arm.delaysMs.at(-2), 60_000);
        });
    });

    describe("when ARM names a Retry-After", () => {
        it("waits for exactly that time", async () => {
            assert.deepEqual(await waits.delaysOf([PENDING_IN_30_S, PENDING_IN_30_S, SUCCEEDED]), [30_000, 30_000]);
        });

        it("applies it to one delay only", async () => {
            assert.deepEqual(
                await waits.delaysOf([PENDING_IN_30_S, PENDING, PENDING, SUCCEEDED]),
                [30_000, 4899, 5284],
            );
        });

        it("applies it beyond `maxPollInterval` and below `minPollInterval`", async () => {
            const options = { minPollInterval: "10s", maxPollInterval: "20s" };
            const script = [askedFor({ "retry-after": "300" }), askedFor({ "retry-after": "3" }), SUCCEEDED];
            assert.deepEqual(await waits.delaysOf(script, options), [300_000, 3000]);
        });

        it("applies that of a refusal too", async () => {
            const throttled = { ...THROTTLED, headers: { "retry-after": "45" } };
            assert.deepEqual(await waits.delaysOf([PENDING_IN_30_S, throttled, SUCCEEDED]), [30_000, 45_000]);
        });

        it("brings it between a second and ten minutes", async () => {
            const script = [askedFor({ "retry-after": "0" }), askedFor({ "retry-after": "100000" }), SUCCEEDED];
            assert.deepEqual(await waits.delaysOf(script), [1000, 600_000]);
        });

        it("understands a date, whatever the operation's age", async () => {
            const inTwoMinutes = new Date(Date.now() + 120_000).toUTCString();
            assert.deepEqual(await waits.delaysOf([askedFor({ "retry-after": inTwoMinutes }), SUCCEEDED]), [120_000]);
        });

        it("falls back to the schedule where it makes no sense", async () => {
            const script = [...Array(3).fill(askedFor({ "retry-after": "-1" })), SUCCEEDED];
            assert.deepEqual(await waits.delaysOf(script, { minPollInterval: "5s" }), [5000, 5000, 5000]);
        });

        it("honours that of the beginning of the operation, too", async () => {
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

        it("never looks sooner, not even at the deadline", async () => {
            const error = await waits.failureOf([PENDING_IN_30_S], { timeout: "50s" });
            assert.deepEqual([error.code, waits.arm.delaysMs, error.elapsedSeconds], ["WaitTimeout", [30_000], 50]);
        });
    });

    it("looks a last time at the deadline", async () => {
        const options = { minPollInterval: "20s", maxPollInterval: "20s", timeout: "70s" };
        const status = await waits.statusOf([...Array(4).fill(PENDING), SUCCEEDED], options);
        assert.deepEqual(waits.arm.delaysMs, [20_000, 20_000, 20_000, 10_000]);
        assert.equal(status.durationSeconds, 70);
    });

    it("is not misled by corrections of the machine's clock", async () => {
        const wait = await waits.wait([PENDING_IN_30_S], { timeout: "2m" });
        await wait.run(() => waits.arm.requests.length === 2);
        waits.clock.setSystemTime(0);
        const error = await wait.failure();
        assert.deepEqual([error.elapsedSeconds, error.polls], [120, 5]);
    });

    it("sets no timer that Node would fire at once", async () => {
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

    describe("tells `onProgress` after each look", () => {
        it("what was seen and when it looks again", async () => {
            const seen: WaitProgress[] = [];
            const inProgress = { headers: { "retry-after": "20" }, body: { status: "Updating", percentComplete: 40 } };
            await waits.delaysOf([inProgress, THROTTLED, SUCCEEDED], { onProgress: (progress) => seen.push(progress) });
            assert.deepEqual(seen, [
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
            assert.ok(seen.every(Object.isFrozen));
        });

        it("and does not care when that fails", async () => {
            const onProgress = sinon.stub().throws(new Error("no terminal"));
            assert.deepEqual(await waits.delaysOf([PENDING, PENDING, SUCCEEDED], { onProgress }), [1000, 1000]);
            sinon.assert.calledTwice(onProgress);
        });

        it("and does not care when that fails later", async () => {
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
