// SPDX-License-Identifier: Apache-2.0

export type JsonObject = { readonly [key: string]: unknown };

export function isJsonObject(value: unknown): value is JsonObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The parsed text without its byte order mark, or `undefined` when it is not JSON. */
export function parseJson(text: string): unknown {
    try {
        return JSON.parse(text.replace(/^\ufeff/, ""));
    } catch {
        return undefined;
    }
}

/** One line of JSON, or a remark when a value is nested too deeply to be printed. */
export function compactJson(value: unknown): string {
    try {
        return JSON.stringify(value) ?? "null";
    } catch {
        return "(nested too deeply to be shown)";
    }
}

/** The object without the fields that are `undefined`. */
export function withoutUndefined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
    return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
        [K in keyof T]?: Exclude<T[K], undefined>;
    };
}
