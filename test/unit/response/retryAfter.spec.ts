// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { retryAfterMs } from "../../../provider/response/armResponse";
import { azureResponse, response } from "./response";

const NOW_MS = Date.UTC(2026, 2, 2, 9);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const dateIn = (milliseconds: number) => new Date(NOW_MS + milliseconds).toUTCString();

/** The headers of a 200, and the delay that they request. */
const HEADERS: readonly [what: string, headers: Record<string, string>, expectedMs: number | undefined][] = [
    ["no header", {}, undefined],
    ["an empty header", { "retry-after": "" }, undefined],
    ["seconds", { "retry-after": "17" }, 17_000],
    ["fractional seconds", { "retry-after": "2.5" }, 2_500],
    ["seconds with spaces around them", { "retry-after": " 17 " }, 17_000],
    ["two seconds", { "retry-after": "2" }, 2_000],
    ["a negative number", { "retry-after": "-5" }, undefined],
    ["a number with a sign", { "retry-after": "+5" }, undefined],
    ["two numbers", { "retry-after": "10, 10" }, undefined],
    ["a non-numeric value", { "retry-after": "soon" }, undefined],
    ["milliseconds in retry-after-ms", { "retry-after-ms": "2500" }, 2_500],
    ["milliseconds in x-ms-retry-after-ms", { "x-ms-retry-after-ms": "3500" }, 3_500],
    ["negative milliseconds", { "retry-after-ms": "-5" }, undefined],
    [
        "milliseconds beside seconds",
        { "retry-after-ms": "2500", "x-ms-retry-after-ms": "3500", "retry-after": "9" },
        2_500,
    ],
    ["seconds beside zero milliseconds", { "retry-after-ms": "0", "retry-after": "60" }, 60_000],
    ["seconds beside invalid milliseconds", { "retry-after-ms": "x", "retry-after": "9" }, 9_000],
    ["an IMF-fixdate", { "retry-after": "Mon, 02 Mar 2026 09:00:20 GMT" }, 20_000],
    ["an RFC 850 date", { "retry-after": "Monday, 02-Mar-26 09:00:20 GMT" }, 20_000],
    ["an asctime date", { "retry-after": "Mon Mar  2 09:00:20 2026" }, 20_000],
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

/** Headers that services send without a wish to be polled each second. */
const LESS_THAN_TWO_SECONDS: readonly Record<string, string>[] = [
    { "retry-after": "0" },
    { "retry-after": "1" },
    { "retry-after": "1.9" },
    { "retry-after-ms": "1" },
    { "x-ms-retry-after-ms": "1999" },
    { "retry-after": dateIn(1_000) },
    { "retry-after": dateIn(-HOUR) },
];

/** Headers that request more than ARM's maximum of ten minutes, and for how long. */
const MORE_THAN_TEN_MINUTES: readonly [headers: Record<string, string>, requestedMs: number][] = [
    [{ "retry-after": "601" }, 601_000],
    [{ "retry-after": "1980" }, 33 * MINUTE],
    [{ "x-ms-retry-after-ms": "99999999" }, 99_999_999],
    [{ "retry-after": dateIn(24 * HOUR) }, 24 * HOUR],
];

describe("retryAfterMs", () => {
    for (const [what, headers, expectedMs] of HEADERS) {
        it(`returns ${expectedMs === undefined ? "undefined" : `${expectedMs} ms`} for ${what}`, () =>
            assert.equal(retryAfterMs(response(200, "", headers), NOW_MS), expectedMs));
    }

    for (const headers of LESS_THAN_TWO_SECONDS) {
        it(`returns undefined for ${JSON.stringify(headers)}, which is less than two seconds`, () => {
            for (const statusCode of [200, 202, 429, 503]) {
                assert.equal(retryAfterMs(response(statusCode, "", headers), NOW_MS), undefined, `${statusCode}`);
            }
        });
    }

    for (const [headers, requestedMs] of MORE_THAN_TEN_MINUTES) {
        it(`returns the whole delay of ${JSON.stringify(headers)} on 429 and 503 of Azure, and else ten minutes`, () => {
            assert.equal(retryAfterMs(response(429, "", headers), NOW_MS), 10 * MINUTE, "of a proxy");
            for (const statusCode of [429, 503]) {
                assert.equal(
                    retryAfterMs(azureResponse(statusCode, "", headers), NOW_MS),
                    requestedMs,
                    `${statusCode}`,
                );
            }
            for (const statusCode of [200, 202, 404, 500]) {
                assert.equal(retryAfterMs(response(statusCode, "", headers), NOW_MS), 10 * MINUTE, `${statusCode}`);
            }
        });
    }

    it("returns a finite delay for a number that is none", () => {
        const headers = { "retry-after": "9".repeat(400) };
        assert.equal(retryAfterMs(azureResponse(429, "", headers), NOW_MS), 365 * 24 * HOUR);
        assert.equal(retryAfterMs(response(200, "", headers), NOW_MS), 10 * MINUTE);
    });
});
