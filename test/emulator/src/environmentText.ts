// SPDX-License-Identifier: Apache-2.0

/** The shells for which variables can be printed. */
export const SHELLS = ["sh", "powershell"] as const;

/** A shell for which variables can be printed. */
export type Shell = (typeof SHELLS)[number];

/** The commands that set environment variables in a shell, one a line. */
export function environmentText(environment: Readonly<Record<string, string>>, shell: Shell): string {
    const lines = Object.entries(environment).map(([name, value]) =>
        shell === "sh" ? `export ${name}=${quoteForSh(value)}` : `$env:${name} = '${value.replaceAll("'", "''")}'`,
    );
    return lines.map((line) => `${line}\n`).join("");
}

function quoteForSh(value: string): string {
    return /^[\w./:@%+=,-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
