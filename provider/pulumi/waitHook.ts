// SPDX-License-Identifier: Apache-2.0

import type * as pulumi from "@pulumi/pulumi";
import { invalidArgument } from "../common/codedError";
import { statusMessages } from "../resources/statusMessage";
import type { WaitOptions } from "../wait/options";
import { toOperationError } from "../wait/report";
import { waitForOperationWithConfiguration } from "../wait/waitForOperation";
import { waitForOperationsWithConfiguration } from "../wait/waitForOperations";
import { withCancellation } from "./cancellation";
import { stackConfiguration } from "./functions";
import { bindAsyncContext, checkHookOptions, combineProgress, requireHooks } from "./hookSupport";
import { requireFailingHooks } from "./prerequisites";
import { programStatusLog } from "./programLog";
import { isList, type SelectedOperations, selectOperations, type WaitSelector } from "./waitSelector";

/**
 * A hook for `opts.hooks.afterCreate` or `afterUpdate` that waits for an operation, and fails the run when that Failed.
 *
 * The resource counts as created all the same: the next `pulumi up` does **not** wait again (pulumi/pulumi#21899). What must be
 * true for others belongs in an `OperationWait`.
 *
 * @param select Tells which operation to wait for; `undefined` for none.
 * @param options How long to wait, and as whom. Programs of the Automation API pass their `signal`.
 * @throws {OperationError} `InvalidArgument`, when it is made with a wrong option.
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
        throw toOperationError(invalidArgument("select", "must be a function that tells which operation to wait for"));
    }
    checkHookOptions(options);
    return bindAsyncContext((args: pulumi.ResourceHookArgs) =>
        withCancellation(options.signal, async (signal) => {
            const selected = await selectOperations(select, args, signal);
            if (selected !== undefined) {
                await waitForSelected(args.urn, selected, { ...options, signal });
            }
        }),
    );
}

async function waitForSelected(urn: string, selected: SelectedOperations, given: WaitOptions): Promise<void> {
    const row = statusMessages(programStatusLog(urn));
    const options = { ...given, onProgress: combineProgress(row.onProgress, given.onProgress), retriedOnNextUp: false };
    const ended = isList(selected)
        ? await waitForOperationsWithConfiguration(selected, options, stackConfiguration)
        : [await waitForOperationWithConfiguration(selected, options, stackConfiguration)];
    row.succeeded(ended.map(({ status }) => status));
}
