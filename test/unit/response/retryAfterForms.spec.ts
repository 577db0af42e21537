// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { type ArmResponse, retryAfterMs } from "../../../provider/response/armResponse";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 2, 2, 9);

describe("retryAfterMs", () => {
    const inThreeMinutes = new Date(NOW + 3 * MINUTE).toUTCString();
    const HEADERS: readonly (readonly [name: string, headers: Record<string, string>, expected: number | undefined])[] =
        [
            ["seconds", { "retry-after": "30" }, 30_000],
            ["seconds with blanks around", { "retry-after": " 30 " }, 30_000],
            ["a date", { "retry-after": inThreeMinutes }, 3 * MINUTE],
            ["milliseconds in retry-after-ms", { "retry-after-ms": "2500" }, 2500],
            ["milliseconds in x-ms-retry-after-ms", { "x-ms-retry-after-ms": "2500" }, 2500],
            ["the more precise of two", { "retry-after": "30", "retry-after-ms": "2500" }, 2500],
            ["the valid one of two", { "retry-after": "30", "retry-after-ms": "soon" }, 30_000],
            ["at least a second: 0", { "retry-after": "0" }, 1000],
            ["at least a second: a date in the past", { "retry-after": new Date(NOW - HOUR).toUTCString() }, 1000],
            ["at least a second: few milliseconds", { "retry-after-ms": "1" }, 1000],
            ["ten minutes at most: seconds", { "retry-after": "100000" }, 10 * MINUTE],
            ["ten minutes at most: milliseconds", { "x-ms-retry-after-ms": "99999999" }, 10 * MINUTE],
            ["ten minutes at most: a date", { "retry-after": new Date(NOW + 24 * HOUR).toUTCString() }, 10 * MINUTE],
            ["ten minutes at most: more than a number", { "retry-after": "9".repeat(400) }, 10 * MINUTE],
            ["nothing without a header", {}, undefined],
            ["nothing for an empty one", { "retry-after": "" }, undefined],
            ["nothing for text", { "retry-after": "soon" }, undefined],
            ["nothing for a negative number", { "retry-after": "-5" }, undefined],
            ["nothing for negative milliseconds", { "retry-after-ms": "-5" }, undefined],
            ["nothing for a number with a sign", { "retry-after": "+5" }, undefined],
            ["nothing for two numbers", { "retry-after": "10, 10" }, undefined],
        ];
    for (const [name, headers, expected] of HEADERS) {
        it(`returns ${name}`, () => {
            const header = (wanted: string) => headers[wanted.toLowerCase()];
            assert.equal(retryAfterMs({ statusCode: 200, body: "", header } satisfies ArmResponse, NOW), expected);
        });
    }
});
