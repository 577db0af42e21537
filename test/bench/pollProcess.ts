// SPDX-License-Identifier: Apache-2.0

// Polls with the built package, because tsx adds code to each function of its sources.
import { setTimeout as pause } from "node:timers/promises";
import { waitForOperation } from "pulumi-azure-wait/wait";
import { runTask } from "../load/clientProcess";

/** A task of this process: to poll a running operation again and again. */
export interface PollTask {
    readonly client: "fetch" | "waitForOperation";
    readonly url: string;
    readonly token: string;
    /** Polls before the first measured one. */
    readonly warmUpPolls: number;
    readonly polls: number;
}

/** What a poll costs on average. */
export interface PollCost {
    readonly cpuMs: number;
    /** Growth of the heap, which is what was allocated if nothing was collected. */
    readonly heapBytes: number;
}

/** As often as the read limiter allows without end, so that it never waits. */
const INTERVAL_MS = 25;

/** Counts polls, and measures between two of them. */
class Meter {
    #count = 0;
    #start: { readonly cpu: NodeJS.CpuUsage; readonly heapBytes: number } | undefined;
    #cost: PollCost | undefined;

    constructor(private readonly task: PollTask) {}

    /** @returns The cost, once all polls are counted. */
    count(): PollCost | undefined {
        this.#count += 1;
        const { warmUpPolls, polls } = this.task;
        if (this.#count === warmUpPolls) {
            this.#start = { cpu: process.cpuUsage(), heapBytes: process.memoryUsage().heapUsed };
        } else if (this.#count === warmUpPolls + polls && this.#start !== undefined) {
            const { user, system } = process.cpuUsage(this.#start.cpu);
            const heapBytes = process.memoryUsage().heapUsed - this.#start.heapBytes;
            this.#cost = { cpuMs: (user + system) / 1000 / polls, heapBytes: heapBytes / polls };
        }
        return this.#cost;
    }
}

async function pollWithFetch(task: PollTask): Promise<PollCost> {
    const meter = new Meter(task);
    for (;;) {
        const response = await fetch(task.url, { headers: { authorization: `Bearer ${task.token}` } });
        const { status } = (await response.json()) as { status: string };
        const cost = status === "InProgress" ? meter.count() : undefined;
        if (cost !== undefined) {
            return cost;
        }
        await pause(INTERVAL_MS);
    }
}

async function pollWithThisPackage(task: PollTask): Promise<PollCost> {
    const { url, token } = task;
    const meter = new Meter(task);
    const enough = new AbortController();
    let cost: PollCost | undefined;
    const wait = waitForOperation(url, {
        credential: { getToken: async () => ({ token, expiresOnTimestamp: Number.POSITIVE_INFINITY }) },
        minPollInterval: `${INTERVAL_MS}ms`,
        maxPollInterval: `${INTERVAL_MS}ms`,
        signal: enough.signal,
        onProgress: () => {
            cost ??= meter.count();
            if (cost !== undefined) {
                enough.abort();
            }
        },
    });
    await wait.catch((error: unknown) => {
        if (cost === undefined) {
            throw error;
        }
    });
    return cost!;
}

runTask<PollTask>(async (task) => ({
    ...(await (task.client === "fetch" ? pollWithFetch(task) : pollWithThisPackage(task))),
}));
