// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import sinon from "sinon";
import { aggregateProgress, type WaitProgress } from "../../../provider/wait/progress";

const progressOf = (
    polls: number,
    elapsedSeconds: number,
    nextPollSeconds: number,
    lastError?: string,
): WaitProgress => ({
    status: "InProgress",
    percentComplete: 40,
    lastError,
    polls,
    elapsedSeconds,
    nextPollSeconds,
});

describe("aggregateProgress", () => {
    it("passes the progress of a single wait through", () => {
        const onProgress = sinon.spy();
        const waits = aggregateProgress(1, onProgress);
        const progress = progressOf(1, 2, 3);
        waits.update(0, progress);
        waits.end(0);
        sinon.assert.calledOnceWithExactly(onProgress, progress);
    });

    it("reports how many waits have ended, all polls, the longest time, the next poll, and an error of a running wait", () => {
        const onProgress = sinon.spy();
        const waits = aggregateProgress(3, onProgress);
        waits.update(0, progressOf(1, 10, 5));
        waits.update(1, progressOf(2, 12, 3, "503 ServerBusy"));
        waits.end(1);
        waits.update(2, progressOf(4, 11, 9, "429 TooManyRequests"));
        waits.update(2, progressOf(5, 15, 20));
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

    it("works without an onProgress", () => {
        for (const count of [1, 2]) {
            assert.equal(aggregateProgress(count, undefined).update(0, progressOf(1, 1, 1)), undefined);
        }
    });
});
