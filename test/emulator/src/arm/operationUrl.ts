// SPDX-License-Identifier: Apache-2.0
import { createHash } from "node:crypto";

/** Brings a region's display name and its short name together: `West US` and `westus`. */
export function regionName(location: string): string {
    return location.replace(/\s+/g, "").toLowerCase();
}

/** The parts of which Azure makes the URL of an operation. */
export interface OperationAddress {
    /** Empty for an operation of the whole tenant. */
    readonly subscriptionId: string;
    readonly resourceProvider: string;
    /** Short name. Means nothing for an operation of the whole tenant. */
    readonly location: string;
    readonly asyncOperationId: string;
}

/** Where an operation is read: its status (`Azure-AsyncOperation`), or its result (`Location`). */
export type OperationRoute = "operationStatuses" | "operationResults";

/** The path under which an operation is read. */
export function operationPath(address: OperationAddress, route: OperationRoute = "operationStatuses"): string {
    const { subscriptionId, resourceProvider, location, asyncOperationId } = address;
    const end = `${route}/${encodeURIComponent(asyncOperationId)}`;
    return subscriptionId === ""
        ? `/providers/${resourceProvider}/${end}`
        : `/subscriptions/${subscriptionId}/providers/${resourceProvider}/locations/${location}/${end}`;
}

/** The query that Azure adds to `api-version`: time, certificate, signature and hash. The same for the same operation. */
export function signedQuery(address: OperationAddress, route: OperationRoute = "operationStatuses"): string {
    return Object.entries(signature(address, route))
        .map(([name, value]) => `${name}=${value}`)
        .join("&");
}

/** True when a query has none of the signed parameters, or all of them as Azure wrote them. */
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
