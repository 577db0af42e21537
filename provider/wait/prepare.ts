// SPDX-License-Identifier: Apache-2.0

import type { Connection } from "../azure/connection";
import { connect } from "../azure/connections";
import { type ConfigurationReader, Settings } from "../azure/settings";
import { CodedError, invalidArgument } from "../common/codedError";
import { durationMs } from "../common/duration";
import { LookLimit } from "../common/timeLimit";
import { type ArmUrl, checkScheme, resolveArmUrl } from "../reference/armUrl";
import type { OperationReference } from "../reference/operationReference";
import { parseTarget, type WaitTarget } from "../reference/parseReference";
import { type HostWaitOptions, type WaitLimits, type WaitOptions, waitLimits } from "./options";
import { toOperationError } from "./report";

/** A wait of which everything is checked that can be known without asking anybody. */
export interface PreparedWait {
    readonly reference: OperationReference;
    readonly target: WaitTarget;
    readonly connection: Connection;
    readonly limits: WaitLimits;
    /** How long the first look must wait. */
    readonly retryAfterMs: number;
    /** Whether the next run goes on waiting. */
    readonly retriedOnNextUp: boolean;
    /** Whether the operation is given by an id alone, in the subscription that only Azure CLI knows. */
    readonly needsSubscription: boolean;
}

/** Takes the place of a subscription that only Azure CLI knows. */
const SUBSCRIPTION_OF_AZURE_CLI = "of-azure-cli";

/**
 * Checks reference, options and settings: what a preview can say.
 *
 * @param configuration Reads `azure-native:…` keys of the stack configuration.
 * @throws {OperationError} `InvalidArgument`.
 */
export function prepareWait(
    reference: OperationReference,
    options: HostWaitOptions,
    configuration: ConfigurationReader | undefined,
): PreparedWait {
    try {
        const { limits, settings, connection } = prepareOptions(options, configuration);
        const otherwise = connection.usesAzureCli ? SUBSCRIPTION_OF_AZURE_CLI : undefined;
        const target = parseTarget(reference, { subscriptionId: settings.get("subscriptionId") ?? otherwise });
        for (const url of [target.url, ...(target.fallback === undefined ? [] : [target.fallback])]) {
            checkHost(url, connection.knownEndpoint);
        }
        const needsSubscription = target.url.path.startsWith(`/subscriptions/${SUBSCRIPTION_OF_AZURE_CLI}/`);
        const { retriedOnNextUp = true } = options;
        return {
            reference,
            target,
            connection,
            limits,
            retryAfterMs: retryAfterOf(reference),
            retriedOnNextUp,
            needsSubscription,
        };
    } catch (error) {
        throw toOperationError(error);
    }
}

function retryAfterOf(reference: OperationReference): number {
    const retryAfter = typeof reference === "string" ? undefined : reference.retryAfter;
    return retryAfter === undefined ? 0 : durationMs("retryAfter", retryAfter, { mayBeZero: true });
}

/**
 * Checks the options, and finds the connection that they mean.
 *
 * @throws {CodedError} `InvalidArgument`.
 */
export function prepareOptions(options: WaitOptions, configuration: ConfigurationReader | undefined) {
    const limits = waitLimits(options);
    checkCallables(options);
    const settings = new Settings({ given: options.settings, configuration, environment: process.env });
    const connection = connect(settings, { credential: options.credential, endpoint: options.endpoint });
    return { limits, settings, connection };
}

/**
 * The same wait with the subscription that Azure CLI is signed in to.
 *
 * @throws {OperationError} `AuthenticationFailed`, when Azure CLI cannot tell, or not before the end of the `timeout`.
 * @throws The signal's reason.
 */
export async function withSubscription(wait: PreparedWait, signal: AbortSignal): Promise<PreparedWait> {
    const limit = new LookLimit(signal, wait.limits.timeoutMs);
    try {
        const subscriptionId = await wait.connection.subscriptionId(limit.signal);
        return { ...wait, target: parseTarget(wait.reference, { subscriptionId }) };
    } catch (error) {
        signal.throwIfAborted();
        throw toOperationError(
            limit.signal.aborted
                ? new CodedError(
                      "AuthenticationFailed",
                      "Azure CLI did not tell its subscription before the end of the `timeout`",
                  )
                : error,
        );
    } finally {
        limit.end();
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

function checkHost(url: ArmUrl, endpoint: string | undefined): void {
    if (endpoint === undefined) {
        checkScheme(url);
    } else {
        resolveArmUrl(url, endpoint);
    }
}
