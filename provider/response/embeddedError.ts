// SPDX-License-Identifier: Apache-2.0

import { isJsonObject, parseJson } from "../common/json";

/** How many brackets in a message are tried as the beginning of hidden JSON. */
const MAXIMUM_TRIES = 8;

/** The JSON of an error in a message, and what else the message says. */
export interface EmbeddedError {
    readonly json: unknown;
    /** The text with an ellipsis in its place; `undefined` when there is nothing else. */
    readonly around: string | undefined;
}

/**
 * A message may hold, alone or among some words, the JSON of the error that another service answered, perhaps escaped as in a
 * text of JSON.
 */
export function findEmbeddedError(text: string): EmbeddedError | undefined {
    const whole = parseJson(text);
    if (typeof whole === "string") {
        return findEmbeddedError(whole);
    }
    return findPlain(text) ?? (/[{[]\s*\\"/.test(text) ? findPlain(unescaped(text) ?? "") : undefined);
}

function findPlain(text: string): EmbeddedError | undefined {
    const starts = [...text.matchAll(/[{[]/g).take(MAXIMUM_TRIES)].map((match) => match.index);
    for (const start of starts) {
        const end = closingBracket(text, start);
        const json = end === undefined ? undefined : parseJson(text.slice(start, end + 1));
        if (end !== undefined && holdsError(json)) {
            const around = `${text.slice(0, start)}…${text.slice(end + 1)}`
                .replace(/^["'\s]*…["'\s]*$/, "")
                .replace(/…$/, "")
                .trim();
            return { json, around: around === "" ? undefined : around };
        }
    }
    return undefined;
}

/** Where the bracket at `start` is closed. Brackets in texts do not count. */
function closingBracket(text: string, start: number): number | undefined {
    let depth = 0;
    for (const { 0: token, index } of text.slice(start).matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/gs)) {
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

/** The text that stands, without its quotes, in JSON. */
function unescaped(text: string): string | undefined {
    const plain = parseJson(`"${text.replaceAll(/\r\n?|\n/g, "\\n").replaceAll("\t", "\\t")}"`);
    return typeof plain === "string" ? plain : undefined;
}

/** Whether parsed JSON is an error: a message may also quote a harmless list or object, which stays part of the message. */
function holdsError(json: unknown): boolean {
    return (Array.isArray(json) ? json : [json]).some(
        (value) =>
            isJsonObject(value) &&
            Object.keys(value).some((key) => /^(?:error|code|message|statusMessage)$/i.test(key)),
    );
}
