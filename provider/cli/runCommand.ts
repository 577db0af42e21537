// SPDX-License-Identifier: Apache-2.0

import { useSettingNames } from "../common/settingNames";
import { actionCommand } from "./actionCommand";
import type { CommandLine } from "./commandLine";
import { commandLineNames } from "./commandLineNames";
import { pipelineOf } from "./detectPipeline";
import { listenForInterruption } from "./interruption";
import { failureLines } from "./pipeline";
import { writeLines } from "./standardStreams";
import { waitCommand } from "./waitCommand";

/**
 * Runs a command that waits.
 *
 * @returns The exit code.
 * @throws {UsageError} before any request.
 */
export async function runCommand(command: Extract<CommandLine, { kind: "wait" | "action" }>): Promise<number> {
    useSettingNames(commandLineNames("asyncOperationId" in command.flags));
    const interruption = listenForInterruption();
    const context = { interruption, pipeline: pipelineOf(process.env) };
    try {
        return command.kind === "wait"
            ? await waitCommand(command.operations, command.flags, context)
            : await actionCommand(command.action, command.flags, context);
    } catch (error) {
        if (interruption.exitCode === undefined) {
            throw error;
        }
        // A signal while standard input was read.
        const rest = command.kind === "wait" ? "The operation itself goes on in Azure." : "The action was not sent.";
        const report = `Stopped before anything was requested. ${rest}`;
        await writeLines(process.stderr, failureLines(context.pipeline, "WaitAborted", report));
        return interruption.exitCode;
    }
}
