// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import type { StartRequest } from "../wait/startRequest";
import { STORED_ACTION_PROVIDER } from "./storedProvider";
import { type WaitTimesArgs, waitResource } from "./waitResource";

/** The request that undoes an action. */
export interface UndoArgs {
    /** The ARM id of the resource. @default The `resourceId` of the action */
    readonly resourceId?: pulumi.Input<string>;
    /** An api-version of the resource's type. @default The `apiVersion` of the action */
    readonly apiVersion?: pulumi.Input<string>;
    /** What follows the resource's id in the path, such as `"failback"`. @default none: the request goes to the resource itself */
    readonly action?: pulumi.Input<string>;
    /** The HTTP method. @default "POST" */
    readonly method?: pulumi.Input<StartRequest["method"]>;
    /** Sent as JSON. @default none */
    readonly body?: pulumi.Input<unknown>;
}

/** The action, what undoes it, and how to wait for its end. */
export interface ResourceActionArgs extends WaitTimesArgs {
    /** The ARM id of the resource, from `/subscriptions/` or `/providers/` on. Another one replaces the `ResourceAction`. */
    readonly resourceId: pulumi.Input<string>;
    /** An api-version of the resource's type, such as `"2025-02-01"`. A change is recorded, and sends nothing. */
    readonly apiVersion: pulumi.Input<string>;
    /**
     * What follows the resource's id in the path, such as `"failover"`. A change sends the action again.
     *
     * @default none: the request goes to the resource itself
     */
    readonly action?: pulumi.Input<string>;
    /** The HTTP method. A change sends the action again. @default "POST" */
    readonly method?: pulumi.Input<StartRequest["method"]>;
    /** Sent as JSON. A change sends the action again. Secrets in it stay secret. @default none */
    readonly body?: pulumi.Input<unknown>;
    /**
     * What `pulumi destroy` sends, and a replacement before its new action. A change is recorded, and sends nothing.
     *
     * @default none: destroy sends nothing
     */
    readonly destroy?: pulumi.Input<UndoArgs>;
    /** Any values. A change of one sends the action again. Secrets in them stay secret. @default none */
    readonly triggers?: pulumi.Input<pulumi.Input<unknown>[]>;
    /** Whether `destroy` has succeeded when Azure responds with 404. @default false */
    readonly ignoreNotFound?: pulumi.Input<boolean>;
    /** How often a request is sent again while Azure responds that another operation is in progress. @default 10 */
    readonly retries?: pulumi.Input<number>;
}

/**
 * Sends an action of a resource to ARM, such as a failover, a start, a key rotation or a purge, and waits for its end. Dependents of
 * this resource are created after that.
 *
 * The action is sent when the resource is created, and again when `triggers`, `action`, `method` or `body` change. When the wait is
 * interrupted, or reaches its `timeout`, the next `pulumi up` goes on waiting and does not send the action again. When the action
 * Failed or was Canceled, the deployment fails with Azure's whole error, and the next `pulumi up` sends it again.
 *
 * `pulumi destroy` sends what `destroy` describes, and waits for its end; without `destroy` it sends nothing. Preview and refresh
 * send no request.
 *
 * @example
 * ```ts
 * import { ResourceAction } from "pulumi-azure-wait";
 *
 * const rotated = new ResourceAction("rotated", {
 *     resourceId: storageAccount.id,
 *     apiVersion: "2023-05-01",
 *     action: "regenerateKey",
 *     body: { keyName: "key1" },
 *     triggers: [config.require("rotation")],
 * });
 * ```
 */
export class ResourceAction extends pulumi.CustomResource {
    /** The final status, such as `"Succeeded"`. */
    declare readonly status: pulumi.Output<string>;
    /** ARM's id of the operation, without a query; absent where ARM completed the action at once. */
    declare readonly operationId: pulumi.Output<string | undefined>;
    /** When the operation began, as ARM wrote it. */
    declare readonly startTime: pulumi.Output<string | undefined>;
    /** When the operation ended, as ARM wrote it. */
    declare readonly endTime: pulumi.Output<string | undefined>;
    /** 0 to 100. */
    declare readonly percentComplete: pulumi.Output<number | undefined>;
    /** The `properties` of the operation's status, as the service sent them. A secret, because they may contain anything. */
    declare readonly properties: pulumi.Output<{ readonly [key: string]: unknown } | undefined>;
    /**
     * The body of a response that came at once, or of the last response in the Location pattern; else the `properties` of the
     * status. A secret.
     */
    declare readonly result: pulumi.Output<unknown>;
    /** The duration of the action, in whole seconds; of its last wait, where it was interrupted. */
    declare readonly durationSeconds: pulumi.Output<number>;
    /** The number of requests for the status; 0 where ARM completed the action at once. */
    declare readonly polls: pulumi.Output<number>;

    /** @param name  The resource's name.
     *  @param args  The action.
     *  @param opts  Pulumi's options. `customTimeouts.create` applies when `timeout` is not given, also to an update and to `destroy`:
     *      Pulumi hands `customTimeouts.update` and `customTimeouts.delete` to no dynamic resource. `deleteBeforeReplace` defaults to
     *      true, so that a replacement first sends `destroy`. */
    constructor(name: string, args: ResourceActionArgs, opts?: pulumi.CustomResourceOptions) {
        const outputs = {
            status: undefined,
            operationId: undefined,
            startTime: undefined,
            endTime: undefined,
            percentComplete: undefined,
            properties: undefined,
            result: undefined,
            durationSeconds: undefined,
            polls: undefined,
        };
        const secretOutputs = [
            ...["body", "triggers", "properties", "result", "pendingOperation"],
            // `delete` gets only the outputs, so `destroy`, which may have a secret body, is one of them.
            "destroy",
            // A short secret could be guessed from the digest of a body.
            "requestDigest",
        ];
        const inputs = { ...outputs, ...args };
        // `pulumi up --replace` and a taint do not ask the provider for the order, and would undo the new action.
        const options = { ...opts, deleteBeforeReplace: opts?.deleteBeforeReplace ?? true };
        super(...waitResource("ResourceAction", name, inputs, options, secretOutputs, STORED_ACTION_PROVIDER));
    }
}
