// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { retryAfterMs } from "../../provider/operation/retryAfter";
import { faults } from "../emulator/faults";

const NOW_MS = Date.UTC(2026, 2, 2, 9);

/**
 * What the properties leave out because it is not so yet. Each test goes, and the exception with it, when it passes.
 */
describe("defects", () => {
    it("understands a Retry-After in all three forms of an HTTP date", () => {
        // RFC 9110, 5.6.7: whoever understands one of them must understand all of them.
        const headers = faults.retryAfter("asctimeDate", 120, NOW_MS);
        const answer = { statusCode: 200, body: "", header: (name: string) => headers[name] };
        assert.equal(retryAfterMs(answer, NOW_MS), 120_000);
    });
});
