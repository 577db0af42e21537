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
const DEFAULT_ROWS = 24;

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
    const draw = () => logUpdate(fitted(rows(), records, stream.rows ?? DEFAULT_ROWS).join("\n"));
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

/** As many rows as the terminal has, those of running operations first, and a line about the others. */
function fitted(rows: readonly string[], records: readonly OperationRecord[], height: number): readonly string[] {
    // The cursor stands in the line below the rows.
    const limit = Math.max(1, height - 1);
    if (rows.length <= limit) {
        return rows;
    }
    const hasEnded = records.map(({ success, error }) => success !== undefined || error !== undefined);
    const shown = rows.filter((_, index) => !hasEnded[index]).slice(0, limit - 1);
    const ended = hasEnded.filter((each) => each).length;
    return [...shown, `… ${rows.length - shown.length} more, ${ended} of ${rows.length} ended`];
}
