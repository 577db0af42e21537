// SPDX-License-Identifier: Apache-2.0

import { parseArgs } from "node:util";
import type { ActionFlags } from "./actionCommand";
import { ACTION_FLAGS, type FlagGroup, WAIT_FLAGS } from "./flags";
import { UsageError } from "./usageError";
import type { WaitFlags } from "./waitCommand";

/** What a command line asks for. */
export type CommandLine =
    | { readonly kind: "help" | "actionHelp" | "version" }
    | { readonly kind: "wait"; readonly operations: readonly string[]; readonly flags: WaitFlags }
    | { readonly kind: "action"; readonly action: string | undefined; readonly flags: ActionFlags };

/** The first word of the command line of an action. */
const ACTION = "action";
const FORMATS: readonly unknown[] = [undefined, "text", "json"];

/**
 * Parses a command line.
 *
 * @param words Without the paths of Node and of the program.
 * @throws {UsageError}
 */
export function parseCommandLine(words: readonly string[]): CommandLine {
    const isAction = words[0] === ACTION;
    const { operands, values } = parse(isAction ? words.slice(1) : words, isAction ? ACTION_FLAGS : WAIT_FLAGS);
    const { help, version, ...flags } = values;
    if (help === true) {
        return { kind: isAction ? "actionHelp" : "help" };
    }
    if (version === true) {
        return { kind: "version" };
    }
    if (!FORMATS.includes(flags.output)) {
        throw new UsageError("--output must be text or json");
    }
    if (!isAction && operands[0] === ACTION) {
        throw new UsageError('"action" must be the first word: give the options behind it');
    }
    if (!isAction) {
        return { kind: "wait", operations: operands, flags };
    }
    if (operands.length > 1) {
        throw new UsageError(
            "there is more than one ACTION: give one, such as failover, and the resource as --resource-id",
        );
    }
    return { kind: "action", action: operands[0], flags };
}

function parse(words: readonly string[], groups: readonly FlagGroup[]) {
    const flags = groups.flatMap((group) => group.flags);
    const options = flags.map(({ name, short, value, isRepeatable }) => [
        name,
        {
            type: value === undefined ? ("boolean" as const) : ("string" as const),
            multiple: isRepeatable === true,
            ...(short === undefined ? {} : { short }),
        },
    ]);
    try {
        const { positionals, values } = parseArgs({
            args: [...words],
            options: Object.fromEntries(options),
            allowPositionals: true,
        });
        const named = Object.entries(values).map(([name, value]) => [camelCase(name), value]);
        return { operands: positionals, values: Object.fromEntries(named) as Record<string, unknown> };
    } catch (error) {
        // The first sentence is about the problem, the others are about words that begin with a dash.
        const problem = (error as Error).message.replace(/\.\s.*$/s, "");
        throw new UsageError(
            problem.replace(/argument is ambiguous$/, "has no value: the next word begins with a dash"),
        );
    }
}

function camelCase(name: string): string {
    return name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
