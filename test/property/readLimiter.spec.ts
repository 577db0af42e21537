// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import sinon from "sinon";
import { ReadLimiter } from "../../provider/azure/readLimiter";
import { pollIntervalMs } from "../../provider/wait/pollDelay";
import { RateLimiter } from "../emulator/src/arm/rateLimiter";

const CAPACITY = 250;
const OPERATION_MS = 60_000;
const LATENCY_MS = 40;
const SUBSCRIPTION = "50000000-0000-4000-8000-000000000005";

interface Case {
    readonly waits: number;
    readonly processes?: number;
    /** Reads per second that another client takes. */
    readonly drained?: number;
}

interface Result {
    readonly throttled: number;
    readonly reads: number;
    readonly lastEndSeconds: number;
}

/** Many waits for operations of one minute, started together, against Resource Manager's token bucket. */
describe("ReadLimiter with many waits, in virtual time", () => {
    let clock: sinon.SinonFakeTimers;

    beforeEach(() => {
        clock = sinon.useFakeTimers({ now: 0, toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
    });

    afterEach(() => clock.restore());

    async function simulate({ waits, processes = 1, drained = 0 }: Case): Promise<Result> {
        const allowance = new RateLimiter({ capacity: CAPACITY, refillPerSecond: 25 }, () => performance.now());
        allowance.drain(drained);
        const { signal } = new AbortController();
        const result = { throttled: 0, reads: 0, lastEndSeconds: 0, running: 0 };

        const poll = async (limiter: ReadLimiter): Promise<boolean> => {
            const end = await limiter.acquire(signal);
            const taken = allowance.take("GET", SUBSCRIPTION, "client");
            const hasEnded = performance.now() >= OPERATION_MS;
            result.reads += 1;
            await delay(LATENCY_MS);
            const headers = taken.headers as Record<string, string>;
            const statusCode = taken.status ?? 200;
            const retryAfter = headers["retry-after"];
            result.throttled += statusCode === 429 ? 1 : 0;
            limiter.update(
                { statusCode, body: "", header: (name) => headers[name] },
                retryAfter === undefined ? undefined : Number(retryAfter) * 1000,
            );
            end();
            return statusCode === 200 && hasEnded;
        };

        const wait = async (limiter: ReadLimiter): Promise<void> => {
            result.running += 1;
            for (let firstMs: number | undefined; !(await poll(limiter)); ) {
                firstMs ??= performance.now();
                await delay(pollIntervalMs(performance.now() - firstMs, { minimumMs: 1_000, maximumMs: 60_000 }));
            }
            result.running -= 1;
            result.lastEndSeconds = performance.now() / 1000;
        };

        for (let process = 0; process < processes; process += 1) {
            const limiter = new ReadLimiter();
            for (let index = 0; index < waits / processes; index += 1) {
                void wait(limiter);
            }
        }
        while (result.running > 0) {
            await new Promise<void>((resolve) => setImmediate(resolve));
            if (result.running > 0) {
                clock.next();
            }
        }
        return result;
    }

    const cases: readonly (Case & { readonly name: string; readonly factor: number })[] = [
        { name: "1,000 waits", waits: 1_000, factor: 1.3 },
        {
            name: "1,000 waits, with half of the refill taken by another client",
            waits: 1_000,
            drained: 12.5,
            factor: 1.3,
        },
        { name: "10,000 waits", waits: 10_000, factor: 1.3 },
        {
            name: "10,000 waits, with half of the refill taken by another client",
            waits: 10_000,
            drained: 12.5,
            factor: 1.3,
        },
        { name: "10 processes of 100 waits", waits: 1_000, processes: 10, factor: 1.3 },
    ];
    for (const { name, factor, ...rest } of cases) {
        it(`avoids every 429 and takes at most ${factor} times as long as the bucket requires: ${name}`, async function () {
            this.timeout(120_000);
            const result = await simulate(rest);
            const boundSeconds = OPERATION_MS / 1000 + (rest.waits - CAPACITY) / (25 - (rest.drained ?? 0));
            const ratio = result.lastEndSeconds / boundSeconds;
            console.log(
                `      last end after ${result.lastEndSeconds.toFixed(1)} s, ${ratio.toFixed(2)} times ${boundSeconds} s; ` +
                    `${result.reads} reads, ${result.throttled} throttled`,
            );
            assert.equal(result.throttled, 0);
            assert.ok(ratio <= factor, `${ratio}`);
        });
    }
});

function delay(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
