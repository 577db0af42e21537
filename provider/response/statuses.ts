// SPDX-License-Identifier: Apache-2.0

import { oneLine, shorten } from "../common/redact";

/** What a status means for the wait. */
export type StatusMeaning = "running" | "succeeded" | "failed" | "canceled";

/**
 * The statuses with a meaning of their own, in lower case. A status that is not here is running, whatever it resembles:
 * `PartiallySucceeded` is no success, `FailingOver` no failure.
 *
 * @see https://github.com/Azure/azure-resource-manager-rpc/blob/master/v1.0/async-api-reference.md
 */
const STATUSES: ReadonlyMap<string, StatusMeaning> = new Map([
    // ARM's terminal statuses.
    ["succeeded", "succeeded"],
    ["failed", "failed"],
    ["canceled", "canceled"],
    // British spelling, as some services send it.
    ["cancelled", "canceled"],
    // A purge of Log Analytics ends with `completed`, azcore's other success.
    ["completed", "succeeded"],
    // ARM's running statuses. The body of a Location may be a resource with an unrelated `status`; these belong to the operation.
    ["accepted", "running"],
    ["inprogress", "running"],
    ["running", "running"],
    ["queued", "running"],
    ["notstarted", "running"],
    ["creating", "running"],
    ["updating", "running"],
    ["deleting", "running"],
    // A purge of Log Analytics.
    ["pending", "running"],
]);

/** No service needs more for one status. */
const MAXIMUM_STATUS_CHARACTERS = 100;

/** The status shown for a 202 without one. */
export const ACCEPTED = "Accepted";
/** The status shown for a success without one, such as a resource in the Location pattern. */
export const SUCCEEDED = "Succeeded";

/**
 * What a status means. Statuses are compared whole, without regard to case.
 *
 * @param succeededStatuses Statuses of success besides ARM's own.
 */
export function statusMeaning(status: string, succeededStatuses: readonly string[] = []): StatusMeaning {
    const lowerCase = status.toLowerCase();
    return succeededStatuses.some((succeeded) => succeeded.toLowerCase() === lowerCase)
        ? "succeeded"
        : (STATUSES.get(lowerCase) ?? "running");
}

/** Whether a status ends an operation. */
export function isTerminalStatus(status: string): boolean {
    return statusMeaning(status) !== "running";
}

/** Whether a status is one of ARM's for a running operation, rather than any status that a resource may have. */
export function isRunningStatus(status: string): boolean {
    return STATUSES.get(status.toLowerCase()) === "running";
}

/** The status in a field, in one line, or `undefined` when there is none. */
export function statusText(value: unknown): string | undefined {
    return typeof value === "string" && value.trim() !== ""
        ? shorten(oneLine(value.trim()), MAXIMUM_STATUS_CHARACTERS)
        : undefined;
}
