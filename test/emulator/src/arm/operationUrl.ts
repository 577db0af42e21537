// SPDX-License-Identifier: Apache-2.0
import { createHash } from "node:crypto";

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

/** The query that Azure adds to `api-version`: time, certificate, signature and hash. Constant for each operation. */
export function signedQuery(address: OperationAddress, route: OperationRoute = "operationStatuses"): string {
    return Object.entries(signature(address, route))
        .map(([name, value]) => `${name}=${value}`)
        .join("&");
}

/** Whether a query has none of the signed parameters, or all of them unchanged. */
export function hasIntactSignature(
    address: OperationAddress,
    parameters: URLSearchParams,
    route: OperationRoute = "operationStatuses",
): boolean {
    const entries = Object.entries(signature(address, route));
    return (
        entries.every(([name]) => !parameters.has(name)) ||
        entries.every(([name, value]) => parameters.get(name) === value)
    );
}

function signature(address: OperationAddress, route: OperationRoute): Readonly<Record<"t" | "c" | "s" | "h", string>> {
    const text = operationPath(address, route).toLowerCase();
    const digest = (name: string) => createHash("sha512").update(`${name} ${text}`).digest();
    return {
        t: `6390${(digest("t").readUInt32BE(0) + 10_000_000_000).toString()}000`,
        c: `MIIH${digest("c").toString("base64url")}`,
        s: digest("s").toString("base64url"),
        h: digest("h").subarray(0, 32).toString("base64url"),
    };
}
