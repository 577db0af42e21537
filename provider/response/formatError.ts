// SPDX-License-Identifier: Apache-2.0

import { compactJson } from "../common/json";
import { shorten } from "../common/redact";
import type { ErrorAdditionalInfo, ErrorDetail } from "./errorDetail";

/** Limit of one field, in characters. */
export const MAXIMUM_FIELD_CHARACTERS = 16_384;
/** Limit of an error tree, in characters. */
export const MAXIMUM_TREE_CHARACTERS = 65_536;

/** The first line of an error: `code: message`. For an error that only wraps another one, the codes of both are joined. */
export function formatErrorHeadline(detail: ErrorDetail): string {
    const { inline, shown } = followLoneDetail(detail);
    const parts = [...inline, shown.code, shown.message].filter((part) => part !== undefined);
    if (parts.length > 0) {
        return formatField(parts.join(": "));
    }
    return shown.details === undefined ? "no code, no message" : `${shown.details.length} errors`;
}

/**
 * The lines below the headline: target, inner error, details, additional information and all other fields. Empty without an
 * error. A tree longer than `MAXIMUM_TREE_CHARACTERS` is cut, with a note in its last line.
 */
export function formatErrorTree(detail: ErrorDetail | undefined): string[] {
    if (detail === undefined) {
        return [];
    }
    const { shown } = followLoneDetail(detail);
    const lines = [
        ...(shown.target === undefined ? [] : [`target: ${formatField(shown.target)}`]),
        ...section("innererror", shown.innererror === undefined ? [] : node(shown.innererror)),
        ...section("details", (shown.details ?? []).flatMap(node)),
        ...section("additionalInfo", (shown.additionalInfo ?? []).map(formatAdditionalInfo).map(bullet)),
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
    const target = shown.target === undefined ? "" : `(target: ${formatField(shown.target)})`;
    return [
        bullet(target === "" ? headline : `${headline} ${target}`),
        ...[
            ...(shown.innererror === undefined ? [] : labelled("innererror", node(shown.innererror))),
            ...(shown.details ?? []).flatMap(node),
            ...(shown.additionalInfo ?? []).map((info) => bullet(`additionalInfo: ${formatAdditionalInfo(info)}`)),
            ...otherFields(shown).map(bullet),
        ].map((line) => indent(line, 4)),
    ];
}

function labelled(label: string, [first = "", ...rest]: string[]): string[] {
    return [first.replace(/^- /, `- ${label}: `), ...rest];
}

function formatAdditionalInfo(info: ErrorAdditionalInfo): string {
    const value = info.info === undefined ? undefined : formatValue(info.info);
    return [info.type === undefined ? undefined : formatField(info.type), value]
        .filter((part) => part !== undefined)
        .join(": ");
}

function otherFields(detail: ErrorDetail): string[] {
    return Object.entries(detail.otherFields ?? {}).map(([key, value]) => `${formatField(key)}: ${formatValue(value)}`);
}

function formatValue(value: unknown): string {
    return formatField(typeof value === "string" ? value : compactJson(value));
}

/** Unwraps errors that contain only a code and one other error, as parsed JSON messages produce them. */
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

/** The value of a field, shortened. Its second and following lines are indented by two spaces. */
function formatField(value: string): string {
    return shorten(value.trim(), MAXIMUM_FIELD_CHARACTERS).replaceAll(/\r\n?|\n/g, "\n  ");
}

function bullet(value: string): string {
    return `- ${value}`;
}

/** Indents all lines of a string. */
export function indent(value: string, spaces: number): string {
    const margin = " ".repeat(spaces);
    return margin + value.replaceAll("\n", `\n${margin}`);
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
    const note = `… (${lines.length - kept} more lines not shown: more than ${MAXIMUM_TREE_CHARACTERS} characters)`;
    return [...lines.slice(0, kept), note];
}
