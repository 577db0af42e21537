// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The code blocks of the emulator's README in a language, in order. The first one in `ts` tests a Pulumi program. */
export function readmeBlocks(language: "ts" | "sh"): readonly string[] {
    const readme = readFileSync(join(__dirname, "../README.md"), "utf8");
    return [...readme.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))].map((match) => match[1] ?? "");
}
