// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import type { OperationPattern } from "../response/pattern";
import { type WaitTimesArgs, waitResource } from "./waitResource";

/** What to wait for, and how. Give `operation`, or `asyncOperationId` and `location`, or `resourceId` and `apiVersion`. */
export interface OperationWaitArgs extends WaitTimesArgs {
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
    /** For `resourceId`: an api-version of its type. Otherwise of the status. @default "2025-02-01" */
    readonly apiVersion?: pulumi.Input<string>;
    /** Instead of an operation, a resource whose `provisioningState` is waited for: its ARM id. */
    readonly resourceId?: pulumi.Input<string>;
    /**
     * For `resourceId`: whether the resource is to go away.
     *
     * @default false
     */
    readonly deleted?: pulumi.Input<boolean>;
    /** For `resourceId`: any values; when one changes, the resource is waited for again. */
    readonly triggers?: pulumi.Input<pulumi.Input<unknown>[]>;
    /** Which of ARM's patterns the operation follows, for services that answer ambiguously. */
    readonly pattern?: pulumi.Input<OperationPattern>;
    /** The resource whose `provisioningState` decides when the operation's own record is gone. */
    readonly fallback?: pulumi.Input<{ resourceId: pulumi.Input<string>; apiVersion: pulumi.Input<string> }>;
}

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
        const operation = args.operation === undefined ? undefined : pulumi.secret(args.operation);
        const secretOutputs = ["operation", "properties"];
        super(...waitResource("OperationWait", name, { ...outputs, ...args, operation }, opts, secretOutputs));
    }
}
