// SPDX-License-Identifier: Apache-2.0

import { randomUUID } from "node:crypto";
import { appendFileSync } from "node:fs";
import type { Pipeline } from "./pipeline";
import { reportSummary } from "./reportSummary";

/**
 * The commands and files of GitHub Actions.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function githubActions({ GITHUB_OUTPUT, GITHUB_STEP_SUMMARY }: NodeJS.ProcessEnv): Pipeline {
    return {
        annotation: (code, headline) => `::error title=${escaped(code)}::${escaped(headline)}`,
        group: { start: "::group::The whole report", end: "::endgroup::" },
        publish: ({ status, error }) => {
            append(GITHUB_OUTPUT, output("operation-status", status ?? "") + output("error-code", error?.code ?? ""));
            if (error !== undefined) {
                append(GITHUB_STEP_SUMMARY, reportSummary(error));
            }
            return [];
        },
    };
}

function append(file: string | undefined, text: string): void {
    if (file !== undefined && file !== "") {
        appendFileSync(file, text);
    }
}

/** An output as in `@actions/core`: a delimiter that no value can contain lets the value have any characters. */
function output(name: string, value: string): string {
    const delimiter = `ghadelimiter_${randomUUID()}`;
    return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
}

/** The escapes of `@actions/core`. */
function escaped(text: string): string {
    return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
