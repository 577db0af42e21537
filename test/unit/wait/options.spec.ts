// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { CodedError } from "../../../provider/common/codedError";
import { type WaitTimes, waitLimits } from "../../../provider/wait/options";

const MINUTE = 60_000;

describe("waitLimits", () => {
    it("defaults to two hours, intervals of one second to one minute, and grace periods of two minutes for a 404 and none for a 403", () => {
        assert.deepEqual(waitLimits({}), {
            timeoutMs: 120 * MINUTE,
            interval: { minimumMs: 1000, maximumMs: MINUTE },
            notFoundGraceMs: 2 * MINUTE,
            forbiddenGraceMs: 0,
        });
    });

    it("parses given durations", () => {
        const times = {
            timeout: "1h30m",
            minPollInterval: "5s",
            maxPollInterval: "10s",
            notFoundGrace: "0s",
            forbiddenGrace: "5m",
        };
        assert.deepEqual(waitLimits(times), {
            timeoutMs: 90 * MINUTE,
            interval: { minimumMs: 5000, maximumMs: 10_000 },
            notFoundGraceMs: 0,
            forbiddenGraceMs: 5 * MINUTE,
        });
    });

    const INTERVALS: readonly (readonly [times: WaitTimes, minimumMs: number, maximumMs: number])[] = [
        [{ minPollInterval: "5m" }, 5 * MINUTE, 5 * MINUTE],
        [{ minPollInterval: "30s" }, 30_000, MINUTE],
        [{ maxPollInterval: "200ms" }, 200, 200],
        [{ maxPollInterval: "5m" }, 1000, 5 * MINUTE],
        [{ minPollInterval: "10s", maxPollInterval: "10s" }, 10_000, 10_000],
    ];
    for (const [times, minimumMs, maximumMs] of INTERVALS) {
        it(`moves the default of the other bound for ${JSON.stringify(times)}`, () => {
            assert.deepEqual(waitLimits(times).interval, { minimumMs, maximumMs });
        });
    }

    it("refuses a minimum interval longer than the maximum", () => {
        assert.throws(
            () => waitLimits({ minPollInterval: "2m", maxPollInterval: "1m" }),
            /^CodedError: `minPollInterval` is longer than `maxPollInterval`/,
        );
    });

    const WRONG: Readonly<Record<keyof WaitTimes, readonly unknown[]>> = {
        timeout: ["abc", "-5m", "0s", "", 90, "2 years"],
        minPollInterval: ["abc", "0s", 1],
        maxPollInterval: ["abc", "0s", 60_000],
        notFoundGrace: ["abc", "-1s", 0],
        forbiddenGrace: ["abc", "-1s", 0],
    };
    for (const [option, values] of Object.entries(WRONG)) {
        for (const value of values) {
            it(`refuses \`${option}\` of ${JSON.stringify(value)}`, () => {
                assert.throws(
                    () => waitLimits({ [option]: value } as WaitTimes),
                    (error: unknown) =>
                        error instanceof CodedError &&
                        error.code === "InvalidArgument" &&
                        error.message.startsWith(`\`${option}\` must`),
                );
            });
        }
    }
});
