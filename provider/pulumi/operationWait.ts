// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import { storedProvider } from "./storedProvider";

/** What to wait for, and how. Give either `operation`, or `asyncOperationId` and `location`. */
export interface OperationWaitArgs {
    /**
     * The full URL of an `Azure-AsyncOperation`, `Operation-Location` or `Location` header; an ARM path from `/subscriptions/`
     * or `/providers/` on; or a longer text, such as an error message, with exactly one of those in it. It is kept as a secret:
     * such URLs may be signed.
     */
    readonly operation?: pulumi.Input<string>;
    /** The id of the operation, the last segment of its status URL. */
    readonly asyncOperationId?: pulumi.Input<string>;
    /** The region in which the operation runs: `"westus"` or `"West US"`. */
    readonly location?: pulumi.Input<string>;
    /** @default azure-native's: `azure-native:subscriptionId`, then `ARM_SUBSCRIPTION_ID` */
    readonly subscriptionId?: pulumi.Input<string>;
    /** @default "Microsoft.OperationalInsights" */
    readonly resourceProvider?: pulumi.Input<string>;
    /** @default "2025-02-01" */
    readonly apiVersion?: pulumi.Input<string>;
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
const TYPE = "OperationWait";

/**
 * Waits until an Azure operation that something else has started has Succeeded. What depends on this resource is created
 * after that. When the operation Failed or was Canceled, the deployment fails with Azure's whole error; nothing is recorded,
 * and the next `pulumi up` looks again.
 *
 * Another operation replaces the resource; other changes do nothing. Refresh and destroy ask nobody.
 *
 * @example
 * ```ts
 * import { OperationWait } from "pulumi-azure-wait";
 *
 * const clusterReady = new OperationWait("cluster-ready", {
 *     asyncOperationId: config.require("clusterOperationId"),
 *     location: "West US",
 *     timeout: "6h",
 * });
 * ```
 */
export class OperationWait extends pulumi.dynamic.Resource {
    /** ARM's id of the operation. (`id` is its path.) */
    declare readonly operationId: pulumi.Output<string>;
    /** ARM's name of the operation. */
    declare readonly name: pulumi.Output<string>;
    /** The word that ended the wait, such as `"Succeeded"`. */
    declare readonly status: pulumi.Output<string>;
    /** When the operation began, as ARM wrote it. */
    declare readonly startTime: pulumi.Output<string | undefined>;
    /** When the operation ended, as ARM wrote it. */
    declare readonly endTime: pulumi.Output<string | undefined>;
    /** 0 to 100. */
    declare readonly percentComplete: pulumi.Output<number | undefined>;
    /** What the service tells about the result. A secret: it may hold anything. */
    declare readonly properties: pulumi.Output<{ readonly [key: string]: unknown } | undefined>;
    /** How long the wait took. */
    declare readonly durationSeconds: pulumi.Output<number>;
    /** How often the status was asked for. */
    declare readonly polls: pulumi.Output<number>;

    /** @param name  The resource's name.
     *  @param args  What to wait for.
     *  @param opts  Pulumi's options. `customTimeouts.create` counts when `timeout` is not given. */
    constructor(name: string, args: OperationWaitArgs, opts?: pulumi.CustomResourceOptions) {
        const inputs: pulumi.Inputs = {
            ...args,
            operation: args.operation === undefined ? undefined : pulumi.secret(args.operation),
            timeout: args.timeout ?? opts?.customTimeouts?.create,
            waitUrn: ownUrn(name, opts?.parent),
        };
        const outputs = {
            operationId: undefined,
            name: undefined,
            status: undefined,
            startTime: undefined,
            endTime: undefined,
            percentComplete: undefined,
            properties: undefined,
            durationSeconds: undefined,
            polls: undefined,
        };
        const additionalSecretOutputs = ["operation", "properties", ...(opts?.additionalSecretOutputs ?? [])];
        super(storedProvider, name, { ...outputs, ...inputs }, { ...opts, additionalSecretOutputs }, MODULE, TYPE);
    }
}

/**
 * The resource's own URN, for the live text on its row: the provider process is not told. Without its dependencies, because
 * inside a component those are the component's other children, and one that depends on this very resource makes a deadlock.
 */
function ownUrn(name: string, parent: pulumi.Resource | undefined): pulumi.Output<string> {
    return pulumi.output(
        new Promise<string>((resolve) => {
            pulumi.createUrn(name, `pulumi-nodejs:dynamic/${MODULE}:${TYPE}`, parent).apply(resolve);
        }),
    );
}
