// SPDX-License-Identifier: Apache-2.0

import type * as pulumi from "@pulumi/pulumi";
import { onAbort } from "../common/abort";
import { safeText } from "../common/redact";
import type { OperationReference } from "../reference/operationReference";
import { OperationError } from "../wait/operationError";
import type { OperationReferenceArgs } from "./operationReferenceArgs";
import { unwrapOutputs } from "./unwrapOutputs";

/** What a selector has beside the arguments of the hook. */
export interface WaitSelectorContext {
    /** Aborted when the hook is to end, as by Ctrl-C. Give it to what takes long, such as `startOperation`. */
    readonly signal: AbortSignal;
}

/** One operation, a list in which there may be gaps, or nothing to wait for. */
export type WaitSelection =
    | OperationReferenceArgs
    | readonly pulumi.Input<OperationReferenceArgs | undefined | null>[]
    | undefined
    | null;

/**
 * Tells from what happened to a resource which operation to wait for: one, a list, or nothing. It may begin the operation
 * itself. Outputs and secrets in the arguments are plain values; in what it returns there may be outputs.
 */
export type WaitSelector = (
    args: pulumi.ResourceHookArgs,
    context: WaitSelectorContext,
) => pulumi.Input<WaitSelection> | Promise<pulumi.Input<WaitSelection>>;

/** The same for the functions that wait. */
export type SelectedOperations = OperationReference | readonly OperationReference[];

/** Whether several operations were selected. */
export function isList(selected: SelectedOperations): selected is readonly OperationReference[] {
    return Array.isArray(selected);
}

/**
 * Asks a selector, unless the signal says that it is too late.
 *
 * @returns `undefined` when there is nothing to wait for.
 * @throws {OperationError} `WaitAborted` as soon as the signal is aborted; `InvalidArgument` for an output without a value; and
 *     what the selector throws.
 */
export async function selectOperations(
    select: WaitSelector,
    args: pulumi.ResourceHookArgs,
    signal: AbortSignal,
): Promise<SelectedOperations | undefined> {
    if (signal.aborted) {
        throw abortedError(signal.reason);
    }
    const aborted = Promise.withResolvers<never>();
    const forget = onAbort(signal, () => aborted.reject(abortedError(signal.reason)));
    try {
        return await Promise.race([ask(select, args, signal), aborted.promise]);
    } finally {
        forget();
    }
}

async function ask(
    select: WaitSelector,
    args: pulumi.ResourceHookArgs,
    signal: AbortSignal,
): Promise<SelectedOperations | undefined> {
    const plainArgs = await unwrapOutputs<pulumi.ResourceHookArgs>(args);
    const returned = await select(plainArgs.value, { signal });
    const { value, isKnown } = await unwrapOutputs<SelectedOperations | null | undefined>(returned).catch(rethrow);
    if (!isKnown) {
        throw new OperationError(
            "The selector of this hook returned an output whose value is not known: return one that is, such as one of `newOutputs`.",
            { code: "InvalidArgument" },
        );
    }
    if (value === undefined || value === null || !isList(value)) {
        return value ?? undefined;
    }
    return value.filter((entry) => entry !== undefined && entry !== null);
}

function rethrow(error: unknown): never {
    const reason = error instanceof Error ? error.message : String(error);
    throw OperationError.isInstance(error)
        ? error
        : new OperationError(`The selector of this hook returned an output without a value: ${safeText(reason)}`, {
              code: "InvalidArgument",
              cause: error,
          });
}

function abortedError(cause: unknown): OperationError {
    return new OperationError(
        "Stopped before it was known which Azure operation to wait for.\n" +
            "  What the selector of this hook has begun goes on in Azure. The next `pulumi up` will not wait for it.",
        { code: "WaitAborted", cause },
    );
}
