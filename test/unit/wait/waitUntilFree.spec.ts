// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import sinon from "sinon";
import { OperationError, type OperationErrorCode } from "../../../provider/wait/operationError";
import { type BusyRequest, waitUntilFree } from "../../../provider/wait/waitUntilFree";

const OPERATION = "/subscriptions/50000000-0000-4000-8000-000000000005/operationStatuses/op-1";

describe("waitUntilFree", () => {
    let clock: sinon.SinonFakeTimers;

    beforeEach(() => {
        clock = sinon.useFakeTimers();
    });
    afterEach(() => clock.restore());

    /** Runs to the end. @returns Whether to send the request again, and the pauses. */
    async function run(request: Partial<BusyRequest>) {
        const pauses: number[] = [];
        const result = waitUntilFree({
            operation: undefined,
            attempt: 1,
            waitFor: async () => undefined,
            onPause: (pauseMs) => pauses.push(pauseMs),
            signal: new AbortController().signal,
            ...request,
        });
        result.catch(() => undefined);
        await clock.runAllAsync();
        return { isFree: await result, pauses };
    }

    const failing = (code: OperationErrorCode) => async () => {
        throw new OperationError("no success", { code });
    };

    it("pauses at once where Azure names no operation, longer after each refusal, up to two minutes", async () => {
        assert.deepEqual(await run({ attempt: 1 }), { isFree: true, pauses: [10_000] });
        assert.deepEqual(await run({ attempt: 2 }), { isFree: true, pauses: [20_000] });
        assert.deepEqual(await run({ attempt: 9 }), { isFree: true, pauses: [120_000] });
    });

    it("waits for the operation that Azure names, and pauses only from the second refusal on", async () => {
        const waitFor = sinon.fake.resolves(undefined);
        assert.deepEqual(await run({ operation: OPERATION, waitFor }), { isFree: true, pauses: [] });
        assert.deepEqual(waitFor.args, [[OPERATION]]);
        assert.deepEqual((await run({ operation: OPERATION, waitFor, attempt: 2 })).pauses, [10_000]);
    });

    for (const code of ["OperationFailed", "OperationCanceled", "OperationNotFound"] as const) {
        it(`does not pause after an operation that has ended with ${code}`, async () => {
            const { isFree, pauses } = await run({ operation: OPERATION, waitFor: failing(code) });
            assert.deepEqual([isFree, pauses], [true, []]);
        });
    }

    it("pauses where the identity may not read the status of the operation", async () => {
        const { isFree, pauses } = await run({ operation: OPERATION, waitFor: failing("AuthorizationFailed") });
        assert.deepEqual([isFree, pauses.length], [true, 1]);
    });

    for (const code of ["WaitAborted", "WaitTimeout"] as const) {
        it(`throws the ${code} of the wait for the operation`, async () => {
            await assert.rejects(run({ operation: OPERATION, waitFor: failing(code) }), { code });
        });
    }

    it("throws an unexpected error of the wait for the operation", async () => {
        const defect = new TypeError("not a function");
        await assert.rejects(run({ operation: OPERATION, waitFor: async () => Promise.reject(defect) }), defect);
    });

    it("begins no pause that would end after the deadline", async () => {
        assert.deepEqual(await run({ deadlineMs: performance.now() + 9_000 }), { isFree: false, pauses: [] });
        assert.equal((await run({ deadlineMs: performance.now() + 60_000 })).isFree, true);
    });

    it("ends its pause with the reason of the signal", async () => {
        const controller = new AbortController();
        const reason = new Error("stopped");
        const onPause = () => setTimeout(() => controller.abort(reason), 1_000);
        await assert.rejects(run({ signal: controller.signal, onPause }), reason);
        assert.equal(performance.now(), 1_000);
    });
});
