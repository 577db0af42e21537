// SPDX-License-Identifier: Apache-2.0

import type { Connection } from "../azure/connection";
import { connect } from "../azure/connections";
import { type ConfigurationReader, Settings } from "../azure/settings";
import { TimeLimitError, withTimeLimit } from "../common/abort";
import { CodedError, invalidArgument } from "../common/codedError";
import { readArgument } from "../common/fields";
import { argumentName } from "../common/settingNames";
import { type ArmUrl, checkScheme, resolveArmUrl } from "../reference/armUrl";
import { checkReference, type IsUnknown } from "../reference/checkReference";
import type { OperationReference } from "../reference/operationReference";
import { inSubscription, parseReference, type WaitTarget } from "../reference/parseReference";
import { missingSubscription } from "../reference/referenceFields";
import { type HostWaitOptions, type NextRun, type WaitLimits, type WaitOptions, waitLimits } from "./options";
import { checkArguments, toOperationError } from "./report";

/** A wait, checked as far as possible without a request. */
export interface PreparedWait {
    /** Without a subscription where only Azure CLI knows it. */
    readonly target: WaitTarget;
    readonly connection: Connection;
    readonly limits: WaitLimits;
    readonly nextRun: NextRun;
    /** When the operation was begun, if the `timeout` counts from there, on the clock of `performance.now()`. @default now */
    readonly startMs?: number;
    /** Whether the operation is that of an action, which has begun for certain. @default false */
    readonly isOfAction?: boolean;
    /** Called with a line about each poll. */
    readonly onTrace: ((line: string) => void) | undefined;
    /** Called with each status, as Azure sent it, and whether it is that of the `fallback`. */
    readonly onStatus?: HostWaitOptions["onStatus"];
    /** Whether the wait ends after its first poll. @default false */
    readonly isSinglePoll?: boolean | undefined;
}

/**
 * Parses and checks reference, options and settings.
 *
 * @param configuration Reads `azure-native:…` keys of the stack configuration.
 * @throws {OperationError} `InvalidArgument`.
 */
export function prepareWait(
    reference: OperationReference,
    options: HostWaitOptions,
    configuration: ConfigurationReader | undefined,
): PreparedWait {
    return checkArguments(() => {
        const { limits, settings, connection } = prepareOptions(options, configuration);
        const target = inConfiguredSubscription(parseReference(reference), settings, connection);
        checkHosts([target.url, ...(target.fallback === undefined ? [] : [target.fallback])], connection);
        return {
            target,
            connection,
            limits,
            nextRun: options.nextRun ?? "waits",
            onTrace: options.onTrace,
            onStatus: options.onStatus,
            isSinglePoll: options.isSinglePoll,
        };
    });
}

/**
 * Checks a reference, which may have unknown fields, and the options beside it, as in a preview.
 *
 * @throws {OperationError} `InvalidArgument`.
 */
export function checkWait(
    reference: OperationReference,
    options: HostWaitOptions,
    configuration: ConfigurationReader | undefined,
    isUnknown: IsUnknown,
): void {
    if (!isUnknown(reference)) {
        prepareWait(reference, options, configuration);
        return;
    }
    checkArguments(() => {
        const { connection } = prepareOptions(options, configuration);
        checkHosts(checkReference(reference, isUnknown), connection);
    });
}

/** Checks options alone. @throws {OperationError} `InvalidArgument`. */
export function checkOptions(options: WaitOptions, configuration: ConfigurationReader | undefined): void {
    checkArguments(() => prepareOptions(options, configuration));
}

/** Checks the options and finds their connection. @throws {CodedError} `InvalidArgument`. */
export function prepareOptions(options: WaitOptions, configuration: ConfigurationReader | undefined) {
    const limits = waitLimits(options);
    const settings = new Settings({ given: options.settings, configuration, environment: process.env });
    return { limits, settings, connection: prepareConnection(options, settings) };
}

/** The connection of the options of any request. @throws {CodedError} `InvalidArgument`. */
export function prepareConnection(
    options: Pick<WaitOptions, "signal" | "onProgress" | "credential" | "endpoint">,
    settings: Settings,
): Connection {
    checkCallables(options);
    return connect(settings, { credential: options.credential, endpoint: options.endpoint });
}

/**
 * The same wait in the current subscription of Azure CLI.
 *
 * @throws {OperationError} `AuthenticationFailed`, when Azure CLI fails, or does not respond before the end of the `timeout`.
 * @throws The signal's reason.
 */
export async function withAzureCliSubscription(wait: PreparedWait, signal: AbortSignal): Promise<PreparedWait> {
    const { target, connection, limits } = wait;
    try {
        const subscriptionId = await withTimeLimit(signal, limits.timeoutMs, (limited) =>
            connection.subscriptionId(limited),
        );
        if (subscriptionId === undefined) {
            throw missingSubscription();
        }
        return { ...wait, target: inSubscription(target, subscriptionId) };
    } catch (error) {
        signal.throwIfAborted();
        throw toOperationError(
            error instanceof TimeLimitError
                ? new CodedError(
                      "AuthenticationFailed",
                      `Azure CLI did not return its subscription before the end of the ${argumentName("timeout")}`,
                  )
                : error,
        );
    }
}

function inConfiguredSubscription(target: WaitTarget, settings: Settings, connection: Connection): WaitTarget {
    const subscriptionId = target.needsSubscription ? settings.get("subscriptionId") : undefined;
    if (subscriptionId !== undefined) {
        return inSubscription(target, subscriptionId, settings.source("subscriptionId"));
    }
    if (target.needsSubscription && !connection.usesAzureCli) {
        throw missingSubscription(settings.emptyNote("subscriptionId"));
    }
    return target;
}

function checkCallables({ signal, onProgress, credential }: WaitOptions): void {
    const isMethod = (property: string, read: () => unknown) =>
        readArgument(property, () => typeof read()) === "function";
    if (signal !== undefined && !isMethod("signal", () => signal.addEventListener)) {
        throw invalidArgument("signal", "must be an AbortSignal");
    }
    if (onProgress !== undefined && typeof onProgress !== "function") {
        throw invalidArgument("onProgress", "must be a function");
    }
    if (credential !== undefined && !isMethod("credential", () => credential.getToken)) {
        throw invalidArgument("credential", "must be a TokenCredential, such as those of @azure/identity");
    }
}

function checkHosts(urls: readonly ArmUrl[], { configuredEndpoint, cloudSource }: Connection): void {
    for (const url of urls) {
        if (configuredEndpoint === undefined) {
            checkScheme(url);
        } else {
            resolveArmUrl(url, configuredEndpoint, cloudSource);
        }
    }
}
