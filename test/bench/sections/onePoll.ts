// SPDX-License-Identifier: Apache-2.0
import path from "node:path";
import { startEmulator } from "../../emulator/src/index";
import { ClientProcess } from "../../load/clientProcess";
import { medianOfEach } from "../alternate";
import type { PollCost, PollTask } from "../pollProcess";
import type { Section } from "../section";

/** No limit: the emulator's bucket never gets empty. */
const READS = { capacity: 1_000_000, refillPerSecond: 1_000_000 };
/** A new space so large that nothing is collected while allocations are measured. */
const WITHOUT_COLLECTION = ["--min-semi-space-size=512", "--max-semi-space-size=512"];

/** One poll of this package and a bare `fetch`, over TLS connections that stay open. */
export const ONE_POLL: Section = {
    name: "poll",
    title: "One poll",
    async measure({ quick, onProgress }) {
        const emulator = await startEmulator({ reads: READS });
        const { url } = emulator.startOperation({ durationSeconds: 24 * 3600 });
        const token = emulator.issueToken();
        const counts = quick ? { warmUpPolls: 20, polls: 40 } : { warmUpPolls: 100, polls: 400 };
        const measure = async (client: PollTask["client"], nodeOptions: readonly string[] = []): Promise<PollCost> => {
            const child = await ClientProcess.start(path.join(__dirname, "../pollProcess.ts"), emulator, nodeOptions);
            try {
                return await child.run<PollCost>({ client, url, token, ...counts } satisfies PollTask);
            } finally {
                await child.stop();
            }
        };
        try {
            const rounds = quick ? 1 : 3;
            onProgress(`CPU of ${counts.polls} polls each, ${rounds} times`);
            const cpu = await medianOfEach(rounds, {
                own: async () => (await measure("waitForOperation")).cpuMs,
                fetch: async () => (await measure("fetch")).cpuMs,
            });
            onProgress(`allocations of ${counts.polls} polls each, ${rounds} times`);
            const heap = await medianOfEach(rounds, {
                own: async () => (await measure("waitForOperation", WITHOUT_COLLECTION)).heapBytes,
                fetch: async () => (await measure("fetch", WITHOUT_COLLECTION)).heapBytes,
            });
            return {
                values: {
                    "CPU, as a multiple of a bare fetch": cpu.own / cpu.fetch,
                    "allocated bytes, as a multiple of a bare fetch": heap.own / heap.fetch,
                    "milliseconds of CPU: one poll": cpu.own,
                    "milliseconds of CPU: bare fetch": cpu.fetch,
                    "allocated bytes: one poll": heap.own,
                    "allocated bytes: bare fetch": heap.fetch,
                },
            };
        } finally {
            await emulator.close();
        }
    },
};
