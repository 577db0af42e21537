// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { Tolerance, type ToleranceDecision } from "../../../provider/wait/tolerance";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** The clock of the process does not start with the wait. */
const START = 5 * 60 * MINUTE;

function recordNoStatus(tolerance: Tolerance, nowMs: number): ToleranceDecision {
    return tolerance.recordUnreadable({ reason: "noStatus", isFromAzure: false, errorDetail: undefined }, nowMs);
}

function recordNotFound(tolerance: Tolerance, nowMs: number): ToleranceDecision {
    return tolerance.recordUnreadable({ reason: "notFound", isFromAzure: false, errorDetail: undefined }, nowMs);
}

describe("Tolerance", () => {
    let tolerance: Tolerance;

    beforeEach(() => {
        tolerance = new Tolerance({ notFoundGraceMs: 2 * MINUTE, forbiddenGraceMs: 0 });
        tolerance.start(START);
    });

    it("gives up after five minutes from the first poll without a response from Azure, and never after one", () => {
        tolerance.start(START + 4 * MINUTE);
        assert.equal(tolerance.leftToReachAzureMs(START + MINUTE), 4 * MINUTE);
        assert.equal(tolerance.recordTransient(START + 5 * MINUTE - 1), "retry");
        assert.equal(tolerance.recordTransient(START + 5 * MINUTE), "giveUp");
        assert.equal(
            tolerance.recordUnreadable(
                { reason: "transient", isFromAzure: true, errorDetail: undefined },
                START + 60 * MINUTE,
            ),
            "retry",
        );
        assert.equal(tolerance.leftToReachAzureMs(START), Number.POSITIVE_INFINITY);
        assert.equal(
            new Tolerance({ notFoundGraceMs: 0, forbiddenGraceMs: 0 }).leftToReachAzureMs(START),
            5 * MINUTE,
            "before the first poll",
        );
    });

    it("counts a status as a response from Azure", () => {
        assert.equal(tolerance.hasReachedAzure, false);
        tolerance.recordStatus();
        assert.deepEqual([tolerance.hasReachedAzure, tolerance.hasStatus], [true, true]);
    });

    it("gives up after five consecutive responses without a status over two minutes", () => {
        const times = [0, 1, 2, 3, 4].map((index) => START + index * 30 * SECOND);
        assert.deepEqual(
            times.map((at) => recordNoStatus(tolerance, at)),
            ["retry", "retry", "retry", "retry", "giveUp"],
        );
    });

    it("retries five responses without a status within less than two minutes, and four over a longer time", () => {
        for (const at of [0, 1, 2, 3, 119]) {
            assert.equal(recordNoStatus(tolerance, START + at * SECOND), "retry");
        }
        tolerance.recordStatus();
        for (const at of [0, 10, 20, 30]) {
            assert.equal(recordNoStatus(tolerance, START + at * MINUTE), "retry");
        }
    });

    for (const [name, other] of Object.entries({
        "a status": (at: number) => at > 0 && tolerance.recordStatus(),
        "a transient error": (at: number) => tolerance.recordTransient(at),
        "a 404": (at: number) => recordNotFound(tolerance, at),
    })) {
        it(`counts responses without a status anew after ${name}`, () => {
            tolerance.recordUnreadable({ reason: "transient", isFromAzure: true, errorDetail: undefined }, START);
            for (const at of [0, 40, 80, 110]) {
                recordNoStatus(tolerance, START + at * SECOND);
            }
            other(START + 115 * SECOND);
            assert.equal(recordNoStatus(tolerance, START + 120 * SECOND), "retry");
        });
    }

    it("retries a 404 for `notFoundGrace`, and gives up at the second consecutive one after it", () => {
        assert.equal(recordNotFound(tolerance, START), "retry");
        assert.equal(recordNotFound(tolerance, START + 2 * MINUTE - 1), "retry");
        tolerance.recordTransient(START + 2 * MINUTE);
        assert.equal(recordNotFound(tolerance, START + 2 * MINUTE), "retry");
        assert.equal(recordNotFound(tolerance, START + 2 * MINUTE), "giveUp");
    });

    it("gives up at the first 404 with a `notFoundGrace` of zero", () => {
        const withoutGrace = new Tolerance({ notFoundGraceMs: 0, forbiddenGraceMs: 0 });
        withoutGrace.start(START);
        assert.equal(recordNotFound(withoutGrace, START), "giveUp");
    });

    it("gives up at the second consecutive 404 after a status", () => {
        tolerance.recordStatus();
        assert.equal(recordNotFound(tolerance, START + SECOND), "retry");
        tolerance.recordStatus();
        assert.equal(recordNotFound(tolerance, START + 2 * SECOND), "retry");
        assert.equal(recordNotFound(tolerance, START + 3 * SECOND), "giveUp");
    });

    it("starts a new grace period with another URL", () => {
        tolerance.recordStatus();
        recordNotFound(tolerance, START);
        tolerance.restart(START + 10 * MINUTE);
        assert.deepEqual([tolerance.hasStatus, tolerance.failedPolls], [false, 0]);
        assert.equal(recordNotFound(tolerance, START + 12 * MINUTE - 1), "retry");
        assert.equal(recordNotFound(tolerance, START + 12 * MINUTE), "giveUp");
    });

    it("counts consecutive polls without a status of all kinds", () => {
        tolerance.recordTransient(START);
        recordNoStatus(tolerance, START);
        recordNotFound(tolerance, START);
        assert.equal(tolerance.failedPolls, 3);
        tolerance.recordStatus();
        assert.equal(tolerance.failedPolls, 0);
    });

    it("reports the status as unknown before the first one, after five polls without one, and two minutes after the first of them", () => {
        assert.equal(tolerance.isStatusUnknown(START), true);
        tolerance.recordStatus();
        assert.equal(tolerance.isStatusUnknown(START + 60 * MINUTE), false);
        tolerance.recordTransient(START);
        recordNoStatus(tolerance, START + SECOND);
        assert.equal(tolerance.isStatusUnknown(START + 2 * MINUTE - 1), false);
        assert.equal(tolerance.isStatusUnknown(START + 2 * MINUTE), true);
        for (let poll = 0; poll < 3; poll += 1) {
            tolerance.recordTransient(START + 2 * SECOND);
        }
        assert.equal(tolerance.isStatusUnknown(START + 2 * SECOND), true);
    });

    for (const reason of [
        "expired",
        "unauthorized",
        "apiVersion",
        "invalid",
        "notReadable",
        "proxyAuthentication",
    ] as const) {
        it(`gives up at once for the reason ${reason}`, () => {
            tolerance.recordStatus();
            assert.equal(
                tolerance.recordUnreadable({ reason, isFromAzure: true, errorDetail: undefined }, START),
                "giveUp",
            );
        });
    }

    describe("after a 403", () => {
        const forbidden = { reason: "forbidden", isFromAzure: true, errorDetail: undefined } as const;

        beforeEach(() => {
            tolerance = new Tolerance({ notFoundGraceMs: 0, forbiddenGraceMs: MINUTE });
            tolerance.start(START);
        });

        it("retries for `forbiddenGrace`", () => {
            assert.equal(tolerance.recordUnreadable(forbidden, START + MINUTE - 1), "retry");
            assert.equal(tolerance.recordUnreadable(forbidden, START + MINUTE), "giveUp");
        });

        it("gives up at once after a status, because the identity had the permission", () => {
            tolerance.recordStatus();
            assert.equal(tolerance.recordUnreadable(forbidden, START), "giveUp");
        });

        it("gives up at once when only the original caller may read the operation", () => {
            const errorDetail = { code: "Forbidden", message: "Only the original caller may read this." };
            assert.equal(tolerance.recordUnreadable({ ...forbidden, errorDetail }, START), "giveUp");
        });

        it("retries a proxy's page once Azure has responded", () => {
            tolerance.recordStatus();
            assert.equal(
                tolerance.recordUnreadable({ ...forbidden, isFromAzure: false }, START + 60 * MINUTE),
                "retry",
            );
        });
    });
});
