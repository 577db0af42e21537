// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import { requireDynamicResources } from "./prerequisites";
import { storedProvider } from "./storedProvider";

/** How long and how often the resources look. Durations are texts such as `"90m"`, `"1h30m"` or `"45s"`. */
export interface WaitTimesArgs {
    /**
     * The longest time to wait, such as `"90m"` or `"1h30m"`. The operation itself is not stopped when it is exceeded.
     *
     * @default `customTimeouts.create` of the resource, else "2h"
     */
    readonly timeout?: pulumi.Input<string>;
    /**
     * The shortest time between two looks while ARM names no `Retry-After`.
     *
     * @default "1s"
     */
    readonly minPollInterval?: pulumi.Input<string>;
    /**
     * The longest time between two looks while ARM names no `Retry-After`.
     *
     * @default "1m"
     */
    readonly maxPollInterval?: pulumi.Input<string>;
    /**
     * How long a 404 before the first successful look counts as "not visible yet".
     *
     * @default "2m"
     */
    readonly notFoundGrace?: pulumi.Input<string>;
}

const MODULE = "pulumi-azure-wait";

/**
 * The arguments of the SDK's own class for one of our resources.
 *
 * @throws {pulumi.RunError} where dynamic resources cannot work.
 */
export function waitResource(
    type: string,
    name: string,
    inputs: pulumi.Inputs,
    opts: pulumi.CustomResourceOptions | undefined,
    secretOutputs: readonly string[],
): [pulumi.dynamic.ResourceProvider, string, pulumi.Inputs, pulumi.CustomResourceOptions, string, string] {
    requireDynamicResources();
    const props = {
        ...inputs,
        timeout: inputs.timeout ?? opts?.customTimeouts?.create,
        waitUrn: ownUrn(name, type, opts?.parent),
    };
    const additionalSecretOutputs = [...secretOutputs, ...(opts?.additionalSecretOutputs ?? [])];
    return [storedProvider, name, props, { ...opts, additionalSecretOutputs }, MODULE, type];
}

/**
 * The resource's own URN, for the live text on its row: the provider process is not told. Without its dependencies, because
 * inside a component those are the component's other children, and one that depends on this very resource makes a deadlock.
 */
function ownUrn(name: string, type: string, parent: pulumi.Resource | undefined): pulumi.Output<string> {
    return pulumi.output(
        new Promise<string>((resolve) => {
            pulumi.createUrn(name, `pulumi-nodejs:dynamic/${MODULE}:${type}`, parent).apply(resolve);
        }),
    );
}
