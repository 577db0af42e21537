// SPDX-License-Identifier: Apache-2.0

/** Normalizes a region's display name to its short name: `West US` to `westus`. */
export function regionName(location: string): string {
    return location.replace(/\s+/g, "").toLowerCase();
}

/** The parts of an operation URL. */
export interface OperationAddress {
    /** Empty for a tenant-level operation. */
    readonly subscriptionId: string;
    readonly resourceProvider: string;
    /** Short name. Ignored for a tenant-level operation. */
    readonly location: string;
    readonly asyncOperationId: string;
}

/** The route of the status URL (`Azure-AsyncOperation`) or of the result URL (`Location`). */
export type OperationRoute = "operationStatuses" | "operationResults";

/** The path of an operation URL. */
export function operationPath(address: OperationAddress, route: OperationRoute = "operationStatuses"): string {
    const { subscriptionId, resourceProvider, location, asyncOperationId } = address;
    const end = `${route}/${encodeURIComponent(asyncOperationId)}`;
    return subscriptionId === ""
        ? `/providers/${resourceProvider}/${end}`
        : `/subscriptions/${subscriptionId}/providers/${resourceProvider}/locations/${location}/${end}`;
}
