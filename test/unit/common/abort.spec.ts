// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import sinon from "sinon";
import { onAbort, untilAborted } from "../../../provider/common/abort";

describe("A listener for an abort", () => {
    let controller: AbortController;

    beforeEach(() => {
        controller = new AbortController();
    });

    function listeners(): number {
        return getEventListeners(controller.signal, "abort").length;
    }

    it("is called once, when the signal is aborted", () => {
        const called = sinon.spy();
        onAbort(controller.signal, called);
        sinon.assert.notCalled(called);
        controller.abort();
        sinon.assert.calledOnce(called);
        assert.equal(listeners(), 0);
    });

    it("is called at once when the signal was aborted before, and stays nowhere", () => {
        controller.abort();
        const called = sinon.spy();
        onAbort(controller.signal, called)();
        sinon.assert.calledOnce(called);
        assert.equal(listeners(), 0);
    });

    it("is not called any more once it is taken back", () => {
        const called = sinon.spy();
        onAbort(controller.signal, called)();
        assert.equal(listeners(), 0);
        controller.abort();
        sinon.assert.notCalled(called);
    });

    describe("of a promise that is waited for", () => {
        const ENDED: readonly [title: string, promise: () => Promise<number>, outcome: string][] = [
            ["that comes true", async () => 1, "fulfilled"],
            ["that fails", async () => Promise.reject(new Error("no")), "rejected"],
        ];
        for (const [title, promise, outcome] of ENDED) {
            it(`is taken back after one ${title}`, async () => {
                const waiting = untilAborted(promise(), controller.signal);
                assert.equal(listeners(), 1);
                const [{ status } = {}] = await Promise.allSettled([waiting]);
                assert.deepEqual([status, listeners()], [outcome, 0]);
            });
        }

        it("ends the waiting with the signal's reason, while the promise may fail unheard", async () => {
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

        it("ends the waiting also when the signal was aborted before", async () => {
            const reason = new Error("enough");
            controller.abort(reason);
            await assert.rejects(untilAborted(new Promise(() => undefined), controller.signal), reason);
            assert.equal(listeners(), 0);
        });
    });
});
