// SPDX-License-Identifier: Apache-2.0
import sinon from "sinon";
import { advanceUntilSettled } from "../../harness/virtualTime";
import { random } from "../../property/random";
import {
    betweenLogarithmically,
    durationsIn,
    logarithmicCells,
    meanRatio,
    median,
    recordedDurations,
    type Spent,
    totalRatio,
} from "../costLaw";
import { OWN_NAME, POLLING_CLIENTS, type PollingClient } from "../pollingClients";
import type { Point, Section } from "../section";
import { type ResponseHints, VirtualOperation } from "../virtualOperation";

const CELLS = logarithmicCells(5, 6 * 3600, 14);
const RETRY_AFTER_SECONDS = [10, 15, 30, 60];
const SEED = 1;
/** Comparisons of virtual times are exact to less than a timer's millisecond. */
const TOLERANCE_SECONDS = 0.001;

/** One wait in virtual time. */
async function waitInVirtualTime(client: PollingClient, durationSeconds: number, hints: ResponseHints) {
    const sandbox = sinon.createSandbox();
    const clock = sandbox.useFakeTimers({
        now: Date.UTC(2026, 2, 2, 9),
        toFake: ["setTimeout", "clearTimeout", "Date", "performance"],
    });
    try {
        const operation = new VirtualOperation(durationSeconds, hints);
        await advanceUntilSettled(clock, client(operation));
        return operation;
    } finally {
        sandbox.restore();
    }
}

async function spend(client: PollingClient, durations: readonly number[], hints: ResponseHints): Promise<Spent[]> {
    const spent: Spent[] = [];
    for (const durationSeconds of durations) {
        const { lagSeconds, readsAtSeconds } = await waitInVirtualTime(client, durationSeconds, hints);
        spent.push({ durationSeconds, lagSeconds, reads: readsAtSeconds.length });
    }
    return spent;
}

/** Waits of this package where responses have a `Retry-After`. */
async function measureRetryAfter(durations: readonly number[]) {
    const ownClient = POLLING_CLIENTS[OWN_NAME]!;
    let earlyReads = 0;
    const lagShares: number[] = [];
    for (const retryAfterSeconds of RETRY_AFTER_SECONDS) {
        for (const duration of durations) {
            const hints = { retryAfterSeconds, rateLimit: false };
            const { lagSeconds, readsAtSeconds } = await waitInVirtualTime(ownClient, duration, hints);
            const delays = readsAtSeconds.slice(1).map((atSeconds, index) => atSeconds - readsAtSeconds[index]!);
            earlyReads += delays.filter((delay) => delay < retryAfterSeconds - TOLERANCE_SECONDS).length;
            lagShares.push(lagSeconds / retryAfterSeconds);
        }
    }
    return {
        "reads before the end of a Retry-After": earlyReads,
        "median lag as a share of the Retry-After": median(lagShares),
    };
}

/** Lag and reads of single waits in virtual time. */
export const LAG_AGAINST_READS: Section = {
    name: "lag",
    title: "Lag against reads, in virtual time",
    async measure({ quick, onProgress }) {
        const drawn = random(SEED);
        const cells = CELLS.map((cell) => durationsIn(cell, quick ? 4 : 50, drawn));
        const recorded = recordedDurations(quick ? 20 : 500, drawn);
        const jitter = sinon.stub(Math, "random");
        const values: Record<string, number> = {};
        const points: Point[] = [];
        try {
            for (const [name, client] of Object.entries(POLLING_CLIENTS)) {
                onProgress(name);
                for (const rateLimit of [false, true]) {
                    jitter.callsFake(random(SEED));
                    const ratios: number[] = [];
                    for (const durations of cells) {
                        ratios.push(meanRatio(await spend(client, durations, { rateLimit })));
                    }
                    const worst = Math.max(...ratios);
                    const headers = rateLimit ? "with rate-limit headers" : "without rate-limit headers";
                    values[`worst ratio ${headers}: ${name}`] = worst;
                    if (name !== OWN_NAME) {
                        const own = values[`worst ratio ${headers}: ${OWN_NAME}`]!;
                        values[`worst ratio ${headers}, as a multiple of this package's: ${name}`] = worst / own;
                    }
                    if (!rateLimit) {
                        const middles = CELLS.map((cell) =>
                            betweenLogarithmically(cell.fromSeconds, cell.toSeconds, 0.5),
                        );
                        points.push(...ratios.map((y, index) => ({ series: name, x: middles[index]!, y })));
                    }
                }
                const spent = await spend(client, recorded, { rateLimit: false });
                values[`ratio on the recorded durations: ${name}`] = totalRatio(spent);
            }
            onProgress("Retry-After");
            Object.assign(values, await measureRetryAfter(cells.flat()));
        } finally {
            jitter.restore();
        }
        return { values, points };
    },
};
