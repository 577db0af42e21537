// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import sinon from "sinon";
import { ReadLimiter } from "../../../provider/azure/readLimiter";
import type { ArmResponse } from "../../../provider/response/armResponse";

const { signal: NEVER } = new AbortController();
const SUBSCRIPTION_READS = "x-ms-ratelimit-remaining-subscription-reads";
/** `performance.now()` at the start of a test, because a process is older than its first wait. */
const PROCESS_AGE_MS = 12_345;

/** So many reads remain that the delay between two slots is at most a millisecond. */
const PLENTY = remaining(10_000);

function response(statusCode: number, headers: Readonly<Record<string, string>> = {}): ArmResponse {
    return { statusCode, header: (name) => headers[name], body: "" };
}

function remaining(count: number): ArmResponse {
    return response(200, { [SUBSCRIPTION_READS]: `${count}` });
}

describe("ReadLimiter", () => {
    let clock: sinon.SinonFakeTimers;
    let limiter: ReadLimiter;
    /** The requests that got a slot, in order, with the time of each. */
    let granted: [name: string, atMs: number][];
    let releases: Map<string, () => void>;

    beforeEach(() => {
        clock = sinon.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
        clock.tick(PROCESS_AGE_MS);
        limiter = new ReadLimiter();
        granted = [];
        releases = new Map();
    });

    afterEach(() => sinon.restore());

    /** Requests a slot for each name. */
    function acquire(names: string, signal: AbortSignal = NEVER): Promise<void> {
        return Promise.all(
            [...names].map(async (name) => {
                const release = await limiter.acquire(signal);
                granted.push([name, performance.now() - PROCESS_AGE_MS]);
                releases.set(name, release);
            }),
        ).then(() => undefined);
    }

    /** Requests a slot for each name, and releases it as soon as it is granted. */
    function acquireAndRelease(names: string): void {
        for (const name of names) {
            acquire(name).then(() => releases.get(name)?.());
        }
    }

    function names(): string {
        return granted.map(([name]) => name).join("");
    }

    function delaysMs(): number[] {
        return granted.slice(1).map(([, atMs], index) => atMs - (granted[index]?.[1] ?? 0));
    }

    it("grants at most five slots at once", async () => {
        limiter.update(PLENTY, undefined);
        acquire("abcdefg");
        await clock.tickAsync(1_000);
        assert.equal(names(), "abcde");
        assert.equal(clock.countTimers(), 0, "a timer although all slots are taken");
        releases.get("c")?.();
        await clock.tickAsync(1_000);
        assert.equal(names(), "abcdef");
    });

    it("frees a slot once, however often it is released", async () => {
        limiter.update(PLENTY, undefined);
        acquire("abcdefgh");
        await clock.tickAsync(1_000);
        for (let times = 0; times < 3; times += 1) {
            releases.get("a")?.();
        }
        await clock.tickAsync(1_000);
        assert.equal(names(), "abcdef");
    });

    it("grants slots in the order of the requests", async () => {
        acquireAndRelease("abcdefghijklmnopqrstuvwxyz");
        await clock.tickAsync(10_000);
        assert.equal(names(), "abcdefghijklmnopqrstuvwxyz");
    });

    it("grants the first slot immediately", async () => {
        await acquire("a");
        assert.deepEqual(granted, [["a", 0]]);
        assert.equal(clock.countTimers(), 0);
    });

    it("assumes that half a bucket remains until a header reports it, and subtracts the reads sent since", async () => {
        acquireAndRelease("abcde");
        await clock.tickAsync(1_000);
        // 1 / 25, 24.75, 24.5 and 24.25 of a second, each rounded up to whole milliseconds for the timer.
        assert.deepEqual(delaysMs(), [40, 41, 41, 42]);
    });

    it("does not accumulate unused slots", async () => {
        acquireAndRelease("a");
        await clock.tickAsync(60_000);
        acquireAndRelease("bcd");
        await clock.tickAsync(1_000);
        assert.deepEqual(delaysMs().slice(1), [41, 41]);
    });

    const RATES: readonly (readonly [remaining: number, delayMs: number])[] = [
        [249, 18],
        [125, 40],
        [65, 100],
        [29, 1_000],
        [28, 1_334],
        [27, 2_000],
        [26, 2_000],
        [25, 2_000],
        [0, 2_000],
    ];
    for (const [count, delayMs] of RATES) {
        it(`waits ${delayMs} ms between slots when ${count} reads remain`, async () => {
            limiter.update(remaining(count), undefined);
            acquireAndRelease("ab");
            await clock.tickAsync(delayMs - 1);
            assert.equal(names(), "a");
            await clock.tickAsync(1);
            assert.equal(names(), "ab");
        });
    }

    for (const header of [
        SUBSCRIPTION_READS,
        "x-ms-ratelimit-remaining-tenant-reads",
        "x-ms-ratelimit-remaining-subscription-resource-requests",
    ]) {
        it(`reads the remaining count from ${header}`, async () => {
            limiter.update(response(200, { [header]: "65" }), undefined);
            acquireAndRelease("ab");
            await clock.tickAsync(1_000);
            assert.deepEqual(delaysMs(), [100]);
        });
    }

    for (const value of ["", "-1", "many", "65 of 250", "6e3"]) {
        it(`ignores a header with the value "${value}"`, async () => {
            limiter.update(response(200, { [SUBSCRIPTION_READS]: value }), undefined);
            acquireAndRelease("ab");
            await clock.tickAsync(1_000);
            assert.deepEqual(delaysMs(), [40]);
        });
    }

    it("subtracts the reads sent since the header", async () => {
        limiter.update(remaining(65), undefined);
        acquireAndRelease("abcd");
        await clock.tickAsync(1_000);
        assert.deepEqual(delaysMs(), [100, 103, 106]);
    });

    it("subtracts the other reads in flight when the header arrives", async () => {
        acquire("abc");
        await clock.tickAsync(10_000);
        limiter.update(remaining(65), undefined);
        acquire("de");
        await clock.tickAsync(10_000);
        // 63 remain: the header does not count two of the three reads in flight.
        assert.deepEqual(delaysMs().slice(-1), [106]);
    });

    it("pauses all reads after a 429 for its Retry-After", async () => {
        limiter.update(PLENTY, undefined);
        acquire("a");
        acquire("b");
        limiter.update(response(429), 5_000);
        await clock.tickAsync(4_999);
        assert.equal(names(), "a");
        acquire("c");
        await clock.tickAsync(1);
        assert.equal(names(), "ab");
        await clock.tickAsync(1);
        assert.equal(names(), "abc");
    });

    it("pauses all reads for a second after a 429 without Retry-After", async () => {
        limiter.update(response(429), undefined);
        acquireAndRelease("a");
        await clock.tickAsync(999);
        assert.equal(names(), "");
        await clock.tickAsync(1);
        assert.equal(names(), "a");
    });

    it("does not pause after a 503 with Retry-After", async () => {
        limiter.update(response(503), 5_000);
        assert.equal(limiter.pausedForMs, 0);
        await acquire("a");
    });

    it("reports the rest of the pause, the longest of several", async () => {
        assert.equal(limiter.pausedForMs, 0);
        limiter.update(response(429), 5_000);
        limiter.update(response(429), 3_000);
        limiter.update(response(200), undefined);
        assert.equal(limiter.pausedForMs, 5_000);
        await clock.tickAsync(4_000);
        assert.equal(limiter.pausedForMs, 1_000);
        await clock.tickAsync(2_000);
        assert.equal(limiter.pausedForMs, 0);
    });

    it("reports no pause while only the rate delays reads", async () => {
        limiter.update(remaining(0), undefined);
        acquireAndRelease("ab");
        await clock.tickAsync(1);
        assert.deepEqual([names(), limiter.pausedForMs], ["a", 0]);
    });

    it("keeps its rate after a pause", async () => {
        limiter.update(remaining(65), undefined);
        limiter.update(response(429), 5_000);
        acquireAndRelease("abc");
        await clock.tickAsync(10_000);
        assert.deepEqual([granted[0]?.[1], ...delaysMs()], [5_000, 100, 103]);
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
            limiter.update(remaining(0), undefined);
            acquire("a");
            const aborted = assert.rejects(acquire("b", controller.signal), reason);
            acquire("c");
            await clock.tickAsync(1_000);
            controller.abort(reason);
            await aborted;
            assert.equal(listeners(), 0);
            await clock.tickAsync(1_000);
            assert.deepEqual(granted, [
                ["a", 0],
                ["c", 2_000],
            ]);
        });

        it("leaves no timer and no listener when no other request is waiting", async () => {
            acquire("a");
            const aborted = assert.rejects(acquire("b", controller.signal), reason);
            assert.deepEqual([clock.countTimers(), listeners()], [1, 1]);
            controller.abort(reason);
            assert.deepEqual([clock.countTimers(), listeners()], [0, 0]);
            await aborted;
        });

        it("does not count the aborted request among the five slots", async () => {
            limiter.update(PLENTY, undefined);
            acquire("abcde");
            await clock.tickAsync(1_000);
            const aborted = assert.rejects(acquire("f", controller.signal), reason);
            acquire("g");
            controller.abort(reason);
            await aborted;
            releases.get("a")?.();
            await clock.tickAsync(1_000);
            assert.equal(names(), "abcdeg");
        });

        it("rejects a request whose signal is already aborted", async () => {
            controller.abort(reason);
            await assert.rejects(acquire("a", controller.signal), reason);
            await acquire("b");
            assert.deepEqual(granted, [["b", 0]]);
        });

        it("removes the listener when the slot is granted, and does not free the slot on a later abort", async () => {
            limiter.update(PLENTY, undefined);
            await acquire("a", controller.signal);
            assert.equal(listeners(), 0);
            controller.abort(reason);
            acquire("bcdef");
            await clock.tickAsync(1_000);
            assert.equal(names(), "abcde");
        });
    });
});
