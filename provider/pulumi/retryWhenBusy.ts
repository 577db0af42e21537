// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import { invalidArgument } from "../common/codedError";
import { formatDuration } from "../common/duration";
import { safeText } from "../common/redact";
import { sleep } from "../common/sleep";
import { statusMessages } from "../resources/statusMessage";
import { busyError, isPartiallyCreated } from "../response/busyError";
import { OperationError, type OperationErrorCode } from "../wait/operationError";
import type { WaitOptions } from "../wait/options";
import { prepareWait } from "../wait/prepare";
import { toOperationError } from "../wait/report";
import { withCancellation } from "./cancellation";
import { stackConfiguration, waitForOperation } from "./functions";
import { bindAsyncContext, checkHookOptions, combineProgress, requireHooks } from "./hookSupport";
import { programStatusLog, warnOnResource } from "./programLog";

/** Options of `retryWhenBusy`. */
export interface RetryOptions extends WaitOptions {
    /**
     * How often one resource is tried again. The engine has a limit of 100.
     *
     * @default 10
     */
    readonly retries?: number;
}

const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 120_000;
const DEFAULT_RETRIES = 10;

/** How the other operation ended does not matter, as long as it has. */
const ENDED_CODES: ReadonlySet<OperationErrorCode> = new Set([
    "OperationFailed",
    "OperationCanceled",
    "OperationNotFound",
]);

/**
 * A hook for `opts.hooks.onError`: when Azure answered that another operation is in progress, it waits for that operation,
 * whatever becomes of it, and lets the engine try again. Where Azure names no operation, and from the second time on, it also
 * pauses, first for 10 seconds, then ever longer, up to two minutes. Other errors are left alone. It never throws: that would
 * hide Azure's error.
 *
 * @param name The hook's name, unique in the program.
 * @param options How long to wait for the other operation, and how often to try again.
 * @throws {OperationError} `InvalidArgument`, when it is made with a wrong option.
 *
 * @example
 * ```ts
 * new operationalinsights.Table("audit", args, { hooks: { onError: [retryWhenBusy("retry-when-busy")] } });
 * ```
 */
export function retryWhenBusy(name: string, options: RetryOptions = {}): pulumi.ErrorHook {
    requireHooks("ErrorHook", "retryWhenBusy");
    const { retries = DEFAULT_RETRIES, ...waitOptions } = options;
    checkHookOptions(waitOptions);
    if (!Number.isInteger(retries) || retries < 0) {
        throw toOperationError(invalidArgument("retries", "must be a whole number, 0 or more"));
    }
    const tries = new Map<string, number>();
    const hook = async ({ urn, errors, failedOperation }: pulumi.ErrorHookArgs) => {
        try {
            const text = String(errors?.[0] ?? "");
            const busy = busyError(text, (operation) => canWaitFor(operation, waitOptions));
            if (busy === undefined || (failedOperation === "create" && isPartiallyCreated(text))) {
                return false;
            }
            const tried = (tries.get(urn) ?? 0) + 1;
            tries.set(urn, tried);
            if (tried > retries) {
                throw new Error(`Azure was busy with another operation ${tried - 1} times`);
            }
            await withCancellation(options.signal, (signal) =>
                waitForTurn(urn, busy.operation, tried, { ...waitOptions, signal }),
            );
            return true;
        } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            warnOnResource(urn, `not tried again: ${safeText(reason)}`);
            return false;
        }
    };
    return new pulumi.ErrorHook(name, bindAsyncContext(hook));
}

/** Azure may still refuse when the operation that it names is over, so that a wait alone could use up all tries at once. */
async function waitForTurn(
    urn: string,
    operation: string | undefined,
    tried: number,
    options: WaitOptions & { readonly signal: AbortSignal },
): Promise<void> {
    if (operation !== undefined) {
        await waitForOther(urn, operation, options);
    }
    const pauses = operation === undefined ? tried : tried - 1;
    if (pauses > 0) {
        const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (pauses - 1), LONGEST_PAUSE_MS);
        programStatusLog(urn)(`busy with another operation; tried again in ${formatDuration(pauseMs)}`);
        await sleep(pauseMs, options.signal);
    }
}

async function waitForOther(urn: string, operation: string, options: WaitOptions): Promise<void> {
    const log = programStatusLog(urn);
    const row = statusMessages((text) => log(`busy; another operation is ${text}`));
    try {
        await waitForOperation(operation, {
            ...options,
            onProgress: combineProgress(row.onProgress, options.onProgress),
        });
    } catch (error) {
        if (!OperationError.isInstance(error) || !ENDED_CODES.has(error.code)) {
            throw error;
        }
    }
}

/** Whether a text is the reference of an operation, complete and in the cloud of the settings. */
function canWaitFor(operation: string, options: WaitOptions): boolean {
    try {
        prepareWait(operation, options, stackConfiguration);
        return true;
    } catch (error) {
        if (OperationError.isInstance(error)) {
            return false;
        }
        throw error;
    }
}
