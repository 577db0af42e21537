// SPDX-License-Identifier: Apache-2.0

/** What stands in a text where a secret was. */
const REDACTED = "REDACTED";

/** Breaks a sequence that a terminal, the Pulumi CLI or a CI runner would act on, without changing how it reads. */
const ZERO_WIDTH_SPACE = "\u200b";

/** Literal secrets shorter than this are not searched for: they would be found in ordinary words. */
const MINIMUM_SECRET_LENGTH = 6;

const WORD = /[^\s"'<>]+/g;
const QUERY_MARK = /\?|%3F/i;
/** Slashes also as JSON (`\/`) and URLs (`%2F`) escape them. */
const ARM_PATH = /(?:\/|%2F)(?:subscriptions|providers)(?:\\?\/|%2F)/i;
const API_VERSION = /(?:[?&;6]|%3F|%26)(api-version(?:=|%3D)[\w.-]+)/i;
const SIGNATURE =
    /((?:sig|signature|client_secret|client_assertion|access_token|refresh_token)(?:=|%3D))[^\s&"'<>\\]+/gi;
const BEARER = /\b(Bearer\s+)[\w.~+/=-]{8,}/gi;
const DOTTED_WORD = /(?<![\w.-])[\w.-]+/g;
const JSON_WEB_TOKEN_START = "eyJ";

/**
 * Takes out of a text what is secret: the query of operation URLs (all but `api-version`), signatures, tokens, and the
 * given literal values.
 *
 * @param secrets Values that must not appear, for example the query values of this wait's own URL.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
    let result = text;
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

/** An operation's URL, also one that is itself encoded, without its query but for the api-version. */
function withoutQuery(word: string): string {
    const path = ARM_PATH.exec(word);
    const mark = path === null ? null : QUERY_MARK.exec(word.slice(path.index));
    if (path === null || mark === null) {
        return word;
    }
    const start = path.index + mark.index;
    return `${word.slice(0, start)}${mark[0]}${API_VERSION.exec(word.slice(start))?.[1] ?? REDACTED}`;
}

/** A JSON Web Token has three parts and begins with an encoded `{"`; an escape may stand right before it. */
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
 * Takes out of a text what could forge output: terminal control, bidirectional overrides, Pulumi's colour markup (which
 * can crash its CLI), and the commands of GitHub Actions (`::error::`) and Azure Pipelines (`##vso[`, `##[`). Line breaks
 * stay, control characters become visible ones, commands are broken by a zero-width space.
 */
export function neutralise(text: string): string {
    return text
        .toWellFormed()
        .replace(LINE_ENDS, "\n")
        .replace(SPACES, " ")
        .replace(CONTROL_CHARACTERS, (character) => String.fromCharCode(0x2400 + character.charCodeAt(0)))
        .replace(INVISIBLE_CHARACTERS, "\ufffd")
        .replace(PULUMI_COLOUR_MARKUP, `<${ZERO_WIDTH_SPACE}`)
        .replace(GITHUB_COMMAND, `:${ZERO_WIDTH_SPACE}`)
        .replace(RUNNER_COMMAND, `#${ZERO_WIDTH_SPACE}`);
}

/** `redact` and `neutralise`: what every text passes through before it leaves the package. */
export function safeText(text: string, secrets: readonly string[] = []): string {
    // Neutralised before, so that no invisible character hides a secret's end, and after, in case that joined two pieces.
    return neutralise(redact(neutralise(text), secrets));
}

/** The text in one line: line breaks and runs of blanks become one blank. */
export function oneLine(text: string): string {
    return text.replaceAll(/\s+/g, " ");
}

/** Cuts a text that is longer than `limit` characters, and says how much is missing. */
export function shorten(text: string, limit: number): string {
    return text.length <= limit
        ? text
        : `${text.slice(0, limit).toWellFormed()}… (${text.length - limit} more characters not shown)`;
}
