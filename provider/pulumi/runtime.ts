// SPDX-License-Identifier: Apache-2.0

import type * as dynamic from "@pulumi/pulumi/dynamic";
import type { ConfigurationReader } from "../azure/settings";
import type { Inputs } from "../resources/inputs";
import { checkOperationWait, createOperationWait, diffOperationWait } from "../resources/operationWait";
import {
    checkOperationWaitAll,
    createOperationWaitAll,
    diffOperationWaitAll,
    updateOperationWaitAll,
} from "../resources/operationWaitAll";
import { OperationError } from "../wait/operationError";

/**
 * Gives the provider in state its methods. State of every version of this package calls it by this name. Both resources store
 * the same provider; only `OperationWaitAll` has a list of `operations`.
 *
 * @param target The stored provider.
 * @param request Pulumi's, with the stack configuration.
 */
export function attach(target: object, request: dynamic.ConfigureRequest): void {
    const configuration: ConfigurationReader = (key) => request.config.get(key);
    const methods: dynamic.ResourceProvider = {
        check: async (_olds: Inputs, news: Inputs) => check(news, configuration),
        diff: async (id: string, olds: Inputs, news: Inputs) =>
            isList(news)
                ? diffOperationWaitAll(olds, news, configuration)
                : diffOperationWait(id, olds, news, configuration),
        create: async (inputs: Inputs) =>
            isList(inputs)
                ? await createOperationWaitAll(inputs, configuration)
                : await createOperationWait(inputs, configuration),
        update: async (_id: string, olds: Inputs, news: Inputs) =>
            await updateOperationWaitAll(olds, news, configuration),
    };
    Object.assign(target, methods);
}

function isList(inputs: Inputs): boolean {
    return "operations" in inputs;
}

function check(inputs: Inputs, configuration: ConfigurationReader): dynamic.CheckResult {
    try {
        if (isList(inputs)) {
            checkOperationWaitAll(inputs, configuration);
        } else {
            checkOperationWait(inputs, configuration);
        }
        return { inputs, failures: [] };
    } catch (error) {
        if (!OperationError.isInstance(error)) {
            throw error;
        }
        // With a property named here, the engine would print its value, secret or not.
        return { inputs, failures: [{ property: "", reason: error.message }] };
    }
}
