// SPDX-License-Identifier: Apache-2.0
import { runTask } from "./clientProcess";

/** The operations that a process waits for at once. */
export interface WaitingTask {
    readonly urls: readonly string[];
    /** An access token, so that no client signs in. */
    readonly token: string;
    /** Milliseconds between the polls of core-lro. @default its own */
    readonly pollIntervalMs?: number | undefined;
}

/** How the waits of a process ended, and what they used. */
export interface WaitingResult {
    readonly waits: readonly {
        /** The status of the operation, or the code of the error. */
        readonly result: string;
        /** In milliseconds since 1970. */
        readonly endedAtMs: number;
    }[];
    readonly cpuSeconds: number;
    /** The highest resident memory, less that before the first wait. */
    readonly memoryGrowthBytes: number;
}

const MEMORY_INTERVAL_MS = 500;

/** Waits for all operations of the task at once. */
export function runWaits(resultOf: (url: string, task: WaitingTask) => Promise<string>): void {
    runTask<WaitingTask>(async (task) => {
        const memoryBefore = process.memoryUsage.rss();
        let highestMemory = memoryBefore;
        const measureMemory = () => {
            highestMemory = Math.max(highestMemory, process.memoryUsage.rss());
        };
        const timer = setInterval(measureMemory, MEMORY_INTERVAL_MS);
        const cpuBefore = process.cpuUsage();
        const waits = await Promise.all(
            task.urls.map(async (url) => {
                const result = await resultOf(url, task);
                return { result, endedAtMs: performance.timeOrigin + performance.now() };
            }),
        );
        const { user, system } = process.cpuUsage(cpuBefore);
        clearInterval(timer);
        measureMemory();
        return {
            waits,
            cpuSeconds: (user + system) / 1_000_000,
            memoryGrowthBytes: highestMemory - memoryBefore,
        } satisfies WaitingResult;
    });
}
