// SPDX-License-Identifier: Apache-2.0

/** Replaces a secret. */
const REDACTED = "REDACTED";

/** Breaks a sequence that a terminal, the Pulumi CLI or a CI runner would interpret, invisibly for the reader. */
const ZERO_WIDTH_SPACE = "\u200b";

/** Shorter secrets are not redacted, because they may occur in ordinary words. */
const MINIMUM_SECRET_LENGTH = 6;

const WORD = /[^\s"'<>]+/g;
const QUERY_MARK = /\?|%3F/i;
/** Includes slashes that are escaped in JSON (`\/`) or URLs (`%2F`). */
const ARM_PATH = /(?:\/|%2F)(?:subscriptions|providers)(?:\\?\/|%2F)/i;
const API_VERSION = /(?:[?&;6]|%3F|%26)(api-version(?:=|%3D)[\w.-]+)/i;
const SIGNATURE =
    /((?:sig|signature|client_secret|client_assertion|access_token|refresh_token)(?:=|%3D))[^\s&"'<>\\]+/gi;
const BEARER = /\b(Bearer\s+)[\w.~+/=-]{8,}/gi;
const DOTTED_WORD = /(?<![\w.-])[\w.-]+/g;
const JSON_WEB_TOKEN_START = "eyJ";

/**
 * Redacts secrets: the query of operation URLs except `api-version`, signatures, tokens, and the given literal values.
 *
 * @param secrets Literal values, for example the query values of the polling URL.
 */
export function redact(message: string, secrets: readonly string[] = []): string {
    let result = message;
    for (const secret of [...secrets].sort((left, right) => right.length - left.length)) {
        if (secret.length >= MINIMUM_SECRET_LENGTH) {
            result = result.replaceAll(secret, REDACTED);
        }
    }
    return result
        .replace(WORD, withoutQuery)
        .replace(SIGNATURE, `$1${REDACTED}`)
        .replace(BEARER, `$1${REDACTED}`)
        .replace(DOTTED_WORD, withoutJsonWebToken);
}

/** Redacts the query of an operation's URL, plain or percent-encoded, except for the api-version. */
function withoutQuery(word: string): string {
    const path = ARM_PATH.exec(word);
    const mark = path === null ? null : QUERY_MARK.exec(word.slice(path.index));
    if (path === null || mark === null) {
        return word;
    }
    const start = path.index + mark.index;
    return `${word.slice(0, start)}${mark[0]}${API_VERSION.exec(word.slice(start))?.[1] ?? REDACTED}`;
}

/** Redacts a JSON Web Token: three parts, the first an encoded `{"`. An escape may directly precede it. */
function withoutJsonWebToken(word: string): string {
    const start = word.indexOf(JSON_WEB_TOKEN_START);
    const isToken = start >= 0 && word.indexOf(".", word.indexOf(".", start) + 1) > word.indexOf(".", start);
    return isToken && word.includes(".", start) ? `${word.slice(0, start)}${REDACTED}` : word;
}

const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029\v\f]/g;
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000e-\u001f]/g;
const SPACES = /[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;
const INVISIBLE_CHARACTERS = /[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
const PULUMI_COLOUR_MARKUP = /<(?=\{%)/g;
const GITHUB_COMMAND =
    /(?<=^[ \u200b]*):(?=:)|:(?=:(?:add-|debug|echo|endgroup|error|group|internal-|notice|remove-|save-|set-|stop-|warning))/gim;
const RUNNER_COMMAND = /#(?=#(?:vso)?\[)/gi;

/**
 * Neutralises sequences that could forge output: terminal control, bidirectional overrides, Pulumi's colour markup (which
 * can crash its CLI), and the commands of GitHub Actions (`::error::`) and Azure Pipelines (`##vso[`, `##[`). Line breaks
 * remain, control characters become visible symbols, and a zero-width space breaks commands.
 */
export function neutralise(message: string): string {
    return message
        .toWellFormed()
        .replace(LINE_ENDS, "\n")
        .replace(SPACES, " ")
        .replace(CONTROL_CHARACTERS, (character) => String.fromCharCode(0x2400 + character.charCodeAt(0)))
        .replace(INVISIBLE_CHARACTERS, "\ufffd")
        .replace(PULUMI_COLOUR_MARKUP, `<${ZERO_WIDTH_SPACE}`)
        .replace(GITHUB_COMMAND, `:${ZERO_WIDTH_SPACE}`)
        .replace(RUNNER_COMMAND, `#${ZERO_WIDTH_SPACE}`);
}

/** `redact` and `neutralise`. Every message passes through this before it leaves the package. */
export function safeText(message: string, secrets: readonly string[] = []): string {
    // Before: an invisible character could hide the end of a secret. After: the redaction may have joined two parts.
    return neutralise(redact(neutralise(message), secrets));
}

/** Replaces line breaks and runs of white space by one space. */
export function oneLine(message: string): string {
    return message.replaceAll(/\s+/g, " ");
}

/** Cuts a string that is longer than `limit` characters, and appends the number of characters that are missing. */
export function shorten(message: string, limit: number): string {
    return message.length <= limit
        ? message
        : `${message.slice(0, limit).toWellFormed()}… (${message.length - limit} more characters not shown)`;
}
