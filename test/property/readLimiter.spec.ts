// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import fc from "fast-check";
import sinon from "sinon";
import { ReadEstimate } from "../../provider/azure/readEstimate";
import { ReadLimiter } from "../../provider/azure/readLimiter";
import type { ArmResponse } from "../../provider/response/armResponse";
import { pollIntervalMs } from "../../provider/wait/pollDelay";
import { type BucketSize, RateLimiter } from "../emulator/src/arm/rateLimiter";
import type { RateLimitHeaders } from "../emulator/src/arm/rateLimitHeaders";
import { azureResponse } from "../unit/response/response";
import { random } from "./random";
import { RUNS, SEED, SEED_TEXT } from "./settings";

const BUCKET: BucketSize = { capacity: 250, refillPerSecond: 25 };
const OPERATION_MS = 60_000;
const SUBSCRIPTION = "50000000-0000-4000-8000-000000000005";
const READS = "x-ms-ratelimit-remaining-subscription-reads";
const PROVIDER_REQUESTS = "x-ms-ratelimit-remaining-subscription-resource-requests";
const GLOBAL_READS = "x-ms-ratelimit-remaining-subscription-global-reads";

/** The shortest interval between two reads: the one that 250 remaining reads allow. */
const SHORTEST_INTERVAL_MS = 17.7;
const MAXIMUM_CONCURRENT_READS = 32;
const { signal: NEVER } = new AbortController();

