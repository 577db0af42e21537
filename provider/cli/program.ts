// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from "node:fs";
import path from "node:path";
import { Command, CommanderError } from "commander";
import type { WaitTimes } from "../wait/options";
import { EXIT_CODE_HELP } from "./exitCode";
import type { OperationFlags } from "./operations";
import { UsageError } from "./usageError";

/** What a command line asks for. */
export type CommandLine =
    | { readonly kind: "help"; readonly text: string }
    | { readonly kind: "wait"; readonly operations: readonly string[]; readonly flags: WaitFlags };

/** The flags of a wait. */
export interface WaitFlags extends OperationFlags, WaitTimes {}

const DESCRIPTION = `\
Waits for Azure long-running operations, and fails with Azure's whole error.

OPERATION is the URL of an Azure-AsyncOperation, Operation-Location or Location header (quote it), an ARM path from
/subscriptions/ or /providers/ on, a longer text that contains one of them, or an operation id with --location.`;

const EPILOGUE = `
Durations are such as 90m, 1h30m or 45s. Azure's settings come from the environment: ARM_CLIENT_ID, ARM_TENANT_ID,
ARM_SUBSCRIPTION_ID, ARM_USE_OIDC and the others of Pulumi's azure-native; without any, Azure CLI signs in.

${EXIT_CODE_HELP}

Examples:
  pulumi-azure-wait "$OPERATION_URL" --timeout 6h
  pulumi-azure-wait 713192d7-2525-4acb-a874-8d91d78171f3 --location "West US"
  pulumi-azure-wait --resource-id "$CLUSTER_ID" --api-version 2025-02-01 --deleted`;

/**
 * Parses a command line.
 *
 * @param commandLine Without the paths of Node and of the program.
 * @throws {UsageError}
 */
export function parseCommandLine(commandLine: readonly string[]): CommandLine {
    let parsed: CommandLine | undefined;
    let help = "";
    const program = createCommand("pulumi-azure-wait")
        .description(DESCRIPTION)
        .usage("OPERATION… [options]")
        .argument("[operations...]")
        .version(version(), "--version", "print the version")
        .addHelpText("after", EPILOGUE)
        .configureOutput({ writeOut: (text) => (help += text), writeErr: () => undefined })
        .action((operations: string[], flags: WaitFlags) => {
            parsed = { kind: "wait", operations, flags };
        });
    addOperationOptions(program);
    addTimeOptions(program);
    try {
        program.parse(commandLine, { from: "user" });
    } catch (error) {
        if (!(error instanceof CommanderError)) {
            throw error;
        }
        if (error.exitCode !== 0) {
            throw new UsageError(error.message.replace(/^error: /, ""));
        }
    }
    return parsed ?? { kind: "help", text: help };
}

function createCommand(name: string): Command {
    return new Command(name).exitOverride().helpOption("-h, --help", "print this help");
}

function addOperationOptions(command: Command): void {
    command
        .optionsGroup("Operations:")
        .option("--location <region>", 'region of operations that are given by id, such as westus or "West US"')
        .option("--async-operation-id <id>", "same as a bare id as OPERATION; repeatable", collect)
        .option(
            "--subscription-id <id>",
            "subscription of operations that are given by id (default: ARM_SUBSCRIPTION_ID)",
        )
        .option("--resource-provider <namespace>", "of these (default: Microsoft.OperationalInsights)")
        .option("--resource-id <id>", "wait for the provisioningState of a resource; repeatable", collect)
        .option("--deleted", "… until that resource is deleted")
        .option("--api-version <version>", "of all resources, and of operations without one")
        .option("--pattern <pattern>", "azureAsyncOperation or location, where responses are ambiguous")
        .option("--succeeded-statuses <status>", "a status that means success, besides Succeeded; repeatable", collect)
        .option("--fallback-resource-id <id>", "resource to poll when the record of the operation is gone")
        .option("--fallback-api-version <version>", "of that resource")
        .option("--retry-after <duration>", "delay before the first poll (default: 0s)");
}

function addTimeOptions(command: Command): void {
    command
        .optionsGroup("Times:")
        .option("--timeout <duration>", "longest wait; the operation itself is not stopped (default: 2h)")
        .option("--min-poll-interval <duration>", "shortest time between two polls (default: 1s)")
        .option("--max-poll-interval <duration>", "longest time between two polls (default: 1m)")
        .option("--not-found-grace <duration>", "how long a 404 means that Azure does not know it yet (default: 2m)")
        .option("--forbidden-grace <duration>", "how long a 403 means that a role is not effective yet (default: 0s)");
}

function collect(value: string, previous: readonly string[] = []): string[] {
    return [...previous, value];
}

function version(): string {
    const file = path.join(__dirname, "../../package.json");
    return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
