// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import { invalidArgument } from "../common/codedError";
import { formatDuration } from "../common/duration";
import { safeText } from "../common/redact";
import { withCancellation } from "../engine/cancellation";
import { hasLiveDisplay } from "../engine/liveDisplay";
import { statusMessages } from "../resources/statusMessage";
import { isBusyError, isPartiallyCreated } from "../response/busyError";
import type { WaitOptions } from "../wait/options";
import { checkOptions } from "../wait/prepare";
import { checkArguments, toOperationError } from "../wait/report";
import { checkRetries, DEFAULT_BUSY_RETRIES, findConflictingOperation, waitUntilFree } from "../wait/waitUntilFree";
import { stackConfiguration, waitForOperation } from "./functions";
import { bindAsyncContext, combineProgress, requireHooks } from "./hookSupport";
import { programStatusLog, warnOnResource } from "./programLog";

/** Options of `retryWhenBusy`. */
export interface RetryOptions extends WaitOptions {
    /**
     * The maximum number of retries for each resource. The engine has a limit of 100.
     *
     * @default 10
     */
    readonly retries?: number;

    /**
     * Whether to retry after an error that the package does not recognise as busy. It receives the whole text of the error. When it
     * throws, the hook warns and does not retry.
     *
     * @default no other error is retried
     *
     * @example
     * ```ts
     * retryWhenBusy("retry-when-busy", { isBusy: (error) => error.includes("SlotSwapPending") });
     * ```
     */
    readonly isBusy?: (error: string) => boolean;
}

/**
 * Creates a hook for `opts.hooks.onError`: when Azure refused a change because it is busy, such as with another operation on the
 * resource, the hook waits for the operation in the error, regardless of its outcome, and lets the engine retry. Where the error
 * contains no operation, and from the second retry on, it also pauses, for 10 seconds at first, doubling up to two minutes. Other
 * errors are not retried, unless `isBusy` returns `true` for them. The hook never throws, because that would hide Azure's error.
 *
 * @param name The name of the hook, unique in the program.
 * @param options The options of the wait, the number of retries, and which other errors to retry.
 * @throws {OperationError} `InvalidArgument` for an invalid option, when the hook is created.
 *
 * @example
 * ```ts
 * new operationalinsights.Table("audit", args, { hooks: { onError: [retryWhenBusy("retry-when-busy")] } });
 * ```
 */
export function retryWhenBusy(name: string, options: RetryOptions = {}): pulumi.ErrorHook {
    requireHooks("ErrorHook", "retryWhenBusy");
    const { retries = DEFAULT_BUSY_RETRIES, isBusy, ...waitOptions } = options;
    checkOptions(waitOptions, stackConfiguration);
    checkArguments(() => checkRetries(retries));
    if (isBusy !== undefined && typeof isBusy !== "function") {
        throw toOperationError(invalidArgument("isBusy", "must be a function"));
    }
    const attempts = new Map<string, number>();
    const hook = async ({ urn, errors, failedOperation }: pulumi.ErrorHookArgs) => {
        try {
            const message = String(errors?.[0] ?? "");
            if (failedOperation === "create" && isPartiallyCreated(message)) {
                return false;
            }
            const operation = findConflictingOperation(message, waitOptions, stackConfiguration);
            if (!isBusyError(message, operation) && !(await isBusyForUser(message, isBusy))) {
                return false;
            }
            const attempt = (attempts.get(urn) ?? 0) + 1;
            attempts.set(urn, attempt);
            if (attempt > retries) {
                throw new Error(`Azure is still busy after ${retries} retries`);
            }
            return await withCancellation(options.signal, (signal) =>
                waitUntilFree({
                    ...{ operation, attempt, signal },
                    waitFor: (conflicting) => waitForConflicting(urn, conflicting, { ...waitOptions, signal }),
                    onPause: (pauseMs) => programStatusLog(urn)(`busy; tried again in ${formatDuration(pauseMs)}`),
                }),
            );
        } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            warnOnResource(urn, `not tried again: ${safeText(reason)}`);
            return false;
        }
    };
    return new pulumi.ErrorHook(name, bindAsyncContext(hook));
}

/** A function in JavaScript may also return a promise, whose rejection must not end the program. */
async function isBusyForUser(message: string, isBusy: RetryOptions["isBusy"]): Promise<boolean> {
    try {
        return (await isBusy?.(message)) === true;
    } catch (error) {
        throw new Error(`\`isBusy\` failed: ${error instanceof Error ? error.message : String(error)}`);
    }
}

async function waitForConflicting(urn: string, operation: string, options: WaitOptions): Promise<void> {
    const log = programStatusLog(urn);
    const messages = statusMessages((message) => log(`busy; another operation is ${message}`), hasLiveDisplay());
    const onProgress = combineProgress(messages.onProgress, options.onProgress);
    await waitForOperation(operation, { ...options, onProgress });
}
