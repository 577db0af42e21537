// SPDX-License-Identifier: Apache-2.0

import { styleText } from "node:util";
import { combinedError } from "../wait/combinedError";
import type { OperationError } from "../wait/operationError";
import { summarised } from "../wait/report";
import { EXIT_CODES, USAGE_EXIT_CODE } from "./exitCode";
import { formatJson } from "./jsonOutput";
import { formatSuccess, type OperationRecord } from "./operationRecord";
import { type Pipeline, publish } from "./pipeline";
import { write } from "./standardStreams";

/** How the result of a command line is written. */
export interface ConclusionOptions {
    readonly isJson: boolean;
    readonly isAction: boolean;
    readonly pipeline: Pipeline | undefined;
    /** Stands before the report. */
    readonly separator: string;
    /** The exit code of the signal that has stopped the wait. */
    readonly signalExitCode: number | undefined;
}

/** Writes the results to standard output and the report of what failed to standard error. @returns The exit code. */
export async function conclude(records: readonly OperationRecord[], options: ConclusionOptions): Promise<number> {
    const all = records.flatMap(({ error }) => error ?? []);
    // Without a signal, only the error of another operation has stopped a wait, and that one decides.
    const errors = options.signalExitCode === undefined ? all.filter(({ code }) => code !== "WaitAborted") : all;
    const count = records.length - (all.length - errors.length);
    const error = errors.length === 0 ? undefined : combinedError(errors, count);
    const exitCode = exitCodeOf(error, options);
    if (exitCode !== USAGE_EXIT_CODE) {
        await write(process.stdout, results(records, options));
    }
    const status = error === undefined ? records[0]?.success?.status : error.status;
    const lines = [
        ...(error === undefined ? [] : reportLines(error, options.pipeline)),
        ...publish(options.pipeline, {
            status,
            error: error && { code: error.code, report: summary(errors, count) },
        }),
    ];
    const separator = error === undefined ? "" : options.separator;
    await write(process.stderr, separator + lines.map((line) => `${line}\n`).join(""));
    return exitCode;
}

function exitCodeOf(error: OperationError | undefined, { signalExitCode }: ConclusionOptions): number {
    if (error === undefined) {
        return 0;
    }
    return error.code === "WaitAborted" ? (signalExitCode ?? EXIT_CODES.WaitAborted) : EXIT_CODES[error.code];
}

function results(records: readonly OperationRecord[], { isJson, isAction }: ConclusionOptions): string {
    if (isJson) {
        return `${formatJson(records, isAction)}\n`;
    }
    return records.map(({ path, success }) => (success ? `${formatSuccess(path, success)}\n` : "")).join("");
}

function reportLines(error: OperationError, pipeline: Pipeline | undefined): string[] {
    if (pipeline === undefined) {
        const [first = "", ...others] = error.message.split("\n");
        return [styleText("red", first, { stream: process.stderr }), ...others];
    }
    const { start, end } = pipeline.group;
    return [pipeline.annotation(error.code, headline(error)), start, error.message, end];
}

/** The report for the summary of the run, which more people read than its log: without `properties`. */
function summary(errors: readonly OperationError[], count: number): string {
    return combinedError(errors.map(summarised), count).message;
}

/** The first line of a report. That of several operations is followed by that of the error that decides. */
function headline({ message, code, errors = [] }: OperationError): string {
    const decisive = errors.find((error) => error.code === code);
    return [message, decisive?.message]
        .map((text) => text?.split("\n")[0])
        .join(" ")
        .trimEnd();
}
