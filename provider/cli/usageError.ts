// SPDX-License-Identifier: Apache-2.0

/** An invalid command line. Nothing has been requested. */
export class UsageError extends Error {
    override readonly name = "UsageError";
}

const INDEX_OF_OPERATION = /^`operations\[(\d+)\]`: /;
/** Names of arguments are in back-ticks, such as `` `fallback.resourceId` ``. */
const ARGUMENT_NAME = /`([a-z]+(?:[A-Z][a-z]+)*(?:\.[a-z]+(?:[A-Z][a-z]+)*)?)`/g;

/**
 * An `InvalidArgument` of the functions as an error of the command line, with flags for their arguments.
 *
 * @param message Its message.
 * @param count The number of operations. One needs no number.
 */
export function usageErrorOf(message: string, count: number): UsageError {
    const numbered = message.replace(INDEX_OF_OPERATION, (_, index: string) =>
        count === 1 ? "" : `operation ${Number(index) + 1}: `,
    );
    // The command line reads no stack configuration.
    const withoutStack = numbered.replace("azure-native:subscriptionId in the stack configuration or ", "");
    return new UsageError(withoutStack.replaceAll(ARGUMENT_NAME, (_, name: string) => flagOf(name)));
}

/** The flag of an argument: `--fallback-resource-id` of `fallback.resourceId`. */
function flagOf(argument: string): string {
    const name = argument.replaceAll(/\.|(?=[A-Z])/g, "-").toLowerCase();
    return name === "operation" ? "OPERATION" : `--${name}`;
}
