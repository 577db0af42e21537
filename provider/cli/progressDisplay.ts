// SPDX-License-Identifier: Apache-2.0

import type { WaitProgress } from "../wait/progress";

/** Shows the progress of the operations of a command line on standard error. */
export interface ProgressDisplay {
    /** Shows the progress of an operation after a poll. */
    update(index: number, progress: WaitProgress): void;
    /** Shows that the wait for an operation has ended. */
    end(index: number): void;
    /** Writes a line of `--debug`. */
    trace(line: string): void;
    /** Shows the last state, and leaves it. Nothing may follow. */
    close(): void;
    /** What separates a report from it. */
    readonly separator: "" | "\n";
}

/** The display of `-q`: only lines of `--debug`. */
export function quietDisplay(stream: NodeJS.WriteStream): ProgressDisplay {
    return {
        update: () => undefined,
        end: () => undefined,
        trace: (line) => stream.write(`${line}\n`),
        close: () => undefined,
        separator: "",
    };
}
