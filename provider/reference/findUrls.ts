// SPDX-License-Identifier: Apache-2.0

import { invalidArgument } from "../common/codedError";
import type { OperationPattern } from "./operationReference";

const WHOLE_URL_OR_PATH = /^(?:https?:|[a-z][a-z0-9+.-]*:\/\/|\/)/i;
/** A path must begin a word, or else it is part of another host's URL. A backslash ends it, because it belongs to escaped JSON. */
const ARM_URL_OR_PATH =
    /https?:\/\/[^\s"'<>`/\\]+\/(?:subscriptions|providers)\/[^\s"'<>`\\]+|(?<=^|[\s"'<>`([{=,:])\/(?:subscriptions|providers)\/[^\s"'<>`\\]+/gi;
/** Characters that end the surrounding sentence or bracket, not the URL. */
const CLOSING_PUNCTUATION: ReadonlySet<string> = new Set(".,;:!?)]}");
/** ARM's documentation has paths with the display name of a region, including its spaces. */
const DISPLAY_NAME_OF_REGION = /(?<=\/locations\/)[a-z0-9]+(?: [a-z0-9]+)+(?=\/)/gi;
const OPERATION_SEGMENT = /\/(?:\w*operation\w*)\//i;
/** The name of the header of a URL, as `curl -i`, logs and JSON show it: `Location: https://…`, `"location": "https://…"`. */
const HEADER_NAME = /(?<![\w-])(azure-asyncoperation|operation-location|location)["'\\\s]*[:=]["'\\\s<[]*$/i;
/** Enough for the longest name and what stands between it and the URL. */
const MAXIMUM_HEADER_NAME_CHARACTERS = 50;

/** A URL or ARM path in a string. */
export interface FoundUrl {
    readonly url: string;
    /** The pattern of the header that the string names before the URL. */
    readonly pattern: OperationPattern | undefined;
}

/**
 * Finds the URL or ARM path of an operation in a string: the string itself, or the only one that it contains. Of several, the
 * only one with an operation segment is used.
 *
 * @throws {CodedError} `InvalidArgument` when there is none, or more than one.
 */
export function findOperationUrl(property: string, message: string): FoundUrl {
    const trimmed = withEncodedRegion(message.trim());
    if (WHOLE_URL_OR_PATH.test(trimmed) && !trimmed.includes(" ")) {
        return { url: trimmed, pattern: undefined };
    }
    const urls = urlsIn(trimmed);
    const operations = urls.filter(isOperation);
    const candidates = operations.length === 1 ? operations : urls;
    if (candidates.length > 1) {
        throw invalidArgument(property, `contains ${candidates.length} different URLs: give the one to wait for`);
    }
    if (candidates[0] === undefined) {
        throw invalidArgument(
            property,
            "contains no operation: give the URL of an Azure-AsyncOperation header, or an ARM path from /subscriptions/ on " +
                "(a bare id belongs in `asyncOperationId`)",
        );
    }
    return candidates[0];
}

/** Finds the URLs and ARM paths of operations in a string. Those of resources, such as a busy one, are left out. */
export function findOperationUrls(message: string): string[] {
    return urlsIn(withEncodedRegion(message))
        .filter(isOperation)
        .map(({ url }) => url);
}

function isOperation({ url }: FoundUrl): boolean {
    return OPERATION_SEGMENT.test(url);
}

/** The different URLs in a string. One that stands after two headers has the pattern of both, or none. */
function urlsIn(message: string): FoundUrl[] {
    const patterns = new Map<string, Set<OperationPattern | undefined>>();
    for (const { 0: candidate, index } of message.matchAll(ARM_URL_OR_PATH)) {
        const url = withoutPunctuation(candidate);
        patterns.set(url, (patterns.get(url) ?? new Set()).add(patternOfHeader(message.slice(0, index))));
    }
    return [...patterns].map(([url, found]) => ({ url, pattern: found.size === 1 ? [...found][0] : undefined }));
}

/** @param before What stands before the URL. */
function patternOfHeader(before: string): OperationPattern | undefined {
    const name = HEADER_NAME.exec(before.slice(-MAXIMUM_HEADER_NAME_CHARACTERS))?.[1]?.toLowerCase();
    if (name === undefined) {
        return undefined;
    }
    return name === "location" ? "location" : "azureAsyncOperation";
}

function withEncodedRegion(message: string): string {
    return message.replaceAll(DISPLAY_NAME_OF_REGION, (region) => region.replaceAll(" ", "%20"));
}

function withoutPunctuation(candidate: string): string {
    let end = candidate.length;
    while (CLOSING_PUNCTUATION.has(candidate.charAt(end - 1))) {
        end -= 1;
    }
    return candidate.slice(0, end);
}
