// SPDX-License-Identifier: Apache-2.0

import { invalidArgument } from "../common/codedError";
import { keyOrVariable } from "../common/settingNames";

/** A URL or path in ARM, not yet resolved against a cloud. */
export interface ArmUrl {
    /** Name of the argument, for messages. */
    readonly property: string;
    /** Scheme, host and port in normal form; `undefined` for a path. */
    readonly origin: string | undefined;
    /** The path, unchanged. */
    readonly path: string;
    /** The query with its question mark, unchanged, or `""`. */
    readonly query: string;
}

/** Signed status URLs have about 3,000 characters. */
const MAXIMUM_URL_CHARACTERS = 16_384;

/**
 * Parses a URL or an ARM path. It rejects everything that another URL parser may interpret differently, so that the URL that is
 * checked is the URL that is requested.
 *
 * @throws {CodedError} `InvalidArgument`.
 */
export function parseArmUrl(property: string, value: string): ArmUrl {
    if (value.length > MAXIMUM_URL_CHARACTERS) {
        throw invalidArgument(property, `is longer than ${MAXIMUM_URL_CHARACTERS} characters: give the URL alone`);
    }
    if (/[^\u0021-\u007e]/.test(value)) {
        throw invalidArgument(
            property,
            "contains white space, control or non-ASCII characters: copy the URL again, or encode them",
        );
    }
    if (value.includes("\\")) {
        throw invalidArgument(property, "contains a backslash: URLs have only forward slashes");
    }
    const match = /^([a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)([^?#]*)([^#]*)(#?)/i.exec(value);
    const [, scheme, authority, path = "", query = "", fragment] = match ?? [];
    if (fragment !== "") {
        throw invalidArgument(property, "contains a fragment (#...): leave it out");
    }
    if (scheme === undefined ? authority !== "" : !/^https?:\/\/$/i.test(scheme)) {
        throw invalidArgument(
            property,
            "is not a URL: it must begin with https:// or, as an ARM path, with /subscriptions/ or /providers/",
        );
    }
    if (scheme === undefined && !/^\/(?:subscriptions|providers)\//i.test(path)) {
        throw invalidArgument(property, "is not an ARM path: it must begin with /subscriptions/ or /providers/");
    }
    checkPath(property, path);
    if (scheme === undefined) {
        checkUnchanged(property, new URL(`https://localhost${path}${query}`), path, query);
        return { property, origin: undefined, path, query };
    }
    return { property, origin: parseOrigin(property, `${scheme}${authority}`, path, query), path, query };
}

/**
 * Parses the id of a resource, which is data: resources may have names with blanks and other characters, and ARM returns their
 * ids unencoded. Percent-encodes what a URL cannot contain, and keeps what is encoded. A URL is parsed as it is.
 *
 * @throws {CodedError} `InvalidArgument`.
 */
export function parseResourceId(property: string, value: string): ArmUrl {
    const [, path = "", query = ""] = /^([^?]*)(.*)$/s.exec(value) ?? [];
    return parseArmUrl(property, value.startsWith("/") ? encodePath(path) + query : value);
}

/** Control characters and backslashes stay, so that they are rejected: names do not contain them. */
function encodePath(path: string): string {
    const unencoded = /%(?![0-9a-f]{2})|[^\u0000-\u001f\u007f\\%\w~!$&'()*+,;=:@/.-]/giu;
    return path.isWellFormed() ? path.replaceAll(unencoded, encodeURIComponent) : path;
}

function parseOrigin(property: string, origin: string, path: string, query: string): string {
    if (origin.includes("@")) {
        throw invalidArgument(property, "contains user information (...@): leave it out");
    }
    if (!/^https?:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.test(origin) || !URL.canParse(origin)) {
        throw invalidArgument(property, "does not contain a valid host: copy the URL again");
    }
    checkUnchanged(property, new URL(`${origin}${path}${query}`), path, query);
    return new URL(origin).origin;
}

function checkPath(property: string, path: string): void {
    if (/%(?![0-9a-f]{2})/i.test(path)) {
        throw invalidArgument(property, "contains a percent sign that is not part of an escape: encode it as %25");
    }
    if (path.split(/\/|%2f|%5c/i).some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment))) {
        throw invalidArgument(property, 'contains a "." or ".." segment: write the path without it');
    }
    const subscriptionId = /^\/subscriptions\/([^/]*)/i.exec(path)?.[1];
    if (subscriptionId !== undefined && !isGuid(subscriptionId)) {
        throw invalidArgument(
            property,
            "contains a subscription that is no GUID: give the id of the subscription, not its name or a value that a pipeline has masked (***)",
        );
    }
    if (path.startsWith("//")) {
        throw invalidArgument(property, "has a path that begins with //: begin it with a single slash");
    }
    if (path === "" || path === "/") {
        throw invalidArgument(property, "contains a host but no path: give the whole URL");
    }
}

/** Whether a value has the form of the id of a subscription. */
export function isGuid(value: string): boolean {
    return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
}

function checkUnchanged(property: string, parsed: URL, path: string, query: string): void {
    if (parsed.pathname !== path || parsed.search !== (query === "?" ? "" : query)) {
        throw invalidArgument(property, "contains characters that are not allowed in a URL: percent-encode them");
    }
}

/**
 * The URL to request, always on the Resource Manager of the cloud. A regional host (`westus.management.azure.com`) is replaced by
 * the global one.
 *
 * @param endpoint The Resource Manager of the cloud, such as `https://management.azure.com`.
 * @param source Where the cloud was configured, for messages.
 * @throws {CodedError} `InvalidArgument` when the URL has another host.
 */
export function resolveArmUrl(url: ArmUrl, endpoint: string, source?: string): string {
    const cloud = new URL(endpoint);
    checkScheme(url, cloud);
    if (url.origin !== undefined && url.origin !== cloud.origin && !isRegionalHost(new URL(url.origin), cloud)) {
        throw invalidArgument(
            url.property,
            `is not on ${cloud.host}, the Resource Manager of the configured cloud${source === undefined ? "" : ` (${source})`}, and the ` +
                "token is sent to no other host: " +
                `check the URL, or set the cloud that it belongs to: ${keyOrVariable("environment", "ARM_ENVIRONMENT")}, ` +
                `or ${keyOrVariable("metadataHost", "ARM_METADATA_HOSTNAME")}`,
        );
    }
    return `${cloud.origin}${url.path}${url.query}`;
}

/**
 * Rejects plain http, unless the Resource Manager itself is configured with it.
 *
 * @throws {CodedError} `InvalidArgument`.
 */
export function checkScheme(url: ArmUrl, cloud?: URL): void {
    if (url.origin?.startsWith("http:") && cloud?.protocol !== "http:") {
        throw invalidArgument(url.property, "must begin with https://: plain http is not supported");
    }
}

function isRegionalHost(host: URL, cloud: URL): boolean {
    const [label = "", ...rest] = host.hostname.split(".");
    return (
        /^[a-z0-9-]+$/.test(label) &&
        rest.join(".") === cloud.hostname &&
        host.port === cloud.port &&
        host.protocol === cloud.protocol
    );
}
