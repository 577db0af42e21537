// SPDX-License-Identifier: Apache-2.0

import { oneLine, safeText } from "../common/redact";
import type { ReferenceFields } from "../reference/operationReference";
import type { ActionOptions, ActionRequest } from "../wait/actionRequest";

type ArgumentName = keyof ReferenceFields | keyof ActionOptions | keyof ActionRequest;

/** The arguments of the functions that have no flag of their name. */
const OPERATION: ArgumentName = "operation";
const INDEX_OF_OPERATION = /^`operations\[(\d+)\]`: /;
/** Names of arguments are in back-ticks, such as `` `fallback.resourceId` ``. */
const ARGUMENT_NAME = /`([a-z]+(?:[A-Z][a-z]+)*(?:\.[a-z]+(?:[A-Z][a-z]+)*)?)`/g;

/** An invalid command line. Nothing has been requested. */
export class UsageError extends Error {
    override readonly name = "UsageError";
}

/** The two lines about an invalid command line, for standard error. */
export function formatUsageError({ message }: UsageError): readonly [string, string] {
    return [`pulumi-azure-wait: ${safeText(oneLine(message))}`, "See --help."];
}

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
    return new UsageError(
        withFlags(numbered).replace("azure-native:subscriptionId in the stack configuration or ", ""),
    );
}

/** Replaces the names of arguments by those of their flags. */
function withFlags(message: string): string {
    return message.replaceAll(ARGUMENT_NAME, (_, name: string) =>
        name === OPERATION ? "OPERATION" : `--${flagName(name)}`,
    );
}

/** The name of the flag of an argument: `fallback-resource-id` of `fallback.resourceId`. */
function flagName(name: string): string {
    return name.replaceAll(/\.?([A-Z])|\./g, (_, letter: string | undefined) => `-${letter?.toLowerCase() ?? ""}`);
}
