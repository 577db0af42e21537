// SPDX-License-Identifier: Apache-2.0

import { invalidArgument } from "../common/codedError";

/** Versions of Microsoft.OperationalInsights that support *Operation Statuses - Get*, in order of preference. */
const KNOWN_VERSIONS: readonly string[] = ["2025-07-01", "2025-02-01", "2023-09-01", "2020-08-01"];

/** ARM uses two phrases, both with the versions in quotes. */
const SUPPORTED_VERSIONS = /supported (?:api-)?versions are\s*'([^']*)'/i;
const VERSION = /\d{4}-\d{2}-\d{2}(?:-[a-z]+)*/gi;
const WHOLE_VERSION = new RegExp(`^${VERSION.source}$`, "i");
const STABLE_VERSION = /^\d{4}-\d{2}-\d{2}$/;
const API_VERSION = /(?<=[?&]api-version=)[^&]*/i;

/**
 * The api-version to use after ARM has rejected another one. Some services put an unsupported version into their status URLs
 * (Azure/azure-sdk-for-net#40606).
 *
 * @param message The message of ARM's error, with the supported versions.
 * @returns `undefined` when the message contains none.
 */
export function supportedVersion(message: string | undefined): string | undefined {
    const versions = SUPPORTED_VERSIONS.exec(message ?? "")?.[1] ?? "";
    const supported: readonly string[] = versions.match(VERSION) ?? [];
    const stable = supported.filter((version) => STABLE_VERSION.test(version)).sort();
    return KNOWN_VERSIONS.find((known) => supported.includes(known)) ?? stable.at(-1) ?? [...supported].sort().at(-1);
}

/** Replaces or adds the api-version of a query. The rest of the query is unchanged. */
export function withVersion(query: string, version: string): string {
    return API_VERSION.test(query) ? query.replace(API_VERSION, version) : addVersion(query, version);
}

/** @throws {CodedError} `InvalidArgument` when the value is not an api-version. */
export function checkApiVersion(apiVersion: unknown, property = "apiVersion"): asserts apiVersion is string {
    if (typeof apiVersion !== "string" || !WHOLE_VERSION.test(apiVersion)) {
        throw invalidArgument(property, 'must be a date such as "2025-02-01", with or without "-preview"');
    }
}

/** Adds an api-version to a query that has none. */
export function addVersion(query: string, version: string): string {
    return `${query === "" ? "?" : `${query}&`}api-version=${version}`;
}
