// SPDX-License-Identifier: Apache-2.0

import { AsyncLocalStorage } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import type { WaitOptions } from "../wait/options";

/** @throws {Error} when the SDK is older than these hooks. */
export function requireHooks(kind: "ResourceHook" | "ErrorHook", name: string): void {
    if (typeof (pulumi as { readonly [key: string]: unknown })[kind] !== "function") {
        throw new Error(
            `${name} needs hooks, which this @pulumi/pulumi does not have: update it to 3.238 or newer, and the Pulumi CLI with it`,
        );
    }
}

/**
 * Binds a hook to the asynchronous context in which it is created. Inline programs of the Automation API keep their stack and its
 * configuration there, and the server that calls hooks has another context.
 */
export function bindAsyncContext<Args extends unknown[], Result>(
    hook: (...args: Args) => Result,
): (...args: Args) => Result {
    const runInside = AsyncLocalStorage.snapshot();
    return (...args) => runInside(() => hook(...args));
}

/** Combines the progress of the hook with the callback of the user. */
export function combineProgress(
    own: NonNullable<WaitOptions["onProgress"]>,
    other: WaitOptions["onProgress"],
): NonNullable<WaitOptions["onProgress"]> {
    return (progress) => {
        own(progress);
        return other?.(progress);
    };
}
