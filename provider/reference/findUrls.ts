// SPDX-License-Identifier: Apache-2.0

import { invalidArgument } from "../common/codedError";
import type { OperationPattern } from "./operationReference";

const WHOLE_URL_OR_PATH = /^(?:https?:|[a-z][a-z0-9+.-]*:\/\/|\/)/i;
/**
 * The characters of URLs, without those that end one in prose, Markdown, HTML and JSON: quotes, brackets, braces, backslashes.
 * `#` is one of them, so that a URL with a fragment is rejected and not shortened.
 */
const URL_CHARACTER = "[\\w.~!$&()*+,;=:@/?%#-]";
/** A path must begin a word, or else it is part of another host's URL. */
const ARM_URL_OR_PATH = new RegExp(
    `(?:https?:\\/\\/[^\\s"'<>\`/\\\\]+|(?<=^|[\\s"'<>\`([{=,:]))\\/(?:subscriptions|providers)\\/${URL_CHARACTER}+`,
    "gi",
);
/** What follows a URL whose end is not clear: an ellipsis, a placeholder in braces, or a letter that belongs in an escape. */
const UNCLEAR_END = /^(?:\u2026|\{|\^|\\u|\p{L}|\p{N})/u;
const ELLIPSIS = "...";
/** Characters that end the surrounding sentence or bracket, not the URL. */
const CLOSING_PUNCTUATION: ReadonlySet<string> = new Set(".,;:!?");
/** Emphasis in Markdown. */
const EMPHASIS = /[*_~]+$/;
/** ARM's documentation has paths with the display name of a region, including its spaces. */
const DISPLAY_NAME_OF_REGION = /(?<=\/locations\/)[a-z0-9]+(?: [a-z0-9]+)+(?=\/)/gi;
const OPERATION_SEGMENT = /\/(?:\w*operation\w*)\//i;
/**
 * The name of the header of a URL, as `curl -i`, logs and JSON show it: `Location: https://…`, `"location": "https://…"`. It begins a
 * line or a string, because prose may contain the word, too.
 */
const HEADER_NAME = /["'\\{<>\r\n]\s*(azure-asyncoperation|operation-location|location)["'\\\s]*[:=]["'\\\s<[]*$/i;
/** What is read before a URL: enough for the longest name of a header and what stands between it and the URL. */
const CONTEXT_CHARACTERS = 50;

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
    const [candidate] = candidates;
    if (candidate === undefined) {
        throw invalidArgument(
            property,
            "contains no operation: give the URL of an Azure-AsyncOperation header, or an ARM path from /subscriptions/ on " +
                "(a bare id belongs in `asyncOperationId`)",
        );
    }
    if (candidate.isUnclear) {
        throw invalidArgument(
            property,
            "contains a URL that seems to be cut, or has an unusual end: give the whole URL alone",
        );
    }
    return candidate;
}

/** Finds the URLs and ARM paths of operations in a string. Those of resources, such as a busy one, are left out. */
export function findOperationUrls(message: string): string[] {
    return urlsIn(withEncodedRegion(message))
        .filter((found) => isOperation(found) && !found.isUnclear)
        .map(({ url }) => url);
}

function isOperation({ url }: FoundUrl): boolean {
    return OPERATION_SEGMENT.test(url);
}

/** A URL in a string, and whether its end is not clear. */
interface UrlInText extends FoundUrl {
    readonly isUnclear: boolean;
}

/** The different URLs in a string. One that stands after two headers has the pattern of both, or none. */
function urlsIn(message: string): UrlInText[] {
    const text = withoutEscapes(message);
    const found = new Map<string, UrlInText>();
    for (const { 0: candidate, index } of text.matchAll(ARM_URL_OR_PATH)) {
        // The beginning of the text is that of a line. The rest is not copied for each of many URLs.
        const before =
            index < CONTEXT_CHARACTERS ? `\n${text.slice(0, index)}` : text.slice(index - CONTEXT_CHARACTERS, index);
        const url = withoutPunctuation(candidate, EMPHASIS.exec(before)?.[0] ?? "");
        const pattern = patternOfHeader(before);
        const other = found.get(url);
        const isUnclear = candidate.endsWith(ELLIPSIS) || UNCLEAR_END.test(text.slice(index + candidate.length));
        found.set(url, {
            url,
            pattern: other === undefined || other.pattern === pattern ? pattern : undefined,
            isUnclear: isUnclear || (other?.isUnclear ?? false),
        });
    }
    return [...found.values()];
}

/** JSON and HTML escape the ampersands of a URL, JSON in JSON twice. */
function withoutEscapes(text: string): string {
    return text.replaceAll(/(?<!\\)\\+u0026|&(?:amp;|#38;|#x26;)+/gi, "&");
}

/** @param before What stands before the URL. */
function patternOfHeader(before: string): OperationPattern | undefined {
    const name = HEADER_NAME.exec(before)?.[1]?.toLowerCase();
    if (name === undefined) {
        return undefined;
    }
    return name === "location" ? "location" : "azureAsyncOperation";
}

function withEncodedRegion(message: string): string {
    return message.replaceAll(DISPLAY_NAME_OF_REGION, (region) => region.replaceAll(" ", "%20"));
}

/** @param emphasis The Markdown that stands before the URL, and then also after it. */
function withoutPunctuation(candidate: string, emphasis: string): string {
    // A bracket that the URL itself opens belongs to it.
    let foreignBrackets = count(candidate, ")") - count(candidate, "(");
    let end = candidate.length;
    while (end > 0) {
        const last = candidate.charAt(end - 1);
        if (last === ")" && foreignBrackets > 0) {
            foreignBrackets -= 1;
            end -= 1;
        } else if (CLOSING_PUNCTUATION.has(last)) {
            end -= 1;
        } else if (emphasis !== "" && candidate.endsWith(emphasis, end)) {
            end -= emphasis.length;
        } else {
            break;
        }
    }
    return candidate.slice(0, end);
}

function count(text: string, character: string): number {
    return text.split(character).length - 1;
}
