// SPDX-License-Identifier: Apache-2.0

import { stripVTControlCharacters } from "node:util";
import stringWidth from "string-width";
import { formatDuration } from "../common/duration";
import { oneLine, safeText } from "../common/redact";
import type { WaitProgress } from "../wait/progress";
import { type OperationRecord, operationName } from "./operationRecord";

/** Colours a text. */
export type Paint = (colour: "green" | "red" | "yellow" | "cyan" | "dim", text: string) => string;

/** The state of a row at the time of drawing. */
export interface RowState {
    readonly record: OperationRecord;
    /** The progress after the last poll. */
    readonly progress: WaitProgress | undefined;
    /** Time since the last progress, and since the wait began. */
    readonly sinceProgressMs: number;
    readonly elapsedMs: number;
    /** The time in milliseconds since 1970. */
    readonly nowMs: number;
}

/** The texts of a row, in its columns. */
interface Cells {
    readonly colour: "green" | "red" | "yellow" | "cyan";
    readonly mark: string;
    readonly name: string;
    readonly status: string;
    readonly percent: string;
    readonly age: string;
    readonly note: string;
}

/** The mark and a blank. */
const MARK_COLUMNS = 2;
const MINIMUM_NAME_COLUMNS = 13;
const MINIMUM_NOTE_COLUMNS = 13;
const GAP = "  ";
/** Bars are a luxury of wide terminals. */
const COLUMNS_FOR_BARS = 110;
const BAR_COLUMNS = 16;
/** Longer than any operation: another start is the mark of a service that does not know it, such as the year 1. */
const LONGEST_AGE_MS = 366 * 24 * 60 * 60 * 1000;

/**
 * The rows of all operations in columns, each at most as wide as the terminal:
 * `● 713192d7-2525-4acb-a874-8d91d78171f3  InProgress   42%  3m 20s  poll in 4s`.
 */
export function formatRows(states: readonly RowState[], columns: number, paint: Paint): string[] {
    const barColumns = columns >= COLUMNS_FOR_BARS ? BAR_COLUMNS : 0;
    const rows = states.map((state) => cellsOf(state, barColumns, paint));
    const widths = { status: widest(rows, "status"), percent: widest(rows, "percent"), age: widest(rows, "age") };
    const times = ({ percent, age }: Cells) =>
        `${widths.percent === 0 ? "" : GAP + padStart(percent, widths.percent)}${GAP}${padStart(age, widths.age)}`;
    const timesColumns = stringWidth(times({ percent: "", age: "" } as Cells));
    // The last column of a terminal stays free, because some wrap the line there.
    const left = columns - 1 - MARK_COLUMNS - GAP.length - widths.status - timesColumns;
    const noteColumns = Math.min(widest(rows, "note"), MINIMUM_NOTE_COLUMNS) + GAP.length;
    const nameColumns = Math.min(widest(rows, "name"), Math.max(MINIMUM_NAME_COLUMNS, left - noteColumns));
    return rows.map((cells) => {
        const { colour, mark, note } = cells;
        const name = pad(cut(cells.name, nameColumns), nameColumns);
        const status = pad(cells.status, widths.status);
        const noteLeft = left - nameColumns - GAP.length;
        if (noteLeft < 0) {
            // Too narrow for all columns.
            return cut(`${mark} ${name}${GAP}${status}${stripVTControlCharacters(times(cells))}`, columns - 1);
        }
        const noteText = note === "" ? "" : GAP + paint("dim", cut(note, noteLeft));
        return `${paint(colour, mark)} ${name}${GAP}${paint(colour, status)}${times(cells)}${noteText}`;
    });
}

/** Cuts a text to a number of columns. Letters of East Asian scripts take two. */
export function cut(text: string, columns: number): string {
    if (stringWidth(text) <= columns) {
        return text;
    }
    let result = "";
    let width = 0;
    for (const { segment } of new Intl.Segmenter().segment(text)) {
        width += stringWidth(segment);
        if (width > columns - 1) {
            break;
        }
        result += segment;
    }
    return `${result}…`;
}

