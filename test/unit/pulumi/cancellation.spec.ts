// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { createServer, type Server } from "node:net";
import sinon from "sinon";
import { cancelAll, EngineGoneError, withCancellation } from "../../../provider/pulumi/cancellation";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
const MANY = 20;

/** Ends with the signal's reason. */
const untilAborted = (signal: AbortSignal): Promise<never> =>
    new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });

const listeners = () => SIGNALS.map((signal) => process.listenerCount(signal));

describe("interruption", () => {
    const before = listeners();
    const own = sinon.stub();

    beforeEach(() => {
        own.reset();
        process.on("SIGINT", own);
    });
    afterEach(() => {
        process.off("SIGINT", own);
        sinon.restore();
        assert.deepEqual(listeners(), before, "no listener is left");
    });

    it("has one listener for each signal, however many waits there are, and warns of no leak", async () => {
        const warning = sinon.stub(process, "emitWarning");
        const waits = Array.from({ length: MANY }, () => withCancellation(undefined, untilAborted));

        assert.deepEqual(listeners(), [before[0]! + 2, before[1]! + 1]);
        process.emit("SIGINT");

        for (const { status } of await Promise.allSettled(waits)) {
            assert.equal(status, "rejected");
        }
        sinon.assert.notCalled(warning);
    });

    it("leaves a signal to the listeners of the program, too", async () => {
        const wait = withCancellation(undefined, untilAborted);

        process.emit("SIGINT");

        await assert.rejects(wait, /interrupted/);
        sinon.assert.calledOnce(own);
    });

    it("ends the waits of the moment, and goes on with those that begin later", async () => {
        const first = withCancellation(undefined, untilAborted);
        cancelAll(new Error("cancelled"));
        await assert.rejects(first, /cancelled/);

        assert.equal(await withCancellation(undefined, async ({ aborted }) => aborted), false);
    });

    it("ends one wait alone when its own signal says so", async () => {
        const controller = new AbortController();
        const [one, other] = [controller.signal, undefined].map((signal) => withCancellation(signal, untilAborted));

        controller.abort(new Error("enough"));
        await assert.rejects(one!, /enough/);

        cancelAll(new Error("cancelled"));
        await assert.rejects(other!, /cancelled/);
    });

    describe("when the engine is killed", () => {
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

        it("ends every wait, with one watch for all", async () => {
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

        it("is not believed of an address at which nobody has ever answered", async () => {
            const nobody = address();
            await new Promise((resolve) => server.close(resolve));
            const wait = withCancellation(undefined, untilAborted, nobody);
            clock.tick(30_000);
            for (let turn = 0; turn < 50; turn += 1) {
                await new Promise((resolve) => setImmediate(resolve));
            }

            cancelAll(new Error("cancelled"));

            await assert.rejects(wait, /cancelled/);
        });
    });
});
