// SPDX-License-Identifier: Apache-2.0

import { invalidArgument } from "./fault";

const WHOLE_URL_OR_PATH = /^(?:https?:|[a-z][a-z0-9+.-]*:\/\/|\/)/i;
/** A path counts only where a word begins: elsewhere it belongs to another host's URL. */
const ARM_URL_OR_PATH =
    /https?:\/\/[^\s"'<>`/]+\/(?:subscriptions|providers)\/[^\s"'<>`]+|(?<=^|[\s"'<>`([{=,:])\/(?:subscriptions|providers)\/[^\s"'<>`]+/gi;
/** What ends a sentence or a bracket rather than a URL. */
const CLOSING_PUNCTUATION: ReadonlySet<string> = new Set(".,;:!?)]}");
/** ARM's own documentation writes the display name of a region into the path, blank and all. */
const DISPLAY_NAME_OF_REGION = /(?<=\/locations\/)[a-z0-9]+(?: [a-z0-9]+)+(?=\/)/gi;
const OPERATION_SEGMENT = /\/(?:\w*operation\w*)\//i;

/**
 * The one URL or ARM path in a text: the text itself when it is one, else the one that it quotes. Where a text quotes several
 * and just one of them is an operation's, it is meant.
 *
 * @throws {Fault} `InvalidArgument` when there is none or when there are several.
 */
export function findOperationIn(property: string, text: string): string {
    const trimmed = text.trim().replaceAll(DISPLAY_NAME_OF_REGION, (region) => region.replaceAll(" ", "%20"));
    if (WHOLE_URL_OR_PATH.test(trimmed) && !trimmed.includes(" ")) {
        return trimmed;
    }
    const quoted = [...new Set((trimmed.match(ARM_URL_OR_PATH) ?? []).map(withoutPunctuation))];
    const operations = quoted.filter((candidate) => OPERATION_SEGMENT.test(candidate));
    const candidates = operations.length === 1 ? operations : quoted;
    if (candidates.length > 1) {
        throw invalidArgument(property, `contains ${candidates.length} different URLs: give the one to wait for`);
    }
    if (candidates[0] === undefined) {
        throw invalidArgument(
            property,
            "contains no operation: give the URL of an Azure-AsyncOperation header, or an ARM path from /subscriptions/ on " +
                "(a bare id belongs into `asyncOperationId`)",
        );
    }
    return candidates[0];
}

function withoutPunctuation(candidate: string): string {
    let end = candidate.length;
    while (CLOSING_PUNCTUATION.has(candidate.charAt(end - 1))) {
        end -= 1;
    }
    return candidate.slice(0, end);
}
