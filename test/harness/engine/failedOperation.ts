// SPDX-License-Identifier: Apache-2.0

/** The error of a Failed operation, with everything that ARM's errors may contain. */
export const FAILED_NESTED = {
    code: "ClusterProvisioningFailed",
    message: "The cluster could not be provisioned.",
    details: [
        {
            code: "CapacityUnavailable",
            message: "Not enough capacity in West US.",
            target: "sku.capacity",
            details: [{ code: "ZoneUnavailable", message: "Zone 2 is full." }],
        },
    ],
    innererror: { code: "AllocatorBusy", message: "Try zone 3." },
    additionalInfo: [{ type: "PolicyViolation", info: { policyDefinitionDisplayName: "Allowed locations" } }],
};

/** What Diagnostics contain when an operation in West US ends with {@link FAILED_NESTED}. */
export const FAILED_NESTED_REPORT = [
    "error: Azure operation Failed: ClusterProvisioningFailed: The cluster could not be provisioned.",
    "    - AllocatorBusy: Try zone 3.",
    "    - CapacityUnavailable: Not enough capacity in West US. (target: sku.capacity)",
    "        - ZoneUnavailable: Zone 2 is full.",
    '    - PolicyViolation: {"policyDefinitionDisplayName":"Allowed locations"}',
    "(Microsoft.OperationalInsights, westus), Failed after",
];
