// SPDX-License-Identifier: Apache-2.0

import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Pipeline } from "./pipeline";
import { reportSummary } from "./reportSummary";

/**
 * The logging commands of Azure Pipelines.
 *
 * @see https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
 */
export function azurePipelines({ AGENT_TEMPDIRECTORY }: NodeJS.ProcessEnv): Pipeline {
    return {
        annotation: (code, headline) => `##vso[task.logissue type=error;code=${code};]${escaped(headline)}`,
        group: { start: "##[group]The whole report", end: "##[endgroup]" },
        progress: (percent) => `##vso[task.setprogress value=${percent};]Azure operation`,
        publish: ({ error }) => {
            if (error === undefined) {
                return [];
            }
            // The agent reads the file after this process has ended, and empties its folder after the job.
            const folder =
                AGENT_TEMPDIRECTORY === undefined || AGENT_TEMPDIRECTORY === "" ? tmpdir() : AGENT_TEMPDIRECTORY;
            const file = path.join(folder, `pulumi-azure-wait-${randomUUID()}.md`);
            writeFileSync(file, reportSummary(error));
            return [`##vso[task.uploadsummary]${escaped(file)}`];
        },
    };
}

/** The escapes of `azure-pipelines-task-lib`. */
function escaped(text: string): string {
    return text.replaceAll("%", "%AZP25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
