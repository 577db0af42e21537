// SPDX-License-Identifier: Apache-2.0

import type { OperationReference } from "../reference/operationReference";
import { REFERENCE_FIELDS } from "../reference/referenceFields";
import type { WaitTimes } from "../wait/options";

/** The inputs of a resource: plain values, with secrets in clear. */
export type Inputs = Readonly<Record<string, unknown>>;

/** The engine's placeholder of an unknown string in a preview. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const TIME_INPUTS: Readonly<Record<keyof WaitTimes, true>> = {
    timeout: true,
    minPollInterval: true,
    maxPollInterval: true,
    notFoundGrace: true,
    forbiddenGrace: true,
};

/** Whether a value, or anything in it, is unknown. */
export function isUnknown(value: unknown): boolean {
    return typeof value === "object" && value !== null ? Object.values(value).some(isUnknown) : value === UNKNOWN;
}

/** The reference in the inputs of an `OperationWait`. */
export function referenceOf(inputs: Inputs): OperationReference {
    return pick(inputs, Object.keys(REFERENCE_FIELDS)) as unknown as OperationReference;
}

/** The known durations in the inputs. @param timeout That of inputs without one. */
export function timesOf(inputs: Inputs, timeout?: string): WaitTimes {
    const times = pick({ ...(timeout === undefined ? {} : { timeout }), ...inputs }, Object.keys(TIME_INPUTS));
    return Object.fromEntries(Object.entries(times).filter(([, value]) => !isUnknown(value)));
}

/** The inputs of these names that are defined. */
export function pick(inputs: Inputs, names: readonly string[]): Inputs {
    return Object.fromEntries(names.filter((name) => inputs[name] !== undefined).map((name) => [name, inputs[name]]));
}

/** The fields that are not null: programs in YAML and Python may set one to null, which means that it is absent. */
export function withoutNulls(fields: Inputs): Inputs {
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
}