function useVirtualTime(): sinon.SinonFakeTimers {
    const clock = sinon.useFakeTimers({ now: 0, toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
    // In a real process performance.now() is not 0 when a wait begins.
    clock.tick(12_345);
    return clock;
}

function response(statusCode: number, headers: Readonly<Record<string, string>>): ArmResponse {
    return azureResponse(statusCode, "", headers);
}

interface Case {
    readonly waits: number;
    readonly processes?: number;
    /** @default 50 */
    readonly latencyMs?: number;
    readonly headers: RateLimitHeaders;
    /** The resource provider's own bucket, where it has one. */
    readonly resourceRequests?: BucketSize;
    /** Reads per second that another client takes. */
    readonly drained?: number;
    /** The largest share of reads that may be throttled. @default 0 */
    readonly throttledShare?: number;
    /** The longest duration, as a multiple of the time that the bucket requires. */
    readonly factor?: number;
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
        clock = useVirtualTime();
        sinon.replace(Math, "random", random(1));
    });

    afterEach(() => sinon.restore());

    async function simulate({ waits, processes = 1, latencyMs = 50, headers, drained = 0, ...rest }: Case) {
        const { resourceRequests = BUCKET } = rest;
        const allowance = new RateLimiter({ ...BUCKET, headers, resourceRequests }, () => performance.now());
        allowance.drain(drained);
        const startMs = performance.now();
        const result = { throttled: 0, reads: 0, lastEndSeconds: 0, running: 0 };

        /** @returns Milliseconds to the next poll, or undefined at the end of the operation. */
        const poll = async (limiter: ReadLimiter, dueMs: number, firstMs: number): Promise<number | undefined> => {
            const slot = (await limiter.acquire(NEVER, dueMs))!;
            const taken = allowance.take("GET", SUBSCRIPTION, "client", "Microsoft.OperationalInsights");
            const { status = 200 } = taken;
            const hasEnded = performance.now() - startMs >= OPERATION_MS;
            result.reads += 1;
            result.throttled += status === 429 ? 1 : 0;
            await delay(latencyMs);
            const received = response(status, taken.headers as Record<string, string>);
            const retryAfter = received.header("retry-after");
            const retryAfterMs = retryAfter === undefined ? undefined : Number(retryAfter) * 1000;
            slot.update(received, retryAfterMs);
            slot.release();
            const bounds = { minimumMs: 1_000, maximumMs: 60_000 };
            return status === 200 && hasEnded
                ? undefined
                : (retryAfterMs ?? pollIntervalMs(performance.now() - firstMs, bounds));
        };

        const wait = async (limiter: ReadLimiter): Promise<void> => {
            result.running += 1;
            const firstMs = performance.now();
            let dueMs = firstMs;
            for (let delayMs = await poll(limiter, dueMs, firstMs); delayMs !== undefined; ) {
                dueMs = performance.now() + delayMs;
                await delay(delayMs);
                delayMs = await poll(limiter, dueMs, firstMs);
            }
            result.running -= 1;
            result.lastEndSeconds = (performance.now() - startMs) / 1000;
        };

        for (let process = 0; process < processes; process += 1) {
            const limiter = new ReadLimiter();
            for (let index = 0; index < waits / processes; index += 1) {
                void wait(limiter);
            }
        }
        await runUntil(clock, () => result.running === 0);
        return result as Result;
    }

    const half = BUCKET.refillPerSecond / 2;
    const fifth = { drained: 20, throttledShare: 0.01, factor: 1.3 };
    const small = { resourceRequests: { capacity: 100, refillPerSecond: 5 }, factor: 1.3 };
    const ten = { waits: 1_000, processes: 10 };
    const cases: readonly (Case & { readonly name: string })[] = [
        { name: "1,000 waits", waits: 1_000, headers: "subscription", factor: 1.3 },
        { name: "1,000 waits, 1 s of latency", waits: 1_000, headers: "subscription", latencyMs: 1_000, factor: 1.3 },
        { name: "1,000 waits, half of the refill", waits: 1_000, headers: "subscription", drained: half, factor: 1.3 },
        { name: "10,000 waits", waits: 10_000, headers: "subscription", factor: 1.3 },
        {
            name: "10,000 waits, half of the refill",
            waits: 10_000,
            headers: "subscription",
            drained: half,
            factor: 1.3,
        },
        { name: "1,000 waits, also global reads", waits: 1_000, headers: "global", factor: 1.3 },
        { name: "1,000 waits, no header", waits: 1_000, headers: "none", factor: 1.6 },
        {
            name: "1,000 waits, no header, 1 s of latency",
            waits: 1_000,
            headers: "none",
            latencyMs: 1_000,
            factor: 1.6,
        },
        {
            name: "1,000 waits, no header, half of the refill",
            waits: 1_000,
            headers: "none",
            drained: half,
            factor: 1.3,
        },
        { name: "1,000 waits, no header, a fifth of the refill", waits: 1_000, headers: "none", ...fifth },
        { name: "1,000 waits, a provider's bucket", waits: 1_000, headers: "resource", factor: 1.6 },
        { name: "1,000 waits, a provider's small bucket", waits: 1_000, headers: "resource", ...small },
        { name: "10 processes of 100 waits", ...ten, headers: "subscription", factor: 1.3 },
        {
            name: "10 processes of 100 waits, 300 ms of latency",
            ...ten,
            headers: "subscription",
            latencyMs: 300,
            factor: 1.3,
        },
        ...[50, 300, 1_000].map((latencyMs) => ({
            name: `10 processes of 100 waits, no header, ${latencyMs} ms of latency`,
            ...ten,
            headers: "none" as const,
            latencyMs,
            throttledShare: 0.03,
        })),
    ];
    for (const { name, factor, throttledShare = 0, ...rest } of cases) {
        const promises = [
            throttledShare === 0 ? "avoids every 429" : `has at most ${100 * throttledShare} % of the reads throttled`,
            ...(factor === undefined ? [] : [`takes at most ${factor} times as long as the bucket requires`]),
        ];
        it(`${promises.join(" and ")}: ${name}`, async function () {
            this.timeout(120_000);
            const result = await simulate(rest);
            const { capacity, refillPerSecond } = rest.resourceRequests ?? BUCKET;
            const boundSeconds =
                OPERATION_MS / 1000 + (rest.waits - capacity) / (refillPerSecond - (rest.drained ?? 0));
            const ratio = result.lastEndSeconds / boundSeconds;
            console.log(
                `      last end after ${result.lastEndSeconds.toFixed(1)} s, ${ratio.toFixed(2)} times ${boundSeconds} s; ` +
                    `${result.reads} reads, ${result.throttled} throttled`,
            );
            assert.ok(result.throttled <= throttledShare * result.reads, `${result.throttled} reads throttled`);
            assert.ok(ratio <= (factor ?? Number.POSITIVE_INFINITY), `${ratio}`);
        });
    }
});

/** A read, and the response to it. */
interface PlannedRead {
    readonly atMs: number;
    /** How long the read has been due when it requests a slot; negative when it is due later. */
    readonly overdueMs: number;
    /** The request for a slot is aborted after this time. */
    readonly abortAfterMs: number | undefined;
    readonly latencyMs: number;
    readonly statusCode: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly retryAfterMs: number | undefined;
}

const anyHeaders = fc
    .tuple(fc.constantFrom(READS, PROVIDER_REQUESTS, GLOBAL_READS), fc.nat(300))
    .map(([name, value]) => ({ [name]: `${value}` }));
const anyRead: fc.Arbitrary<PlannedRead> = fc.record({
    atMs: fc.nat(20_000),
    overdueMs: fc.integer({ min: -3_000, max: 3_000 }),
    abortAfterMs: fc.option(fc.nat(5_000), { nil: undefined, freq: 8 }),
    latencyMs: fc.integer({ min: 1, max: 10_000 }),
    statusCode: fc.oneof(
        { weight: 12, arbitrary: fc.constant(200) },
        { weight: 1, arbitrary: fc.constantFrom(429, 503) },
    ),
    headers: fc.oneof(fc.constant({}), anyHeaders),
    retryAfterMs: fc.option(fc.integer({ min: 1_000, max: 20_000 }), { nil: undefined }),
});

