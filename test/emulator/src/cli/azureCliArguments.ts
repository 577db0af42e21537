// SPDX-License-Identifier: Apache-2.0
import { parseArgs } from "node:util";

/** The long names of the options that the fake `az` supports. */
export type AzureCliOption = "output" | "resource" | "scope" | "tenant" | "subscription" | "name";

/** A parsed Azure CLI command line. */
export interface AzureCliArguments {
    /** For example `account show`. */
    readonly command: string;
    readonly options: Readonly<Partial<Record<AzureCliOption, string>>>;
    /** The first unsupported option, if any. */
    readonly unknownOption: string | undefined;
}

const OPTIONS = {
    output: { type: "string", short: "o" },
    resource: { type: "string" },
    scope: { type: "string" },
    tenant: { type: "string", short: "t" },
    subscription: { type: "string", short: "s" },
    name: { type: "string", short: "n" },
} as const;

/** Parses the arguments after `az`. */
export function parseAzureCliArguments(args: readonly string[]): AzureCliArguments {
    const firstOption = args.findIndex((argument) => argument.startsWith("-"));
    const words = firstOption < 0 ? args : args.slice(0, firstOption);
    const { values } = parseArgs({ args: args.slice(words.length), options: OPTIONS, strict: false });
    return {
        command: words.join(" "),
        options: values as AzureCliArguments["options"],
        unknownOption: Object.keys(values).find((name) => !Object.hasOwn(OPTIONS, name)),
    };
}

/** Parses the request body of the fake `az`: `{ "arguments": [ … ] }`. */
export function parseAzureCliRequest(body: string): AzureCliArguments & { readonly given: readonly string[] } {
    let given: unknown;
    try {
        given = (JSON.parse(body) as { arguments?: unknown }).arguments;
    } catch {
        given = undefined;
    }
    const args = Array.isArray(given) ? given.map(String) : [];
    return { ...parseAzureCliArguments(args), given: args };
}
