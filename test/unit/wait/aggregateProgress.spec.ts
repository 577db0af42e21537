// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import sinon from "sinon";
import { aggregateProgress } from "../../../provider/wait/aggregateProgress";
import type { WaitProgress } from "../../../provider/wait/progress";

const look = (polls: number, elapsedSeconds: number, nextPollSeconds: number, lastError?: string): WaitProgress => ({
    status: "InProgress",
    percentComplete: 40,
    lastError,
    polls,
    elapsedSeconds,
    nextPollSeconds,
});

describe("The progress of many waits", () => {
    it("is that of the only one", () => {
        const onProgress = sinon.spy();
        const waits = aggregateProgress(1, onProgress);
        const progress = look(1, 2, 3);
        waits.note(0, progress);
        waits.end(0);
        sinon.assert.calledOnceWithExactly(onProgress, progress);
    });

    it("tells how many have ended, the looks of all, the longest time, the next look, and a fault that lasts", () => {
        const onProgress = sinon.spy();
        const waits = aggregateProgress(3, onProgress);
        waits.note(0, look(1, 10, 5));
        waits.note(1, look(2, 12, 3, "503 ServerBusy"));
        waits.end(1);
        waits.note(2, look(4, 11, 9, "429 TooManyRequests"));
        waits.note(2, look(5, 15, 20));
        const common = { percentComplete: undefined };
        assert.deepEqual(
            onProgress.args.map(([progress]) => progress),
            [
                {
                    ...common,
                    status: "0 of 3 ended",
                    lastError: undefined,
                    polls: 1,
                    elapsedSeconds: 10,
                    nextPollSeconds: 5,
                },
                {
                    ...common,
                    status: "0 of 3 ended",
                    lastError: "503 ServerBusy",
                    polls: 3,
                    elapsedSeconds: 12,
                    nextPollSeconds: 3,
                },
                {
                    ...common,
                    status: "1 of 3 ended",
                    lastError: "429 TooManyRequests",
                    polls: 7,
                    elapsedSeconds: 12,
                    nextPollSeconds: 5,
                },
                {
                    ...common,
                    status: "1 of 3 ended",
                    lastError: undefined,
                    polls: 8,
                    elapsedSeconds: 15,
                    nextPollSeconds: 5,
                },
            ],
        );
    });

    it("may be nobody's business", () => {
        for (const count of [1, 2]) {
            assert.equal(aggregateProgress(count, undefined).note(0, look(1, 1, 1)), undefined);
        }
    });
});
