// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { CodedError } from "../../../provider/common/codedError";
import { durationMs, formatDuration } from "../../../provider/common/duration";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const DURATIONS: Readonly<Record<string, number>> = {
    "45s": 45 * SECOND,
    "90m": 90 * MINUTE,
    "1h30m": 90 * MINUTE,
    "1h 30m": 90 * MINUTE,
    "1.5h": 90 * MINUTE,
    "6h": 6 * HOUR,
    "2d": 48 * HOUR,
    "500ms": 500,
    "1m30s500ms": 90 * SECOND + 500,
    " 2h ": 2 * HOUR,
    "365d": 365 * 24 * HOUR,
};

const NOT_DURATIONS: readonly unknown[] = [
    "abc",
    "",
    " ",
    "90",
    "h",
    "-5m",
    "1h-5m",
    "5 minutes from now",
    "1e3s",
    "Infinity",
    "NaNs",
    "five minutes",
    "10y",
    "1,5h",
    "PT5M",
    "5m!",
    `${"9".repeat(400)}h`,
    "400d",
    90,
    90_000n,
    null,
    undefined,
    true,
    {},
    ["90m"],
];

describe("durationMs", () => {
    for (const [text, milliseconds] of Object.entries(DURATIONS)) {
        it(`parses "${text}" as ${milliseconds} ms`, () => {
            assert.equal(durationMs("timeout", text), milliseconds);
        });
    }

    for (const value of NOT_DURATIONS) {
        const shown = typeof value === "string" ? JSON.stringify(value.slice(0, 30)) : `${typeof value} ${value}`;
        it(`rejects ${shown} with a message that contains the option`, () => {
            assert.throws(
                () => durationMs("maxPollInterval", value as string),
                (error: unknown) =>
                    error instanceof CodedError &&
                    error.code === "InvalidArgument" &&
                    error.message.startsWith("`maxPollInterval` must"),
            );
        });
    }

    for (const zero of ["0s", "0m", "0h0m", "0.0s"]) {
        it(`rejects "${zero}" unless the option may be zero`, () => {
            assert.throws(() => durationMs("timeout", zero), /^CodedError: `timeout` must be greater than zero/);
            assert.equal(durationMs("notFoundGrace", zero, { mayBeZero: true }), 0);
        });
    }

    it("rejects a very long string quickly", () => {
        assert.throws(() => durationMs("timeout", `${"1".repeat(50_000)}!`), /`timeout`/);
        assert.throws(() => durationMs("timeout", `${"1m".repeat(20_000)}!`), /`timeout`/);
    });
});

describe("formatDuration", () => {
    const FORMATTED: readonly (readonly [milliseconds: number, text: string])[] = [
        [0, "0s"],
        [-5, "0s"],
        [400, "0s"],
        [1000, "1s"],
        [59_999, "1m"],
        [200 * SECOND, "3m 20s"],
        [12 * MINUTE + 5 * SECOND, "12m 5s"],
        [2 * HOUR, "2h"],
        [26 * HOUR + 3 * MINUTE, "1d 2h 3m"],
    ];
    for (const [milliseconds, text] of FORMATTED) {
        it(`formats ${milliseconds} ms as "${text}"`, () => {
            assert.equal(formatDuration(milliseconds), text);
        });
    }
});
