// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import { type ReferenceArgs, type WaitTimesArgs, waitResource } from "./waitResource";

/**
 * What to wait for: `operation`, or `asyncOperationId` and `location`, or `resourceId` and `apiVersion`; and how. The resource
 * keeps `operation` as a secret, because such URLs may be signed. The outputs hold only what identifies the operation, of a URL
 * host and path.
 */
export interface OperationWaitArgs extends ReferenceArgs, WaitTimesArgs {
    /**
     * An api-version of the resource's type, required with `resourceId`; with `operation` that of a URL without one; with
     * `asyncOperationId` that of the resource provider.
     *
     * @default "2025-02-01" with `asyncOperationId`
     */
    readonly apiVersion?: pulumi.Input<string>;
    /**
     * Delay before the first poll, as a duration such as `"60s"`: the `Retry-After` of the response that began the operation.
     *
     * @default "0s"
     */
    readonly retryAfter?: pulumi.Input<string>;
    /** For `resourceId`: any values. A change of one waits for the resource again. @default none */
    readonly triggers?: pulumi.Input<pulumi.Input<unknown>[]>;
}

/**
 * Waits until an Azure operation that something else has started has Succeeded. Dependents of this resource are created after
 * that. When the operation Failed or was Canceled, the deployment fails with Azure's whole error, nothing is recorded, and the
 * next `pulumi up` waits again.
 *
 * Another operation replaces the resource; other changes do nothing. Refresh and destroy send no request.
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
export class OperationWait extends pulumi.CustomResource {
    /** ARM's id of the operation, without a query. (`id` is its path.) */
    declare readonly operationId: pulumi.Output<string>;
    /** ARM's name of the operation. */
    declare readonly name: pulumi.Output<string>;
    /** The final status, such as `"Succeeded"`. */
    declare readonly status: pulumi.Output<string>;
    /** When the operation began, as ARM wrote it. */
    declare readonly startTime: pulumi.Output<string | undefined>;
    /** When the operation ended, as ARM wrote it. */
    declare readonly endTime: pulumi.Output<string | undefined>;
    /** 0 to 100. */
    declare readonly percentComplete: pulumi.Output<number | undefined>;
    /** The result, as the service sent it. A secret, because it may contain anything. */
    declare readonly properties: pulumi.Output<{ readonly [key: string]: unknown } | undefined>;
    /** The duration of the wait, in whole seconds. */
    declare readonly durationSeconds: pulumi.Output<number>;
    /** The number of requests sent. */
    declare readonly polls: pulumi.Output<number>;

    /** @param name  The resource's name.
     *  @param args  What to wait for.
     *  @param opts  Pulumi's options. `customTimeouts.create` applies when `timeout` is not given. */
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
