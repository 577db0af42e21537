#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from "node:fs";
import path from "node:path";
import { parseCommandLine } from "./commandLine";
import { INTERNAL_ERROR_EXIT_CODE } from "./exitCode";
import { actionHelpText, helpText } from "./help";
import { handleStreamErrors, write } from "./standardStreams";

/** Runs a command line. @returns The exit code. */
async function main(words: readonly string[]): Promise<number> {
    // What only waits and errors need is loaded only then, so that `--help` is quick.
    try {
        const command = parseCommandLine(words);
        switch (command.kind) {
            case "help":
                await write(process.stdout, helpText());
                return 0;
            case "actionHelp":
                await write(process.stdout, actionHelpText());
                return 0;
            case "version":
                await write(process.stdout, `${version()}\n`);
                return 0;
            default: {
                const { runCommand } = require("./runCommand") as typeof import("./runCommand");
                return await runCommand(command);
            }
        }
    } catch (error) {
        const { reportFailure } = require("./failure") as typeof import("./failure");
        return await reportFailure(error);
    }
}

function version(): string {
    const file = path.join(__dirname, "../../package.json");
    return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

handleStreamErrors();
main(process.argv.slice(2)).then(
    (exitCode) => process.exit(exitCode),
    () => process.exit(INTERNAL_ERROR_EXIT_CODE),
);
