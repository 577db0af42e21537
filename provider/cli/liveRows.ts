// SPDX-License-Identifier: Apache-2.0

import { styleText } from "node:util";
import { createLogUpdate } from "log-update";
import type { WaitProgress } from "../wait/progress";
import type { OperationRecord } from "./operationRecord";
import type { ProgressDisplay } from "./progressDisplay";
import { formatRows, type Paint } from "./row";

/** Ages and the times to the next poll count in seconds. */
const REDRAW_MS = 1_000;
const DEFAULT_COLUMNS = 80;

/** The progress as one row for each operation, redrawn in place. The last rows stay. */
export function liveRows(records: readonly OperationRecord[], stream: NodeJS.WriteStream): ProgressDisplay {
    const logUpdate = createLogUpdate(stream);
    const paint: Paint = (colour, text) => styleText(colour, text, { stream });
    const startMs = performance.now();
    const latest = new Map<number, { readonly progress: WaitProgress; readonly atMs: number }>();
    const rows = () => {
        const nowMs = performance.now();
        const states = records.map((record, index) => {
            const { progress, atMs = nowMs } = latest.get(index) ?? {};
            const times = { sinceProgressMs: nowMs - atMs, elapsedMs: nowMs - startMs, nowMs: Date.now() };
            return { record, progress, ...times };
        });
        return formatRows(states, stream.columns ?? DEFAULT_COLUMNS, paint);
    };
    const draw = () => logUpdate(rows().join("\n"));
    let pending: NodeJS.Immediate | undefined;
    // Many operations may change at once.
    const drawSoon = () => {
        pending ??= setImmediate(() => {
            pending = undefined;
            draw();
        });
    };
    const timer = setInterval(draw, REDRAW_MS);
    draw();
    return {
        update: (index, progress) => {
            latest.set(index, { progress, atMs: performance.now() });
            drawSoon();
        },
        end: drawSoon,
        trace: (line) => {
            logUpdate.persist(line);
            draw();
        },
        close: () => {
            clearInterval(timer);
            clearImmediate(pending);
            // Unlike a frame, it is not cut to the height of the terminal.
            logUpdate.persist(rows().join("\n"));
            logUpdate.done();
        },
        separator: "\n",
    };
}
