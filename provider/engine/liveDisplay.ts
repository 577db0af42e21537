// SPDX-License-Identifier: Apache-2.0

import { closeSync, openSync, readFileSync, readlinkSync } from "node:fs";

/** The engine, perhaps a shell, the language host, and this process. */
const MAXIMUM_ANCESTORS = 6;

/** The `pulumi` process, from /proc. */
export interface PulumiProcess {
    /** Its command line. */
    readonly arguments: readonly string[];
    /** The files behind its standard input and output, such as a terminal. */
    readonly standardInput: string;
    readonly standardOutput: string;
}

const TERMINAL = /^\/dev\/(?:pts\/|tty|console)/;
/** Flags that turn the live display off, also in a terminal. `-j` may be in a group of letters, such as `-yj`. */
const WITHOUT_DISPLAY = /^(?:--(?:diff|non-interactive|json)|-[dfry]*j)(?:=(?:true|1|t))?$/i;

/**
 * Whether Pulumi shows its live display, where a status message replaces the one before it; elsewhere each message is a line of a
 * log. Pulumi does not report this, so it is inferred from a controlling terminal, the absence of CI, and, on Linux, the
 * `pulumi` among the ancestors of this process. In doubt it is a log.
 */
export function hasLiveDisplay(): boolean {
    return (
        (process.env.CI ?? "") === "" &&
        process.env.TERM !== "dumb" &&
        hasControllingTerminal() &&
        (process.platform !== "linux" || showsLiveDisplay(findPulumi()))
    );
}

/** Whether this `pulumi` process, if there is one, shows its live display. */
export function showsLiveDisplay(pulumi: PulumiProcess | undefined): boolean {
    return (
        pulumi !== undefined &&
        TERMINAL.test(pulumi.standardInput) &&
        TERMINAL.test(pulumi.standardOutput) &&
        !pulumi.arguments.some((argument) => WITHOUT_DISPLAY.test(argument))
    );
}

function hasControllingTerminal(): boolean {
    if (process.platform === "win32") {
        return false;
    }
    try {
        closeSync(openSync("/dev/tty", "r"));
        return true;
    } catch {
        return false;
    }
}

/** The nearest `pulumi` among the ancestors of this process. In a container it may be process 1. */
function findPulumi(): PulumiProcess | undefined {
    try {
        let processId = process.ppid;
        for (let level = 0; level < MAXIMUM_ANCESTORS && processId > 0; level += 1) {
            // "PID (NAME) STATE PPID …"; a name may contain anything but ends with the last bracket.
            const [, name, parentId] =
                /\((.*)\) \S+ (\d+) /s.exec(readFileSync(`/proc/${processId}/stat`, "utf8")) ?? [];
            if (name === "pulumi") {
                return {
                    arguments: readFileSync(`/proc/${processId}/cmdline`, "utf8").split("\0"),
                    standardInput: readlinkSync(`/proc/${processId}/fd/0`),
                    standardOutput: readlinkSync(`/proc/${processId}/fd/1`),
                };
            }
            processId = Number(parentId);
        }
    } catch {
        // A process of another user, or a system without /proc.
    }
    return undefined;
}
