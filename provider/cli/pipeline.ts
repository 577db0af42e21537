// SPDX-License-Identifier: Apache-2.0

import type { OperationErrorCode } from "../common/codedError";

/** The code of an error of a command line: `InternalError` is that of an error of this program. */
export type PipelineErrorCode = OperationErrorCode | "InternalError";

/** The result of a command line, for a CI service. */
export interface PipelineResult {
    /** The last status, of several operations that of the error that decides; `undefined` where none was read. */
    readonly status: string | undefined;
    readonly error?: { readonly code: PipelineErrorCode; readonly report: string } | undefined;
}

/** What a CI service understands. Lines are for standard error. */
export interface Pipeline {
    /** The line that shows an error beside the step. */
    annotation(code: PipelineErrorCode, headline: string): string;
    /** The lines around a part of the log that is folded. */
    readonly group: { readonly start: string; readonly end: string };
    /** The line that shows a progress of 0 to 100 %. */
    progress?(percent: number): string;
    /** Hands the result on to later steps and to the summary of the run. @returns Lines. @throws when a file cannot be written. */
    publish(result: PipelineResult): string[];
}

/** Hands the result on. @returns Lines for standard error. A file that cannot be written does not change the exit code. */
export function publish(pipeline: Pipeline | undefined, result: PipelineResult): string[] {
    try {
        return pipeline?.publish(result) ?? [];
    } catch (error) {
        return [
            `pulumi-azure-wait: the outputs or the summary of this step could not be written (${(error as Error).message}); the exit code does not depend on them`,
        ];
    }
}

/** The lines for standard error about an error that has ended a command without the report of a wait. */
export function failureLines(pipeline: Pipeline | undefined, code: PipelineErrorCode, report: string): string[] {
    const [headline = "", ...others] = report.split("\n");
    const group =
        pipeline === undefined || others.length === 0 ? [] : [pipeline.group.start, report, pipeline.group.end];
    return [
        ...(pipeline === undefined ? [report] : [pipeline.annotation(code, headline), ...group]),
        ...publish(pipeline, { status: undefined, error: { code, report } }),
    ];
}
