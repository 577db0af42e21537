// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from "node:fs";

/** The environment variable that marks the processes of one test stack. */
export const MARKER_VARIABLE = "PULUMI_AZURE_WAIT_TEST";

/** A running process. */
export interface RunningProcess {
    /** Its process id. */
    readonly processId: number;
    /** Its command line, with single spaces between the arguments. */
    readonly commandLine: string;
}

/**
 * The processes that have `marker` in their environment. The engine starts its plugins in separate process groups, and they outlive
 * a killed engine, so neither the group nor the parent identifies all of them. Requires `/proc`; elsewhere the result is empty.
 */
export function markedProcesses(marker: string): RunningProcess[] {
    return processIds().flatMap((processId) => {
        try {
            const variables = readFileSync(`/proc/${processId}/environ`, "utf8").split("\0");
            if (!variables.includes(`${MARKER_VARIABLE}=${marker}`)) {
                return [];
            }
            const commandLine = readFileSync(`/proc/${processId}/cmdline`, "utf8").split("\0").join(" ").trim();
            return [{ processId, commandLine }];
        } catch {
            // The process has ended or belongs to another user.
            return [];
        }
    });
}

/** Kills the processes of {@link markedProcesses}, by process id. */
export function killMarkedProcesses(marker: string): void {
    for (const { processId } of markedProcesses(marker)) {
        killQuietly(processId, "SIGKILL");
    }
}

/** Sends a signal to a process, or to a process group if the id is negative. A process that has ended is not an error. */
export function killQuietly(processId: number, signal: NodeJS.Signals): void {
    try {
        process.kill(processId, signal);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") {
            throw error;
        }
    }
}

function processIds(): number[] {
    try {
        return readdirSync("/proc").map(Number).filter(Number.isInteger);
    } catch {
        return [];
    }
}
