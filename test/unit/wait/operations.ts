// SPDX-License-Identifier: Apache-2.0
import type { Reply } from "./scriptedArm";

const SUBSCRIPTION = "/subscriptions/50000000-0000-4000-8000-000000000005";

/** The path of an operation's status. */
export const OPERATION = `${SUBSCRIPTION}/providers/Microsoft.OperationalInsights/locations/westus/operationStatuses/op-1`;
/** The same with the api-version that ARM requires. */
export const OPERATION_PATH = `${OPERATION}?api-version=2025-02-01`;
/** The path of an operation that follows ARM's Location pattern. */
export const LOCATION_PATH = `${SUBSCRIPTION}/providers/Microsoft.Network/locations/westus/operationResults/op-2?api-version=2024-05-01`;

export const IDS = { "x-ms-request-id": "request-1", "x-ms-correlation-request-id": "correlation-1" };

export const PENDING: Reply = { headers: IDS, body: { name: "op-1", status: "InProgress" } };
export const PENDING_IN_30_S: Reply = { ...PENDING, headers: { ...IDS, "retry-after": "30" } };
export const SUCCEEDED: Reply = { headers: IDS, body: { name: "op-1", status: "Succeeded" } };
export const FAILED: Reply = {
    headers: IDS,
    body: { status: "Failed", error: { code: "KeyDenied", message: "Key not readable." } },
};
/** An error by the schema of Log Analytics: in a second envelope and with nested details. */
export const FAILED_NESTED: Reply = {
    headers: IDS,
    body: {
        name: "op-1",
        status: "Failed",
        startTime: "2026-03-02T09:00:00Z",
        endTime: "2026-03-02T09:12:05Z",
        error: {
            error: {
                code: "ClusterProvisioningFailed",
                message: "The cluster could not be provisioned.",
                target: "/clusters/logs",
                details: [
                    {
                        code: "CapacityUnavailable",
                        message: "Not enough capacity in West US.",
                        target: "sku.capacity",
                        details: [{ code: "ZoneUnavailable", message: "Zone 2 is full." }],
                    },
                ],
                additionalInfo: [
                    { type: "PolicyViolation", info: { policyDefinitionDisplayName: "Allowed locations" } },
                ],
            },
        },
    },
};
export const CANCELED: Reply = {
    headers: IDS,
    body: { status: "Canceled", error: { code: "OperationPreempted", message: "Replaced by op-2." } },
};

/** An error response of ARM. */
export function errorResponse(status: number, code: string, message: string, headers: Reply["headers"] = IDS): Reply {
    return { status, headers: { ...headers }, body: { error: { code, message } } };
}

export const THROTTLED = errorResponse(429, "TooManyRequests", "Too many requests.");
export const UNAVAILABLE = errorResponse(503, "ServerBusy", "Try later.");
export const NOT_FOUND = errorResponse(404, "NotFound", "There is no such operation.");
/** A response of a proxy rather than of Azure. */
export const PROXY_UNAVAILABLE: Reply = { status: 503, body: "<html>Bad gateway</html>" };
export const SIGN_IN_PAGE: Reply = { headers: IDS, body: "<html>Sign in</html>" };
export const NO_STATUS: Reply = { headers: IDS, body: { name: "op-1" } };