function cellsOf(state: RowState, barColumns: number, paint: Paint): Cells {
    const { record, progress } = state;
    const body = record.lastStatus?.body;
    const percent = record.success === undefined ? body?.percentComplete : undefined;
    const status = record.success?.status ?? record.error?.status ?? record.lastStatus?.status;
    return {
        ...endOf(record),
        name: operationName(record.path),
        status: safe(status ?? (progress === undefined ? "connecting" : "no status yet")),
        percent: typeof percent === "number" ? formatPercent(percent, barColumns, paint) : "",
        age: formatDuration(ageMs(state)),
        note: safe(note(state)),
    };
}

/** `42%`, behind a bar where there is room: `━━━━━━──────────  42%`. */
function formatPercent(percent: number, barColumns: number, paint: Paint): string {
    const text = `${Math.floor(percent)}%`;
    if (barColumns === 0) {
        return text;
    }
    const done = Math.round((Math.min(100, Math.max(0, percent)) / 100) * barColumns);
    const bar = paint("cyan", "━".repeat(done)) + paint("dim", "─".repeat(barColumns - done));
    return `${bar} ${text.padStart(4)}`;
}

function endOf({ success, error }: OperationRecord): Pick<Cells, "colour" | "mark"> {
    if (success !== undefined) {
        return { colour: "green", mark: "✔" };
    }
    switch (error?.code) {
        case undefined:
            return { colour: "cyan", mark: "●" };
        case "WaitAborted":
        case "WaitTimeout":
            return { colour: "yellow", mark: "■" };
        default:
            return { colour: error?.code === "OperationCanceled" ? "yellow" : "red", mark: "✖" };
    }
}

/** How long the operation has been running by Azure's clock, or the wait where Azure does not say. */
function ageMs({ record, elapsedMs, nowMs }: RowState): number {
    const { startTime, endTime } = record.lastStatus?.body ?? {};
    const hasEnded = record.success !== undefined || record.error !== undefined;
    const endMs = Date.parse(String(endTime));
    const age = (hasEnded && !Number.isNaN(endMs) ? endMs : nowMs) - Date.parse(String(startTime));
    if (age >= 0 && age < LONGEST_AGE_MS) {
        return age;
    }
    const seconds = record.success?.durationSeconds ?? record.error?.elapsedSeconds;
    return seconds === undefined ? elapsedMs : seconds * 1000;
}

function note({ record, progress, sinceProgressMs }: RowState): string {
    const { success, error } = record;
    if (success !== undefined) {
        return "";
    }
    switch (error?.code) {
        case undefined:
            return progress === undefined ? "" : runningNote(progress, sinceProgressMs);
        case "WaitAborted":
        case "WaitTimeout":
            return "still running";
        case "OperationFailed":
        case "OperationCanceled":
            return reason(error?.errorDetail);
        default:
            return [error?.code, progress?.lastError].filter((part) => part !== undefined).join(": ");
    }
}

function runningNote({ nextPollSeconds, lastError, note: more }: WaitProgress, sinceProgressMs: number): string {
    const leftMs = nextPollSeconds * 1000 - sinceProgressMs;
    const next = leftMs < 500 ? "polling" : `poll in ${formatDuration(Math.max(1000, leftMs))}`;
    return [next, lastError, more].filter((part) => part !== undefined).join(" · ");
}

function reason(detail: { readonly code?: string; readonly message?: string } | undefined): string {
    return [detail?.code, detail?.message].filter((part) => part !== undefined).join(": ");
}

function safe(text: string): string {
    return oneLine(safeText(text));
}

function widest(rows: readonly Cells[], cell: Exclude<keyof Cells, "colour">): number {
    return Math.max(0, ...rows.map((row) => stringWidth(row[cell])));
}

function pad(text: string, columns: number): string {
    return text + " ".repeat(Math.max(0, columns - stringWidth(text)));
}

function padStart(text: string, columns: number): string {
    return " ".repeat(Math.max(0, columns - stringWidth(text))) + text;
}
