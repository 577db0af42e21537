// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import type { OperationStatus } from "../wait/operationStatus";
import type { OperationReferenceArgs } from "./operationReferenceArgs";
import { type WaitTimesArgs, waitResource } from "./waitResource";

/** What to wait for, and how. */
export interface OperationWaitAllArgs extends WaitTimesArgs {
    /**
     * The operations, in any of the forms of `OperationReference`, in which each field may be an output. They are kept as a
     * secret: their URLs may be signed.
     */
    readonly operations: pulumi.Input<readonly pulumi.Input<OperationReferenceArgs>[]>;
}

/**
 * Waits until each of many Azure operations has Succeeded, in one of the engine's parallel slots. It waits to the end of each,
 * and reports every failure in one error.
 *
 * A changed list waits for the new operations only, and keeps what is known of the others.
 *
 * @example
 * ```ts
 * import { OperationWaitAll } from "pulumi-azure-wait";
 *
 * const allReady = new OperationWaitAll("all-ready", { operations: config.requireSecretObject("operationUrls") });
 * ```
 */
export class OperationWaitAll extends pulumi.dynamic.Resource {
    /** The paths of the operations, in the order asked. */
    declare readonly operationIds: pulumi.Output<string[]>;
    /** What Azure said of each, in the order asked; its id is `operationId`. A secret: `properties` may hold anything. */
    declare readonly statuses: pulumi.Output<(Omit<OperationStatus, "id"> & { readonly operationId: string })[]>;

    /** @param name  The resource's name.
     *  @param args  What to wait for.
     *  @param opts  Pulumi's options. `customTimeouts.create` counts when `timeout` is not given. */
    constructor(name: string, args: OperationWaitAllArgs, opts?: pulumi.CustomResourceOptions) {
        const operations = pulumi.secret(args.operations);
        const inputs = { operationIds: undefined, statuses: undefined, ...args, operations };
        super(...waitResource("OperationWaitAll", name, inputs, opts, ["operations", "statuses"]));
    }
}
