// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import fc from "fast-check";
import sinon from "sinon";
import type { ArmResponse } from "../../../provider/response/pollResult";
import { retryAfterMs } from "../../../provider/response/retryAfter";
import { pollIntervalMs } from "../../../provider/wait/pollDelay";

const BOUNDS = { minimumMs: 1000, maximumMs: 60_000 };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 2, 2, 9);

describe("The square-root schedule", () => {
    afterEach(() => sinon.restore());

    const INTERVALS: readonly (readonly [name: string, ageMs: number, intervalMs: number])[] = [
        ["at the first look", 0, 1000],
        ["after a second", 1000, 1000],
        ["after 5 s", 5000, 2000],
        ["after 20 s", 20_000, 4000],
        ["after 2 min", 2 * MINUTE, 9798],
        ["after 30 min", 30 * MINUTE, 37_947],
        ["after 75 min", 75 * MINUTE, 60_000],
        ["after a day", 24 * HOUR, 60_000],
        ["when the age makes no sense", -5000, 1000],
    ];
    for (const [name, ageMs, expected] of INTERVALS) {
        it(`looks again after ${expected} ms ${name}`, () => {
            sinon.stub(Math, "random").returns(0);
            assert.equal(Math.round(pollIntervalMs(ageMs, BOUNDS)), expected);
        });
    }

    const ages = fc.integer({ min: 0, max: 30 * 24 * HOUR });
    const bounds = fc
        .tuple(fc.integer({ min: 1, max: HOUR }), fc.integer({ min: 1, max: HOUR }))
        .map(([one, other]) => ({ minimumMs: Math.min(one, other), maximumMs: Math.max(one, other) }));
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

    it("never leaves its bounds, whatever the jitter", () => {
        fc.assert(
            fc.property(ages, bounds, chance, (ageMs, limits, random) => {
                sinon.restore();
                sinon.stub(Math, "random").returns(random);
                const interval = pollIntervalMs(ageMs, limits);
                assert.ok(interval >= limits.minimumMs && interval <= limits.maximumMs, `${interval} ms`);
            }),
        );
    });

    it("never looks more often at an older operation", () => {
        sinon.stub(Math, "random").returns(0);
        fc.assert(
            fc.property(ages, ages, bounds, (one, other, limits) => {
                const [younger, older] = [Math.min(one, other), Math.max(one, other)];
                assert.ok(pollIntervalMs(younger, limits) <= pollIntervalMs(older, limits));
            }),
        );
    });
});

describe("ARM's wish to be left alone for a while", () => {
    const inThreeMinutes = new Date(NOW + 3 * MINUTE).toUTCString();
    const WISHES: readonly (readonly [name: string, headers: Record<string, string>, expected: number | undefined])[] =
        [
            ["seconds", { "retry-after": "30" }, 30_000],
            ["seconds with blanks around", { "retry-after": " 30 " }, 30_000],
            ["a date", { "retry-after": inThreeMinutes }, 3 * MINUTE],
            ["milliseconds in retry-after-ms", { "retry-after-ms": "2500" }, 2500],
            ["milliseconds in x-ms-retry-after-ms", { "x-ms-retry-after-ms": "2500" }, 2500],
            ["the more exact of two", { "retry-after": "30", "retry-after-ms": "2500" }, 2500],
            ["the sensible one of two", { "retry-after": "30", "retry-after-ms": "soon" }, 30_000],
            ["at least a second: 0", { "retry-after": "0" }, 1000],
            ["at least a second: a date in the past", { "retry-after": new Date(NOW - HOUR).toUTCString() }, 1000],
            ["at least a second: few milliseconds", { "retry-after-ms": "1" }, 1000],
            ["ten minutes at most: seconds", { "retry-after": "100000" }, 10 * MINUTE],
            ["ten minutes at most: milliseconds", { "x-ms-retry-after-ms": "99999999" }, 10 * MINUTE],
            ["ten minutes at most: a date", { "retry-after": new Date(NOW + 24 * HOUR).toUTCString() }, 10 * MINUTE],
            ["ten minutes at most: more than a number", { "retry-after": "9".repeat(400) }, 10 * MINUTE],
            ["nothing without a header", {}, undefined],
            ["nothing for an empty one", { "retry-after": "" }, undefined],
            ["nothing for words", { "retry-after": "soon" }, undefined],
            ["nothing for a negative number", { "retry-after": "-5" }, undefined],
            ["nothing for negative milliseconds", { "retry-after-ms": "-5" }, undefined],
            ["nothing for a number with a sign", { "retry-after": "+5" }, undefined],
            ["nothing for two numbers", { "retry-after": "10, 10" }, undefined],
        ];
    for (const [name, headers, expected] of WISHES) {
        it(`is ${name}`, () => {
            const header = (wanted: string) => headers[wanted.toLowerCase()];
            assert.equal(retryAfterMs({ statusCode: 200, body: "", header } satisfies ArmResponse, NOW), expected);
        });
    }
});
