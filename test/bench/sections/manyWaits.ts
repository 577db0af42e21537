// SPDX-License-Identifier: Apache-2.0
import path from "node:path";
import { ARM_READS, boundSeconds, type Load, type LoadResult, runLoad } from "../../load/load";
import { median } from "../costLaw";
import { OWN_NAME } from "../pollingClients";
import type { Point, Section } from "../section";

const PEER = "@azure/core-lro";
/** The peer with as many reads in a second as this package. */
const PACED_PEER = `${PEER} at the same rate of reads`;
const PEER_SCRIPT = path.join(__dirname, "../coreLroProcess.ts");
const HALF_REFILL = ARM_READS.refillPerSecond / 2;
const WITHOUT_HEADERS = { ...ARM_READS, headers: "none" } as const;
/** Both clients finish with the right results. */
const UNLIMITED = { capacity: 1_000_000, refillPerSecond: 1_000_000 };

/** The load of both plots of reads over time. */
const PLOTTED = "1,000 waits, with headers";
const WITHOUT_LIMIT = "1,000 waits, no limit";

interface Case {
    readonly name: string;
    readonly waits: number;
    /** @default 1 */
    readonly processes?: number;
    /** @default ARM's bucket with headers */
    readonly reads?: Load["reads"];
    readonly drained?: number;
}

const CASES: readonly Case[] = [
    { name: "100 waits, with headers", waits: 100 },
    { name: PLOTTED, waits: 1_000 },
    { name: "1,000 waits, without headers", waits: 1_000, reads: WITHOUT_HEADERS },
    { name: "1,000 waits, half the refill taken", waits: 1_000, drained: HALF_REFILL },
    { name: WITHOUT_LIMIT, waits: 1_000, reads: UNLIMITED },
    { name: "10 processes of 100 waits, with headers", waits: 1_000, processes: 10 },
    {
        name: "10 processes of 100 waits, without headers",
        waits: 1_000,
        processes: 10,
        reads: WITHOUT_HEADERS,
    },
    { name: "10,000 waits, no limit", waits: 10_000, reads: UNLIMITED },
];

const FULL = { operationSeconds: 60, share: 1 };
const QUICK = { operationSeconds: 5, share: 0.02 };
const LATENCY_MS = 300;
const BIN_SECONDS = 2;

/** Many waits at once, in real time. */
export const MANY_WAITS: Section = {
    name: "waits",
    title: "Many waits at once",
    async measure({ quick, onProgress }) {
        const { operationSeconds, share } = quick ? QUICK : FULL;
        const values: Record<string, number> = {};
        const points: Point[] = [];
        for (const { name, waits, processes = 1, reads = ARM_READS, drained = 0 } of CASES) {
            const load = { waits: waits * share, processes, reads, drained, operationSeconds, latencyMs: LATENCY_MS };
            const measure = async (client: string, clientLoad: Load): Promise<LoadResult> => {
                onProgress(`${name}: ${client}`);
                const result = await runLoad(clientLoad);
                Object.assign(values, figures(`${name}: ${client}`, clientLoad, result));
                if (name === PLOTTED) {
                    points.push(...readsOverTime(client, result));
                }
                return result;
            };
            const own = await measure(OWN_NAME, load);
            await measure(PEER, { ...load, script: PEER_SCRIPT });
            if (name === WITHOUT_LIMIT) {
                // A read costs more CPU the fewer there are in a second.
                const pollIntervalMs = (1_000 * load.waits * own.seconds) / own.reads.length;
                await measure(PACED_PEER, { ...load, script: PEER_SCRIPT, pollIntervalMs });
            }
        }
        const cpuOf = (client: string) => values[`milliseconds of CPU per read: ${WITHOUT_LIMIT}: ${client}`]!;
        values["CPU per read, as a multiple of core-lro's, 1,000 waits, no limit"] = cpuOf(OWN_NAME) / cpuOf(PEER);
        values["CPU per read, as a multiple of core-lro's at the same rate of reads, 1,000 waits, no limit"] =
            cpuOf(OWN_NAME) / cpuOf(PACED_PEER);
        return { values, points };
    },
};

function figures(title: string, load: Load, result: LoadResult): Record<string, number> {
    const { seconds, reads, throttled, wrong, lagSeconds, cpuSeconds, memoryGrowthBytes } = result;
    return {
        [`wrong results: ${title}`]: wrong.length,
        [`share of 429s: ${title}`]: throttled / reads.length,
        [`reads: ${title}`]: reads.length,
        // A wait that gave up has no lag, and ends early.
        ...(wrong.length > 0
            ? {}
            : {
                  [`last end, as a multiple of the bucket's own limit: ${title}`]: seconds / boundSeconds(load),
                  [`median lag in seconds: ${title}`]: median(lagSeconds),
              }),
        [`megabytes of memory growth: ${title}`]: memoryGrowthBytes / 1_000_000,
        [`milliseconds of CPU per wait: ${title}`]: (1_000 * cpuSeconds) / load.waits,
        [`milliseconds of CPU per read: ${title}`]: (1_000 * cpuSeconds) / reads.length,
    };
}

/** Reads per second over time, and those of them that were throttled, where there are any. */
function readsOverTime(client: string, { reads, throttled }: LoadResult): Point[] {
    const curve = (series: string, times: readonly number[]) =>
        Array.from({ length: Math.ceil((reads.at(-1)?.atSeconds ?? 0) / BIN_SECONDS) + 1 }, (_, bin) => ({
            series,
            x: bin * BIN_SECONDS,
            y: times.filter((atSeconds) => Math.floor(atSeconds / BIN_SECONDS) === bin).length / BIN_SECONDS,
        }));
    const all = curve(
        client,
        reads.map(({ atSeconds }) => atSeconds),
    );
    const refused = reads.filter((read) => read.throttled).map(({ atSeconds }) => atSeconds);
    return throttled === 0 ? all : [...all, ...curve(`${client}: 429`, refused)];
}
