// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { retryAfterMs } from "../../../provider/response/armResponse";
import { answer } from "./response";

const NOW_MS = Date.UTC(2026, 2, 2, 9);

/** The headers of an answer, and how long they ask to wait. */
const FORMS: readonly [what: string, headers: Record<string, string>, expectedMs: number | undefined][] = [
    ["no header", {}, undefined],
    ["seconds", { "retry-after": "17" }, 17_000],
    ["parts of seconds", { "retry-after": "1.5" }, 1_500],
    ["blanks around", { "retry-after": " 17 " }, 17_000],
    ["less than a second", { "retry-after": "0" }, 1_000],
    ["more than ten minutes", { "retry-after": "601" }, 600_000],
    ["less than nothing", { "retry-after": "-5" }, undefined],
    ["words", { "retry-after": "soon" }, undefined],
    ["milliseconds", { "retry-after-ms": "2500" }, 2_500],
    ["milliseconds of ARM's own", { "x-ms-retry-after-ms": "3500" }, 3_500],
    ["milliseconds first", { "retry-after-ms": "2500", "x-ms-retry-after-ms": "3500", "retry-after": "9" }, 2_500],
    ["seconds where the milliseconds make no sense", { "retry-after-ms": "x", "retry-after": "9" }, 9_000],
    ["a date", { "retry-after": "Mon, 02 Mar 2026 09:00:20 GMT" }, 20_000],
    ["a date of the older form", { "retry-after": "Monday, 02-Mar-26 09:00:20 GMT" }, 20_000],
    ["a date of the oldest form", { "retry-after": "Mon Mar  2 09:00:20 2026" }, 20_000],
    ["a date in the past", { "retry-after": "Mon, 02 Mar 2026 08:00:00 GMT" }, 1_000],
    ["a date by no known clock", { "retry-after": "2026-03-02T09:00:20" }, undefined],
    ["a date of no calendar", { "retry-after": "Mon, 99 Foo 2026 09:00:20 GMT" }, undefined],
    [
        "a date by the clock of the service, which differs from ours",
        { "retry-after": "Mon, 02 Mar 2026 10:30:30 GMT", date: "Mon, 02 Mar 2026 10:30:00 GMT" },
        30_000,
    ],
    [
        "our clock where the service's makes no sense",
        { "retry-after": "Mon, 02 Mar 2026 09:00:20 GMT", date: "today" },
        20_000,
    ],
];

describe("retryAfterMs understands", () => {
    for (const [what, headers, expectedMs] of FORMS) {
        it(what, () => assert.equal(retryAfterMs(answer(200, "", headers), NOW_MS), expectedMs));
    }
});
