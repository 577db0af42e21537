// SPDX-License-Identifier: Apache-2.0

import { AsyncLocalStorage } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import { Fault } from "../operation/fault";
import type { OperationReference } from "../operation/operationReference";
import { findOperationIn } from "../operation/operationText";
import { safeText } from "../operation/redact";
import { durationText } from "../wait/duration";
import { OperationError, type OperationErrorCode } from "../wait/operationError";
import { createNarrator, progressText, type WaitProgress } from "../wait/progress";
import { sleep } from "../wait/sleep";
import type { WaitOptions } from "../wait/waitOptions";
import { waitForOperation, waitForOperations } from "./functions";
import { untilInterrupted } from "./interruption";
import { hasLiveDisplay } from "./terminal";

/**
 * Tells from what happened to a resource which operation to wait for: one, a list, or nothing. It may begin the operation
 * itself. Outputs and secrets in the arguments are plain values.
 */
export type WaitSelector = (
    args: pulumi.ResourceHookArgs,
) => pulumi.Input<WaitSelection> | Promise<pulumi.Input<WaitSelection>>;

type WaitSelection = OperationReference | readonly OperationReference[] | undefined;

/** Options of `retryWhenBusy`. */
export interface RetryOptions extends WaitOptions {
    /**
     * How often one resource is tried again. The engine has a limit of 100.
     *
     * @default 10
     */
    readonly retries?: number;
}

/**
 * A hook for `opts.hooks.afterCreate` or `afterUpdate` that waits for an operation, and fails the run when that Failed.
 *
 * The resource counts as created all the same: the next `pulumi up` does **not** wait again (pulumi/pulumi#21899). What must be
 * true for others belongs into an `OperationWait`.
 *
 * @param select Tells which operation to wait for; `undefined` for none.
 * @param options How long to wait, and as whom. Programs of the Automation API pass their `signal`.
 *
 * @example
 * ```ts
 * new operationalinsights.Workspace("logs", args, {
 *     hooks: {
 *         afterCreate: [
 *             waitHook(({ id }) =>
 *                 startOperation({ method: "POST", path: `${id}/failback`, apiVersion: "2025-02-01" }),
 *             ),
 *         ],
 *     },
 * });
 * ```
 */
export function waitHook(select: WaitSelector, options: WaitOptions = {}): pulumi.ResourceHookFunction {
    requireHooks("ResourceHook", "waitHook");
    return inOwnContext(async (args: pulumi.ResourceHookArgs) => {
        const selection = await plain<WaitSelection>(await select(await plain(args)));
        if (selection === undefined) {
            return;
        }
        const say = sayOnRow(args.urn, (text) => text);
        await untilInterrupted(options.signal, async (signal) => {
            const onProgress: WaitOptions["onProgress"] = (progress) => {
                say(progress);
                return options.onProgress?.(progress);
            };
            await (isList(selection)
                ? waitForOperations(selection, { ...options, signal, onProgress })
                : waitForOperation(selection, { ...options, signal, onProgress }));
        }).catch(withoutPromise);
    });
}

/** The next `up` does not go on with a hook, so its error must not say so. */
function withoutPromise(error: unknown): never {
    if (OperationError.isInstance(error)) {
        error.message = error.message.replace(
            / Run again to go on waiting[^\n]*/g,
            " The next `pulumi up` will not wait for it again.",
        );
    }
    throw error;
}

/**
 * Inline programs of the Automation API keep their stack, and with it the configuration, in asynchronous context, which the
 * server that calls hooks does not have.
 */
function inOwnContext<Args extends unknown[], Result>(hook: (...args: Args) => Result): (...args: Args) => Result {
    const runInside = AsyncLocalStorage.snapshot();
    return (...args) => runInside(() => hook(...args));
}

/** Errors of a resource that is busy with another operation. */
const BUSY =
    /AnotherOperationInProgress|RetryableErrorDueToAnotherOperation|ConflictingConcurrentWriteNotAllowed|another operation[^.]{0,80}in progress/i;
/** Errors that mean the same where the text names the status URL of the other operation. */
const BUSY_WITH_URL = /OperationNotAllowed|Conflict/i;

/** What the engine writes of a resource that was made but not finished. It is in state; to create it again would lose it. */
const HALF_MADE = /^\s*\d+ errors? occurred:/;

const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 120_000;
const DEFAULT_RETRIES = 10;

