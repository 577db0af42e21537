// SPDX-License-Identifier: Apache-2.0

import { statusMessages } from "../resources/statusMessage";
import { aggregateProgress } from "../wait/progress";
import { type OperationRecord, operationName } from "./operationRecord";
import { type ProgressDisplay, quietDisplay } from "./progressDisplay";

/** The progress as lines of a log, at most thirty an hour: `713192d7-…: InProgress · 40% · 3m 20s · next poll in 20s`. */
export function logLines(records: readonly OperationRecord[], stream: NodeJS.WriteStream): ProgressDisplay {
    // The path of an action changes when it has begun.
    const label = () => (records.length === 1 ? `${operationName(records[0]?.path ?? "")}: ` : "");
    const { onProgress } = statusMessages((text) => stream.write(`${label()}${text}\n`), false);
    const { update, end } = aggregateProgress(records.length, onProgress);
    return { ...quietDisplay(stream), update, end };
}
