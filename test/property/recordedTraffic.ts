// SPDX-License-Identifier: Apache-2.0

/** Statuses of running operations: words of ARM, words of services, and some that resemble terminal ones. */
export const RUNNING_STATUSES = [
    ...["InProgress", "Inprogress", "Running", "Accepted", "Updating", "Deleting", "Creating", "Queued", "Pending"],
    ...["Patching", "BreakReplication", "RestoreFiles", "PendingPurchases", "CreatingVirtualMachines", "Created"],
    ...["Dequeued", "Enqueued", "Complete", "PartiallySucceeded", "SucceededWithIssues", "NotSucceeded"],
    ...["Succeeded!", "Success", "Done", "Finished", "FailingOver", "FailedOver", "Failing", "NotFailed", "Failure"],
    ...["Error", "CancelRequested", "Canceling", "Deleted", "Ready", "Completing", "PreparingVMDisk"],
    ...["AwaitingManualAction", "200", "null", "true"],
];

/** The spellings of a terminal status. */
export const FINAL_STATUSES = {
    Succeeded: ["Succeeded", "succeeded", "SUCCEEDED", " Succeeded\n", "Completed", "completed"],
    Failed: ["Failed", "failed", "FAILED", "Failed "],
    Canceled: ["Canceled", "Cancelled", "cancelled", "CANCELED"],
    never: ["InProgress"],
} as const;

/** An `error` without content, which says nothing. Services send it while an operation runs, and when it has succeeded. */
export const EMPTY_ERRORS = [
    ...[{ error: null }, { error: {} }, { error: { code: "", message: "" } }, { error: { code: null, message: null } }],
    { error: { code: "", message: "", target: null, details: [] } },
];

/** Fields of a running status besides `status`. Some contradict it. */
export const RUNNING_FIELDS: readonly Readonly<Record<string, unknown>>[] = [
    {},
    ...EMPTY_ERRORS,
    { startTime: "2026-03-02T09:00:00Z", endTime: "0001-01-01T00:00:00Z", percentComplete: 100.00000141 },
    { endTime: "2026-03-02T09:00:04Z", percentComplete: 100 },
    { error: null, percentComplete: -5 },
    { error: { code: "Succeeded", message: "Failed" } },
    { properties: { provisioningState: "Succeeded", status: "Failed" }, percentComplete: "100" },
    { Status: "Succeeded", result: { status: "Succeeded" } },
];

/** Bodies of a 202 in the Location pattern: none, or the resource, which may still show the state of its creation. */
export const ACCEPTED_BODIES: readonly unknown[] = [
    ...[undefined, undefined, null, {}, { name: "logs", properties: { provisioningState: "Succeeded" } }],
    ...[{ properties: { provisioningState: "Updating" } }, { status: "InProgress" }],
];

/** The last response of a Location that succeeded: a record, the resource, or nothing. */
export interface LocationResult {
    readonly status: 200 | 201 | 204;
    readonly body?: unknown;
    /** What a client may take for the status of the operation: a `status`, or a `provisioningState`, of the resource. */
    readonly resembles: "nothing" | "status" | "provisioningState" | "success";
}

export const LOCATION_RESULTS: readonly LocationResult[] = [
    { status: 204, resembles: "nothing" },
    ...[undefined, null, true, {}, [], { name: "logs", properties: { sku: "S1" } }].map(
        (body) => ({ status: 200, body, resembles: "nothing" }) as const,
    ),
    ...[undefined, { name: "logs" }].map((body) => ({ status: 201, body, resembles: "nothing" }) as const),
    ...["Deleting", "Updating", "Creating", "Accepted", "Patching"].map((provisioningState) => {
        const body = { name: "logs", properties: { provisioningState } };
        return { status: 200, body, resembles: "provisioningState" } as const;
    }),
    { status: 200, body: { name: "logs", location: "westus", status: "Enabled" }, resembles: "status" },
    { status: 200, body: { name: "logs", properties: { provisioningState: "Succeeded" } }, resembles: "success" },
    { status: 201, body: { status: "Succeeded" }, resembles: "success" },
];

/** A header with a URL of the operation. */
export type UrlHeader = "azure-asyncoperation" | "operation-location" | "location";

/** The headers with URLs in the response to a poll. */
export const URL_HEADERS: readonly (readonly UrlHeader[])[] = [
    ...([[], ["azure-asyncoperation"], ["operation-location"], ["location"], ["location"]] as const),
    ["azure-asyncoperation", "location"],
];

/** The headers that report the remaining reads: often none, sometimes those of a provider's own bucket. */
export const RATE_LIMIT_HEADERS: readonly Readonly<Record<string, string>>[] = [
    {},
    { "x-ms-ratelimit-remaining-subscription-reads": "249" },
    {
        "x-ms-ratelimit-remaining-subscription-reads": "249",
        "x-ms-ratelimit-remaining-subscription-global-reads": "3749",
    },
    { "x-ms-ratelimit-remaining-subscription-resource-requests": "86" },
];
