// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { inspect } from "node:util";
import sinon from "sinon";
import { PENDING, PENDING_IN_30_S, SUCCEEDED } from "./operations";
import type { Reply } from "./scriptedArm";
import { useVirtualWait, type VirtualWait } from "./virtualWait";

describe("waitForOperation with an abort signal", () => {
    const waits = useVirtualWait();
    let controller: AbortController;

    beforeEach(() => {
        controller = new AbortController();
    });

    async function wait(...script: Reply[]): Promise<VirtualWait> {
        return await waits.wait(script, { signal: controller.signal });
    }

    async function abortAndFail(running: VirtualWait, ...reason: unknown[]) {
        controller.abort(...reason);
        const { error } = await running.settle();
        assert.deepEqual([error?.code, error?.name], ["WaitAborted", "AbortError"]);
        assert.equal(waits.clock.countTimers(), 0, "no timer is left");
        assert.equal(getEventListeners(controller.signal, "abort").length, 0, "no listener is left");
        return error;
    }

    it("sends no request if the signal is already aborted", async () => {
        controller.abort();
        const error = await abortAndFail(await wait(PENDING));
        assert.deepEqual([error?.polls, waits.arm.requests.length], [0, 0]);
    });

    it("stops at once when aborted in any of its first microtasks", async () => {
        for (let microtasks = 0; microtasks <= 8; microtasks += 1) {
            await waits.serve({ fault: "stallBeforeHeaders" });
            const running = waits.start({ signal: controller.signal });
            for (let microtask = 0; microtask < microtasks; microtask += 1) {
                await Promise.resolve();
            }
            await abortAndFail(running);
            controller = new AbortController();
        }
    });

    it("stops while it sleeps between polls", async () => {
        const running = await wait(PENDING_IN_30_S);
        await running.settle(() => waits.arm.requests.length === 1);
        await running.run(() => waits.clock.countTimers() === 1 && waits.arm.requests.length === 2);
        const error = await abortAndFail(running, new Error("Ctrl-C"));
        assert.equal(error?.status, "InProgress");
    });

    for (const fault of ["stallBeforeHeaders", "stallInBody"] as const) {
        it(`stops during a poll and closes its connection (${fault})`, async () => {
            const running = await wait({ ...PENDING, fault });
            await running.settle(() => waits.arm.stalls === 1);
            await abortAndFail(running);
            await running.settle(() => waits.arm.openConnections === 0);
        });
    }

    it("reports that the operation continues in Azure and how to resume the wait", async () => {
        const running = await wait(PENDING_IN_30_S, { fault: "stallBeforeHeaders" });
        await running.run(() => waits.arm.stalls === 1);
        const error = await abortAndFail(running, new Error("Ctrl-C"));
        assert.deepEqual(error?.message.split("\n").slice(0, 2), [
            "Stopped waiting for the Azure operation.",
            "  The operation itself goes on in Azure. Run again to go on waiting.",
        ]);
        assert.match(
            error?.message ?? "",
            /operation: op-1 \(Microsoft\.OperationalInsights, westus\), last InProgress, /,
        );
        assert.equal((error?.cause as Error | undefined)?.message, "Ctrl-C");
    });

    for (const reason of ["a string", undefined, 0, {}, null, Symbol("s"), Object.create(null)]) {
        it(`fails with WaitAborted if the signal is already aborted with the reason ${inspect(reason)}`, async () => {
            controller.abort(reason);
            await abortAndFail(await wait(PENDING));
        });
    }

    it("fails with WaitAborted when aborted with the reason null during a poll", async () => {
        const options = { signal: controller.signal, timeout: "1s" };
        const running = await waits.wait([{ fault: "stallBeforeHeaders" }], options);
        await running.settle(() => waits.arm.stalls === 1);
        const uncaught = sinon.spy();
        const listeners = process.listeners("uncaughtException");
        process.removeAllListeners("uncaughtException").on("uncaughtException", uncaught);
        controller.abort(null);
        const { error } = await running.run();
        process.removeAllListeners("uncaughtException");
        for (const listener of listeners) {
            process.on("uncaughtException", listener);
        }
        assert.equal(error?.code, "WaitAborted");
        sinon.assert.notCalled(uncaught);
    });

    it("does not stop a concurrent wait", async () => {
        await waits.serve((request) => (request <= 2 ? PENDING_IN_30_S : SUCCEEDED));
        const running = waits.start({ signal: controller.signal });
        const other = waits.start();
        await running.settle(() => waits.arm.requests.length === 2);
        await new Promise((resolve) => setImmediate(resolve));
        controller.abort();
        await running.settle();
        assert.equal((await other.run()).status?.status, "Succeeded");
    });

    it("removes its listener from the signal when the wait succeeds", async () => {
        await (await wait(PENDING, SUCCEEDED)).run();
        assert.equal(getEventListeners(controller.signal, "abort").length, 0);
    });
});
