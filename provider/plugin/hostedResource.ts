// SPDX-License-Identifier: Apache-2.0

import { operationWait } from "../resources/operationWait";
import { operationWaitAll } from "../resources/operationWaitAll";
import type { Resource } from "../resources/resource";
import { resourceAction } from "../resources/resourceAction";
import type { Properties } from "./propertyTable";
import { RESOURCES, type ResourceTable } from "./resourceTable";

/** A type of resource: its methods, and what its table says about its properties. */
export interface HostedResource {
    readonly resource: Resource;
    readonly outputNames: readonly string[];
    /** Whether state holds other values than these, too. */
    readonly hasHiddenOutputs: boolean;
    /** The inputs and the outputs that are secret whatever the program says. */
    readonly secretInputs: readonly string[];
    readonly secretOutputs: readonly string[];
}

const METHODS: Readonly<Record<string, Resource>> = {
    OperationWait: operationWait,
    OperationWaitAll: operationWaitAll,
    ResourceAction: resourceAction,
} satisfies Record<keyof typeof RESOURCES, Resource>;

/** The type in a URN, such as `urn:pulumi:dev::project::azure-wait:index:OperationWait::ready`. @throws {Error} for an unknown type. */
export function hostedResource(urn: string): HostedResource {
    // The types of all parents precede it: `my:index:Outer$my:index:Inner$azure-wait:index:OperationWait`.
    const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
    const name = /^azure-wait:index:(\w+)$/.exec(type)?.[1] ?? "";
    const resource = METHODS[name];
    if (resource === undefined) {
        throw new Error(
            `this version of the azure-wait plugin has no resource ${type}: check the name, or use a newer version of the plugin`,
        );
    }
    const { inputs, outputs, hiddenSecrets }: ResourceTable = RESOURCES[name as keyof typeof RESOURCES];
    return {
        resource,
        outputNames: Object.keys(outputs),
        hasHiddenOutputs: hiddenSecrets !== undefined,
        secretInputs: secretsIn(inputs),
        secretOutputs: [...secretsIn(outputs), ...(hiddenSecrets ?? [])],
    };
}

function secretsIn(properties: Properties): string[] {
    return Object.entries(properties)
        .filter(([, property]) => property.secret === true)
        .map(([name]) => name);
}
