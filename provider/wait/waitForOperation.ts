// SPDX-License-Identifier: Apache-2.0

import pRetry from "p-retry";
import { type Connection, connect } from "../azure/connection";
import { type ConfigurationReader, Settings } from "../azure/settings";
import { invalidArgument } from "../operation/fault";
import { checkScheme, type OperationUrl, resolveUrl } from "../operation/operationUrl";
import { type OperationReference, parseTarget, type WaitTarget } from "../operation/reference";
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
    return (await waitWithConfiguration(operation, options, undefined)).status;
}

/** A wait that has ended well. */
export interface EndedWait {
    readonly status: OperationStatus;
    /** The operation's path, without its query. */
    readonly path: string;
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
): Promise<EndedWait> {
    const prepared = prepare(operation, options, configuration);
    let watch = new Watch(prepared, options.onProgress);
    const caller = options.signal;
    const controller = new AbortController();
    const { signal } = controller;
    const onAbort = () => controller.abort(watch.aborted(caller?.reason));
    caller?.addEventListener("abort", onAbort, { once: true });
    if (caller?.aborted === true) {
        onAbort();
    }
    try {
        signal.throwIfAborted();
        if (prepared.needsSubscription) {
            const target = await withSubscription(operation, prepared.connection, signal);
            watch = new Watch({ ...prepared, target }, options.onProgress);
        }
        const status = await pRetry(() => watch.look(signal), {
            retries: Number.POSITIVE_INFINITY,
            minTimeout: 0,
            signal,
            shouldRetry: ({ error }) => error instanceof StillWaiting,
            onFailedAttempt: async ({ error }) => {
                if (error instanceof StillWaiting) {
                    await sleep(error.delayMs, signal);
                }
            },
        });
        return { status, path: watch.path };
    } finally {
        caller?.removeEventListener("abort", onAbort);
    }
}

/**
 * Checks everything that can be known without asking anybody: what a preview can say.
 *
 * @throws {OperationError} `InvalidArgument`.
 */
export function checkWait(
    operation: OperationReference,
    options: WaitOptions,
    configuration: ConfigurationReader | undefined,
): void {
    prepare(operation, options, configuration);
}

/** Takes the place of a subscription that only Azure CLI knows. */
const SUBSCRIPTION_OF_AZURE_CLI = "of-azure-cli";

function prepare(operation: OperationReference, options: WaitOptions, configuration: ConfigurationReader | undefined) {
    try {
        const limits = waitLimits(options);
        checkCallables(options);
        const settings = new Settings({ given: options.settings, configuration, environment: process.env });
        const connection = connect(settings, { credential: options.credential, endpoint: options.endpoint });
        const otherwise = connection.usesAzureCli ? SUBSCRIPTION_OF_AZURE_CLI : undefined;
        const target = parseTarget(operation, { subscriptionId: settings.get("subscriptionId") ?? otherwise });
        for (const url of [target.url, ...(target.fallback === undefined ? [] : [target.fallback])]) {
            checkHost(url, connection.knownEndpoint);
        }
        const needsSubscription = target.url.path.startsWith(`/subscriptions/${SUBSCRIPTION_OF_AZURE_CLI}/`);
        return { target, needsSubscription, connection, limits };
    } catch (error) {
        throw argumentError(error);
    }
}

function checkCallables({ signal, onProgress, credential }: WaitOptions): void {
    if (signal !== undefined && typeof signal?.addEventListener !== "function") {
        throw invalidArgument("signal", "must be an AbortSignal");
    }
    if (onProgress !== undefined && typeof onProgress !== "function") {
        throw invalidArgument("onProgress", "must be a function");
    }
    if (credential !== undefined && typeof credential?.getToken !== "function") {
        throw invalidArgument("credential", "must be a TokenCredential, such as those of @azure/identity");
    }
}

function checkHost(url: OperationUrl, endpoint: string | undefined): void {
    if (endpoint === undefined) {
        checkScheme(url);
    } else {
        resolveUrl(url, endpoint);
    }
}

async function withSubscription(
    operation: OperationReference,
    connection: Connection,
    signal: AbortSignal,
): Promise<WaitTarget> {
    try {
        return parseTarget(operation, { subscriptionId: await connection.subscriptionId(signal) });
    } catch (error) {
        throw argumentError(error);
    }
}
