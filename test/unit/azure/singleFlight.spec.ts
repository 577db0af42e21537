// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import sinon from "sinon";
import { SingleFlight } from "../../../provider/azure/singleFlight";

const { signal: NEVER } = new AbortController();

describe("SingleFlight", () => {
    it("starts one request for all concurrent callers, and another for later callers", async () => {
        const flight = new SingleFlight<number>();
        const request = sinon.stub().onFirstCall().resolves(1).onSecondCall().resolves(2);
        assert.deepEqual(await Promise.all([flight.run(request, NEVER), flight.run(request, NEVER)]), [1, 1]);
        assert.equal(await flight.run(request, NEVER), 2);
    });

    it("rejects for all callers that share the request, and not for later callers", async () => {
        const flight = new SingleFlight<number>();
        const request = sinon.stub().onFirstCall().rejects(new Error("no")).onSecondCall().resolves(2);
        const outcomes = await Promise.allSettled([flight.run(request, NEVER), flight.run(request, NEVER)]);
        assert.deepEqual(
            outcomes.map(({ status }) => status),
            ["rejected", "rejected"],
        );
        assert.equal(await flight.run(request, NEVER), 2);
    });

    it("does not start a request for a caller that is already aborted", async () => {
        const request = sinon.stub().resolves(1);
        await assert.rejects(new SingleFlight<number>().run(request, AbortSignal.abort(new Error("enough"))), /enough/);
        sinon.assert.notCalled(request);
    });

    it("removes its listeners, also after a caller aborts", async () => {
        const flight = new SingleFlight<number>();
        const controller = new AbortController();
        const request = sinon.stub().resolves(1);
        await flight.run(request, controller.signal);
        assert.equal(getEventListeners(controller.signal, "abort").length, 0);
        const pending = flight.run(() => new Promise(() => undefined), controller.signal);
        controller.abort(new Error("enough"));
        await assert.rejects(pending, /enough/);
        assert.equal(getEventListeners(controller.signal, "abort").length, 0);
    });

    it("handles a rejection after every caller has aborted", async () => {
        const flight = new SingleFlight<number>();
        const controller = new AbortController();
        let fail: (error: Error) => void = () => undefined;
        const request = new Promise<number>((_resolve, reject) => {
            fail = reject;
        });
        const pending = flight.run(() => request, controller.signal);
        controller.abort(new Error("enough"));
        await assert.rejects(pending, /enough/);
        fail(new Error("too late"));
        // Mocha fails on an unhandled rejection.
        await new Promise((resolve) => setImmediate(resolve));
        assert.equal(await flight.run(async () => 2, NEVER), 2);
    });
});
