// SPDX-License-Identifier: Apache-2.0

import { isDeepStrictEqual } from "node:util";
import { type IBufferCell, type IBufferLine, Terminal } from "@xterm/headless";
import type { Frame, Run } from "./frame";
import type { Output } from "./terminalSession";

/** Faster changes are one frame: a screen that is only half drawn is not shown. */
const SHORTEST_FRAME_MS = 50;

/** Interprets the output of a session as a terminal does. */
export async function screenFrames(outputs: readonly Output[], columns: number, rows: number): Promise<Frame[]> {
    const terminal = new Terminal({ cols: columns, rows, allowProposedApi: true });
    const frames: Frame[] = [];
    for (const [index, { atMs, data }] of outputs.entries()) {
        await new Promise<void>((resolve) => terminal.write(data, resolve));
        const nextMs = outputs[index + 1]?.atMs ?? Number.POSITIVE_INFINITY;
        if (nextMs - atMs >= SHORTEST_FRAME_MS) {
            const buffer = terminal.buffer.active;
            if (buffer.baseY > 0) {
                throw new Error(`The session is longer than ${rows} rows.`);
            }
            frames.push({ atMs, rows: Array.from({ length: rows }, (_, row) => runsOf(buffer.getLine(row)!)) });
        }
    }
    terminal.dispose();
    return frames;
}

function runsOf(line: IBufferLine): Run[] {
    const runs: Run[] = [];
    const length = line.translateToString(true).length;
    for (let column = 0; column < length; column++) {
        const cell = line.getCell(column)!;
        const { text: previousText, ...previousStyle } = runs.at(-1) ?? { text: "" };
        const style = styleOf(cell);
        const text = cell.getChars() || " ";
        if (runs.length > 0 && isDeepStrictEqual(style, previousStyle)) {
            runs.splice(-1, 1, { ...style, text: previousText + text });
        } else {
            runs.push({ ...style, text });
        }
    }
    return runs;
}

function styleOf(cell: IBufferCell): Omit<Run, "text"> {
    return {
        ...(cell.isFgPalette() ? { colour: cell.getFgColor() } : {}),
        ...(cell.isBold() ? { isBold: true } : {}),
        ...(cell.isDim() ? { isDim: true } : {}),
    };
}
