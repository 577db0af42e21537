// SPDX-License-Identifier: Apache-2.0

import { flagOf } from "./commandLineNames";

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
    return new UsageError(numbered.replaceAll(ARGUMENT_NAME, (_, name: string) => flagOf(name)));
}
