// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import sinon from "sinon";
import { ReadLimiter } from "../../../provider/azure/readLimiter";
import type { ArmResponse } from "../../../provider/response/armResponse";

const { signal: NEVER } = new AbortController();
const SUBSCRIPTION_READS = "x-ms-ratelimit-remaining-subscription-reads";
/** A process is not born when a wait begins. */
const UP_TIME_MS = 12_345;

/** So much remains that the rate holds nobody up for more than a millisecond. */
const PLENTY = remaining(10_000);

function answer(statusCode: number, headers: Readonly<Record<string, string>> = {}): ArmResponse {
    return { statusCode, header: (name) => headers[name], body: "" };
}

function remaining(count: number): ArmResponse {
    return answer(200, { [SUBSCRIPTION_READS]: `${count}` });
}

describe("A read budget", () => {
    let clock: sinon.SinonFakeTimers;
    let budget: ReadLimiter;
    /** Who has had a turn, in order, and when. */
    let begun: [name: string, atMs: number][];
    let ends: Map<string, () => void>;

    beforeEach(() => {
        clock = sinon.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
        clock.tick(UP_TIME_MS);
        budget = new ReadLimiter();
        begun = [];
        ends = new Map();
    });

    afterEach(() => sinon.restore());

    /** Each of them waits for a turn. */
    function take(names: string, signal: AbortSignal = NEVER): Promise<void> {
        return Promise.all(
            [...names].map(async (name) => {
                const end = await budget.take(signal);
                begun.push([name, performance.now() - UP_TIME_MS]);
                ends.set(name, end);
            }),
        ).then(() => undefined);
    }

    /** Each of them waits for a turn, and ends it as soon as it has begun. */
    function pass(names: string): void {
        for (const name of names) {
            take(name).then(() => ends.get(name)?.());
        }
    }

    function names(): string {
        return begun.map(([name]) => name).join("");
    }

    function delaysMs(): number[] {
        return begun.slice(1).map(([, atMs], index) => atMs - (begun[index]?.[1] ?? 0));
    }

    it("gives at most five turns at once", async () => {
        budget.note(PLENTY, undefined);
        take("abcdefg");
        await clock.tickAsync(1_000);
        assert.equal(names(), "abcde");
        assert.equal(clock.countTimers(), 0, "only an end can help");
        ends.get("c")?.();
        await clock.tickAsync(1_000);
        assert.equal(names(), "abcdef");
    });

    it("frees a place once, however often its turn is ended", async () => {
        budget.note(PLENTY, undefined);
        take("abcdefgh");
        await clock.tickAsync(1_000);
        for (let times = 0; times < 3; times += 1) {
            ends.get("a")?.();
        }
        await clock.tickAsync(1_000);
        assert.equal(names(), "abcdef");
    });

    it("gives turns in the order in which they were asked for", async () => {
        pass("abcdefghijklmnopqrstuvwxyz");
        await clock.tickAsync(10_000);
        assert.equal(names(), "abcdefghijklmnopqrstuvwxyz");
    });

    it("gives the first turn at once", async () => {
        await take("a");
        assert.deepEqual(begun, [["a", 0]]);
        assert.equal(clock.countTimers(), 0);
    });

    it("assumes that half a bucket remains before it is told, and counts what is sent since", async () => {
        pass("abcde");
        await clock.tickAsync(1_000);
        // 1 / 25, 24.75, 24.5 and 24.25 of a second, each rounded up to what a timer can do.
        assert.deepEqual(delaysMs(), [40, 41, 41, 42]);
    });

    it("does not make up for turns that nobody wanted", async () => {
        pass("a");
        await clock.tickAsync(60_000);
        pass("bcd");
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
        it(`waits ${delayMs} ms from turn to turn where ${count} reads remain`, async () => {
            budget.note(remaining(count), undefined);
            pass("ab");
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
        it(`reads what remains from ${header}`, async () => {
            budget.note(answer(200, { [header]: "65" }), undefined);
            pass("ab");
            await clock.tickAsync(1_000);
            assert.deepEqual(delaysMs(), [100]);
        });
    }

    for (const text of ["", "-1", "many", "65 of 250", "6e3"]) {
        it(`learns nothing from a header that says "${text}"`, async () => {
            budget.note(answer(200, { [SUBSCRIPTION_READS]: text }), undefined);
            pass("ab");
            await clock.tickAsync(1_000);
            assert.deepEqual(delaysMs(), [40]);
        });
    }

    it("counts the reads that are sent since the header", async () => {
        budget.note(remaining(65), undefined);
        pass("abcd");
        await clock.tickAsync(1_000);
        assert.deepEqual(delaysMs(), [100, 103, 106]);
    });

    it("counts the other reads that are under way when the header comes", async () => {
        take("abc");
        await clock.tickAsync(10_000);
        budget.note(remaining(65), undefined);
        take("de");
        await clock.tickAsync(10_000);
        // Of 63: the header cannot know of two of the three.
        assert.deepEqual(delaysMs().slice(-1), [106]);
    });

    it("stops everybody after one 429, for as long as that says", async () => {
        budget.note(PLENTY, undefined);
        take("a");
        take("b");
        budget.note(answer(429), 5_000);
        await clock.tickAsync(4_999);
        assert.equal(names(), "a");
        take("c");
        await clock.tickAsync(1);
        assert.equal(names(), "ab");
        await clock.tickAsync(1);
        assert.equal(names(), "abc");
    });

    it("stops everybody for a second after a 429 that does not say how long", async () => {
        budget.note(answer(429), undefined);
        pass("a");
        await clock.tickAsync(999);
        assert.equal(names(), "");
        await clock.tickAsync(1);
        assert.equal(names(), "a");
    });

    it("is stopped by nothing else than a 429, whatever asks for patience", async () => {
        budget.note(answer(503), 5_000);
        assert.equal(budget.pausedForMs, 0);
        await take("a");
    });

    it("tells for how long a 429 still stops everybody: the longest of several", async () => {
        assert.equal(budget.pausedForMs, 0);
        budget.note(answer(429), 5_000);
        budget.note(answer(429), 3_000);
        budget.note(answer(200), undefined);
        assert.equal(budget.pausedForMs, 5_000);
        await clock.tickAsync(4_000);
        assert.equal(budget.pausedForMs, 1_000);
        await clock.tickAsync(2_000);
        assert.equal(budget.pausedForMs, 0);
    });

    it("is not paused where only the rate holds reads up", async () => {
        budget.note(remaining(0), undefined);
        pass("ab");
        await clock.tickAsync(1);
        assert.deepEqual([names(), budget.pausedForMs], ["a", 0]);
    });

    it("keeps its rate after a pause", async () => {
        budget.note(remaining(65), undefined);
        budget.note(answer(429), 5_000);
        pass("abc");
        await clock.tickAsync(10_000);
        assert.deepEqual([begun[0]?.[1], ...delaysMs()], [5_000, 100, 103]);
    });

    describe("of whom one is aborted", () => {
        let controller: AbortController;
        const reason = new Error("enough");

        beforeEach(() => {
            controller = new AbortController();
        });

        function listeners(): number {
            return getEventListeners(controller.signal, "abort").length;
        }

        it("gives the next the turn that one waited for", async () => {
            budget.note(remaining(0), undefined);
            take("a");
            const aborted = assert.rejects(take("b", controller.signal), reason);
            take("c");
            await clock.tickAsync(1_000);
            controller.abort(reason);
            await aborted;
            assert.equal(listeners(), 0);
            await clock.tickAsync(1_000);
            assert.deepEqual(begun, [
                ["a", 0],
                ["c", 2_000],
            ]);
        });

        it("leaves no timer and no listener when nobody else waits", async () => {
            take("a");
            const aborted = assert.rejects(take("b", controller.signal), reason);
            assert.deepEqual([clock.countTimers(), listeners()], [1, 1]);
            controller.abort(reason);
            assert.deepEqual([clock.countTimers(), listeners()], [0, 0]);
            await aborted;
        });

        it("does not count the one that waited for one of five places", async () => {
            budget.note(PLENTY, undefined);
            take("abcde");
            await clock.tickAsync(1_000);
            const aborted = assert.rejects(take("f", controller.signal), reason);
            take("g");
            controller.abort(reason);
            await aborted;
            ends.get("a")?.();
            await clock.tickAsync(1_000);
            assert.equal(names(), "abcdeg");
        });

        it("does not let one wait that was aborted before", async () => {
            controller.abort(reason);
            await assert.rejects(take("a", controller.signal), reason);
            await take("b");
            assert.deepEqual(begun, [["b", 0]]);
        });

        it("has taken its listener back when a turn began, and keeps the place of that turn", async () => {
            budget.note(PLENTY, undefined);
            await take("a", controller.signal);
            assert.equal(listeners(), 0);
            controller.abort(reason);
            take("bcdef");
            await clock.tickAsync(1_000);
            assert.equal(names(), "abcde");
        });
    });
});
