// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import sinon from "sinon";
import { onAbort, untilAborted } from "../../../provider/common/abort";

describe("onAbort", () => {
    let controller: AbortController;

    beforeEach(() => {
        controller = new AbortController();
    });

    function listeners(): number {
        return getEventListeners(controller.signal, "abort").length;
    }

    it("calls the listener once, when the signal is aborted", () => {
        const listener = sinon.spy();
        onAbort(controller.signal, listener);
        sinon.assert.notCalled(listener);
        controller.abort();
        sinon.assert.calledOnce(listener);
        assert.equal(listeners(), 0);
    });

    it("calls the listener immediately if the signal is already aborted, and registers nothing", () => {
        controller.abort();
        const listener = sinon.spy();
        onAbort(controller.signal, listener)();
        sinon.assert.calledOnce(listener);
        assert.equal(listeners(), 0);
    });

    it("does not call the listener after it is removed", () => {
        const listener = sinon.spy();
        onAbort(controller.signal, listener)();
        assert.equal(listeners(), 0);
        controller.abort();
        sinon.assert.notCalled(listener);
    });

    describe("used by untilAborted", () => {
        const SETTLED: readonly [title: string, promise: () => Promise<number>, outcome: string][] = [
            ["is fulfilled", async () => 1, "fulfilled"],
            ["is rejected", async () => Promise.reject(new Error("no")), "rejected"],
        ];
        for (const [title, promise, outcome] of SETTLED) {
            it(`removes the listener after the promise ${title}`, async () => {
                const waiting = untilAborted(promise(), controller.signal);
                assert.equal(listeners(), 1);
                const [{ status } = {}] = await Promise.allSettled([waiting]);
                assert.deepEqual([status, listeners()], [outcome, 0]);
            });
        }

        it("rejects with the signal's reason, without an unhandled rejection when the promise fails later", async () => {
            let fail: (error: Error) => void = () => undefined;
            const promise = new Promise<never>((_resolve, reject) => {
                fail = reject;
            });
            const waiting = untilAborted(promise, controller.signal);
            const reason = new Error("enough");
            controller.abort(reason);
            await assert.rejects(waiting, reason);
            fail(new Error("too late"));
            // Mocha fails on an unhandled rejection.
            await new Promise((resolve) => setImmediate(resolve));
        });

        it("rejects with the signal's reason if the signal is already aborted", async () => {
            const reason = new Error("enough");
            controller.abort(reason);
            await assert.rejects(untilAborted(new Promise(() => undefined), controller.signal), reason);
            assert.equal(listeners(), 0);
        });
    });
});
