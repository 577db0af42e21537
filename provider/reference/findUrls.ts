// SPDX-License-Identifier: Apache-2.0

import { invalidArgument } from "../common/codedError";

const WHOLE_URL_OR_PATH = /^(?:https?:|[a-z][a-z0-9+.-]*:\/\/|\/)/i;
/** A path counts only where a word begins: elsewhere it belongs to another host's URL. A backslash is of escaped JSON. */
const ARM_URL_OR_PATH =
    /https?:\/\/[^\s"'<>`/\\]+\/(?:subscriptions|providers)\/[^\s"'<>`\\]+|(?<=^|[\s"'<>`([{=,:])\/(?:subscriptions|providers)\/[^\s"'<>`\\]+/gi;
/** What ends a sentence or a bracket rather than a URL. */
const CLOSING_PUNCTUATION: ReadonlySet<string> = new Set(".,;:!?)]}");
/** ARM's own documentation writes the display name of a region into the path, blank and all. */
const DISPLAY_NAME_OF_REGION = /(?<=\/locations\/)[a-z0-9]+(?: [a-z0-9]+)+(?=\/)/gi;
const OPERATION_SEGMENT = /\/(?:\w*operation\w*)\//i;

/**
 * The one URL or ARM path in a text: the text itself when it is one, else the one that it quotes. Where a text quotes several
 * and just one of them is an operation's, it is meant.
 *
 * @throws {CodedError} `InvalidArgument` when there is none or when there are several.
 */
export function findOperationUrl(property: string, text: string): string {
    const trimmed = withEncodedRegion(text.trim());
    if (WHOLE_URL_OR_PATH.test(trimmed) && !trimmed.includes(" ")) {
        return trimmed;
    }
    const quoted = quotedIn(trimmed);
    const operations = quoted.filter((candidate) => OPERATION_SEGMENT.test(candidate));
    const candidates = operations.length === 1 ? operations : quoted;
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

/** The URLs and ARM paths of operations that a text quotes. Those of resources, such as the one that is busy, are none. */
export function findOperationUrls(text: string): string[] {
    return quotedIn(withEncodedRegion(text)).filter((candidate) => OPERATION_SEGMENT.test(candidate));
}

function quotedIn(text: string): string[] {
    return [...new Set((text.match(ARM_URL_OR_PATH) ?? []).map(withoutPunctuation))];
}

function withEncodedRegion(text: string): string {
    return text.replaceAll(DISPLAY_NAME_OF_REGION, (region) => region.replaceAll(" ", "%20"));
}

function withoutPunctuation(candidate: string): string {
    let end = candidate.length;
    while (CLOSING_PUNCTUATION.has(candidate.charAt(end - 1))) {
        end -= 1;
    }
    return candidate.slice(0, end);
}