/** How the other operation ended does not matter, as long as it has. */
const OVER: ReadonlySet<OperationErrorCode> = new Set(["OperationFailed", "OperationCanceled", "OperationNotFound"]);

/**
 * A hook for `opts.hooks.onError`: when Azure answered that another operation is in progress, it waits for that operation,
 * whatever becomes of it, and lets the engine try again. Where Azure names no URL it waits a while, ever longer. Other errors are
 * left alone. It never throws: that would hide Azure's error.
 *
 * @param name The hook's name, unique in the program.
 * @param options How long to wait for the other operation, and how often to try again.
 *
 * @example
 * ```ts
 * new operationalinsights.Table("audit", args, { hooks: { onError: [retryWhenBusy("retry-when-busy")] } });
 * ```
 */
export function retryWhenBusy(name: string, options: RetryOptions = {}): pulumi.ErrorHook {
    requireHooks("ErrorHook", "retryWhenBusy");
    const tries = new Map<string, number>();
    const hook = async ({ urn, errors, failedOperation }: pulumi.ErrorHookArgs) => {
        const text = errors[0] ?? "";
        if (failedOperation === "create" && HALF_MADE.test(text)) {
            return false;
        }
        const operation = operationIn(text);
        if (!BUSY.test(text) && !(BUSY_WITH_URL.test(text) && operation !== undefined)) {
            return false;
        }
        const tried = (tries.get(urn) ?? 0) + 1;
        tries.set(urn, tried);
        if (tried > (options.retries ?? DEFAULT_RETRIES)) {
            logOnRow(urn, `not tried again: Azure was busy with another operation ${tried - 1} times`, "warning");
            return false;
        }
        try {
            await untilInterrupted(options.signal, async (signal) => {
                await (operation === undefined
                    ? pause(urn, tried, signal)
                    : waitForOther(urn, operation, { ...options, signal }));
            });
            return true;
        } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            logOnRow(urn, `not tried again: ${safeText(reason)}`, "warning");
            return false;
        }
    };
    return new pulumi.ErrorHook(name, inOwnContext(hook));
}

async function waitForOther(urn: string, operation: string, options: WaitOptions): Promise<void> {
    const onProgress = sayOnRow(urn, (text) => `busy; another operation is ${text}`);
    try {
        await waitForOperation(operation, { ...options, onProgress });
    } catch (error) {
        if (!OperationError.isInstance(error) || !OVER.has(error.code)) {
            throw error;
        }
    }
}

async function pause(urn: string, tried: number, signal: AbortSignal): Promise<void> {
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (tried - 1), LONGEST_PAUSE_MS);
    logOnRow(urn, `busy with another operation; tried again in ${durationText(pauseMs)}`, "live");
    await sleep(pauseMs, signal);
}

function operationIn(text: string): string | undefined {
    try {
        return findOperationIn("operation", text);
    } catch (error) {
        if (error instanceof Fault) {
            return undefined;
        }
        throw error;
    }
}

/** The value with every Output in it resolved, secrets included. */
function plain<T>(value: unknown): Promise<T> {
    return new Promise((resolve) => {
        (pulumi.output(value) as pulumi.Output<unknown>).apply((resolved) => resolve(resolved as T));
    });
}

function isList(
    selection: OperationReference | readonly OperationReference[],
): selection is readonly OperationReference[] {
    return Array.isArray(selection);
}

function sayOnRow(urn: string, words: (text: string) => string): (progress: WaitProgress) => void {
    const say = (text: string) => logOnRow(urn, words(text), "live");
    return hasLiveDisplay() ? (progress) => say(progressText(progress)) : createNarrator(say);
}

/** Writes on the row of a resource that there is no object of here. Live text leaves no trace; a warning does. */
function logOnRow(urn: string, text: string, kind: "live" | "warning"): void {
    const resource = { urn: pulumi.output(urn) } as pulumi.Resource;
    const logged = kind === "live" ? pulumi.log.info(text, resource, undefined, true) : pulumi.log.warn(text, resource);
    logged.catch(() => undefined);
}

function requireHooks(kind: "ResourceHook" | "ErrorHook", name: string): void {
    if (typeof (pulumi as { readonly [key: string]: unknown })[kind] !== "function") {
        throw new Error(
            `${name} needs hooks, which this @pulumi/pulumi does not have: update it to 3.238 or newer, and the Pulumi CLI with it`,
        );
    }
}
