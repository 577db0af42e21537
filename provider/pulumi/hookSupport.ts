// SPDX-License-Identifier: Apache-2.0

import { AsyncLocalStorage } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import type { WaitOptions } from "../wait/options";
import { prepareWait } from "../wait/prepare";
import { stackConfiguration } from "./functions";

/** Passes for an operation, so that the options beside it are checked. */
const STAND_IN = "/subscriptions/unknown/providers/Unknown/operations/unknown?api-version=2025-02-01";

/**
 * Checks what a hook is given when it is made, so that a wrong option fails the preview.
 *
 * @throws {OperationError} `InvalidArgument`, naming the option.
 */
export function checkHookOptions(options: WaitOptions): void {
    prepareWait(STAND_IN, options, stackConfiguration);
}

/** @throws {Error} when the SDK is older than these hooks. */
export function requireHooks(kind: "ResourceHook" | "ErrorHook", name: string): void {
    if (typeof (pulumi as { readonly [key: string]: unknown })[kind] !== "function") {
        throw new Error(
            `${name} needs hooks, which this @pulumi/pulumi does not have: update it to 3.238 or newer, and the Pulumi CLI with it`,
        );
    }
}

/**
 * Inline programs of the Automation API keep their stack, and with it the configuration, in asynchronous context, which the
 * server that calls hooks does not have.
 */
export function bindAsyncContext<Args extends unknown[], Result>(
    hook: (...args: Args) => Result,
): (...args: Args) => Result {
    const runInside = AsyncLocalStorage.snapshot();
    return (...args) => runInside(() => hook(...args));
}

/** Tells the row of a resource first, and then who else wants to know. */
export function combineProgress(
    own: NonNullable<WaitOptions["onProgress"]>,
    others: WaitOptions["onProgress"],
): NonNullable<WaitOptions["onProgress"]> {
    return (progress) => {
        own(progress);
        return others?.(progress);
    };
}
