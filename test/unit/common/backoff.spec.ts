// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { exponentialBackoffMs } from "../../../provider/common/backoff";

describe("exponentialBackoffMs", () => {
    const DELAYS: readonly [attempt: number, firstMs: number, maximumMs: number, expectedMs: number][] = [
        [1, 1_000, 30_000, 1_000],
        [2, 1_000, 30_000, 2_000],
        [5, 1_000, 30_000, 16_000],
        [6, 1_000, 30_000, 30_000],
        [1, 5_000, 3_000, 3_000],
        [10_000, 1_000, 30_000, 30_000],
    ];
    for (const [attempt, firstMs, maximumMs, expectedMs] of DELAYS) {
        it(`returns ${expectedMs} ms after attempt ${attempt}, from ${firstMs} ms up to ${maximumMs} ms`, () => {
            assert.equal(exponentialBackoffMs(attempt, { firstMs, maximumMs }), expectedMs);
        });
    }
});
