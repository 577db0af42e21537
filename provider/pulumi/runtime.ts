// SPDX-License-Identifier: Apache-2.0

/**
 * What the providers that Pulumi stores in state load. Programs do not call it. Its name and its function never change within a
 * major version.
 *
 * @packageDocumentation
 * @module pulumi-azure-wait/runtime
 */

import type * as dynamic from "@pulumi/pulumi/dynamic";
import type { ConfigurationReader } from "../azure/settings";
import { cancelAll } from "../engine/cancellation";
import { engineLog } from "../engine/engineLog";
import { runMethod } from "../engine/runMethod";
import type { Inputs } from "../resources/inputs";
import { operationWait } from "../resources/operationWait";
import { operationWaitAll } from "../resources/operationWaitAll";
import type { Resource, ResourceContext } from "../resources/resource";
import { resourceAction } from "../resources/resourceAction";
import { OperationError } from "../wait/operationError";
import { onCancelCall } from "./cancelCall";
import { hostedDeleteError, hostedError } from "./hostedError";

/**
 * Adds the methods to the provider in state. The state of every version of this package calls this function by its name.
 *
 * @param target The stored provider.
 * @param request Pulumi's request, with the stack configuration.
 * @param type The resource. Both waits store the same provider, without a type; only `OperationWaitAll` has the input `operations`.
 * @throws {Error} for the type of a later version.
 */
export function attach(target: object, request: dynamic.ConfigureRequest, type?: string): void {
    const configuration: ConfigurationReader = (key) => request.config.get(key);
    switch (type) {
        case undefined: {
            const methods = hosted(
                (inputs) => ("operations" in inputs ? operationWaitAll : operationWait),
                configuration,
            );
            Object.assign(target, methods);
            return;
        }
        case "ResourceAction":
            Object.assign(
                target,
                hosted(() => resourceAction, configuration),
                {
                    delete: async (_id: string, { waitUrn, ...state }: Inputs) => {
                        await run(waitUrn, configuration, (context) => resourceAction.delete(state, context)).catch(
                            (error: unknown) => {
                                throw hostedDeleteError(error);
                            },
                        );
                    },
                },
            );
            return;
        default:
            throw new Error(`this version has no ${type}`);
    }
}

/**
 * The URNs of the resources that will be replaced. The engine checks their inputs once more, as those of a new resource, and the row
 * must still show the undo that comes before the action.
 */
const replaced = new Set<unknown>();

/** The methods of a stored provider, except `delete`. */
function hosted(
    resourceOf: (inputs: Inputs) => Resource,
    configuration: ConfigurationReader,
): dynamic.ResourceProvider {
    return {
        check: async (olds: Inputs, news: Inputs) => {
            const resource = resourceOf(news);
            const result = check(resource, news, configuration);
            const isNew = Object.keys(olds).length === 0 && !replaced.delete(news.waitUrn);
            if (isNew && result.failures?.length === 0) {
                showPlan(resource, undefined, news);
            }
            return result;
        },
        diff: async (id: string, olds: Inputs, news: Inputs) => {
            const resource = resourceOf(news);
            const { replaces, ...diff } = resource.diff(id, olds, news, configuration);
            if (diff.changes) {
                showPlan(resource, olds, news);
            }
            if (replaces !== undefined) {
                replaced.add(news.waitUrn);
            }
            return replaces === undefined ? diff : { ...diff, replaces: [...replaces] };
        },
        create: async ({ waitUrn, ...inputs }: Inputs) => {
            const resource = resourceOf(inputs);
            const { id, outputs } = await run(waitUrn, configuration, (context) =>
                resource.create(inputs, context),
            ).catch((error: unknown) => {
                throw hostedError(error, { waitUrn, ...inputs });
            });
            return { id, outs: withUrn(resource, outputs, waitUrn) };
        },
        update: async (id: string, olds: Inputs, { waitUrn, ...news }: Inputs) => {
            const resource = resourceOf(news);
            const outputs = await run(waitUrn, configuration, async (context) => {
                // A resource without an update is replaced by every change.
                return (await resource.update?.(id, olds, news, context)) ?? olds;
            }).catch((error: unknown) => {
                throw hostedError(error, { waitUrn, ...news });
            });
            return { outs: withUrn(resource, outputs, waitUrn) };
        },
    };
}

/** The outputs of a resource, with the URN for the messages of its `delete`, which gets only the outputs. */
function withUrn(resource: Resource, outputs: Inputs, waitUrn: unknown): Inputs {
    return resource.delete === undefined || waitUrn === undefined ? outputs : { ...outputs, waitUrn };
}

function check(resource: Resource, inputs: Inputs, configuration: ConfigurationReader): dynamic.CheckResult {
    try {
        resource.check(inputs, configuration);
        return { inputs, failures: [] };
    } catch (error) {
        if (!OperationError.isInstance(error)) {
            throw error;
        }
        // The engine would print the value of a property given here, secret or not.
        return { inputs, failures: [{ property: "", reason: error.message }] };
    }
}

/** Shows on the row of the resource what will be sent. The host does not say whether this is a preview. */
function showPlan(resource: Resource, state: Inputs | undefined, inputs: Inputs): void {
    const plan = resource.plan?.(state, inputs);
    if (plan !== undefined) {
        engineLog(inputs.waitUrn).status(plan);
    }
}

/** Runs a method of a resource, and cancels it with its `pulumi`. */
async function run<T>(
    urn: unknown,
    configuration: ConfigurationReader,
    method: (context: ResourceContext) => Promise<T>,
): Promise<T> {
    onCancelCall(() => cancelAll(new Error("pulumi was cancelled")));
    return await runMethod(urn, { configuration }, method);
}
