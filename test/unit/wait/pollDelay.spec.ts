// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import fc from "fast-check";
import sinon from "sinon";
import { pollDelayMs, pollIntervalMs } from "../../../provider/wait/pollDelay";

const BOUNDS = { minimumMs: 1000, maximumMs: 60_000 };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe("The square-root schedule", () => {
    afterEach(() => sinon.restore());

    const INTERVALS: readonly (readonly [title: string, ageMs: number, intervalMs: number])[] = [
        ["at the first poll", 0, 1000],
        ["after a second", 1000, 1000],
        ["after 5 s", 5000, 2000],
        ["after 20 s", 20_000, 4000],
        ["after 2 min", 2 * MINUTE, 9798],
        ["after 30 min", 30 * MINUTE, 37_947],
        ["after 75 min", 75 * MINUTE, 60_000],
        ["after a day", 24 * HOUR, 60_000],
        ["for a negative age", -5000, 1000],
    ];
    for (const [name, ageMs, expected] of INTERVALS) {
        it(`polls again after ${expected} ms ${name}`, () => {
            sinon.stub(Math, "random").returns(0);
            assert.equal(Math.round(pollIntervalMs(ageMs, BOUNDS)), expected);
        });
    }

    const ages = fc.integer({ min: 0, max: 30 * 24 * HOUR });
    const bounds = fc
        .tuple(fc.integer({ min: 1, max: HOUR }), fc.integer({ min: 1, max: HOUR }))
        .map(([one, other]) => ({ minimumMs: Math.min(one, other), maximumMs: Math.max(one, other) }));
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

    it("stays within its bounds with any jitter", () => {
        fc.assert(
            fc.property(ages, bounds, chance, (ageMs, limits, random) => {
                sinon.restore();
                sinon.stub(Math, "random").returns(random);
                const interval = pollIntervalMs(ageMs, limits);
                assert.ok(interval >= limits.minimumMs && interval <= limits.maximumMs, `${interval} ms`);
            }),
        );
    });

    it("never polls an older operation more often", () => {
        sinon.stub(Math, "random").returns(0);
        fc.assert(
            fc.property(ages, ages, bounds, (one, other, limits) => {
                const [younger, older] = [Math.min(one, other), Math.max(one, other)];
                assert.ok(pollIntervalMs(younger, limits) <= pollIntervalMs(older, limits));
            }),
        );
    });
});

describe("The delay after a Retry-After", () => {
    const INPUTS = { ageMs: 0, failedPolls: 0, bounds: BOUNDS, maximumMs: Number.POSITIVE_INFINITY };

    afterEach(() => sinon.restore());

    it("is never shorter, and at most 10 % and 5 s longer", () => {
        fc.assert(
            fc.property(
                fc.integer({ min: 1, max: 24 * HOUR }),
                fc.double({ min: 0, max: 1, noNaN: true }),
                (ms, random) => {
                    sinon.restore();
                    sinon.stub(Math, "random").returns(random);
                    const delayMs = pollDelayMs({ ...INPUTS, retryAfterMs: ms });
                    assert.ok(delayMs >= ms && delayMs <= ms + Math.min(ms / 10, 5_000) + 1e-6, `${delayMs} ms`);
                },
            ),
        );
    });

    it("outweighs the bounds and the schedule, but not the time left to reach Azure", () => {
        sinon.stub(Math, "random").returns(0);
        assert.equal(pollDelayMs({ ...INPUTS, ageMs: HOUR, failedPolls: 9, retryAfterMs: 5 * MINUTE }), 5 * MINUTE);
        assert.equal(pollDelayMs({ ...INPUTS, retryAfterMs: 5 * MINUTE, maximumMs: MINUTE }), MINUTE);
    });
});
