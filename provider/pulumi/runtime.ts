// SPDX-License-Identifier: Apache-2.0

import type * as dynamic from "@pulumi/pulumi/dynamic";
import type { ConfigurationReader } from "../azure/settings";
import { engineAddress } from "../engine/engineAddress";
import { engineLog } from "../engine/engineLog";
import { hasLiveDisplay } from "../engine/liveDisplay";
import type { Inputs } from "../resources/inputs";
import { operationWait } from "../resources/operationWait";
import { operationWaitAll } from "../resources/operationWaitAll";
import type { Resource, ResourceContext } from "../resources/resource";
import { statusMessages } from "../resources/statusMessage";
import { OperationError } from "../wait/operationError";
import { onCancelCall } from "./cancelCall";
import { cancelAll, EngineGoneError, withCancellation } from "./cancellation";

/**
 * Adds the methods to the provider in state. The state of every version of this package calls this function by its name. Both
 * resources store the same provider; only `OperationWaitAll` has the input `operations`.
 *
 * @param target The stored provider.
 * @param request Pulumi's request, with the stack configuration.
 */
export function attach(target: object, request: dynamic.ConfigureRequest): void {
    const configuration: ConfigurationReader = (key) => request.config.get(key);
    const methods: dynamic.ResourceProvider = {
        check: async (_olds: Inputs, news: Inputs) => check(news, configuration),
        diff: async (id: string, olds: Inputs, news: Inputs) => {
            const { replaces, ...diff } = resourceOf(news).diff(id, olds, news, configuration);
            return replaces === undefined ? diff : { ...diff, replaces: [...replaces] };
        },
        create: async (inputs: Inputs) => {
            const { id, outputs } = await run(inputs, configuration, (known, context) =>
                resourceOf(inputs).create(known, context),
            );
            return { id, outs: outputs };
        },
        // The only resource with an update: a change of the other one replaces it.
        update: async (id: string, olds: Inputs, news: Inputs) => {
            return {
                outs: await run(news, configuration, (inputs, context) =>
                    operationWaitAll.update(id, olds, inputs, context),
                ),
            };
        },
    };
    Object.assign(target, methods);
}

function resourceOf(inputs: Inputs): Resource {
    return "operations" in inputs ? operationWaitAll : operationWait;
}

function check(inputs: Inputs, configuration: ConfigurationReader): dynamic.CheckResult {
    try {
        resourceOf(inputs).check(inputs, configuration);
        return { inputs, failures: [] };
    } catch (error) {
        if (!OperationError.isInstance(error)) {
            throw error;
        }
        // The engine would print the value of a property given here, secret or not.
        return { inputs, failures: [{ property: "", reason: error.message }] };
    }
}

/** Runs a wait of a resource, and cancels it with its `pulumi`. Without an engine the process has no purpose, and ends. */
async function run<T>(
    { waitUrn, ...inputs }: Inputs,
    configuration: ConfigurationReader,
    wait: (inputs: Inputs, context: ResourceContext) => Promise<T>,
): Promise<T> {
    onCancelCall(() => cancelAll(new Error("pulumi was cancelled")));
    const log = engineLog(waitUrn);
    const status = statusMessages(log.status, hasLiveDisplay());
    let reason: unknown;
    try {
        return await withCancellation(
            undefined,
            (signal) =>
                wait(inputs, { configuration, signal, status, trace: log.debug }).finally(() => {
                    reason = signal.reason;
                }),
            engineAddress(),
        );
    } finally {
        if (reason instanceof EngineGoneError) {
            process.kill(process.pid, "SIGTERM");
        }
    }
}
