// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { Tolerance } from "../../../provider/wait/tolerance";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** The process is not born when a wait begins. */
const START = 5 * 60 * MINUTE;

describe("Tolerance", () => {
    let tolerance: Tolerance;

    beforeEach(() => {
        tolerance = new Tolerance(2 * MINUTE);
        tolerance.begin(START);
    });

    it("has five minutes of patience until Azure has answered, from the first look on, and then any", () => {
        tolerance.begin(START + 4 * MINUTE);
        assert.equal(tolerance.patienceMs(START + MINUTE), 4 * MINUTE);
        assert.equal(tolerance.transientIsTooMuch(START + 5 * MINUTE - 1), false);
        assert.equal(tolerance.transientIsTooMuch(START + 5 * MINUTE), true);
        tolerance.reachedAzure();
        assert.equal(tolerance.transientIsTooMuch(START + 60 * MINUTE), false);
        assert.equal(tolerance.patienceMs(START), Number.POSITIVE_INFINITY);
        assert.equal(new Tolerance(0).patienceMs(START), 5 * MINUTE, "before the first look");
    });

    it("has any patience after a status, too", () => {
        assert.equal(tolerance.hasReachedAzure, false);
        tolerance.read();
        assert.deepEqual([tolerance.hasReachedAzure, tolerance.hasRead], [true, true]);
    });

    it("bears meaningless answers until there were five in a row over two minutes", () => {
        const times = [0, 1, 2, 3, 4].map((index) => START + index * 30 * SECOND);
        assert.deepEqual(
            times.map((at) => tolerance.meaninglessIsTooMuch(at)),
            [false, false, false, false, true],
        );
    });

    it("bears five within less than two minutes, and four over more", () => {
        for (const at of [0, 1, 2, 3, 119]) {
            assert.equal(tolerance.meaninglessIsTooMuch(START + at * SECOND), false);
        }
        tolerance.read();
        for (const at of [0, 10, 20, 30]) {
            assert.equal(tolerance.meaninglessIsTooMuch(START + at * MINUTE), false);
        }
    });

    for (const [name, other] of Object.entries({
        "a status": (at: number) => at > 0 && tolerance.read(),
        "a transient fault": (at: number) => tolerance.transientIsTooMuch(at),
        "a 404": (at: number) => tolerance.notFoundIsTooMuch(at),
    })) {
        it(`begins to count them again after ${name}`, () => {
            tolerance.reachedAzure();
            for (const at of [0, 40, 80, 110]) {
                tolerance.meaninglessIsTooMuch(START + at * SECOND);
            }
            other(START + 115 * SECOND);
            assert.equal(tolerance.meaninglessIsTooMuch(START + 120 * SECOND), false);
        });
    }

    it("bears a 404 for the grace, and then wants to see it twice in a row", () => {
        assert.equal(tolerance.notFoundIsTooMuch(START), false);
        assert.equal(tolerance.notFoundIsTooMuch(START + 2 * MINUTE - 1), false);
        tolerance.transientIsTooMuch(START + 2 * MINUTE);
        assert.equal(tolerance.notFoundIsTooMuch(START + 2 * MINUTE), false);
        assert.equal(tolerance.notFoundIsTooMuch(START + 2 * MINUTE), true);
    });

    it("takes the first 404 for the end where there is no grace", () => {
        const hasty = new Tolerance(0);
        hasty.begin(START);
        assert.equal(hasty.notFoundIsTooMuch(START), true);
    });

    it("wants to see a 404 twice in a row after a status, at any time", () => {
        tolerance.read();
        assert.equal(tolerance.notFoundIsTooMuch(START + SECOND), false);
        tolerance.read();
        assert.equal(tolerance.notFoundIsTooMuch(START + 2 * SECOND), false);
        assert.equal(tolerance.notFoundIsTooMuch(START + 3 * SECOND), true);
    });

    it("begins again with something else to look at", () => {
        tolerance.read();
        tolerance.notFoundIsTooMuch(START);
        tolerance.restart(START + 10 * MINUTE);
        assert.deepEqual([tolerance.hasRead, tolerance.unreadableInARow], [false, 0]);
        assert.equal(tolerance.notFoundIsTooMuch(START + 12 * MINUTE - 1), false);
        assert.equal(tolerance.notFoundIsTooMuch(START + 12 * MINUTE), true);
    });

    it("counts all unreadable looks in a row, of whatever kind", () => {
        tolerance.transientIsTooMuch(START);
        tolerance.meaninglessIsTooMuch(START);
        tolerance.notFoundIsTooMuch(START);
        assert.equal(tolerance.unreadableInARow, 3);
        tolerance.read();
        assert.equal(tolerance.unreadableInARow, 0);
    });

    it("knows nothing any more before the first status, after five looks in vain, or after two over two minutes", () => {
        assert.equal(tolerance.isBlind(START), true);
        tolerance.read();
        assert.equal(tolerance.isBlind(START + 60 * MINUTE), false);
        tolerance.transientIsTooMuch(START);
        assert.equal(tolerance.isBlind(START + 60 * MINUTE), false, "one look may be anybody's");
        tolerance.meaninglessIsTooMuch(START + SECOND);
        assert.equal(tolerance.isBlind(START + 2 * MINUTE - 1), false);
        assert.equal(tolerance.isBlind(START + 2 * MINUTE), true);
        for (let look = 0; look < 3; look += 1) {
            tolerance.transientIsTooMuch(START + 2 * SECOND);
        }
        assert.equal(tolerance.isBlind(START + 2 * SECOND), true);
    });
});
