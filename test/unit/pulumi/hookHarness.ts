// SPDX-License-Identifier: Apache-2.0
import * as pulumi from "@pulumi/pulumi";
import sinon from "sinon";
import { type RetryOptions, retryWhenBusy } from "../../../provider";
import type { ScriptedArm } from "../wait/scriptedArm";

/** The resource that the hooks are of. */
export const URN = "urn:pulumi:test::project::azure-native:operationalinsights:Table::audit";

/** What the hooks of a test say to Pulumi. */
export interface Said {
    /** Live text. */
    readonly live: string[];
    readonly warnings: string[];
}

/** Takes what hooks say, until `sinon.restore()`. */
export function listenToHooks(): Said {
    const said: Said = { live: [], warnings: [] };
    sinon.stub(pulumi.log, "info").callsFake(async (text) => void said.live.push(text));
    sinon.stub(pulumi.log, "warn").callsFake(async (text) => void said.warnings.push(text));
    return said;
}

/** Options with which hooks ask a scripted Resource Manager, under an identity of their own. */
export function optionsFor(arm: ScriptedArm): RetryOptions {
    return { endpoint: arm.endpoint, credential: { getToken: async () => null }, minPollInterval: "1ms" };
}

/** What `retryWhenBusy` answers to an error. There is no engine to register it at. */
export function errorHook(options: RetryOptions): (errors: unknown, failedOperation?: string) => Promise<boolean> {
    const hook = retryWhenBusy("retry", options);
    (hook as unknown as { readonly __registered: Promise<void> }).__registered.catch(() => undefined);
    return async (errors, failedOperation = "create") =>
        await hook.callback({ urn: URN, id: "", name: "audit", type: "Table", errors, failedOperation } as never);
}

/** The arguments of an after-hook. */
export function hookArguments(newOutputs: Record<string, unknown> = {}): pulumi.ResourceHookArgs {
    return { urn: URN, id: "/subscriptions/s/tables/audit", name: "audit", type: "Table", newOutputs } as never;
}

/** Lets sockets and promises go on, in real time, until something is the case. */
export async function until(isTrue: () => boolean): Promise<void> {
    const giveUp = process.hrtime.bigint() + 10_000_000_000n;
    while (!isTrue()) {
        if (process.hrtime.bigint() > giveUp) {
            throw new Error("it does not happen");
        }
        await new Promise((resolve) => setImmediate(resolve));
    }
}
