// SPDX-License-Identifier: Apache-2.0
import * as pulumi from "@pulumi/pulumi";
import sinon from "sinon";
import { type RetryOptions, retryWhenBusy } from "../../../provider";
import type { ScriptedArm } from "../wait/scriptedArm";

/** The resource to which the hooks are bound. */
export const URN = "urn:pulumi:test::project::azure-native:operationalinsights:Table::audit";

/** The messages that hooks logged. */
export interface HookLog {
    /** Status messages, with severity info. */
    readonly info: string[];
    readonly warnings: string[];
}

/** Records the messages of hooks until `sinon.restore()`. */
export function recordHookLog(): HookLog {
    const log: HookLog = { info: [], warnings: [] };
    sinon.stub(pulumi.log, "info").callsFake(async (message) => void log.info.push(message));
    sinon.stub(pulumi.log, "warn").callsFake(async (message) => void log.warnings.push(message));
    return log;
}

/** Options with which hooks send requests to a scripted Resource Manager, with a new identity. */
export function optionsFor(arm: ScriptedArm): RetryOptions {
    return { endpoint: arm.endpoint, credential: { getToken: async () => null }, minPollInterval: "1ms" };
}

/** The callback of `retryWhenBusy`. Its registration fails, because there is no engine. */
export function errorHook(options: RetryOptions): (errors: unknown, failedOperation?: string) => Promise<boolean> {
    const hook = retryWhenBusy("retry", options);
    (hook as unknown as { readonly __registered: Promise<void> }).__registered.catch(() => undefined);
    return async (errors, failedOperation = "create") =>
        await hook.callback({ urn: URN, id: "", name: "audit", type: "Table", errors, failedOperation } as never);
}

/** The arguments of an after-hook. */
export function hookArguments(newOutputs: Record<string, unknown> = {}): pulumi.ResourceHookArgs {
    return {
        urn: URN,
        id: "/subscriptions/50000000-0000-4000-8000-000000000005/tables/audit",
        name: "audit",
        type: "Table",
        newOutputs,
    } as never;
}

/** Waits in real time until the condition is true. */
export async function until(isTrue: () => boolean): Promise<void> {
    const deadline = process.hrtime.bigint() + 10_000_000_000n;
    while (!isTrue()) {
        if (process.hrtime.bigint() > deadline) {
            throw new Error("the condition did not become true in 10 s");
        }
        await new Promise((resolve) => setImmediate(resolve));
    }
}
