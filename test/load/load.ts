// SPDX-License-Identifier: Apache-2.0
import path from "node:path";
import type { RateLimit } from "../emulator/src/arm/rateLimiter";
import { startEmulator } from "../emulator/src/index";
import { ClientProcess } from "./clientProcess";
import type { WaitingResult, WaitingTask } from "./waitingTask";

/** ARM's bucket of reads for one identity in one subscription. */
export const ARM_READS = { capacity: 250, refillPerSecond: 25 };

const OUTCOMES = ["Succeeded", "Succeeded", "Succeeded", "Failed", "Canceled"] as const;
const EXPECTED_RESULTS = { Succeeded: "Succeeded", Failed: "OperationFailed", Canceled: "OperationCanceled" } as const;

/** Waits at once, in real time, over TLS, in processes of their own. */
export interface Load {
    readonly processes: number;
    /** Waits of all processes together. */
    readonly waits: number;
    readonly reads: RateLimit;
    readonly latencyMs: number;
    /** Reads per second that another client takes. @default 0 */
    readonly drained?: number;
    readonly operationSeconds: number;
    /** The path of the script of the processes, which calls `runWaits`. @default waits of this package */
    readonly script?: string;
    /** Milliseconds between the polls of core-lro. @default its own */
    readonly pollIntervalMs?: number;
}

/** What a load led to. */
export interface LoadResult {
    /** From the start to the end of the last wait. */
    readonly seconds: number;
    /** Reads of status URLs in order of arrival: seconds since the start, and whether they were throttled. */
    readonly reads: readonly { readonly atSeconds: number; readonly throttled: boolean }[];
    /** Number of reads that were throttled. */
    readonly throttled: number;
    /** Waits that ended with another result than that of the operation. */
    readonly wrong: readonly { readonly expected: string; readonly received: string }[];
    /** From the end of each operation to the end of its wait, for the right results. */
    readonly lagSeconds: readonly number[];
    /** Of all processes together. */
    readonly cpuSeconds: number;
    /** Of all processes together. */
    readonly memoryGrowthBytes: number;
}

/** The shortest time in which a load can end: the bucket allows one read for each wait after the end of the operations. */
export function boundSeconds({ waits, reads, drained = 0, operationSeconds }: Load): number {
    return operationSeconds + Math.max(0, waits - reads.capacity) / (reads.refillPerSecond - drained);
}

export async function runLoad(load: Load): Promise<LoadResult> {
    const { processes, waits, reads, latencyMs, drained = 0, operationSeconds, pollIntervalMs } = load;
    const emulator = await startEmulator({ reads, latencyMs });
    const children: ClientProcess[] = [];
    try {
        emulator.drain({ perSecond: drained });
        const script = load.script ?? path.join(__dirname, "waitingProcess.ts");
        const starting = Array.from({ length: processes }, async () => {
            children.push(await ClientProcess.start(script, emulator));
        });
        await Promise.all(starting);
        emulator.clearRequests();
        const token = emulator.issueToken();
        const startMs = performance.timeOrigin + performance.now();
        const operations = Array.from({ length: waits }, (_, index) => {
            const outcome = OUTCOMES[index % OUTCOMES.length]!;
            const script = { durationSeconds: operationSeconds, outcome, error: { code: "KeyDenied" } };
            const startedAtMs = performance.timeOrigin + performance.now();
            return { expected: EXPECTED_RESULTS[outcome], startedAtMs, url: emulator.startOperation(script).url };
        });
        const share = Math.ceil(waits / processes);
        const results = await Promise.all(
            children.map((child, index) => {
                const urls = operations.slice(index * share, (index + 1) * share).map(({ url }) => url);
                return child.run<WaitingResult>({ urls, token, pollIntervalMs } satisfies WaitingTask);
            }),
        );
        const ended = results
            .flatMap((result) => result.waits)
            .map(({ result, endedAtMs }, index) => ({
                expected: operations[index]!.expected,
                received: result,
                seconds: (endedAtMs - startMs) / 1000,
                lagSeconds: (endedAtMs - operations[index]!.startedAtMs) / 1000 - operationSeconds,
            }));
        const right = ended.filter(({ expected, received }) => expected === received);
        const sent = emulator.requests.filter(({ path: url }) => /operationStatuses/i.test(url));
        const throttled = sent.filter(({ status }) => status === 429);
        const firstMs = sent[0]?.atMs ?? 0;
        return {
            seconds: Math.max(...ended.map(({ seconds }) => seconds)),
            reads: sent.map(({ atMs, status }) => ({ atSeconds: (atMs - firstMs) / 1000, throttled: status === 429 })),
            throttled: throttled.length,
            wrong: ended.flatMap(({ expected, received }) => (expected === received ? [] : [{ expected, received }])),
            lagSeconds: right.map(({ lagSeconds }) => lagSeconds),
            cpuSeconds: results.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
            memoryGrowthBytes: results.reduce((sum, { memoryGrowthBytes }) => sum + memoryGrowthBytes, 0),
        };
    } finally {
        await Promise.all(children.map((child) => child.stop()));
        await emulator.close();
    }
}
