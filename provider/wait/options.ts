// SPDX-License-Identifier: Apache-2.0

import type { TokenCredential } from "@azure/core-auth";
import type { AzureSettings } from "../azure/settings";
import { invalidArgument } from "../common/codedError";
import { durationMs } from "../common/duration";
import { copyFields } from "../common/fields";
import { withoutUndefined } from "../common/json";
import type { StatusResult } from "../response/pollResult";
import type { IntervalBounds } from "./pollDelay";
import type { WaitProgress } from "./progress";

/** How long and how often to poll. Durations are strings such as `"90m"`, `"1h30m"` or `"45s"`. */
export interface WaitTimes {
    /**
     * The longest time to wait for the operation. The operation itself is not stopped when it is exceeded.
     *
     * @default "2h"
     */
    readonly timeout?: string;
    /**
     * The shortest time between two polls, where ARM sends no `Retry-After`.
     *
     * @default "1s"
     */
    readonly minPollInterval?: string;
    /**
     * The longest time between two polls, where ARM sends no `Retry-After`.
     *
     * @default "1m"
     */
    readonly maxPollInterval?: string;
    /**
     * How long a 404 before the first successful poll counts as "not visible yet".
     *
     * @default "2m"
     */
    readonly notFoundGrace?: string;
    /**
     * How long a 403 before the first successful poll counts as "the role is not effective yet": Azure may need minutes for a role
     * that was only just assigned.
     *
     * @default "0s"
     */
    readonly forbiddenGrace?: string;
}

/** Options of the functions and hooks. */
export interface WaitOptions extends WaitTimes {
    /** Stops the wait, never the operation. The wait then fails with code `WaitAborted`. @default none */
    readonly signal?: AbortSignal;
    /** Called after each poll. Its errors are ignored. @default none */
    readonly onProgress?: (progress: WaitProgress) => void;
    /**
     * The credential to use instead of the one that the settings describe.
     *
     * @default The credential of the `settings`
     *
     * @example
     * ```ts
     * import { AzureCliCredential } from "@azure/identity";
     * await waitForOperation(url, { credential: new AzureCliCredential() });
     * ```
     */
    readonly credential?: TokenCredential;
    /**
     * The URL of the Resource Manager, the only host that gets the token. Plain http is allowed for a loopback address, and
     * no token is sent over it.
     *
     * @default The Resource Manager of the cloud in the settings
     */
    readonly endpoint?: string;
    /**
     * How to sign in, and to which cloud. A setting that is missing here is read from the stack configuration `azure-native:…`,
     * then from the `ARM_…` variables.
     */
    readonly settings?: AzureSettings;
}

/**
 * What the next run does about an operation: it waits for it, or does not, as for a hook; or it sends the request again that began the
 * operation, as for the undo of an action.
 */
export type NextRun = "waits" | "doesNotWait" | "sendsAgain";

/** Options set by what hosts a wait, not by users. */
export interface HostWaitOptions extends WaitOptions {
    /** What the next run does when this wait ends before the operation, for the reports. @default "waits" */
    readonly nextRun?: NextRun;
    /** Called with a redacted line about each poll, for `pulumi up --debug`. Its errors are ignored. */
    readonly onTrace?: ((line: string) => void) | undefined;
    /** Called with each status, as Azure sent it: secrets and all, and whether it is that of the `fallback`. Its errors are ignored. */
    readonly onStatus?: ((status: StatusResult, isFallback: boolean) => void) | undefined;
    /** Whether the wait ends after its first poll: with `WaitTimeout` where the operation is still running. @default false */
    readonly isSinglePoll?: boolean;
}

const OPTIONS: Readonly<Record<keyof HostWaitOptions, true>> = {
    timeout: true,
    minPollInterval: true,
    maxPollInterval: true,
    notFoundGrace: true,
    forbiddenGrace: true,
    signal: true,
    onProgress: true,
    credential: true,
    endpoint: true,
    settings: true,
    nextRun: true,
    onTrace: true,
    onStatus: true,
    isSinglePoll: true,
};

/**
 * A copy of the options, so that each is read only once.
 *
 * @param onTrace What is called with a line about each poll, unless the options have one.
 * @throws {CodedError} `InvalidArgument`, also where reading an option throws.
 */
export function copyOptions(options: HostWaitOptions, onTrace?: HostWaitOptions["onTrace"]): HostWaitOptions {
    const copy = copyFields("options", options, Object.keys(OPTIONS) as (keyof HostWaitOptions)[]);
    return onTrace === undefined ? copy : { onTrace, ...withoutUndefined(copy) };
}

/** The defaults of `WaitTimes`. */
export const DEFAULT_TIMES = {
    timeout: "2h",
    minPollInterval: "1s",
    maxPollInterval: "1m",
    notFoundGrace: "2m",
    forbiddenGrace: "0s",
} as const satisfies Required<WaitTimes>;

const DEFAULT_MINIMUM_MS = durationMs("minPollInterval", DEFAULT_TIMES.minPollInterval);
const DEFAULT_MAXIMUM_MS = durationMs("maxPollInterval", DEFAULT_TIMES.maxPollInterval);

/** `WaitTimes`, in milliseconds. */
export interface WaitLimits {
    readonly timeoutMs: number;
    readonly interval: IntervalBounds;
    readonly notFoundGraceMs: number;
    readonly forbiddenGraceMs: number;
}

/**
 * Parses and checks the durations.
 *
 * @throws {CodedError} `InvalidArgument`, naming the option.
 */
export function waitLimits(times: WaitTimes): WaitLimits {
    const given = {
        minimumMs: optionalMs("minPollInterval", times.minPollInterval),
        maximumMs: optionalMs("maxPollInterval", times.maxPollInterval),
    };
    // A given bound moves the default of the other one.
    const minimumMs = given.minimumMs ?? Math.min(DEFAULT_MINIMUM_MS, given.maximumMs ?? DEFAULT_MINIMUM_MS);
    const maximumMs = given.maximumMs ?? Math.max(DEFAULT_MAXIMUM_MS, minimumMs);
    if (minimumMs > maximumMs) {
        throw invalidArgument(
            "minPollInterval",
            "is longer than `maxPollInterval`: make it shorter, or the other longer",
        );
    }
    return {
        timeoutMs: durationMs("timeout", times.timeout ?? DEFAULT_TIMES.timeout),
        interval: { minimumMs, maximumMs },
        notFoundGraceMs: graceMs("notFoundGrace", times),
        forbiddenGraceMs: graceMs("forbiddenGrace", times),
    };
}

function graceMs(property: "notFoundGrace" | "forbiddenGrace", times: WaitTimes): number {
    return durationMs(property, times[property] ?? DEFAULT_TIMES[property], { mayBeZero: true });
}

function optionalMs(property: string, text: string | undefined): number | undefined {
    return text === undefined ? undefined : durationMs(property, text);
}
