// SPDX-License-Identifier: Apache-2.0

export type JsonObject = { readonly [key: string]: unknown };

export function isJsonObject(value: unknown): value is JsonObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Parses JSON, with or without a byte order mark. Returns `undefined` for a string that is not JSON. */
export function parseJson(json: string): unknown {
    try {
        return JSON.parse(json.replace(/^\ufeff/, ""));
    } catch {
        return undefined;
    }
}

/** One line of JSON, or a note when the value is nested too deeply for `JSON.stringify`. */
export function compactJson(value: unknown): string {
    try {
        return JSON.stringify(value) ?? "null";
    } catch {
        return "(nested too deeply to be shown)";
    }
}

/** JSON that is equal for values that differ only in the order of keys. @throws {TypeError} for a value that JSON cannot hold. */
export function canonicalJson(value: unknown): string {
    return JSON.stringify(value, (_key, part: unknown) =>
        isJsonObject(part)
            ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
            : part,
    );
}

/** A copy of the object without the fields that are `undefined`. */
export function withoutUndefined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
    return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
        [K in keyof T]?: Exclude<T[K], undefined>;
    };
}
