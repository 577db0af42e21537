// SPDX-License-Identifier: Apache-2.0

import { invalidArgument } from "../common/codedError";

const WHOLE_URL_OR_PATH = /^(?:https?:|[a-z][a-z0-9+.-]*:\/\/|\/)/i;
/** A path must begin a word, or else it is part of another host's URL. A backslash ends it, because it belongs to escaped JSON. */
const ARM_URL_OR_PATH =
    /https?:\/\/[^\s"'<>`/\\]+\/(?:subscriptions|providers)\/[^\s"'<>`\\]+|(?<=^|[\s"'<>`([{=,:])\/(?:subscriptions|providers)\/[^\s"'<>`\\]+/gi;
/** Characters that end the surrounding sentence or bracket, not the URL. */
const CLOSING_PUNCTUATION: ReadonlySet<string> = new Set(".,;:!?)]}");
/** ARM's documentation has paths with the display name of a region, including its spaces. */
const DISPLAY_NAME_OF_REGION = /(?<=\/locations\/)[a-z0-9]+(?: [a-z0-9]+)+(?=\/)/gi;
const OPERATION_SEGMENT = /\/(?:\w*operation\w*)\//i;

/**
 * Finds the URL or ARM path of an operation in a string: the string itself, or the only one that it contains. Of several, the
 * only one with an operation segment is used.
 *
 * @throws {CodedError} `InvalidArgument` when there is none, or more than one.
 */
export function findOperationUrl(property: string, message: string): string {
    const trimmed = withEncodedRegion(message.trim());
    if (WHOLE_URL_OR_PATH.test(trimmed) && !trimmed.includes(" ")) {
        return trimmed;
    }
    const urls = urlsIn(trimmed);
    const operations = urls.filter((candidate) => OPERATION_SEGMENT.test(candidate));
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
    return urlsIn(withEncodedRegion(message)).filter((candidate) => OPERATION_SEGMENT.test(candidate));
}

function urlsIn(message: string): string[] {
    return [...new Set((message.match(ARM_URL_OR_PATH) ?? []).map(withoutPunctuation))];
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
