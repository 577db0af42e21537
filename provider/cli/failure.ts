// SPDX-License-Identifier: Apache-2.0

import { oneLine, safeText } from "../common/redact";
import { pipelineOf } from "./detectPipeline";
import { INTERNAL_ERROR_EXIT_CODE, USAGE_EXIT_CODE } from "./exitCode";
import { failureLines } from "./pipeline";
import { writeLines } from "./standardStreams";
import { UsageError } from "./usageError";

/** Reports an error that has kept a command from waiting, or that no wait has reported. @returns The exit code. */
export async function reportFailure(error: unknown): Promise<number> {
    const pipeline = pipelineOf(process.env);
    if (error instanceof UsageError) {
        const problem = `pulumi-azure-wait: ${safeText(oneLine(error.message))}`;
        await writeLines(process.stderr, [...failureLines(pipeline, "InvalidArgument", problem), "See --help."]);
        return USAGE_EXIT_CODE;
    }
    const text = error instanceof Error ? `${error.stack}` : String(error);
    await writeLines(process.stderr, failureLines(pipeline, "InternalError", `pulumi-azure-wait: ${safeText(text)}`));
    return INTERNAL_ERROR_EXIT_CODE;
}
