// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from "node:fs";

/** The variable in the environment of everything that one test stack starts. */
export const MARKER_VARIABLE = "PULUMI_AZURE_WAIT_TEST";

/** A process that is still there. */
export interface LivingProcess {
    /** Its process id. */
    readonly processId: number;
    /** Its command line, with single spaces between the arguments. */
    readonly commandLine: string;
}

/**
 * The processes that have `marker` in their environment. The engine gives its plugins process groups of their own, and they
 * outlive a killed engine, so neither the group nor the parent finds them all. Needs `/proc`; elsewhere the list is empty.
 */
export function markedProcesses(marker: string): LivingProcess[] {
    return processIds().flatMap((processId) => {
        try {
            const variables = readFileSync(`/proc/${processId}/environ`, "utf8").split("\0");
            if (!variables.includes(`${MARKER_VARIABLE}=${marker}`)) {
                return [];
            }
            const commandLine = readFileSync(`/proc/${processId}/cmdline`, "utf8").split("\0").join(" ").trim();
            return [{ processId, commandLine }];
        } catch {
            // Ended meanwhile, or someone else's.
            return [];
        }
    });
}

/** Ends what {@link markedProcesses} finds, by process id. */
export function killMarkedProcesses(marker: string): void {
    for (const { processId } of markedProcesses(marker)) {
        killQuietly(processId, "SIGKILL");
    }
}

/** Sends a signal to a process, or to a process group if the id is negative; one that has ended is no error. */
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
