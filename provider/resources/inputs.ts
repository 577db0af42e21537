// SPDX-License-Identifier: Apache-2.0

import { type ConfigurationReader, Settings } from "../azure/settings";
import type { ArmUrl } from "../reference/armUrl";
import type { OperationReference } from "../reference/operationReference";
import { parseReference } from "../reference/parseReference";
import type { WaitTimes } from "../wait/options";

/** The inputs as the provider process gets them: plain values, secrets among them in clear. */
export type Inputs = Readonly<Record<string, unknown>>;

/** What stands for an input that is not known yet, in a preview. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The inputs that say which operation is meant. */
export const IDENTITY_INPUTS = [
    "operation",
    "asyncOperationId",
    "location",
    "subscriptionId",
    "resourceProvider",
    "resourceId",
    "deleted",
] as const;

const REFERENCE_INPUTS = [...IDENTITY_INPUTS, "apiVersion", "pattern", "fallback"] as const;

const TIME_INPUTS = [
    "timeout",
    "minPollInterval",
    "maxPollInterval",
    "notFoundGrace",
] as const satisfies (keyof WaitTimes)[];

/** Whether a value, or anything in it, is not known yet. */
export function isUnknown(value: unknown): boolean {
    return typeof value === "object" && value !== null ? Object.values(value).some(isUnknown) : value === UNKNOWN;
}

/** The reference that the inputs of an `OperationWait` make. */
export function referenceOf(inputs: Inputs): OperationReference {
    return pick(inputs, REFERENCE_INPUTS) as unknown as OperationReference;
}

/** The durations among the inputs. */
export function timesOf(inputs: Inputs): WaitTimes {
    return pick(inputs, TIME_INPUTS) as WaitTimes;
}

/**
 * What a reference points at.
 *
 * @param subscriptionId The subscription when nothing else names one.
 */
export function urlOf(
    reference: OperationReference,
    configuration: ConfigurationReader,
    subscriptionId: string | undefined,
): ArmUrl {
    const settings = new Settings({ configuration, environment: process.env });
    return parseReference(reference, { subscriptionId: settings.get("subscriptionId") ?? subscriptionId });
}

/** The subscription of a path. */
export function subscriptionOf(path: unknown): string | undefined {
    return typeof path === "string" ? /^\/subscriptions\/([^/]+)/i.exec(path)?.[1] : undefined;
}

/** In a preview some inputs are not known yet. Their places are taken by what passes, so that the others are checked. */
export function withStandIns(inputs: Inputs): Inputs {
    const standIns: Inputs = {
        operation: "/subscriptions/unknown/providers/Unknown/operations/unknown?api-version=2025-02-01",
        asyncOperationId: "unknown",
        location: "unknown",
        subscriptionId: "unknown",
        resourceId: "/subscriptions/unknown/providers/Unknown/resources/unknown",
        apiVersion: "2025-02-01",
        minPollInterval: known(inputs.maxPollInterval),
        maxPollInterval: known(inputs.minPollInterval),
    };
    return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, known(value) ?? standIns[name]]));
}

function known(value: unknown): unknown {
    return isUnknown(value) ? undefined : value;
}

function pick(inputs: Inputs, names: readonly string[]): Inputs {
    return Object.fromEntries(names.filter((name) => inputs[name] !== undefined).map((name) => [name, inputs[name]]));
}
