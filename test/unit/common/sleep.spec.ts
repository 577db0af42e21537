// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import sinon from "sinon";
import { sleep } from "../../../provider/common/abort";
import { stopTheClock } from "../wait/scriptedArm";

const DAY = 24 * 60 * 60 * 1000;

describe("sleep", () => {
    let clock: sinon.SinonFakeTimers;
    let controller: AbortController;

    beforeEach(() => {
        clock = stopTheClock();
        controller = new AbortController();
    });

    afterEach(() => sinon.restore());

    it("lasts for the requested time, even beyond Node's longest timer", async () => {
        const timers = sinon.spy(globalThis, "setTimeout");
        const woken = sinon.spy();
        const sleeping = sleep(60 * DAY, controller.signal).then(woken);
        await clock.tickAsync(60 * DAY - 1);
        sinon.assert.notCalled(woken);
        await clock.tickAsync(1);
        await sleeping;
        assert.ok(timers.getCalls().every(({ args }) => Number(args[1]) < 2 ** 31));
    });

    it("never resolves early", async () => {
        const woken = sinon.spy();
        const sleeping = sleep(1000.4, controller.signal).then(woken);
        await clock.tickAsync(1000);
        sinon.assert.notCalled(woken);
        await clock.tickAsync(1);
        await sleeping;
    });

    it("rejects with the signal's reason and leaves no timer", async () => {
        const sleeping = sleep(DAY, controller.signal);
        const reason = new Error("enough");
        controller.abort(reason);
        await assert.rejects(sleeping, reason);
        assert.equal(clock.countTimers(), 0);
    });

    it("rejects without starting a timer if the signal is already aborted", async () => {
        controller.abort(new Error("enough"));
        await assert.rejects(sleep(DAY, controller.signal), /enough/);
        assert.equal(clock.countTimers(), 0);
    });

    it("removes its listener when it ends", async () => {
        const sleeping = sleep(1000, controller.signal);
        assert.equal(getEventListeners(controller.signal, "abort").length, 1);
        await clock.tickAsync(1000);
        await sleeping;
        assert.equal(getEventListeners(controller.signal, "abort").length, 0);
    });
});