describe(`ReadLimiter with random reads and responses (${SEED_TEXT})`, () => {
    let clock: sinon.SinonFakeTimers;

    beforeEach(() => {
        clock = useVirtualTime();
    });

    afterEach(() => sinon.restore());

    /** Sends the reads, and checks every start. */
    async function check(reads: readonly PlannedRead[]): Promise<void> {
        const limiter = new ReadLimiter();
        const queuedDueMs = new Set<{
            readonly dueMs: number;
            readonly queuedMs: number;
            readonly signal: AbortSignal;
        }>();
        let [underWay, running, lastStartMs, pausedUntilMs] = [0, reads.length, 0, 0];

        const send = async (read: PlannedRead): Promise<void> => {
            await delay(read.atMs);
            const controller = new AbortController();
            const nowQueuedMs = performance.now();
            const queued = { dueMs: nowQueuedMs - read.overdueMs, queuedMs: nowQueuedMs, signal: controller.signal };
            queuedDueMs.add(queued);
            const timer =
                read.abortAfterMs === undefined ? undefined : setTimeout(() => controller.abort(), read.abortAfterMs);
            const slot = await limiter.acquire(controller.signal, queued.dueMs).catch(() => undefined);
            clearTimeout(timer);
            queuedDueMs.delete(queued);
            if (slot === undefined) {
                return;
            }
            const nowMs = performance.now();
            underWay += 1;
            assert.ok(underWay <= MAXIMUM_CONCURRENT_READS, `${underWay} reads at once`);
            assert.ok(nowMs >= pausedUntilMs, "a read starts in a pause");
            assert.ok(nowMs - lastStartMs >= SHORTEST_INTERVAL_MS, `${nowMs - lastStartMs} ms after the read before`);
            assert.ok(
                // One that was queued at this very time may have come after the slot was granted.
                [...queuedDueMs].every(
                    ({ dueMs, queuedMs, signal }) => dueMs >= queued.dueMs || queuedMs === nowMs || signal.aborted,
                ),
                "a read that became due earlier is still waiting",
            );
            lastStartMs = nowMs;
            await delay(read.latencyMs);
            if (read.statusCode === 429) {
                pausedUntilMs = Math.max(pausedUntilMs, performance.now() + (read.retryAfterMs ?? 1_000));
            }
            slot.update(response(read.statusCode, read.headers), read.retryAfterMs);
            underWay -= 1;
            slot.release();
        };

        const ends = Promise.all(
            reads.map((read) =>
                send(read).finally(() => {
                    running -= 1;
                }),
            ),
        );
        await Promise.race([ends, runUntil(clock, () => running === 0 || clock.countTimers() === 0)]);
        assert.deepEqual([running, clock.countTimers()], [0, 0], "reads without a slot, or timers, are left");
    }

    it("starts at most 32 reads at once, in the order of their due times, and none in a pause", async function () {
        this.timeout(60_000 + RUNS * 60);
        await fc.assert(fc.asyncProperty(fc.array(anyRead, { minLength: 1, maxLength: 120, size: "max" }), check), {
            numRuns: Math.ceil(RUNS / 5),
            seed: SEED,
        });
    });

    it("never estimates more than 250 reads", () => {
        const anyStep = fc.oneof(
            fc.record({ kind: fc.constant("tick" as const), milliseconds: fc.nat(400_000) }),
            fc.record({ kind: fc.constant("update" as const), headers: anyHeaders, underWay: fc.nat(31) }),
            fc.record({ kind: fc.constantFrom("take" as const, "lower" as const) }),
        );
        fc.assert(
            fc.property(fc.array(anyStep, { maxLength: 40, size: "max" }), (steps) => {
                const estimate = new ReadEstimate();
                for (const step of steps) {
                    switch (step.kind) {
                        case "tick":
                            clock.tick(step.milliseconds);
                            break;
                        case "update":
                            estimate.update(response(200, step.headers), step.underWay);
                            break;
                        default:
                            estimate[step.kind]();
                    }
                    const intervalMs = estimate.intervalMs(performance.now());
                    assert.ok(intervalMs >= SHORTEST_INTERVAL_MS && intervalMs <= 2_000, `${intervalMs} ms`);
                }
            }),
            { numRuns: RUNS, seed: SEED },
        );
    });
});

/** Advances the clock from timer to timer. */
async function runUntil(clock: sinon.SinonFakeTimers, hasEnded: () => boolean): Promise<void> {
    await settle();
    while (!hasEnded()) {
        clock.next();
        await settle();
    }
}

/** Lets all promises proceed that no timer holds back. */
async function settle(): Promise<void> {
    for (let turn = 0; turn < 3; turn += 1) {
        await new Promise<void>((resolve) => setImmediate(resolve));
    }
}

function delay(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
