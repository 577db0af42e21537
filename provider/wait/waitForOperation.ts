// SPDX-License-Identifier: Apache-2.0

import pRetry from "p-retry";
import { connect } from "../azure/connection";
import { type ConfigurationReader, Settings } from "../azure/settings";
import { invalidArgument } from "../operation/fault";
import { checkScheme, resolveUrl } from "../operation/operationUrl";
import { type OperationReference, parseReference } from "../operation/reference";
import type { OperationStatus } from "./operationStatus";
import { argumentError } from "./report";
import { sleep } from "./sleep";
import { type WaitOptions, waitLimits } from "./waitOptions";
import { StillWaiting, Watch } from "./watch";

/**
 * Waits until an Azure operation has Succeeded.
 *
 * @param operation A status URL, an ARM path, a text with one of them in it, or the operation's id and region.
 * @param options How long to wait, and as whom.
 * @returns The operation's status.
 * @throws {OperationError} Its `code` tells why: the operation Failed or was Canceled, it is still running at the deadline, its
 *     status could not be read, or an argument is wrong. `message` is the whole report.
 *
 * @example
 * ```ts
 * import { waitForOperation } from "pulumi-azure-wait/wait";
 *
 * await waitForOperation({ asyncOperationId: "713192d7-…", location: "West US" }, { timeout: "6h" });
 * ```
 */
export async function waitForOperation(
    operation: OperationReference,
    options: WaitOptions = {},
): Promise<OperationStatus> {
    return await waitWithConfiguration(operation, options, undefined);
}

/**
 * `waitForOperation` where a stack configuration is at hand.
 *
 * @param configuration Reads `azure-native:…` keys.
 */
export async function waitWithConfiguration(
    operation: OperationReference,
    options: WaitOptions,
    configuration: ConfigurationReader | undefined,
): Promise<OperationStatus> {
    const watch = startWatch(operation, options, configuration);
    const caller = options.signal;
    const controller = new AbortController();
    const onAbort = () => controller.abort(watch.aborted(caller?.reason));
    caller?.addEventListener("abort", onAbort, { once: true });
    if (caller?.aborted === true) {
        onAbort();
    }
    try {
        controller.signal.throwIfAborted();
        return await pRetry(() => watch.look(controller.signal), {
            retries: Number.POSITIVE_INFINITY,
            minTimeout: 0,
            signal: controller.signal,
            shouldRetry: ({ error }) => error instanceof StillWaiting,
            onFailedAttempt: async ({ error }) => {
                if (error instanceof StillWaiting) {
                    await sleep(error.delayMs, controller.signal);
                }
            },
        });
    } finally {
        caller?.removeEventListener("abort", onAbort);
    }
}

/**
 * Checks everything that can be known without asking anybody: what a preview can say.
 *
 * @throws {OperationError} `InvalidArgument` or `AuthenticationFailed`.
 */
export function checkWait(
    operation: OperationReference,
    options: WaitOptions,
    configuration: ConfigurationReader | undefined,
): void {
    startWatch(operation, options, configuration);
}

function startWatch(
    operation: OperationReference,
    options: WaitOptions,
    configuration: ConfigurationReader | undefined,
): Watch {
    try {
        const limits = waitLimits(options);
        if (options.signal !== undefined && typeof options.signal.addEventListener !== "function") {
            throw invalidArgument("signal", "must be an AbortSignal");
        }
        const settings = new Settings({ given: options.settings, configuration, environment: process.env });
        const connection = connect(settings, { credential: options.credential, endpoint: options.endpoint });
        const url = parseReference(operation, { subscriptionId: settings.get("subscriptionId") });
        const endpoint = connection.knownEndpoint;
        if (endpoint === undefined) {
            checkScheme(url);
        } else {
            resolveUrl(url, endpoint);
        }
        return new Watch(url, connection, limits, options.onProgress);
    } catch (error) {
        throw argumentError(error);
    }
}
