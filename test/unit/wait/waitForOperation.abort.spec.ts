// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { inspect } from "node:util";
import sinon from "sinon";
import { PENDING, PENDING_IN_30_S, SUCCEEDED } from "./operations";
import type { Reply } from "./scriptedArm";
import { useVirtualWait, type VirtualWait } from "./virtualWait";

describe("waitForOperation, aborted by its caller", () => {
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

    it("asks nothing when it was aborted before", async () => {
        controller.abort();
        const error = await abortAndFail(await wait(PENDING));
        assert.deepEqual([error?.polls, waits.arm.requests.length], [0, 0]);
    });

    it("ends at once when it is aborted right after its beginning, whatever it is at", async () => {
        for (let turns = 0; turns <= 8; turns += 1) {
            await waits.serve({ fault: "stallBeforeHeaders" });
            const running = waits.start({ signal: controller.signal });
            for (let turn = 0; turn < turns; turn += 1) {
                await Promise.resolve();
            }
            await abortAndFail(running);
            controller = new AbortController();
        }
    });

    it("ends while it sleeps", async () => {
        const running = await wait(PENDING_IN_30_S);
        await running.settle(() => waits.arm.requests.length === 1);
        await running.run(() => waits.clock.countTimers() === 1 && waits.arm.requests.length === 2);
        const error = await abortAndFail(running, new Error("Ctrl-C"));
        assert.equal(error?.status, "InProgress");
    });

    for (const fault of ["stallBeforeHeaders", "stallInBody"] as const) {
        it(`ends during a request (${fault}), and gives the request up`, async () => {
            const running = await wait({ ...PENDING, fault });
            await running.settle(() => waits.arm.stalls === 1);
            await abortAndFail(running);
            await running.settle(() => waits.arm.openConnections === 0);
        });
    }

    it("says that the operation goes on, and how to go on waiting", async () => {
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

    for (const reason of ["a text", undefined, 0, {}, null, Symbol("s"), Object.create(null)]) {
        it(`accepts any reason: ${inspect(reason)}`, async () => {
            controller.abort(reason);
            await abortAndFail(await wait(PENDING));
        });
    }

    it("accepts any reason while it waits, too", async () => {
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

    it("ends only its own wait", async () => {
        await waits.serve((request) => (request <= 2 ? PENDING_IN_30_S : SUCCEEDED));
        const running = waits.start({ signal: controller.signal });
        const other = waits.start();
        await running.settle(() => waits.arm.requests.length === 2);
        await new Promise((resolve) => setImmediate(resolve));
        controller.abort();
        await running.settle();
        assert.equal((await other.run()).status?.status, "Succeeded");
    });

    it("leaves no listener on a signal that outlives the wait", async () => {
        await (await wait(PENDING, SUCCEEDED)).run();
        assert.equal(getEventListeners(controller.signal, "abort").length, 0);
    });
});
