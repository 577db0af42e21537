// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import sinon from "sinon";
import { type LimiterSlot, ReadLimiter } from "../../../provider/azure/readLimiter";
import type { ArmResponse } from "../../../provider/response/armResponse";
import { azureResponse } from "../response/response";

const { signal: NEVER } = new AbortController();
const SUBSCRIPTION_READS = "x-ms-ratelimit-remaining-subscription-reads";
/** `performance.now()` at the start of a test, because a process is older than its first wait. */
const PROCESS_AGE_MS = 12_345;

/** Longer than the interval between two slots when the bucket is full: 18 ms. */
const SHORT_MS = 1_000;

function response(statusCode: number, headers: Readonly<Record<string, string>> = {}): ArmResponse {
    return azureResponse(statusCode, "", headers);
}

function remaining(count: number, statusCode = 200): ArmResponse {
    return response(statusCode, { [SUBSCRIPTION_READS]: `${count}` });
}

describe("ReadLimiter", () => {
    let clock: sinon.SinonFakeTimers;
    let limiter: ReadLimiter;
    /** The requests that got a slot, in order, with the time of each. */
    let granted: [name: string, atMs: number][];
    let slots: Map<string, LimiterSlot>;

    beforeEach(() => {
        clock = sinon.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
        clock.tick(PROCESS_AGE_MS);
        limiter = new ReadLimiter();
        granted = [];
        slots = new Map();
    });

    afterEach(() => sinon.restore());

    /** Requests a slot for each name, due now or at the given time. */
    function acquire(names: string, signal: AbortSignal = NEVER, dueMs?: number): Promise<void> {
        return Promise.all(
            [...names].map(async (name) => {
                const slot = (await limiter.acquire(signal, dueMs))!;
                granted.push([name, performance.now() - PROCESS_AGE_MS]);
                slots.set(name, slot);
            }),
        ).then(() => undefined);
    }

    /** Requests a slot for each name, and releases it as soon as it is granted. */
    function acquireAndRelease(names: string): void {
        for (const name of names) {
            acquire(name).then(() => slots.get(name)?.release());
        }
    }

    /** Sends a read and receives its response at once. */
    async function receive(received: ArmResponse, retryAfterMs?: number): Promise<void> {
        const slot = (await limiter.acquire(NEVER))!;
        slot.update(received, retryAfterMs);
        slot.release();
    }

    function names(): string {
        return granted.map(([name]) => name).join("");
    }

    function timesMs(): number[] {
        return granted.map(([, atMs]) => atMs);
    }

    function delaysMs(): number[] {
        return timesMs()
            .slice(1)
            .map((atMs, index) => atMs - (timesMs()[index] ?? 0));
    }

    describe("number of slots at once", () => {
        /** Requests more slots than are granted at once. */
        async function slotsAtOnce(): Promise<number> {
            granted = [];
            acquire("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmn");
            await clock.tickAsync(60_000);
            return granted.length;
        }

        async function receiveOften(count: number, received: ArmResponse): Promise<void> {
            for (let times = 0; times < count; times += 1) {
                const receiving = receive(received, 0);
                await clock.tickAsync(10_000);
                await receiving;
            }
        }

        const RESPONSES: readonly (readonly [responses: number, slots: number])[] = [
            [0, 4],
            [15, 4],
            [16, 5],
            [48, 7],
            [448, 32],
            [1_000, 32],
        ];
        for (const [responses, slotCount] of RESPONSES) {
            it(`is ${slotCount} after ${responses} responses`, async () => {
                await receiveOften(responses, response(200));
                assert.equal(await slotsAtOnce(), slotCount);
            });
        }

        it("rises as slowly when responses report the remaining reads, because other processes see the same header", async () => {
            await receiveOften(48, remaining(250));
            assert.equal(await slotsAtOnce(), 7);
        });

        it("is 4 again after a 429", async () => {
            await receiveOften(48, response(200));
            await receiveOften(1, response(429));
            assert.equal(await slotsAtOnce(), 4);
        });

        it("stays after a 429 that reports the remaining reads, because the estimate follows them", async () => {
            await receiveOften(48, response(200));
            await receiveOften(1, remaining(250, 429));
            assert.equal(await slotsAtOnce(), 7);
        });

        it("is 4 after any number of 429s", async () => {
            await receiveOften(20, response(429));
            assert.equal(await slotsAtOnce(), 4);
        });

        it("leaves no timer while all slots are taken", async () => {
            acquire("abcde");
            await clock.tickAsync(10_000);
            assert.equal(names(), "abcd");
            assert.equal(clock.countTimers(), 0);
            slots.get("c")?.release();
            await clock.tickAsync(10_000);
            assert.equal(names(), "abcde");
        });
    });

    it("frees a slot once, however often it is released", async () => {
        acquire("abcdef");
        await clock.tickAsync(10_000);
        for (let times = 0; times < 3; times += 1) {
            slots.get("a")?.release();
        }
        await clock.tickAsync(10_000);
        assert.equal(names(), "abcde");
    });

    it("grants slots in the order of their due times, and equal ones in the order of the requests", async () => {
        acquire("a");
        for (const [name, dueMs] of Object.entries({ b: 30, c: 10, d: 20, e: 10, f: 30, g: 0 })) {
            acquire(name, NEVER, dueMs).then(() => slots.get(name)?.release());
        }
        acquire("h");
        await clock.tickAsync(SHORT_MS);
        assert.equal(names(), "agcedbfh");
    });

    it("grants the first slot immediately", async () => {
        await acquire("a");
        assert.deepEqual(granted, [["a", 0]]);
        assert.equal(clock.countTimers(), 0);
    });

    it("grants the first slot immediately in a process that has just started", async () => {
        sinon.restore();
        clock = sinon.useFakeTimers({ now: 0, toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
        limiter = new ReadLimiter();
        await limiter.acquire(NEVER);
        assert.equal(clock.countTimers(), 0);
    });

    it("assumes that half a bucket remains, subtracts the reads sent since, and adds 12.5 per second", async () => {
        acquireAndRelease("abcdefg");
        await clock.tickAsync(SHORT_MS);
        // About 1 / 25 of a second, and half a read less remains after each of them.
        assert.deepEqual(delaysMs(), [41, 41, 41, 41, 41, 42]);
    });

    it("approaches 12.5 reads per second when no response has a header", async () => {
        acquireAndRelease("x".repeat(1_000));
        await clock.tickAsync(30_000);
        assert.deepEqual(delaysMs().slice(-3), [80, 80, 80]);
    });

    it("does not accumulate unused slots", async () => {
        acquireAndRelease("a");
        await clock.tickAsync(60_000);
        acquireAndRelease("bcd");
        await clock.tickAsync(SHORT_MS);
        assert.deepEqual(delaysMs().slice(1), [18, 18]);
    });

    const RATES: readonly (readonly [remaining: number, delayMs: number])[] = [
        [9_999, 18],
        [250, 18],
        [65, 98],
        [29, 428],
        [25, 566],
        [10, 1_425],
        [0, 2_000],
    ];
    for (const [count, delayMs] of RATES) {
        it(`grants the next slot after ${delayMs} ms when ${count} reads remain`, async () => {
            await receive(remaining(count));
            acquireAndRelease("a");
            await clock.tickAsync(delayMs - 1);
            assert.equal(names(), "");
            await clock.tickAsync(1);
            assert.equal(names(), "a");
        });
    }

    it("grants a slot that waits for a low rate as soon as a response raises the rate", async () => {
        acquire("ab");
        await clock.tickAsync(SHORT_MS);
        slots.get("a")?.update(remaining(0), undefined);
        slots.get("a")?.release();
        acquire("c");
        await clock.tickAsync(500);
        assert.equal(names(), "ab");
        slots.get("b")?.update(remaining(250), undefined);
        slots.get("b")?.release();
        await clock.tickAsync(0);
        assert.equal(names(), "abc");
    });

    it("subtracts the other reads under way when the header arrives", async () => {
        acquire("ab");
        await clock.tickAsync(10_000);
        slots.get("a")?.update(remaining(66), undefined);
        acquire("cd");
        await clock.tickAsync(SHORT_MS);
        // 65 remain, because the header does not count one of the two reads; c takes one of them.
        assert.deepEqual(delaysMs().slice(-1), [100]);
    });

    it("pauses all reads after a 429 for its Retry-After", async () => {
        await receive(remaining(250, 429), 5_000);
        acquire("ab");
        await clock.tickAsync(4_999);
        assert.equal(names(), "");
        acquire("c");
        await clock.tickAsync(SHORT_MS);
        assert.deepEqual([names(), ...timesMs()], ["abc", 5_000, 5_018, 5_036]);
    });

    it("does not pause after a 429 that is not Azure's, because a proxy says nothing about the bucket", async () => {
        await receive({ ...response(429), header: () => undefined }, 5_000);
        assert.equal(limiter.pausedForMs, 0);
    });

    it("starts a read after a pause that is longer than Node's longest timer", async () => {
        const thirtyDaysMs = 30 * 24 * 60 * 60 * 1000;
        await receive(response(429), thirtyDaysMs);
        const acquired = acquire("a");
        await clock.tickAsync(thirtyDaysMs - 1);
        assert.equal(names(), "");
        await clock.tickAsync(SHORT_MS);
        assert.equal(names(), "a");
        await acquired;
    });

    it("pauses all reads for a second after a 429 without Retry-After", async () => {
        await receive(response(429), undefined);
        acquireAndRelease("a");
        await clock.tickAsync(999);
        assert.equal(names(), "");
        await clock.tickAsync(1);
        assert.equal(names(), "a");
    });

    it("does not pause after a 503 with Retry-After", async () => {
        await receive(response(503), 5_000);
        assert.equal(limiter.pausedForMs, 0);
        await clock.tickAsync(SHORT_MS);
        await acquire("a");
    });

    it("reports the rest of the pause, the longest of several", async () => {
        assert.equal(limiter.pausedForMs, 0);
        acquire("abc");
        await clock.tickAsync(SHORT_MS);
        slots.get("a")?.update(response(429), 5_000);
        slots.get("b")?.update(response(429), 3_000);
        slots.get("c")?.update(response(200), undefined);
        assert.equal(limiter.pausedForMs, 5_000);
        await clock.tickAsync(4_000);
        assert.equal(limiter.pausedForMs, 1_000);
        await clock.tickAsync(2_000);
        assert.equal(limiter.pausedForMs, 0);
    });

    it("reports no pause while only the rate delays reads", async () => {
        await receive(remaining(0));
        acquireAndRelease("a");
        await clock.tickAsync(1);
        assert.deepEqual([names(), limiter.pausedForMs], ["", 0]);
    });

    describe("after a 429", () => {
        // With 25 reads left, the interval is 2 / √(refill per second) seconds.
        const FULL_REFILL_MS = 566;
        const HALF_REFILL_MS = 800;

        const HEADERS: readonly (readonly [name: string, delayMs: number])[] = [
            [SUBSCRIPTION_READS, FULL_REFILL_MS],
            ["x-ms-ratelimit-remaining-tenant-reads", FULL_REFILL_MS],
            ["x-ms-ratelimit-remaining-subscription-resource-requests", FULL_REFILL_MS],
            ["x-ms-ratelimit-remaining-subscription-global-reads", HALF_REFILL_MS],
            ["x-ms-ratelimit-remaining-tenant-global-reads", HALF_REFILL_MS],
            ["x-ms-request-id", HALF_REFILL_MS],
        ];
        for (const [name, delayMs] of HEADERS) {
            it(`${delayMs === FULL_REFILL_MS ? "keeps" : "halves"} the refill when the response has ${name}`, async () => {
                await receive(response(429, { [name]: "25" }), 0);
                acquireAndRelease("a");
                await clock.tickAsync(2_000);
                assert.deepEqual(timesMs(), [delayMs]);
            });
        }

        it("halves the refill again for every 429 of a read that was sent after the pause", async () => {
            for (const name of "abcde") {
                acquire(name).then(() => {
                    slots.get(name)?.update(response(429), 0);
                    slots.get(name)?.release();
                });
            }
            await clock.tickAsync(10_000);
            assert.deepEqual(delaysMs(), [HALF_REFILL_MS, 1_132, 1_600, 2_000]);
        });

        it("halves the refill once for all reads that were sent before the pause, even if one is throttled after it", async () => {
            acquire("abcd");
            await clock.tickAsync(SHORT_MS);
            for (const name of "abc") {
                slots.get(name)?.update(response(429), 1_000);
                slots.get(name)?.release();
            }
            await clock.tickAsync(2_000);
            slots.get("d")?.update(response(429), 0);
            slots.get("d")?.release();
            await receive(remaining(25));
            acquire("e");
            const sentMs = performance.now();
            await clock.tickAsync(2_000);
            assert.equal((timesMs().at(-1) ?? 0) + PROCESS_AGE_MS - sentMs, HALF_REFILL_MS);
        });

        it("resumes at the rate of the lowered estimate, without a burst", async () => {
            await receive(response(429), 1_000);
            acquireAndRelease("abcd");
            await clock.tickAsync(10_000);
            assert.deepEqual([timesMs()[0], ...delaysMs()], [1_000, 484, 408, 361]);
        });

        it("keeps the rate that the header reports", async () => {
            await receive(remaining(65, 429), 0);
            acquireAndRelease("ab");
            await clock.tickAsync(1_000);
            assert.deepEqual([timesMs()[0], ...delaysMs()], [98, 97]);
        });
    });

    describe("after the limit of a request for a slot", () => {
        it("grants no slot, and leaves no timer and no listener", async () => {
            const { signal } = new AbortController();
            acquire("abcd");
            await clock.tickAsync(10_000);

            const waiting = limiter.acquire(signal, undefined, 5_000);
            assert.deepEqual([clock.countTimers(), getEventListeners(signal, "abort").length], [1, 1]);
            await clock.tickAsync(5_000);

            assert.equal(await waiting, undefined);
            assert.deepEqual([clock.countTimers(), getEventListeners(signal, "abort").length], [0, 0]);
        });

        it("grants the next free slot to the next request", async () => {
            acquire("abcd");
            const waiting = limiter.acquire(NEVER, undefined, 5_000);
            acquire("e");
            await clock.tickAsync(5_000);
            assert.equal(await waiting, undefined);

            slots.get("a")?.release();
            await clock.tickAsync(SHORT_MS);

            assert.equal(names(), "abcde");
        });

        it("has no effect on a slot that was granted before", async () => {
            const slot = await limiter.acquire(NEVER, undefined, 5_000);
            assert.equal(clock.countTimers(), 0);
            assert.notEqual(slot, undefined);
        });
    });

    describe("when a request for a slot is aborted", () => {
        let controller: AbortController;
        const reason = new Error("enough");

        beforeEach(() => {
            controller = new AbortController();
        });

        function listeners(): number {
            return getEventListeners(controller.signal, "abort").length;
        }

        it("grants the slot to the next request", async () => {
            await receive(remaining(0));
            const aborted = assert.rejects(acquire("a", controller.signal), reason);
            acquire("b");
            await clock.tickAsync(1_000);
            controller.abort(reason);
            await aborted;
            assert.equal(listeners(), 0);
            await clock.tickAsync(1_000);
            assert.deepEqual(granted, [["b", 2_000]]);
        });

        it("leaves no timer and no listener when no other request is waiting", async () => {
            acquire("a");
            const aborted = assert.rejects(acquire("b", controller.signal), reason);
            assert.deepEqual([clock.countTimers(), listeners()], [1, 1]);
            controller.abort(reason);
            assert.deepEqual([clock.countTimers(), listeners()], [0, 0]);
            await aborted;
        });

        it("does not count the aborted request among the slots that are taken", async () => {
            acquire("abcd");
            await clock.tickAsync(10_000);
            const aborted = assert.rejects(acquire("e", controller.signal), reason);
            acquire("f");
            controller.abort(reason);
            await aborted;
            slots.get("a")?.release();
            await clock.tickAsync(SHORT_MS);
            assert.equal(names(), "abcdf");
        });

        it("rejects a request whose signal is already aborted", async () => {
            controller.abort(reason);
            await assert.rejects(acquire("a", controller.signal), reason);
            await acquire("b");
            assert.deepEqual(granted, [["b", 0]]);
        });

        it("removes the listener when the slot is granted, and does not free the slot on a later abort", async () => {
            await acquire("a", controller.signal);
            assert.equal(listeners(), 0);
            controller.abort(reason);
            acquire("bcde");
            await clock.tickAsync(10_000);
            assert.equal(names(), "abcd");
        });
    });
});
