// SPDX-License-Identifier: Apache-2.0

import { compactJson } from "../common/json";
import { shorten } from "../common/redact";
import type { ErrorAdditionalInfo, ErrorDetail } from "./errorDetail";

/** The most characters of one field that are shown. */
export const MAXIMUM_FIELD_CHARACTERS = 16_384;
/** The most characters of a whole error tree that are shown. */
export const MAXIMUM_TREE_CHARACTERS = 65_536;

/** The first line of an error: `code: message`, following a lone error hidden in a message to its own words. */
export function formatErrorHeadline(detail: ErrorDetail): string {
    const { inline, shown } = followLoneDetail(detail);
    const parts = [...inline, shown.code, shown.message].filter((part) => part !== undefined);
    if (parts.length > 0) {
        return shownText(parts.join(": "));
    }
    return shown.details === undefined ? "no code, no message" : `${shown.details.length} errors`;
}

/**
 * The rest of the tree below the headline: target, inner error, details, additional information and whatever else the
 * service sent, line by line; no line where there is no error. A tree longer than `MAXIMUM_TREE_CHARACTERS` is cut and says so.
 */
export function formatErrorTree(detail: ErrorDetail | undefined): string[] {
    if (detail === undefined) {
        return [];
    }
    const { shown } = followLoneDetail(detail);
    const lines = [
        ...(shown.target === undefined ? [] : [`target: ${shownText(shown.target)}`]),
        ...section("innererror", shown.innererror === undefined ? [] : node(shown.innererror)),
        ...section("details", (shown.details ?? []).flatMap(node)),
        ...section("additionalInfo", (shown.additionalInfo ?? []).map(additionalInfoText).map(bullet)),
        ...otherFields(shown),
    ];
    return cut(lines);
}

function section(name: string, lines: readonly string[]): string[] {
    return lines.length === 0 ? [] : [`${name}:`, ...lines.map((line) => indent(line, 2))];
}

function node(detail: ErrorDetail): string[] {
    const { shown } = followLoneDetail(detail);
    const headline = formatErrorHeadline(detail);
    const target = shown.target === undefined ? "" : `(target: ${shownText(shown.target)})`;
    return [
        bullet(target === "" ? headline : `${headline} ${target}`),
        ...[
            ...(shown.innererror === undefined ? [] : labelled("innererror", node(shown.innererror))),
            ...(shown.details ?? []).flatMap(node),
            ...(shown.additionalInfo ?? []).map((info) => bullet(`additionalInfo: ${additionalInfoText(info)}`)),
            ...otherFields(shown).map(bullet),
        ].map((line) => indent(line, 4)),
    ];
}

function labelled(label: string, [first = "", ...rest]: string[]): string[] {
    return [first.replace(/^- /, `- ${label}: `), ...rest];
}

function additionalInfoText(info: ErrorAdditionalInfo): string {
    const text = info.info === undefined ? undefined : valueText(info.info);
    return [info.type === undefined ? undefined : shownText(info.type), text]
        .filter((part) => part !== undefined)
        .join(": ");
}

function otherFields(detail: ErrorDetail): string[] {
    return Object.entries(detail.otherFields ?? {}).map(([key, value]) => `${shownText(key)}: ${valueText(value)}`);
}

function valueText(value: unknown): string {
    return shownText(typeof value === "string" ? value : compactJson(value));
}

/** Error that says nothing itself but its code, around one other error: what an unpacked JSON message leaves. */
function followLoneDetail(detail: ErrorDetail): { readonly inline: readonly string[]; readonly shown: ErrorDetail } {
    const inline: string[] = [];
    let shown = detail;
    while (isWrapper(shown)) {
        inline.push(...[shown.code, shown.message].filter((part) => part !== undefined));
        shown = shown.details?.[0] as ErrorDetail;
    }
    return { inline, shown };
}

function isWrapper(detail: ErrorDetail): boolean {
    const { code, details, ...rest } = detail;
    return details?.length === 1 && Object.keys(rest).length === 0;
}

/** A field's text; the lines after its first stand two characters further in. */
function shownText(text: string): string {
    return shorten(text.trim(), MAXIMUM_FIELD_CHARACTERS).replaceAll(/\r\n?|\n/g, "\n  ");
}

function bullet(text: string): string {
    return `- ${text}`;
}

/** Moves all lines of a text to the right. */
export function indent(text: string, spaces: number): string {
    const margin = " ".repeat(spaces);
    return margin + text.replaceAll("\n", `\n${margin}`);
}

function cut(lines: string[]): string[] {
    let characters = 0;
    const kept = lines.findIndex((line) => {
        characters += line.length + 1;
        return characters > MAXIMUM_TREE_CHARACTERS;
    });
    if (kept < 0) {
        return lines;
    }
    const remark = `… (${lines.length - kept} more lines not shown: more than ${MAXIMUM_TREE_CHARACTERS} characters)`;
    return [...lines.slice(0, kept), remark];
}
