// SPDX-License-Identifier: Apache-2.0

import type { PipelineResult } from "./pipeline";

/** A report as Markdown: in a block of code that no back-ticks in it can end. */
export function reportSummary({ code, report }: NonNullable<PipelineResult["error"]>): string {
    const longest = Math.max(2, ...[...report.matchAll(/`+/g)].map(([ticks]) => ticks.length));
    const fence = "`".repeat(longest + 1);
    return `### pulumi-azure-wait: ${code}\n\n${fence}text\n${report}\n${fence}\n`;
}
