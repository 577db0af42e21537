// SPDX-License-Identifier: Apache-2.0

import { isJsonObject, parseJson } from "../common/json";

/** Number of brackets in a message that are tried as the beginning of embedded JSON. */
const MAXIMUM_TRIES = 8;

/** The JSON of an error in a message, and the rest of the message. */
export interface EmbeddedError {
    readonly json: unknown;
    /** The message with an ellipsis instead of the JSON; `undefined` when nothing else remains. */
    readonly surrounding: string | undefined;
}

/**
 * Finds the JSON of another service's error in a message, which may contain other content. The JSON may be escaped as in a JSON
 * string.
 */
export function findEmbeddedError(message: string): EmbeddedError | undefined {
    const whole = parseJson(message);
    if (typeof whole === "string") {
        return findEmbeddedError(whole);
    }
    return findPlain(message) ?? (/[{[]\s*\\"/.test(message) ? findPlain(unescaped(message) ?? "") : undefined);
}

function findPlain(message: string): EmbeddedError | undefined {
    const starts = [...message.matchAll(/[{[]/g).take(MAXIMUM_TRIES)].map((match) => match.index);
    for (const start of starts) {
        const end = closingBracket(message, start);
        const json = end === undefined ? undefined : parseJson(message.slice(start, end + 1));
        if (end !== undefined && isError(json)) {
            const surrounding = `${message.slice(0, start)}…${message.slice(end + 1)}`
                .replace(/^["'\s]*…["'\s]*$/, "")
                .replace(/…$/, "")
                .trim();
            return { json, surrounding: surrounding === "" ? undefined : surrounding };
        }
    }
    return undefined;
}

/** Index of the bracket that closes the one at `start`. Brackets in JSON strings do not count. */
function closingBracket(message: string, start: number): number | undefined {
    let depth = 0;
    for (const { 0: token, index } of message.slice(start).matchAll(/"(?:[^"\\]|\\.)*(?:"|$)|[{}[\]]/gs)) {
        if (token === "{" || token === "[") {
            depth += 1;
        } else if (token === "}" || token === "]") {
            depth -= 1;
        }
        if (depth === 0) {
            return start + index;
        }
    }
    return undefined;
}

/** Unescapes the content of a JSON string. */
function unescaped(message: string): string | undefined {
    const plain = parseJson(`"${message.replaceAll(/\r\n?|\n/g, "\\n").replaceAll("\t", "\\t")}"`);
    return typeof plain === "string" ? plain : undefined;
}

/** Whether parsed JSON is an error. Any other array or object in a message remains part of the message. */
function isError(json: unknown): boolean {
    return (Array.isArray(json) ? json : [json]).some(
        (value) =>
            isJsonObject(value) &&
            Object.keys(value).some((key) => /^(?:error|code|message|statusMessage)$/i.test(key)),
    );
}
