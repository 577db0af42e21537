// SPDX-License-Identifier: Apache-2.0

import { ACTION_FLAGS, WAIT_FLAGS } from "./flags";

/** An invalid command line. Nothing has been requested. */
export class UsageError extends Error {
    override readonly name = "UsageError";
}

const OPERANDS: readonly string[] = ["operation", "action"];
const FLAG_NAMES = new Set([...WAIT_FLAGS, ...ACTION_FLAGS].flatMap(({ flags }) => flags.map(({ name }) => name)));
/** What an error about an id begins with. */
const ID_AS_SUBJECT = /^(operation \d+: )?`asyncOperationId`/;
const INDEX_OF_OPERATION = /^`operations\[(\d+)\]`: /;
/** Names of arguments are in back-ticks, such as `` `fallback.resourceId` ``. */
const ARGUMENT_NAME = /`([a-z]+(?:[A-Z][a-z]+)*(?:\.[a-z]+(?:[A-Z][a-z]+)*)?)`/g;

/**
 * An `InvalidArgument` of the functions as an error of the command line, with flags for their arguments.
 *
 * @param message Its message.
 * @param count The number of operations. One needs no number.
 * @param hasIdFlag Whether `--async-operation-id` is given. Else the ids are OPERATIONs.
 */
export function usageErrorOf(message: string, count: number, hasIdFlag = true): UsageError {
    const numbered = message.replace(INDEX_OF_OPERATION, (_, index: string) =>
        count === 1 ? "" : `operation ${Number(index) + 1}: `,
    );
    const withOperand = hasIdFlag ? numbered : numbered.replace(ID_AS_SUBJECT, "$1OPERATION");
    // The command line reads no stack configuration.
    const withoutStack = withOperand.replaceAll(/azure-native:\w+ (?:in the stack configuration )?or (?=ARM_)/g, "");
    return new UsageError(withoutStack.replaceAll(ARGUMENT_NAME, (_, name: string) => flagOf(name)));
}

/** The flag of an argument: `--fallback-resource-id` of `fallback.resourceId`. A setting, such as `environment`, has none. */
function flagOf(argument: string): string {
    if (OPERANDS.includes(argument)) {
        return argument.toUpperCase();
    }
    const name = argument.replaceAll(/\.|(?=[A-Z])/g, "-").toLowerCase();
    return FLAG_NAMES.has(name) ? `--${name}` : `\`${argument}\``;
}
