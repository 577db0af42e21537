// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import type { OperationStatus } from "../wait/operationStatus";
import { type OperationReferenceArgs, type WaitTimesArgs, waitResource } from "./waitResource";

/** What to wait for, and how. */
export interface OperationWaitAllArgs extends WaitTimesArgs {
    /**
     * The operations, in any form of `OperationReference`, where each field may be an output. The resource keeps them as a
     * secret, because their URLs may be signed. The outputs hold only what identifies each operation, of a URL host and path.
     */
    readonly operations: pulumi.Input<readonly pulumi.Input<OperationReferenceArgs>[]>;
}

/**
 * Waits until each of several Azure operations has Succeeded, in one parallel slot of the engine. It waits until each has ended,
 * and reports every failure in one error.
 *
 * A changed list waits for the new operations only, and keeps the statuses of the others.
 *
 * @example
 * ```ts
 * import { OperationWaitAll } from "pulumi-azure-wait";
 *
 * const allReady = new OperationWaitAll("all-ready", { operations: config.requireSecretObject("operationUrls") });
 * ```
 */
export class OperationWaitAll extends pulumi.CustomResource {
    /** The paths of the operations, in the order of `operations`. */
    declare readonly operationIds: pulumi.Output<string[]>;
    /** The status of each operation, in the order of `operations`. A secret, because `properties` may contain anything. */
    declare readonly statuses: pulumi.Output<
        (Omit<OperationStatus, "id"> & {
            /** Azure's id of the operation. */
            readonly operationId: string;
        })[]
    >;

    /** @param name  The resource's name.
     *  @param args  What to wait for.
     *  @param opts  Pulumi's options. `customTimeouts.create` applies when `timeout` is not given. */
    constructor(name: string, args: OperationWaitAllArgs, opts?: pulumi.CustomResourceOptions) {
        const operations = pulumi.secret(args.operations);
        const inputs = { operationIds: undefined, statuses: undefined, ...args, operations };
        super(...waitResource("OperationWaitAll", name, inputs, opts, ["operations", "statuses"]));
    }
}
