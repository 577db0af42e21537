// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import {
    costSeconds,
    logarithmicCells,
    lowestCostSeconds,
    meanRatio,
    median,
    READ_COST_SECONDS,
    recordedDurationSeconds,
    type Spent,
    totalRatio,
} from "../costLaw";

/** What a fixed interval spends on average on operations of one length. */
function spentAtInterval(intervalSeconds: number, durationSeconds: number): Spent {
    return { durationSeconds, lagSeconds: intervalSeconds / 2, reads: durationSeconds / intervalSeconds };
}

describe("The cost law of the bench", () => {
    it("counts the lag and 0.2 s for each read", () => {
        assert.equal(costSeconds({ durationSeconds: 10, lagSeconds: 3, reads: 5 }), 4);
    });

    for (const durationSeconds of [5, 60, 3_600, 21_600]) {
        it(`has its lowest cost for ${durationSeconds} s at the interval √(0.4·${durationSeconds})`, () => {
            const lowest = lowestCostSeconds(durationSeconds);
            const costAt = (interval: number) => costSeconds(spentAtInterval(interval, durationSeconds));

            assert.equal(lowest, Math.sqrt(2 * READ_COST_SECONDS * durationSeconds));
            assert.ok(Math.abs(costAt(lowest) - lowest) < 1e-9);
            assert.ok(costAt(0.9 * lowest) > lowest && costAt(1.1 * lowest) > lowest);
        });
    }

    it("has the ratio 1 for the best interval, and the mean of several ratios", () => {
        const best = spentAtInterval(lowestCostSeconds(90), 90);
        const double = { ...best, lagSeconds: best.lagSeconds + lowestCostSeconds(90) };

        assert.ok(Math.abs(meanRatio([best]) - 1) < 1e-9);
        assert.ok(Math.abs(meanRatio([best, double]) - 1.5) < 1e-9);
    });

    it("weights a total ratio by the lowest cost, so that a long operation counts more", () => {
        const short = { durationSeconds: 10, lagSeconds: 2, reads: 0 };
        const long = { durationSeconds: 1_000, lagSeconds: 20, reads: 0 };

        assert.ok(Math.abs(totalRatio([short, long]) - 22 / (2 + 20)) < 1e-9);
        assert.ok(Math.abs(totalRatio([{ ...short, lagSeconds: 4 }, long]) - 24 / 22) < 1e-9);
    });

    it("divides a range into cells of equal ratio", () => {
        const cells = logarithmicCells(5, 6 * 3600, 14);

        assert.equal(cells.length, 14);
        assert.equal(cells[0]?.fromSeconds, 5);
        assert.ok(Math.abs(cells[13]!.toSeconds - 6 * 3600) < 1e-6);
        for (const [index, { fromSeconds, toSeconds }] of cells.entries()) {
            assert.ok(Math.abs(toSeconds / fromSeconds - (6 * 720) ** (1 / 14)) < 1e-9);
            assert.ok(index === 0 || fromSeconds === cells[index - 1]?.toSeconds);
        }
    });

    for (const [fraction, seconds] of [
        [0, 2],
        [0.5, 30],
        [0.9, 245],
        [0.99, 1_200],
        [1, 38_520],
    ] as const) {
        it(`has ${seconds} s at the fraction ${fraction} of the recorded durations`, () => {
            assert.ok(Math.abs(recordedDurationSeconds(fraction) - seconds) < 1e-6);
        });
    }

    it("interpolates the recorded durations logarithmically", () => {
        assert.ok(Math.abs(recordedDurationSeconds(0.7) - Math.sqrt(30 * 245)) < 1e-6);
    });

    it("has the middle number as the median, or the mean of the two in the middle", () => {
        assert.equal(median([3, 1, 2]), 2);
        assert.equal(median([4, 1, 3, 2]), 2.5);
    });
});
