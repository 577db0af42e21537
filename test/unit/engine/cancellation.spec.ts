// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { createServer, type Server } from "node:net";
import sinon from "sinon";
import { cancelAll, EngineGoneError, withCancellation } from "../../../provider/engine/cancellation";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
const MANY = 20;

/** Rejects with the signal's reason. */
const untilAborted = (signal: AbortSignal): Promise<never> =>
    new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });

const listeners = () => SIGNALS.map((signal) => process.listenerCount(signal));

describe("withCancellation", () => {
    const programListener = sinon.stub();
    let before: number[];

    beforeEach(() => {
        programListener.reset();
        // Helpers of other specs in this process may have listeners.
        before = listeners();
        process.on("SIGINT", programListener);
    });
    afterEach(() => {
        process.off("SIGINT", programListener);
        sinon.restore();
        assert.deepEqual(listeners(), before, "no listener leaks");
    });

    it("adds one listener per signal for any number of waits, without a MaxListenersExceededWarning", async () => {
        const warning = sinon.stub(process, "emitWarning");
        const waits = Array.from({ length: MANY }, () => withCancellation(undefined, untilAborted));

        assert.deepEqual(listeners(), [before[0]! + 2, before[1]! + 1]);
        process.emit("SIGINT");

        for (const { status } of await Promise.allSettled(waits)) {
            assert.equal(status, "rejected");
        }
        sinon.assert.notCalled(warning);
    });

    it("leaves the signal listeners of the program in place", async () => {
        const wait = withCancellation(undefined, untilAborted);

        process.emit("SIGINT");

        await assert.rejects(wait, /interrupted/);
        sinon.assert.calledOnce(programListener);
    });

    it("rejects the current waits on cancelAll, but not later ones", async () => {
        const first = withCancellation(undefined, untilAborted);
        cancelAll(new Error("cancelled"));
        await assert.rejects(first, /cancelled/);

        assert.equal(await withCancellation(undefined, async ({ aborted }) => aborted), false);
    });

    it("rejects only the wait whose signal is aborted", async () => {
        const controller = new AbortController();
        const [one, other] = [controller.signal, undefined].map((signal) => withCancellation(signal, untilAborted));

        controller.abort(new Error("enough"));
        await assert.rejects(one!, /enough/);

        cancelAll(new Error("cancelled"));
        await assert.rejects(other!, /cancelled/);
    });

    describe("with the address of the engine", () => {
        let server: Server;
        let connections = 0;
        let clock: sinon.SinonFakeTimers;

        beforeEach(async () => {
            connections = 0;
            server = createServer((socket) => {
                connections += 1;
                socket.on("error", () => undefined);
            });
            await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
            clock = sinon.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
        });
        afterEach(() => {
            server.close();
            clock.restore();
        });

        const address = () => `127.0.0.1:${(server.address() as { port: number }).port}`;
        const until = async (isTrue: () => boolean) => {
            while (!isTrue()) {
                await new Promise((resolve) => setImmediate(resolve));
            }
        };

        it("rejects every wait with EngineGoneError when the engine is killed, with one timer for all", async () => {
            const engine = address();
            const waits = Array.from({ length: MANY }, () => withCancellation(undefined, untilAborted, engine));
            const ended = Promise.allSettled(waits);
            assert.equal(clock.countTimers(), 1);
            await until(() => connections > 0);
            await new Promise((resolve) => server.close(resolve));

            let isEnded = false;
            ended.then(() => {
                isEnded = true;
            });
            clock.tick(10_000);
            await until(() => isEnded);

            for (const result of await ended) {
                assert.ok(result.status === "rejected" && result.reason instanceof EngineGoneError);
            }
            assert.equal(clock.countTimers(), 0);
        });

        it("does not reject when the address of the engine never accepted a connection", async () => {
            const unusedAddress = address();
            await new Promise((resolve) => server.close(resolve));
            const wait = withCancellation(undefined, untilAborted, unusedAddress);
            clock.tick(30_000);
            for (let tick = 0; tick < 50; tick += 1) {
                await new Promise((resolve) => setImmediate(resolve));
            }

            cancelAll(new Error("cancelled"));

            await assert.rejects(wait, /cancelled/);
        });
    });
});
