// SPDX-License-Identifier: Apache-2.0

/** White space, control and non-ASCII characters, and backslashes, which URL parsers remove or replace. */
const AMBIGUOUS_CHARACTER = /[^\u0021-\u007e]|\\/;

/** An https URL whose host is the one that it seems to have: without user information, after which another host may stand. */
export function httpsUrl(value: unknown): URL | undefined {
    if (typeof value !== "string" || AMBIGUOUS_CHARACTER.test(value) || !URL.canParse(value)) {
        return undefined;
    }
    const url = new URL(value);
    return url.protocol === "https:" && url.username === "" && url.password === "" ? url : undefined;
}
