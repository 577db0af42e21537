// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import sinon from "sinon";
import { ReadEstimate } from "../../../provider/azure/readEstimate";
import type { ArmResponse } from "../../../provider/response/armResponse";

const SUBSCRIPTION_READS = "x-ms-ratelimit-remaining-subscription-reads";
const TENANT_READS = "x-ms-ratelimit-remaining-tenant-reads";
const PROVIDER_REQUESTS = "x-ms-ratelimit-remaining-subscription-resource-requests";
const GLOBAL_READS = "x-ms-ratelimit-remaining-subscription-global-reads";
const TENANT_GLOBAL_READS = "x-ms-ratelimit-remaining-tenant-global-reads";

type Headers = Readonly<Record<string, string>>;

function response(headers: Headers): ArmResponse {
    return { statusCode: 200, header: (name) => headers[name], body: "" };
}

describe("ReadEstimate", () => {
    let clock: sinon.SinonFakeTimers;
    let estimate: ReadEstimate;

    beforeEach(() => {
        clock = sinon.useFakeTimers({ now: 12_345, toFake: ["Date", "performance"] });
        estimate = new ReadEstimate();
    });

    afterEach(() => sinon.restore());

    function set(reads: number): void {
        estimate.update(response({ [SUBSCRIPTION_READS]: `${reads}` }), 0);
    }

    /**
     * Checks the interval after a read that is sent now: it ends when as much time has passed as the rate at its end requires, which
     * is (reads − 25) / 4 per second, while the estimate has grown by the refill.
     */
    function assertReads(reads: number, refillPerSecond = 12.5): void {
        const seconds = estimate.intervalMs(performance.now()) / 1000;
        const readsAtEnd = reads + refillPerSecond * seconds;
        const due = seconds * ((readsAtEnd - 25) / 4);
        assert.ok(Math.abs(due - 1) < 1e-9, `${seconds} s are not the interval for ${reads} reads`);
    }

    const INTERVALS: readonly (readonly [reads: number, intervalMs: number])[] = [
        [250, 18],
        [125, 40],
        [65, 97],
        [29, 428],
        [25, 566],
        [10, 1_425],
        [1, 2_000],
        [0, 2_000],
    ];
    for (const [reads, expectedMs] of INTERVALS) {
        it(`allows the next read ${expectedMs} ms after one that leaves ${reads} reads`, () => {
            set(reads);
            assert.equal(Math.round(estimate.intervalMs(performance.now())), expectedMs);
        });
    }

    it("begins with half a bucket, and loses one with every read", () => {
        assertReads(125);
        estimate.take();
        estimate.take();
        assertReads(123);
    });

    it("gains 12.5 reads per second, up to 250", () => {
        set(100);
        clock.tick(4_000);
        assertReads(150);
        clock.tick(8_000);
        assertReads(250);
        clock.tick(3_600_000);
        assertReads(250);
    });

    it("shortens the interval while the estimate grows", () => {
        set(25);
        const sinceMs = performance.now();
        const intervalMs = estimate.intervalMs(sinceMs);
        clock.tick(Math.floor(intervalMs / 2));
        assert.ok(Math.abs(estimate.intervalMs(sinceMs) - intervalMs) < 1e-6, "the growth is part of the interval");
        set(250);
        assert.ok(performance.now() >= sinceMs + estimate.intervalMs(sinceMs), "the next read is overdue");
    });

    const HEADERS: readonly (readonly [title: string, headers: Headers, reads: number, isReported: boolean])[] = [
        ["no header", {}, 125, false],
        ["the reads of the subscription", { [SUBSCRIPTION_READS]: "65" }, 65, true],
        ["more reads of the subscription than estimated", { [SUBSCRIPTION_READS]: "249" }, 249, true],
        ["more reads of the subscription than the bucket holds", { [SUBSCRIPTION_READS]: "11999" }, 250, true],
        ["the reads of the tenant", { [TENANT_READS]: "180" }, 180, true],
        ["few requests to the resource provider", { [PROVIDER_REQUESTS]: "86" }, 86, true],
        ["many requests to the resource provider", { [PROVIDER_REQUESTS]: "23999" }, 125, true],
        ["fewer reads than requests", { [SUBSCRIPTION_READS]: "65", [PROVIDER_REQUESTS]: "86" }, 65, true],
        ["fewer requests than reads", { [SUBSCRIPTION_READS]: "200", [PROVIDER_REQUESTS]: "86" }, 86, true],
        ["many reads of all identities", { [GLOBAL_READS]: "16499" }, 125, false],
        ["few reads of all identities", { [GLOBAL_READS]: "30", [TENANT_GLOBAL_READS]: "30" }, 125, false],
        [
            "the reads of the subscription and of all identities",
            { [GLOBAL_READS]: "3749", [SUBSCRIPTION_READS]: "65" },
            65,
            true,
        ],
        ...["", "-1", "many", "65 of 250", "6e3"].map(
            (value) => [`the invalid value "${value}"`, { [SUBSCRIPTION_READS]: value }, 125, false] as const,
        ),
        ["an invalid value and the reads of the tenant", { [SUBSCRIPTION_READS]: "", [TENANT_READS]: "65" }, 65, true],
    ];
    for (const [title, headers, reads, isReported] of HEADERS) {
        it(`estimates ${reads} reads after a response with ${title}`, () => {
            assert.equal(estimate.update(response(headers), 0), isReported);
            assertReads(reads);
        });
    }

    it("subtracts the other reads under way from the identity's bucket and from the provider's", () => {
        estimate.update(response({ [SUBSCRIPTION_READS]: "100" }), 10);
        assertReads(90);
        estimate.update(response({ [PROVIDER_REQUESTS]: "80" }), 10);
        assertReads(70);
    });

    it("subtracts no reads under way without a header, because each was subtracted when it was sent", () => {
        estimate.update(response({}), 10);
        assertReads(125);
    });

    describe("lowered after a 429", () => {
        it("keeps no more than 25 reads, and half the refill", () => {
            estimate.lower();
            assertReads(25, 6.25);
            clock.tick(4_000);
            assertReads(50, 6.25);
        });

        it("keeps fewer than 25 reads", () => {
            set(20);
            estimate.lower();
            assertReads(20, 6.25);
        });

        it("never lets the refill fall below one read in two seconds", () => {
            for (let times = 0; times < 10; times += 1) {
                estimate.lower();
            }
            clock.tick(50_000);
            assertReads(50, 0.5);
        });

        const GROWTH: readonly (readonly [seconds: number, refillPerSecond: number])[] = [
            [59.999, 3.125],
            [60, 4.6875],
            [119.999, 4.6875],
            [120, 7.03125],
            [180, 10.546875],
            [240, 12.5],
            [86_400, 12.5],
        ];
        for (const [seconds, refillPerSecond] of GROWTH) {
            it(`refills ${refillPerSecond} reads per second ${seconds} s after it fell to 3.125`, () => {
                estimate.lower();
                estimate.lower();
                clock.tick(1000 * seconds);
                set(25);
                assertReads(25, refillPerSecond);
            });
        }

        it("counts what each minute refilled at its own rate", () => {
            for (let times = 0; times < 10; times += 1) {
                estimate.lower();
            }
            clock.tick(130_000);
            // A minute at 0.5 reads per second, a minute at 0.75, and ten seconds at 1.125.
            assertReads(25 + 30 + 45 + 11.25, 1.125);
        });
    });
});
