// SPDX-License-Identifier: Apache-2.0
import { createHash } from "node:crypto";

/** .NET ticks (0.1 µs) between the year 1 and 1970. */
const TICKS_UNTIL_1970 = 621_355_968_000_000_000n;

const TICKS_PER_MS = 10_000;

/**
 * The query that Azure adds to `api-version`: time, certificate, signature and hash. The signature and the hash cover the path and
 * the time.
 *
 * @param time As `signingTime` returns it. By default a time that depends only on the path, so that the query is constant.
 */
export function signedQuery(path: string, time?: string): string {
    return Object.entries(signature(path, time))
        .map(([name, value]) => `${name}=${value}`)
        .join("&");
}

/**
 * The time of a fresh signature, in .NET ticks as Azure writes it.
 *
 * @param nowMs Milliseconds since 1970.
 * @param count Number of signatures so far. Separates signatures of the same millisecond.
 */
export function signingTime(nowMs: number, count: number): string {
    return String(TICKS_UNTIL_1970 + BigInt(Math.round(nowMs * TICKS_PER_MS)) + BigInt(count));
}

/** Whether a query has none of the signed parameters, or all of them as `signedQuery` created them at any time. */
export function hasIntactSignature(path: string, parameters: URLSearchParams): boolean {
    const entries = Object.entries(signature(path, parameters.get("t") ?? undefined));
    return (
        entries.every(([name]) => !parameters.has(name)) ||
        entries.every(([name, value]) => parameters.get(name) === value)
    );
}

function signature(path: string, time?: string): Readonly<Record<"t" | "c" | "s" | "h", string>> {
    const text = path.toLowerCase();
    const digest = (...parts: readonly string[]) => createHash("sha512").update(parts.join(" ")).digest();
    const t = time ?? `6390${(digest("t", text).readUInt32BE(0) + 10_000_000_000).toString()}000`;
    return {
        t,
        c: `MIIH${digest("c", text).toString("base64url")}`,
        s: digest("s", t, text).toString("base64url"),
        h: digest("h", t, text).subarray(0, 32).toString("base64url"),
    };
}
