// SPDX-License-Identifier: Apache-2.0

import { compactJson, isJsonObject, type JsonObject, parseJson, withoutUndefined } from "./json";

/** More about an error, of a type that the service defines; `info` has no fixed shape. */
export interface ErrorAdditionalInfo {
    readonly type?: string;
    readonly info?: unknown;
}

/**
 * ARM's error, as far as the service filled it in.
 *
 * @see https://github.com/Azure/azure-resource-manager-rpc/blob/master/v1.0/common-api-details.md#error-response-content
 */
export interface ErrorDetail {
    readonly code?: string;
    readonly message?: string;
    readonly target?: string;
    readonly details?: readonly ErrorDetail[];
    /** The more specific error behind this one (OData's `innererror`). */
    readonly innererror?: ErrorDetail;
    readonly additionalInfo?: readonly ErrorAdditionalInfo[];
    /** What the service sent beside the fields above, such as `recommendedAction`. */
    readonly otherFields?: Readonly<Record<string, unknown>>;
}

/** Errors nested deeper than this are kept as JSON text. */
const MAXIMUM_DEPTH = 24;

const FIELDS = ["code", "message", "target", "details", "innererror", "additionalinfo"];
/** Fields of a status or of an envelope around an error, which say nothing about the error itself. */
const ENVELOPE_FIELDS = ["status", "id", "name", "starttime", "endtime", "percentcomplete", "error", "properties"];

/**
 * The error in an answer's body, in any of the shapes in which Azure's services are known to send it: ARM's envelope once or
 * twice, flat, under `properties`, as text, as JSON inside a message, with any mix of fields. `undefined` when there is none.
 *
 * @param body The parsed body of a status or of an HTTP error, or the `error` in it.
 */
export function parseErrorDetail(body: unknown): ErrorDetail | undefined {
    return parse(body, 0);
}

function parse(value: unknown, depth: number): ErrorDetail | undefined {
    if (value === undefined || value === null || value === "") {
        return undefined;
    }
    if (depth > MAXIMUM_DEPTH) {
        return { message: compactJson(value) };
    }
    if (Array.isArray(value)) {
        const details = parseList(value, depth);
        return details.length <= 1 ? details[0] : { details };
    }
    return isJsonObject(value) ? parseObject(value, depth) : parseText(asText(value), depth);
}

function parseList(values: readonly unknown[], depth: number): readonly ErrorDetail[] {
    return values.map((value) => parse(value, depth + 1)).filter((detail) => detail !== undefined);
}

function parseObject(value: JsonObject, depth: number): ErrorDetail | undefined {
    const fields = new Map(Object.entries(value).map(([key, field]) => [key.toLowerCase(), field]));
    const inner = parse(fields.get("error"), depth + 1) ?? parseProperties(fields.get("properties"), depth + 1);
    const own = parseFields(value, fields, inner !== undefined, depth);
    if (inner === undefined || own === undefined) {
        return inner ?? own;
    }
    return { ...own, details: [inner, ...(own.details ?? [])] };
}

/** Some services put the error into the `properties` of the status; a deployment's operations call it `statusMessage`. */
function parseProperties(properties: unknown, depth: number): ErrorDetail | undefined {
    return isJsonObject(properties)
        ? (parse(properties.error, depth) ?? parse(properties.statusMessage, depth))
        : undefined;
}

function parseFields(
    value: JsonObject,
    fields: ReadonlyMap<string, unknown>,
    isEnvelope: boolean,
    depth: number,
): ErrorDetail | undefined {
    const isStatus = isEnvelope || depth === 0;
    if (isStatus && !FIELDS.some((field) => isPresent(fields.get(field)))) {
        return undefined;
    }
    const text = asText(fields.get("message"));
    const hidden = text === undefined ? undefined : parseText(text, depth);
    const details = fields.get("details");
    const others = Object.entries(value).filter(
        ([key, field]) =>
            isPresent(field) &&
            !FIELDS.includes(key.toLowerCase()) &&
            !(isStatus && ENVELOPE_FIELDS.includes(key.toLowerCase())),
    );
    const allDetails = [
        ...(hidden?.details ?? []),
        ...(Array.isArray(details) ? parseList(details, depth) : parseList([details], depth)),
    ];
    const innererror = parse(fields.get("innererror"), depth + 1);
    const detail = withoutUndefined({
        code: asText(fields.get("code")),
        message: hidden?.message,
        target: asText(fields.get("target")),
        details: allDetails.length > 0 ? allDetails : undefined,
        innererror,
        additionalInfo: parseAdditionalInfo(fields.get("additionalinfo")),
        otherFields: others.length > 0 ? Object.fromEntries(others) : undefined,
    });
    return Object.keys(detail).length > 0 ? detail : undefined;
}

function parseAdditionalInfo(value: unknown): readonly ErrorAdditionalInfo[] | undefined {
    if (!isPresent(value)) {
        return undefined;
    }
    return (Array.isArray(value) ? value : [value]).map((entry: unknown) => {
        const known = isJsonObject(entry) && Object.keys(entry).every((key) => key === "type" || key === "info");
        return known
            ? withoutUndefined({ type: asText((entry as JsonObject).type), info: (entry as JsonObject).info })
            : { info: entry };
    });
}

/** A message may hold, alone or behind some words, the JSON of the error that another service answered. */
function parseText(text: string | undefined, depth: number): ErrorDetail | undefined {
    if (text === undefined) {
        return undefined;
    }
    const start = text.search(/[{[]/);
    const end = Math.max(text.lastIndexOf("}"), text.lastIndexOf("]"));
    const json = start >= 0 && end > start ? parseJson(text.slice(start, end + 1)) : undefined;
    const hidden = typeof json === "object" && holdsError(json) ? parse(json, depth + 1) : undefined;
    if (hidden === undefined) {
        return { message: text };
    }
    const around = `${text.slice(0, start)}…${text.slice(end + 1)}`.replace(/^["'\s]*…["'\s]*$/, "").replace(/…$/, "");
    return withoutUndefined({ message: around.trim() === "" ? undefined : around.trim(), details: [hidden] });
}

/** Whether parsed JSON is an error: a message may also quote a harmless list or object, which stays part of the message. */
function holdsError(value: unknown): boolean {
    if (Array.isArray(value)) {
        return value.some(holdsError);
    }
    return isJsonObject(value) && Object.keys(value).some((key) => /^(error|code|message|statusMessage)$/i.test(key));
}

function asText(value: unknown): string | undefined {
    if (!isPresent(value)) {
        return undefined;
    }
    return typeof value === "string" ? value : compactJson(value);
}

function isPresent(value: unknown): boolean {
    return value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);
}
