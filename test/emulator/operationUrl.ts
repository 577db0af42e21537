// SPDX-License-Identifier: Apache-2.0
import { createHash } from "node:crypto";

/** Brings a region's display name and its short name together: `West US` and `westus`. */
export function regionName(location: string): string {
    return location.replace(/\s+/g, "").toLowerCase();
}

/** The parts of which Azure makes the URL of an operation. */
export interface OperationAddress {
    readonly subscriptionId: string;
    readonly resourceProvider: string;
    /** Short name. */
    readonly location: string;
    readonly asyncOperationId: string;
}

/** The path under which the operation's status is read. */
export function operationPath(address: OperationAddress): string {
    const { subscriptionId, resourceProvider, location, asyncOperationId } = address;
    return (
        `/subscriptions/${subscriptionId}/providers/${resourceProvider}/locations/${location}` +
        `/operationStatuses/${encodeURIComponent(asyncOperationId)}`
    );
}

/** The query that Azure adds to `api-version`: time, certificate, signature and hash. The same for the same operation. */
export function signedQuery(address: OperationAddress): string {
    return Object.entries(signature(address))
        .map(([name, value]) => `${name}=${value}`)
        .join("&");
}

/** True when a query has none of the signed parameters, or all of them as Azure wrote them. */
export function hasIntactSignature(address: OperationAddress, parameters: URLSearchParams): boolean {
    const entries = Object.entries(signature(address));
    return (
        entries.every(([name]) => !parameters.has(name)) ||
        entries.every(([name, value]) => parameters.get(name) === value)
    );
}

function signature(address: OperationAddress): Readonly<Record<"t" | "c" | "s" | "h", string>> {
    const text = operationPath(address).toLowerCase();
    const digest = (name: string) => createHash("sha512").update(`${name} ${text}`).digest();
    return {
        t: `6390${(digest("t").readUInt32BE(0) + 10_000_000_000).toString()}000`,
        c: `MIIH${digest("c").toString("base64url")}`,
        s: digest("s").toString("base64url"),
        h: digest("h").subarray(0, 32).toString("base64url"),
    };
}
