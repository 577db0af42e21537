// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import type {
    OperationById,
    OperationByUrl,
    ReferenceFields,
    ResourceReference,
} from "../reference/operationReference";
import type { WaitTimes } from "../wait/options";
import { withOwnProvider } from "./ownProvider";
import { DYNAMIC_PACKAGE, requireDynamicResources } from "./prerequisites";
import { warnOnResource } from "./programLog";
import { STORED_PROVIDER } from "./storedProvider";

/** The same object, in which each field, at any depth, may also be an Output or a promise. */
export type WithInputs<T> = {
    readonly [Name in keyof T]: pulumi.Input<T[Name] extends object | undefined ? WithInputs<T[Name]> : T[Name]>;
};

/**
 * What to wait for, in the forms of `OperationReference`, where each field may be an output of another resource: the URL as a
 * string, or an object with `operation`, with `asyncOperationId` and `location`, or with `resourceId` and `apiVersion`.
 */
export type OperationReferenceArgs =
    | string
    | WithInputs<OperationByUrl>
    | WithInputs<OperationById>
    | WithInputs<ResourceReference>;

/** The fields of `OperationReference`, each of which may be an output. */
export type ReferenceArgs = WithInputs<ReferenceFields>;

/** How long and how often to poll. Durations are strings such as `"90m"`, `"1h30m"` or `"45s"`. */
export interface WaitTimesArgs extends WithInputs<Omit<WaitTimes, "timeout">> {
    /**
     * The longest time to wait, such as `"90m"` or `"1h30m"`. The operation itself is not stopped when it is exceeded.
     *
     * @default `customTimeouts.create` of the resource, else "2h"
     */
    readonly timeout?: pulumi.Input<string>;
}

const MODULE = "pulumi-azure-wait";

/**
 * The arguments of the SDK's class of resources, as its class of dynamic resources gives them: `__provider` is what Pulumi's host
 * of dynamic resources runs. Warns about a provider of another package, which is left out.
 *
 * @throws {pulumi.RunError} where dynamic resources cannot work.
 */
export function waitResource(
    type: string,
    name: string,
    inputs: pulumi.Inputs,
    opts: pulumi.CustomResourceOptions | undefined,
    secretOutputs: readonly string[],
    storedProvider = STORED_PROVIDER,
): [string, string, pulumi.Inputs, pulumi.CustomResourceOptions] {
    requireDynamicResources();
    const { options, foreignPackages } = withOwnProvider(opts);
    const typeToken = `${DYNAMIC_PACKAGE}:dynamic/${MODULE}:${type}`;
    const waitUrn = ownUrn(name, typeToken, options.parent);
    if (foreignPackages.length > 0) {
        // Logs are sent in order, so a warning whose URN is not known yet would delay all later ones.
        waitUrn.apply((urn) => warnOnResource(urn, ignoredProvider(foreignPackages)));
    }
    const timeout = inputs.timeout ?? options.customTimeouts?.create;
    const props = { ...inputs, timeout, waitUrn, __provider: storedProvider };
    const additionalSecretOutputs = [...secretOutputs, ...(options.additionalSecretOutputs ?? [])];
    return [typeToken, name, props, { ...options, additionalSecretOutputs }];
}

function ignoredProvider(packages: readonly string[]): string {
    return (
        `pulumi-azure-wait: the \`provider\` of ${packages.join(", ")} has no effect on this resource, which signs in with the ` +
        "stack configuration `azure-native:…` and the `ARM_…` variables: leave the option out."
    );
}

/**
 * The URN of the resource, for its status messages, because the provider process does not get it. It is resolved without
 * dependencies: in a component they are the other children, and one that depends on this resource would be a deadlock.
 */
function ownUrn(name: string, typeToken: string, parent: pulumi.Resource | undefined): pulumi.Output<string> {
    return pulumi.output(
        new Promise<string>((resolve) => {
            pulumi.createUrn(name, typeToken, parent).apply(resolve);
        }),
    );
}
