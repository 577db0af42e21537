// SPDX-License-Identifier: Apache-2.0

import type * as pulumi from "@pulumi/pulumi";
import { untilAborted } from "../common/abort";
import { invalidArgument } from "../common/codedError";
import { safeText } from "../common/redact";
import { withCancellation } from "../engine/cancellation";
import { hasLiveDisplay } from "../engine/liveDisplay";
import type { OperationReference } from "../reference/operationReference";
import { statusMessages } from "../resources/statusMessage";
import { OperationError } from "../wait/operationError";
import type { WaitOptions } from "../wait/options";
import { checkOptions } from "../wait/prepare";
import { toOperationError } from "../wait/report";
import { waitForOperationWithConfiguration } from "../wait/waitForOperation";
import { waitForOperationsWithConfiguration } from "../wait/waitForOperations";
import { stackConfiguration } from "./functions";
import { bindAsyncContext, combineProgress, requireHooks } from "./hookSupport";
import { requireFailingHooks } from "./prerequisites";
import { programDebugLog, programStatusLog } from "./programLog";
import { unwrapOutputs } from "./unwrapOutputs";
import type { OperationReferenceArgs } from "./waitResource";

/** The second argument of a selector. */
export interface WaitSelectorContext {
    /** Aborted when the hook must end, as on Ctrl-C. Pass it to what takes long, such as `startOperation`. */
    readonly signal: AbortSignal;
}

/** One operation, an array in which there may be gaps, or nothing to wait for. */
export type WaitSelection =
    | OperationReferenceArgs
    | readonly pulumi.Input<OperationReferenceArgs | undefined | null>[]
    | undefined
    | null;

/**
 * Selects the operation, or the operations, to wait for after a change of a resource. It may start the operation itself. Its
 * arguments contain plain values instead of outputs and secrets; its result may contain outputs.
 */
export type WaitSelector = (
    args: pulumi.ResourceHookArgs,
    context: WaitSelectorContext,
) => pulumi.Input<WaitSelection> | Promise<pulumi.Input<WaitSelection>>;

type Selected = OperationReference | readonly OperationReference[];

/**
 * Creates a hook for `opts.hooks.afterCreate` or `afterUpdate` that waits for an operation, and fails the run when the operation
 * Failed.
 *
 * The resource counts as created all the same: the next `pulumi up` does **not** wait again (pulumi/pulumi#21899). What must be
 * true before something else belongs in an `OperationWait`.
 *
 * @param select Selects the operation; `undefined` for none.
 * @param options Durations, credential and signal. Programs of the Automation API pass their `signal`.
 * @throws {OperationError} `InvalidArgument` for an invalid option, when the hook is created.
 *
 * @example
 * ```ts
 * new operationalinsights.Workspace("logs", args, {
 *     hooks: {
 *         afterCreate: [
 *             waitHook(({ id }, { signal }) =>
 *                 startOperation({ method: "POST", path: `${id}/failback`, apiVersion: "2025-02-01" }, { signal }),
 *             ),
 *         ],
 *     },
 * });
 * ```
 */
export function waitHook(select: WaitSelector, options: WaitOptions = {}): pulumi.ResourceHookFunction {
    requireHooks("ResourceHook", "waitHook");
    requireFailingHooks();
    if (typeof select !== "function") {
        throw toOperationError(invalidArgument("select", "must be a function that returns the operation to wait for"));
    }
    checkOptions(options, stackConfiguration);
    return bindAsyncContext((args: pulumi.ResourceHookArgs) =>
        withCancellation(options.signal, async (signal) => {
            const selected = await selectUntilAborted(select, args, signal);
            if (selected !== undefined) {
                await waitForSelected(args.urn, selected, { ...options, signal });
            }
        }),
    );
}

async function waitForSelected(urn: string, selected: Selected, given: WaitOptions): Promise<void> {
    const messages = statusMessages(programStatusLog(urn), hasLiveDisplay());
    const onProgress = combineProgress(messages.onProgress, given.onProgress);
    const options = { ...given, onProgress, nextRun: "doesNotWait" as const, onTrace: programDebugLog(urn) };
    const results = isArray(selected)
        ? await waitForOperationsWithConfiguration(selected, options, stackConfiguration)
        : [await waitForOperationWithConfiguration(selected, options, stackConfiguration)];
    messages.succeeded(results.map(({ status }) => status));
}

/**
 * Calls the selector, unless the signal is already aborted.
 *
 * @returns `undefined` when there is nothing to wait for.
 * @throws {OperationError} `WaitAborted` as soon as the signal is aborted; `InvalidArgument` for an output without a value.
 * @throws The error of the selector.
 */
async function selectUntilAborted(
    select: WaitSelector,
    args: pulumi.ResourceHookArgs,
    signal: AbortSignal,
): Promise<Selected | undefined> {
    if (signal.aborted) {
        throw abortedError(signal.reason);
    }
    // A selector may ignore its signal.
    return await untilAborted(selectOperations(select, args, signal), signal).catch((error: unknown) => {
        throw signal.aborted && error === signal.reason ? abortedError(error) : error;
    });
}

async function selectOperations(
    select: WaitSelector,
    args: pulumi.ResourceHookArgs,
    signal: AbortSignal,
): Promise<Selected | undefined> {
    const plainArgs = await unwrapOutputs<pulumi.ResourceHookArgs>(args);
    const returned = await select(plainArgs.value, { signal });
    const { value, isKnown } = await unwrapOutputs<Selected | null | undefined>(returned).catch(throwOutputError);
    if (!isKnown) {
        throw new OperationError(
            "The selector of this hook returned an output whose value is unknown: return one that is known, such as one of `newOutputs`.",
            { code: "InvalidArgument" },
        );
    }
    if (value === undefined || value === null || !isArray(value)) {
        return value ?? undefined;
    }
    return value.filter((entry) => entry !== undefined && entry !== null);
}

/** `Array.isArray` does not narrow readonly arrays. */
function isArray(selected: Selected): selected is readonly OperationReference[] {
    return Array.isArray(selected);
}

function throwOutputError(error: unknown): never {
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
            "  An operation that the selector of this hook has started goes on in Azure. The next `pulumi up` will not wait for it.",
        { code: "WaitAborted", cause },
    );
}
