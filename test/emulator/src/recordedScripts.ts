// SPDX-License-Identifier: Apache-2.0
import type { OperationScript } from "./arm/operationScript";

const GROUP = "/subscriptions/{subscriptionId}/resourceGroups/demo/providers/{resourceProvider}";
const BOTH = ["azure-asyncoperation", "location"] as const;

/**
 * Scripts with which the emulator responds like services in recorded traffic. Other fields can be added:
 * `{ ...recordedScripts.netApp, durationSeconds: 5 }`.
 */
export const recordedScripts = {
    /** Statuses of its own, and a freshly signed header on each response to a poll. */
    appConfiguration: {
        statusPath: "operationsStatus/{asyncOperationId}",
        statusWords: ["Creating", "Updating"],
        urlHeadersWhileRunning: ["azure-asyncoperation"],
        urlHeadersAtEnd: ["azure-asyncoperation"],
        freshSignatures: true,
    },
    /** Both headers name the same `operationResults`, in the responses to polls too. */
    capacity: {
        pattern: "both",
        statusPath: "operationResults/{asyncOperationId}",
        statusWords: ["Pending", "PendingPurchases"],
        urlHeadersWhileRunning: BOTH,
    },
    /** A `Location` that returns a status record, with 202 while it runs. Its final status is not one of ARM's. */
    communicationDelete: {
        pattern: "location",
        statusPath: "operationStatuses/{asyncOperationId}",
        locationPath: "operationStatuses/{asyncOperationId}",
        statusCodeWhileRunning: 202,
        outcome: "Deleted",
    },
    /** One path for both URLs, with a parameter that separates them. */
    computeDisk: {
        pattern: "both",
        statusPath: "DiskOperations/{asyncOperationId}",
        locationPath: "DiskOperations/{asyncOperationId}?monitor=true",
        resultBody: { accessSAS: "https://disk.invalid/" },
    },
    /** Statuses that contain the progress. */
    containerService: {
        statusPath: "operations/{asyncOperationId}",
        statusWords: ["InProgress", "ProvisioningControlPlane", "CreatingAgentPools: 0/1 nodes completed"],
    },
    /** A `Location` that returns a status with 202, and then 204. */
    containerServiceDelete: {
        pattern: "location",
        bodyWhileRunning: { name: "34b5f458-e677-4318-8866-713db54c11df", status: "InProgress" },
        urlHeadersAtEnd: ["location"],
        resultStatusCode: 204,
    },
    /** Another spelling of `InProgress`. */
    dataProtection: {
        pattern: "both",
        statusPath: `${GROUP}/backupVaults/v/operationStatus/{asyncOperationId}`,
        statusWords: ["Inprogress"],
    },
    /** An empty error beside every status. */
    documentDb: {
        statusWords: ["Enqueued", "Dequeued"],
        errorWhileRunning: {},
        error: {},
    },
    /** A `Location` that returns a status with 202, and then a bare 200. */
    documentDbFailover: {
        pattern: "location",
        locationPath: `${GROUP}/databaseAccounts/d/failoverPriorityChange/operationResults/{asyncOperationId}`,
        bodyWhileRunning: { status: "Dequeued", error: {} },
        resultBody: "",
    },
    /** An error without a message while the operation runs, and the same after success. */
    media: {
        statusPath: `${GROUP}/mediaservices/m/streamingendpointoperations/{asyncOperationId}`,
        urlHeadersWhileRunning: ["azure-asyncoperation"],
        urlHeadersAtEnd: ["azure-asyncoperation"],
        errorWhileRunning: { code: "None", message: null },
        error: { code: "None", message: null },
    },
    /** A status record at `operationResults`. */
    netApp: {
        statusPath: "operationResults/{asyncOperationId}",
        statusWords: ["Patching"],
    },
    /** A `Location` whose final 200 shows the resource as `Deleting`. */
    netAppDelete: {
        pattern: "location",
        resultBody: { name: "account", properties: { provisioningState: "Deleting" } },
    },
    /** A `Location` that returns `null` with 202 and 200, and both headers while it runs. */
    network: {
        pattern: "location",
        statusPath: "operations/{asyncOperationId}",
        bodyWhileRunning: null,
        resultBody: null,
        urlHeadersWhileRunning: BOTH,
        urlHeadersAtEnd: ["location"],
        freshSignatures: true,
    },
    /** 202 with the status and both headers, freshly signed. */
    privateDns: {
        pattern: "both",
        statusPath: `${GROUP}/privateDnsOperationStatuses/{asyncOperationId}`,
        locationPath: `${GROUP}/privateDnsOperationResults/{asyncOperationId}`,
        statusCodeWhileRunning: 202,
        urlHeadersWhileRunning: BOTH,
        freshSignatures: true,
    },
    /** A `Location` at `operationresults` that returns a status record, with 202 while it runs. */
    redis: {
        pattern: "location",
        statusPath: "operationresults/{asyncOperationId}",
        locationPath: "operationresults/{asyncOperationId}",
        statusCodeWhileRunning: 202,
        urlHeadersWhileRunning: BOTH,
        freshSignatures: true,
    },
    /** `error: null` beside every status, at `OperationResults`. */
    streamAnalytics: {
        statusPath: `${GROUP}/clusters/c/OperationResults/{asyncOperationId}`,
        statusWords: ["InProgress", "CreatingVirtualMachines"],
        errorWhileRunning: null,
        error: null,
    },
} as const satisfies Readonly<Record<string, OperationScript>>;
