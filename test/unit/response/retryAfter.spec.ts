// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { retryAfterMs } from "../../../provider/response/armResponse";
import { response } from "./response";

const NOW_MS = Date.UTC(2026, 2, 2, 9);

/** The headers of a response, and the delay that they request. */
const HEADERS: readonly [what: string, headers: Record<string, string>, expectedMs: number | undefined][] = [
    ["no header", {}, undefined],
    ["seconds", { "retry-after": "17" }, 17_000],
    ["fractional seconds", { "retry-after": "1.5" }, 1_500],
    ["seconds with spaces around them", { "retry-after": " 17 " }, 17_000],
    ["less than a second", { "retry-after": "0" }, 1_000],
    ["more than ten minutes", { "retry-after": "601" }, 600_000],
    ["a negative number", { "retry-after": "-5" }, undefined],
    ["a non-numeric value", { "retry-after": "soon" }, undefined],
    ["milliseconds in retry-after-ms", { "retry-after-ms": "2500" }, 2_500],
    ["milliseconds in x-ms-retry-after-ms", { "x-ms-retry-after-ms": "3500" }, 3_500],
    [
        "milliseconds beside seconds",
        { "retry-after-ms": "2500", "x-ms-retry-after-ms": "3500", "retry-after": "9" },
        2_500,
    ],
    ["seconds beside invalid milliseconds", { "retry-after-ms": "x", "retry-after": "9" }, 9_000],
    ["an IMF-fixdate", { "retry-after": "Mon, 02 Mar 2026 09:00:20 GMT" }, 20_000],
    ["an RFC 850 date", { "retry-after": "Monday, 02-Mar-26 09:00:20 GMT" }, 20_000],
    ["an asctime date", { "retry-after": "Mon Mar  2 09:00:20 2026" }, 20_000],
    ["a date in the past", { "retry-after": "Mon, 02 Mar 2026 08:00:00 GMT" }, 1_000],
    ["an ISO 8601 date without a time zone", { "retry-after": "2026-03-02T09:00:20" }, undefined],
    ["an invalid date", { "retry-after": "Mon, 99 Foo 2026 09:00:20 GMT" }, undefined],
    [
        "a date relative to the service's clock, which differs from the local one",
        { "retry-after": "Mon, 02 Mar 2026 10:30:30 GMT", date: "Mon, 02 Mar 2026 10:30:00 GMT" },
        30_000,
    ],
    [
        "a date relative to the local clock, because the Date header is invalid",
        { "retry-after": "Mon, 02 Mar 2026 09:00:20 GMT", date: "today" },
        20_000,
    ],
];

describe("retryAfterMs", () => {
    for (const [what, headers, expectedMs] of HEADERS) {
        it(`returns ${expectedMs === undefined ? "undefined" : `${expectedMs} ms`} for ${what}`, () =>
            assert.equal(retryAfterMs(response(200, "", headers), NOW_MS), expectedMs));
    }
});
