// SPDX-License-Identifier: Apache-2.0

import { invalidArgument } from "../common/codedError";

/** Versions of Microsoft.OperationalInsights that are known to answer *Operation Statuses - Get*, best first. */
const KNOWN_VERSIONS: readonly string[] = ["2025-07-01", "2025-02-01", "2023-09-01", "2020-08-01"];

/** ARM words it in two ways, with the list in quotes. */
const SUPPORTED_VERSIONS = /supported (?:api-)?versions are\s*'([^']*)'/i;
const VERSION = /\d{4}-\d{2}-\d{2}(?:-[a-z]+)*/gi;
const WHOLE_VERSION = new RegExp(`^${VERSION.source}$`, "i");
const STABLE_VERSION = /^\d{4}-\d{2}-\d{2}$/;
const API_VERSION = /(?<=[?&]api-version=)[^&]*/i;

/**
 * The api-version to ask with after ARM refused another: some services put an unsupported one into their own status URLs
 * (Azure/azure-sdk-for-net#40606).
 *
 * @param refusal ARM's error, whose message lists the supported versions.
 * @returns `undefined` when the message names none.
 */
export function supportedVersion(refusal: string | undefined): string | undefined {
    const list = SUPPORTED_VERSIONS.exec(refusal ?? "")?.[1] ?? "";
    const supported: readonly string[] = list.match(VERSION) ?? [];
    const stable = supported.filter((version) => STABLE_VERSION.test(version)).sort();
    return KNOWN_VERSIONS.find((known) => supported.includes(known)) ?? stable.at(-1) ?? [...supported].sort().at(-1);
}

/** A query with another api-version. Everything else in it stays as it is. */
export function withVersion(query: string, version: string): string {
    return API_VERSION.test(query) ? query.replace(API_VERSION, version) : addVersion(query, version);
}

/** @throws {CodedError} `InvalidArgument`, when a value is no api-version. */
export function checkApiVersion(apiVersion: unknown, property = "apiVersion"): asserts apiVersion is string {
    if (typeof apiVersion !== "string" || !WHOLE_VERSION.test(apiVersion)) {
        throw invalidArgument(property, 'must be a date such as "2025-02-01", with or without "-preview"');
    }
}

/** A query, without an api-version so far, with one. */
export function addVersion(query: string, version: string): string {
    return `${query === "" ? "?" : `${query}&`}api-version=${version}`;
}
