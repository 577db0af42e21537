// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import type { ConfigurationReader } from "../azure/settings";
import type { OperationReference } from "../reference/operationReference";
import type { ActionOptions, ActionRequest } from "../wait/actionRequest";
import type { OperationStatus } from "../wait/operationStatus";
import type { WaitOptions } from "../wait/options";
import { type ActionResult, runActionWithConfiguration } from "../wait/runAction";
import { startOperationWithConfiguration } from "../wait/startOperation";
import type { StartOptions, StartRequest } from "../wait/startRequest";
import { waitForOperationWithConfiguration } from "../wait/waitForOperation";
import { waitForOperationsWithConfiguration } from "../wait/waitForOperations";
import { programDebugLog } from "./programLog";

// The functions of `pulumi-azure-wait`. Those of `pulumi-azure-wait/wait` have the same names and read no stack configuration.

/** The stack configuration of the running program, if there is one. Secrets are in clear. */
export const stackConfiguration: ConfigurationReader = (key) => pulumi.runtime.getConfig(key);

/**
 * Waits until an Azure operation has Succeeded. In a Pulumi program the `azure-native:…` keys of the stack configuration take
 * precedence over the `ARM_…` variables; otherwise as `waitForOperation` of `pulumi-azure-wait/wait`.
 *
 * @param operation A status URL, an ARM path, a string that contains one of them, the operation's id and region, or a resource.
 * @param options Durations, credential and signal.
 * @returns The operation's status.
 * @throws {OperationError} Its `code` is the reason, `message` the whole report.
 */
export async function waitForOperation(
    operation: OperationReference,
    options: WaitOptions = {},
): Promise<OperationStatus> {
    return (await waitForOperationWithConfiguration(operation, options, stackConfiguration, programDebugLog())).status;
}

/**
 * Waits in parallel until each of several Azure operations has ended, with the settings of `waitForOperation`.
 *
 * @param operations The operations. All are checked before the first request.
 * @param options The options of all waits.
 * @returns The statuses of the operations, in the order of `operations`.
 * @throws {OperationError} After all have ended, if any did not succeed: one error with every failure in `message` and `errors`.
 */
export async function waitForOperations(
    operations: readonly OperationReference[],
    options: WaitOptions = {},
): Promise<OperationStatus[]> {
    const results = await waitForOperationsWithConfiguration(
        operations,
        options,
        stackConfiguration,
        programDebugLog(),
    );
    return results.map(({ status }) => status);
}

/**
 * Sends one request to ARM, such as the POST of an action, and returns the operation that it starts, with the settings of
 * `waitForOperation`. The request is sent again only if ARM did not process it.
 *
 * @param request The request.
 * @param options Credential and signal.
 * @returns The reference for `waitForOperation`, or `undefined` when ARM completed the request at once.
 * @throws {OperationError} `OperationNotStarted` with ARM's whole error when ARM refused the request; `StartUnknown` when it may have
 *     started an operation.
 */
export async function startOperation(
    request: StartRequest,
    options: StartOptions = {},
): Promise<OperationReference | undefined> {
    return await startOperationWithConfiguration(request, options, stackConfiguration);
}

/**
 * Sends an action of a resource to ARM, such as a failover or a key rotation, and waits for its end, with the settings of
 * `waitForOperation`. While Azure is busy, it waits for the conflicting operation and sends the action again.
 *
 * @param request The action.
 * @param options The options of the wait. The `timeout` includes the time until ARM accepts the action.
 * @returns The end of the action, and its result.
 * @throws {OperationError} `OperationNotStarted` when it is safe to repeat, `StartUnknown` when the action may have begun.
 */
export async function runAction(request: ActionRequest, options: ActionOptions = {}): Promise<ActionResult> {
    return await runActionWithConfiguration(request, options, stackConfiguration, { onTrace: programDebugLog() });
}
