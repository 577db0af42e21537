// SPDX-License-Identifier: Apache-2.0

import type { StatusResult } from "../response/pollResult";
import { OperationError } from "../wait/operationError";
import type { OperationStatus } from "../wait/operationStatus";
import type { WaitProgress } from "../wait/progress";
import type { ActionResult } from "../wait/runAction";
import { conclude } from "./conclude";
import { createDisplay } from "./createDisplay";
import type { Interruption } from "./interruption";
import type { OperationRecord } from "./operationRecord";
import type { Pipeline } from "./pipeline";

/** The flags about the output. */
export interface OutputFlags {
    readonly output?: "text" | "json";
    readonly quiet?: boolean;
    readonly debug?: boolean;
}

/** What surrounds a command. */
export interface CommandContext {
    readonly interruption: Interruption;
    readonly pipeline: Pipeline | undefined;
}

/** What a wait reports to, and what stops it. */
export interface Observer {
    readonly signal: AbortSignal;
    readonly onProgress: (progress: WaitProgress) => void;
    readonly onStatus: (status: StatusResult) => void;
    /** Absent without `--debug`. */
    readonly onTrace: ((line: string) => void) | undefined;
}

/** Waits for an operation. @throws {OperationError} */
export type Run = (observer: Observer) => Promise<OperationStatus | ActionResult>;

/**
 * Waits for all operations, and shows their progress.
 *
 * @param runs The wait of each record.
 * @returns The exit code.
 */
export async function runOperations(
    records: readonly OperationRecord[],
    runs: readonly Run[],
    { output, quiet: isQuiet = false, debug }: OutputFlags,
    { interruption, pipeline }: CommandContext,
    isAction = false,
): Promise<number> {
    const stream = process.stderr;
    const display = createDisplay({ records, stream, environment: process.env, isQuiet });
    const showPercent = isQuiet ? () => undefined : percentReporter(records, pipeline, stream);
    // An argument that is wrong makes the results of the others worthless, so that nothing waits for them.
    const refusal = new AbortController();
    const signal = AbortSignal.any([interruption.signal, refusal.signal]);
    const runOne = async (run: Run, index: number) => {
        const record = records[index] as OperationRecord;
        try {
            record.success = await run({
                signal,
                onProgress: (progress) => {
                    display.update(index, progress);
                    showPercent();
                },
                onStatus: (status) => {
                    record.lastStatus = status;
                },
                onTrace: debug === true ? (line) => display.trace(line) : undefined,
            });
        } catch (error) {
            if (!OperationError.isInstance(error)) {
                throw error;
            }
            record.error = error;
            if (error.code === "InvalidArgument" && error.polls === 0) {
                refusal.abort();
            }
        } finally {
            display.end(index);
        }
    };
    try {
        const ends = await Promise.allSettled(runs.map(runOne));
        const unexpected = ends.find((end) => end.status === "rejected");
        if (unexpected !== undefined) {
            throw unexpected.reason;
        }
    } finally {
        display.close();
    }
    return await conclude(records, {
        isJson: output === "json",
        isAction,
        pipeline,
        separator: display.separator,
        signalExitCode: interruption.exitCode,
    });
}

/** Reports the percentage of all operations to the CI service, whenever it changes. */
function percentReporter(
    records: readonly OperationRecord[],
    pipeline: Pipeline | undefined,
    stream: NodeJS.WriteStream,
): () => void {
    let last: number | undefined;
    return () => {
        const percents = records.map(percentOf);
        if (pipeline?.progress === undefined || percents.every((percent) => percent === undefined)) {
            return;
        }
        const sum = percents.reduce<number>((total, percent = 0) => total + percent, 0);
        const percent = Math.floor(sum / records.length);
        if (percent !== last) {
            last = percent;
            stream.write(`${pipeline.progress(percent)}\n`);
        }
    };
}

function percentOf({ success, error, lastStatus }: OperationRecord): number | undefined {
    const percent = success !== undefined || error !== undefined ? 100 : lastStatus?.body.percentComplete;
    return typeof percent === "number" ? Math.min(100, Math.max(0, percent)) : undefined;
}
