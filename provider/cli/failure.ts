// SPDX-License-Identifier: Apache-2.0

import { oneLine, safeText } from "../common/redact";
import { pipelineOf } from "./detectPipeline";
import { INTERNAL_ERROR_EXIT_CODE, USAGE_EXIT_CODE } from "./exitCode";
import { publish } from "./pipeline";
import { write } from "./standardStreams";
import { UsageError } from "./usageError";

/** Reports an error that has kept a command from waiting. @returns The exit code. */
export async function reportFailure(error: unknown): Promise<number> {
    if (!(error instanceof UsageError)) {
        const text = error instanceof Error ? `${error.stack}` : String(error);
        await write(process.stderr, `pulumi-azure-wait: ${safeText(text)}\n`);
        return INTERNAL_ERROR_EXIT_CODE;
    }
    const pipeline = pipelineOf(process.env);
    const code = "InvalidArgument";
    const problem = `pulumi-azure-wait: ${safeText(oneLine(error.message))}`;
    const lines = [
        pipeline === undefined ? problem : pipeline.annotation(code, problem),
        "See --help.",
        ...publish(pipeline, { status: undefined, error: { code, report: problem } }),
    ];
    await write(process.stderr, lines.map((line) => `${line}\n`).join(""));
    return USAGE_EXIT_CODE;
}
