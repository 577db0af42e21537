// SPDX-License-Identifier: Apache-2.0

import type { OperationRecord } from "./operationRecord";
import { type ProgressDisplay, quietDisplay } from "./progressDisplay";

/** What a display shows. */
export interface DisplayOptions {
    readonly records: readonly OperationRecord[];
    readonly stream: NodeJS.WriteStream;
    readonly environment: NodeJS.ProcessEnv;
    readonly isQuiet: boolean;
}

/**
 * Whether rows can be redrawn: in a terminal that understands control sequences. The job of a CI service is a log, even where it has
 * a pseudo-terminal.
 */
export function canRedraw(stream: NodeJS.WriteStream, { TERM, CI }: NodeJS.ProcessEnv): boolean {
    return stream.isTTY === true && TERM !== "dumb" && (CI === undefined || CI === "" || CI === "false");
}

/** The display for a stream. */
export function createDisplay({ records, stream, environment, isQuiet }: DisplayOptions): ProgressDisplay {
    if (isQuiet) {
        return quietDisplay(stream);
    }
    if (canRedraw(stream, environment)) {
        const { liveRows } = require("./liveRows") as typeof import("./liveRows");
        return liveRows(records, stream);
    }
    const { logLines } = require("./logLines") as typeof import("./logLines");
    return logLines(records, stream);
}
