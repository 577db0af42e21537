// SPDX-License-Identifier: Apache-2.0

/** The error of the operation that fails. Every code and message must be displayed. */
export const CLUSTER_ERROR = {
    code: "ClusterProvisioningFailed",
    message: "The cluster could not be provisioned.",
    target: "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/logs/clusters/logs",
    details: [
        {
            code: "CapacityUnavailable",
            message: "Not enough capacity in West US.",
            target: "sku.capacity",
            details: [{ code: "ZoneUnavailable", message: "Zone 2 is full." }],
        },
    ],
    additionalInfo: [{ type: "PolicyViolation", info: { policyDefinitionDisplayName: "Allowed locations" } }],
};
