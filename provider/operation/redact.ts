// SPDX-License-Identifier: Apache-2.0

/** What stands in a text where a secret was. */
const REDACTED = "REDACTED";

/** Breaks a sequence that a terminal, the Pulumi CLI or a CI runner would act on, without changing how it reads. */
const ZERO_WIDTH_SPACE = "\u200b";

/** Literal secrets shorter than this are not searched for: they would be found in ordinary words. */
const MINIMUM_SECRET_LENGTH = 6;

/** Nobody's URL is longer; a limit keeps the search linear whatever the text. */
const MAXIMUM_URL_LENGTH = 16_384;

const QUERY = /\?[^\s"'<>]*/g;
const ARM_PATH = /[^\s"'<>]*\/(?:subscriptions|providers)\/[^\s"'<>]*$/i;
const API_VERSION = /[?&;6](api-version=[\w.-]+)/i;
const SIGNATURE =
    /((?:sig|signature|client_secret|client_assertion|access_token|refresh_token)(?:=|%3D))[^\s&"'<>\\]+/gi;
const BEARER = /\b(Bearer\s+)[\w.~+/=-]{8,}/gi;
const JSON_WEB_TOKEN = /\beyJ[\w-]{5,4096}\.[\w-]+\.[\w-]*/g;

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
        .replace(QUERY, (query: string, offset: number, whole: string) =>
            ARM_PATH.test(lastWord(whole, offset)) ? `?${API_VERSION.exec(query)?.[1] ?? REDACTED}` : query,
        )
        .replace(SIGNATURE, `$1${REDACTED}`)
        .replace(BEARER, `$1${REDACTED}`)
        .replace(JSON_WEB_TOKEN, REDACTED);
}

/** The last characters before `end` that no white space or quote interrupts. */
function lastWord(text: string, end: number): string {
    let start = end;
    while (start > 0 && end - start < MAXIMUM_URL_LENGTH && !/[\s"'<>]/.test(text.charAt(start - 1))) {
        start -= 1;
    }
    return text.slice(start, end);
}

const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029\v\f]/g;
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000e-\u001f]/g;
const INVISIBLE_CHARACTERS = /[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
const PULUMI_COLOUR_MARKUP = /<(?=\{%)/g;
const GITHUB_COMMAND =
    /(?<=^[ \u200b]*):(?=:)|:(?=:(?:add-|debug|echo|endgroup|error|group|notice|remove-|save-|set-|stop-|warning))/gim;
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
        .replaceAll("\t", " ")
        .replace(CONTROL_CHARACTERS, (character) => String.fromCharCode(0x2400 + character.charCodeAt(0)))
        .replace(INVISIBLE_CHARACTERS, "\ufffd")
        .replace(PULUMI_COLOUR_MARKUP, `<${ZERO_WIDTH_SPACE}`)
        .replace(GITHUB_COMMAND, `:${ZERO_WIDTH_SPACE}`)
        .replace(RUNNER_COMMAND, `#${ZERO_WIDTH_SPACE}`);
}

/** `redact` and `neutralise`: what every text passes through before it leaves the package. */
export function safeText(text: string, secrets: readonly string[] = []): string {
    return neutralise(redact(text, secrets));
}

/** Cuts a text that is longer than `limit` characters, and says how much is missing. */
export function shorten(text: string, limit: number): string {
    return text.length <= limit
        ? text
        : `${text.slice(0, limit).toWellFormed()}… (${text.length - limit} more characters not shown)`;
}
