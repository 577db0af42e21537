// SPDX-License-Identifier: Apache-2.0

import type * as pulumi from "@pulumi/pulumi";
import { invalidArgument } from "../common/codedError";
import { waitRow } from "../resources/statusMessage";
import type { WaitOptions } from "../wait/options";
import { argumentError } from "../wait/report";
import { waitWithConfiguration } from "../wait/waitForOperation";
import { waitForAll } from "../wait/waitForOperations";
import { untilInterrupted } from "./cancellation";
import { stackConfiguration } from "./functions";
import { bothProgress, checkHookOptions, inOwnContext, requireHooks } from "./hookSupport";
import { requireFailingHooks } from "./prerequisites";
import { programRowLog } from "./programLog";
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
        throw argumentError(invalidArgument("select", "must be a function that tells which operation to wait for"));
    }
    checkHookOptions(options);
    return inOwnContext((args: pulumi.ResourceHookArgs) =>
        untilInterrupted(options.signal, async (signal) => {
            const selected = await selectOperations(select, args, signal);
            if (selected !== undefined) {
                await waitForSelected(args.urn, selected, { ...options, signal });
            }
        }),
    );
}

async function waitForSelected(urn: string, selected: SelectedOperations, given: WaitOptions): Promise<void> {
    const row = waitRow(programRowLog(urn));
    const options = { ...given, onProgress: bothProgress(row.onProgress, given.onProgress), resumes: false };
    const ended = isList(selected)
        ? await waitForAll(selected, options, stackConfiguration)
        : [await waitWithConfiguration(selected, options, stackConfiguration)];
    row.succeeded(ended.map(({ status }) => status));
}
