// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import sinon from "sinon";
import { ArmClient } from "../../provider/azure/armClient";
import { waitForOperation } from "../../provider/wait";
import { READ_COST_SECONDS } from "../bench/costLaw";
import { advanceUntilSettled } from "../harness/virtualTime";
import { random } from "./random";

const OPERATIONS = 60;
const SHORTEST_SECONDS = 2;
const LONGEST_SECONDS = 180;
const LATENCY_MS = 200;
const HIGHEST_COST_SECONDS = 310;
const SEEDS = [1, 2, 3, 4, 5];

const PATH =
    "/subscriptions/50000000-0000-4000-8000-000000000005/providers/Microsoft.OperationalInsights/locations/westus";

/** Evenly distributed on a logarithmic scale. */
const DURATIONS_SECONDS = Array.from(
    { length: OPERATIONS },
    (_, index) => SHORTEST_SECONDS * (LONGEST_SECONDS / SHORTEST_SECONDS) ** (index / (OPERATIONS - 1)),
);

interface Cost {
    readonly reads: number;
    /** Sum over all operations of the time from the end of the operation to the response that reports it. */
    readonly lagSeconds: number;
    readonly totalSeconds: number;
}

/**
 * Real waits in virtual time, against responses without a rate-limit header, as many services send them. Only `ArmClient.request`
 * is replaced.
 */
describe("The cost of polling", () => {
    const { request } = ArmClient.prototype;
    let sandbox: sinon.SinonSandbox;
    let clock: sinon.SinonFakeTimers;
    let randomStub: sinon.SinonStub;

    beforeEach(() => {
        sandbox = sinon.createSandbox();
        clock = sandbox.useFakeTimers({
            now: Date.UTC(2026, 2, 2, 9),
            toFake: ["setTimeout", "clearTimeout", "Date", "performance"],
        });
        clock.tick(12_345);
        randomStub = sandbox.stub(Math, "random");
    });

    afterEach(() => {
        ArmClient.prototype.request = request;
        sandbox.restore();
    });

    async function measure(seed: number): Promise<Cost> {
        randomStub.callsFake(random(seed));
        const startMs = performance.now();
        const ageSeconds = () => (performance.now() - startMs) / 1000;
        let reads = 0;
        ArmClient.prototype.request = async (url) => {
            reads += 1;
            const duration = DURATIONS_SECONDS[Number(/operationStatuses\/(\d+)/.exec(url)?.[1])] ?? Number.NaN;
            const status = ageSeconds() >= duration ? "Succeeded" : "InProgress";
            await new Promise((resolve) => setTimeout(resolve, LATENCY_MS));
            const headers: Readonly<Record<string, string>> = { "x-ms-request-id": "request-1" };
            return { statusCode: 200, header: (name) => headers[name], body: JSON.stringify({ status }) };
        };
        // One credential is one identity, with one read limiter.
        const credential = { getToken: async () => null };
        const waits = DURATIONS_SECONDS.map(async (duration, index) => {
            const operation = `${PATH}/operationStatuses/${index}?api-version=2025-02-01`;
            await waitForOperation(operation, { endpoint: "http://127.0.0.1:1", credential });
            return ageSeconds() - duration;
        });
        const lags = await advanceUntilSettled(clock, Promise.all(waits));
        const lagSeconds = lags.reduce((sum, lag) => sum + lag, 0);
        return { reads, lagSeconds, totalSeconds: lagSeconds + READ_COST_SECONDS * reads };
    }

    it(`is at most ${HIGHEST_COST_SECONDS} s for ${OPERATIONS} operations: their lag, and ${READ_COST_SECONDS} s for each read`, async () => {
        const costs: Cost[] = [];
        for (const seed of SEEDS) {
            costs.push(await measure(seed));
        }
        costs.sort((one, other) => one.totalSeconds - other.totalSeconds);
        const median = costs[Math.floor(costs.length / 2)]!;
        console.log(
            `      ${median.totalSeconds.toFixed(0)} s: ${median.lagSeconds.toFixed(0)} s of lag, ${median.reads} reads; ` +
                `all seeds: ${costs.map(({ totalSeconds }) => totalSeconds.toFixed(0)).join(", ")} s`,
        );
        assert.ok(median.totalSeconds <= HIGHEST_COST_SECONDS, `${median.totalSeconds} s`);
    });
});
