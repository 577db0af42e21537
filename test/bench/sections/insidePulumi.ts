// SPDX-License-Identifier: Apache-2.0
import path from "node:path";
import { medianOfEach } from "../alternate";
import { median } from "../costLaw";
import { type Program, PulumiBench, type Times } from "../pulumiBench";
import type { Section } from "../section";

const { bin } = require("../../../package.json") as { readonly bin: Readonly<Record<string, string>> };

/** Preview and up of all programs, in turn. */
async function measurePrograms(bench: PulumiBench, count: number, rounds: number, onProgress: (text: string) => void) {
    const times: Record<Program, Times[]> = { trivial: [], sameProperties: [], waits: [], waitAll: [] };
    for (let round = 0; round < rounds; round += 1) {
        for (const program of Object.keys(times) as Program[]) {
            onProgress(`preview and up of ${count} operations: ${program}`);
            times[program].push(await bench.run(program, count));
        }
    }
    const medianOf = (program: Program, time: keyof Times) => median(times[program].map((one) => one[time]));
    const ratio = (time: keyof Times, program: Program, other: Program) =>
        medianOf(program, time) / medianOf(other, time);
    return {
        "preview of 500 finished waits, as a multiple of trivial dynamic resources": ratio(
            "previewSeconds",
            "waits",
            "trivial",
        ),
        "preview of 500 finished waits, as a multiple of dynamic resources with the same properties": ratio(
            "previewSeconds",
            "waits",
            "sameProperties",
        ),
        "up of 500 finished waits, as a multiple of trivial dynamic resources": ratio("upSeconds", "waits", "trivial"),
        "up of 500 finished waits, as a multiple of dynamic resources with the same properties": ratio(
            "upSeconds",
            "waits",
            "sameProperties",
        ),
        "up of OperationWaitAll of 500, as a multiple of 500 OperationWait": ratio("upSeconds", "waitAll", "waits"),
        "seconds of preview: 500 trivial dynamic resources": medianOf("trivial", "previewSeconds"),
        "seconds of preview: 500 dynamic resources with the same properties": medianOf(
            "sameProperties",
            "previewSeconds",
        ),
        "seconds of preview: 500 OperationWait": medianOf("waits", "previewSeconds"),
        "seconds of up: 500 trivial dynamic resources": medianOf("trivial", "upSeconds"),
        "seconds of up: 500 dynamic resources with the same properties": medianOf("sameProperties", "upSeconds"),
        "seconds of up: 500 OperationWait": medianOf("waits", "upSeconds"),
        "seconds of up: OperationWaitAll of 500": medianOf("waitAll", "upSeconds"),
        "bytes of state per wait": medianOf("waits", "stateBytes"),
    };
}

/** Start-up of a wait in Pulumi and of the command line. */
async function measureStart(bench: PulumiBench, rounds: number, onProgress: (text: string) => void) {
    onProgress("time to the first read");
    const resource = await medianOfEach(rounds, { firstRead: () => bench.resourceFirstReadSeconds() });
    const executable = path.join(bench.workspace.packageDirectory, bin["pulumi-azure-wait"]!);
    onProgress("the command line");
    const command = await medianOfEach(rounds, { firstRead: () => bench.commandFirstReadSeconds(executable) });
    const help = await medianOfEach(5 * rounds, {
        help: () => bench.nodeMs([executable, "--help"]),
        bare: () => bench.nodeMs(["--eval", "0"]),
    });
    return {
        "seconds from the start of pulumi up to the first read": resource.firstRead,
        "seconds from the start of the command line to the first read": command.firstRead,
        "--help of the command line, as a multiple of bare Node": help.help / help.bare,
    };
}

/** Finished waits and trivial dynamic resources on the real engine. */
export const INSIDE_PULUMI: Section = {
    name: "pulumi",
    title: "Inside Pulumi",
    async measure({ quick, onProgress }) {
        const bench = await PulumiBench.start();
        try {
            const rounds = quick ? 1 : 3;
            return {
                values: {
                    ...(await measurePrograms(bench, quick ? 20 : 500, rounds, onProgress)),
                    ...(await measureStart(bench, rounds, onProgress)),
                },
            };
        } finally {
            await bench.stop();
        }
    },
};
