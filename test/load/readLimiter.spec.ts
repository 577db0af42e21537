// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { ARM_READS, boundSeconds, type Load, runLoad } from "./load";

const WAITS = 1_000;
const HALF_REFILL = ARM_READS.refillPerSecond / 2;

interface Case {
    readonly processes: number;
    readonly headers: "subscription" | "none";
    readonly latencyMs: number;
    /** Reads per second that another client takes. @default 0 */
    readonly drained?: number;
    /** @default 60 */
    readonly operationSeconds?: number;
    /** The largest share of reads that may be throttled. */
    readonly throttledShare: number;
    /** The longest duration, as a multiple of the time that the bucket requires. */
    readonly factor?: number;
}

const CASES: readonly Case[] = [
    { processes: 1, headers: "subscription", latencyMs: 50, throttledShare: 0, factor: 1.3 },
    { processes: 1, headers: "subscription", latencyMs: 300, throttledShare: 0, factor: 1.3 },
    { processes: 1, headers: "subscription", latencyMs: 1_000, throttledShare: 0, factor: 1.3 },
    { processes: 1, headers: "none", latencyMs: 300, throttledShare: 0, factor: 1.6 },
    { processes: 1, headers: "subscription", latencyMs: 300, drained: HALF_REFILL, throttledShare: 0, factor: 1.3 },
    { processes: 1, headers: "none", latencyMs: 300, drained: HALF_REFILL, throttledShare: 0.01, factor: 1.6 },
    { processes: 10, headers: "subscription", latencyMs: 50, throttledShare: 0.01 },
    { processes: 10, headers: "subscription", latencyMs: 300, throttledShare: 0.01 },
    { processes: 10, headers: "none", latencyMs: 50, throttledShare: 0.03 },
    { processes: 10, headers: "none", latencyMs: 300, throttledShare: 0.03 },
    { processes: 10, headers: "subscription", latencyMs: 1_000, operationSeconds: 20, throttledShare: 1 },
    { processes: 10, headers: "none", latencyMs: 1_000, operationSeconds: 20, throttledShare: 1 },
];

/** Runs in real time, over TLS, in processes of their own. */
describe(`waitForOperation with ${WAITS} concurrent waits`, () => {
    for (const oneCase of CASES) {
        const { processes, headers, latencyMs, drained = 0, operationSeconds = 60, throttledShare, factor } = oneCase;
        const reads = { ...ARM_READS, headers };
        const load: Load = { processes, waits: WAITS, reads, latencyMs, drained, operationSeconds };
        const bound = boundSeconds(load);
        const promises = [
            "reports every outcome",
            ...(throttledShare === 0 ? ["avoids every 429"] : []),
            ...(throttledShare > 0 && throttledShare < 1 ? [`has at most ${100 * throttledShare} % of 429s`] : []),
            ...(factor === undefined ? [] : [`ends within ${factor} times ${bound} s`]),
        ];
        const circumstances =
            `${processes === 1 ? "one process" : `${processes} processes`}, ${latencyMs} ms of latency, ` +
            `${headers === "none" ? "no rate-limit header" : "rate-limit headers"}, ${ARM_READS.refillPerSecond - drained} reads per second`;

        it(`${promises.join(", ")}: ${circumstances}`, async function () {
            this.timeout(600_000);
            const { seconds, reads: sent, throttled, wrong } = await runLoad(load);
            console.log(
                `      last end after ${seconds.toFixed(1)} s, ${(seconds / bound).toFixed(2)} times ${bound} s; ` +
                    `${sent.length} reads, ${throttled} throttled (${((100 * throttled) / sent.length).toFixed(1)} %)`,
            );
            assert.deepEqual(wrong, []);
            assert.ok(throttled <= throttledShare * sent.length, `${throttled} reads throttled`);
            assert.ok(seconds <= (factor ?? Number.POSITIVE_INFINITY) * bound, `${seconds} s`);
        });
    }
});
