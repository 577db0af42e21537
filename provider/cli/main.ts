#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0

import { INTERNAL_ERROR_EXIT_CODE, USAGE_EXIT_CODE } from "./exitCode";
import { parseCommandLine } from "./program";
import { ignoreClosedPipes, write } from "./standardStreams";
import { formatUsageError, UsageError } from "./usageError";

/** Runs a command line. @returns The exit code. */
async function main(commandLine: readonly string[]): Promise<number> {
    try {
        const command = parseCommandLine(commandLine);
        switch (command.kind) {
            case "help":
                await write(process.stdout, command.text);
                return 0;
            case "wait": {
                // Loaded only now, so that `--help` is quick.
                const { waitCommand } = require("./waitCommand") as typeof import("./waitCommand");
                return await waitCommand(command.operations, command.flags);
            }
        }
    } catch (error) {
        if (error instanceof UsageError) {
            await write(process.stderr, `${formatUsageError(error).join("\n")}\n`);
            return USAGE_EXIT_CODE;
        }
        await write(process.stderr, `pulumi-azure-wait: ${error instanceof Error ? error.stack : error}\n`);
        return INTERNAL_ERROR_EXIT_CODE;
    }
}

ignoreClosedPipes();
main(process.argv.slice(2)).then((exitCode) => process.exit(exitCode));
