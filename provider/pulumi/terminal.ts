// SPDX-License-Identifier: Apache-2.0

import { closeSync, openSync, readFileSync, readlinkSync } from "node:fs";

/** The engine, perhaps a shell, the language host, and this process. */
const MAXIMUM_ANCESTORS = 6;

/**
 * Whether Pulumi shows its live display: there, text on a resource's row replaces the text before it, while elsewhere each text
 * is a line in a log. Pulumi tells nobody. So: a controlling terminal, no CI, and, where the system tells (Linux), a `pulumi`
 * among the ancestors that writes to a terminal. In doubt it is a log.
 */
export function hasLiveDisplay(): boolean {
    return (
        (process.env.CI ?? "") === "" &&
        hasControllingTerminal() &&
        (process.platform !== "linux" || pulumiWritesToTerminal())
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

function pulumiWritesToTerminal(): boolean {
    try {
        let processId = process.ppid;
        for (let level = 0; level < MAXIMUM_ANCESTORS && processId > 1; level += 1) {
            // "PID (NAME) STATE PPID …"; a name may contain anything but ends with the last bracket.
            const [, name, parentId] =
                /\((.*)\) \S+ (\d+) /s.exec(readFileSync(`/proc/${processId}/stat`, "utf8")) ?? [];
            if (name === "pulumi") {
                return /^\/dev\/(?:pts\/|tty)/.test(readlinkSync(`/proc/${processId}/fd/1`));
            }
            processId = Number(parentId);
        }
    } catch {
        // Another user's process, or a system without that.
    }
    return false;
}
