// SPDX-License-Identifier: Apache-2.0

import { compactJson, isJsonObject, type JsonObject, withoutUndefined } from "../common/json";
import { findEmbeddedError } from "./embeddedError";

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
/** Where an error stands that was found one level further in. */
const ENVELOPE_FIELDS = ["error", "properties"];
/** What is read of the properties beside an error. */
const READ_PROPERTIES = ["error", "statusmessage", "provisioningstate"];
/** Fields of a status, which say nothing about the error in it. */
const STATUS_FIELDS = ["status", "id", "name", "starttime", "endtime", "percentcomplete", ...ENVELOPE_FIELDS];

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
    const fields = lowerCaseKeys(value);
    const [inner, ...more] = [fields.get("error"), ...errorsInProperties(fields.get("properties"))]
        .map((error) => parse(error, depth + 1))
        .filter((error) => error !== undefined);
    const own = parseFields(value, fields, inner !== undefined, depth);
    if (inner === undefined) {
        return own;
    }
    const { otherFields, ...error } = own ?? {};
    const details = [...more, ...(error.details ?? [])];
    if (Object.keys(error).length > 0) {
        return { ...own, details: [inner, ...details] };
    }
    return withoutUndefined({
        ...inner,
        details: details.length > 0 ? [...(inner.details ?? []), ...details] : inner.details,
        otherFields: otherFields === undefined ? inner.otherFields : { ...otherFields, ...inner.otherFields },
    });
}

/** What the service says about a failure beside its error. (The properties of a resource are the resource's own.) */
function restOf(properties: unknown): unknown {
    if (!isJsonObject(properties)) {
        return isPresent(properties) ? bounded(properties) : undefined;
    }
    const others = Object.entries(properties).filter(
        ([key, field]) => isPresent(field) && !READ_PROPERTIES.includes(key.toLowerCase()),
    );
    return others.length === 0 ? undefined : bounded(Object.fromEntries(others));
}

/** Some services put the error into the `properties` of the status; a deployment's operations call it `statusMessage`. */
function errorsInProperties(properties: unknown): unknown[] {
    if (!isJsonObject(properties)) {
        return [];
    }
    const fields = lowerCaseKeys(properties);
    return [fields.get("error"), fields.get("statusmessage")];
}

function lowerCaseKeys(value: JsonObject): ReadonlyMap<string, unknown> {
    return new Map(Object.entries(value).map(([key, field]) => [key.toLowerCase(), field]));
}

function parseFields(
    value: JsonObject,
    fields: ReadonlyMap<string, unknown>,
    hasInner: boolean,
    depth: number,
): ErrorDetail | undefined {
    const isStatus = depth === 0;
    if (isStatus && !hasInner && !FIELDS.some((field) => isPresent(fields.get(field)))) {
        return undefined;
    }
    const text = asText(fields.get("message"));
    const hidden = text === undefined ? undefined : parseText(text, depth);
    const details = fields.get("details");
    const others = Object.entries(value)
        .filter(([key, field]) => isPresent(field) && isOtherField(key.toLowerCase(), isStatus, hasInner))
        .map(([key, field]) => [key, bounded(field)]);
    const properties = hasInner && (!isStatus || fields.has("status")) ? restOf(fields.get("properties")) : undefined;
    const allDetails = [
        ...(hidden?.details ?? []),
        ...(Array.isArray(details) ? parseList(details, depth) : parseList([details], depth)),
    ];
    const detail = withoutUndefined({
        code: asText(fields.get("code")),
        message: hidden?.message,
        target: asText(fields.get("target")),
        details: allDetails.length > 0 ? allDetails : undefined,
        innererror: parse(fields.get("innererror"), depth + 1),
        additionalInfo: parseAdditionalInfo(fields.get("additionalinfo")),
        otherFields:
            others.length > 0 || properties !== undefined
                ? withoutUndefined({ ...Object.fromEntries(others), properties })
                : undefined,
    });
    return Object.keys(detail).length > 0 ? detail : undefined;
}

function isOtherField(key: string, isStatus: boolean, hasInner: boolean): boolean {
    const isEnvelope = isStatus ? STATUS_FIELDS.includes(key) : hasInner && ENVELOPE_FIELDS.includes(key);
    return !FIELDS.includes(key) && !isEnvelope;
}

function parseAdditionalInfo(value: unknown): readonly ErrorAdditionalInfo[] | undefined {
    if (!isPresent(value)) {
        return undefined;
    }
    const entries = (Array.isArray(value) ? value : [value]).map((entry: unknown): ErrorAdditionalInfo => {
        const { type, info, ...others } = isJsonObject(entry) ? entry : { info: entry };
        return Object.keys(others).length === 0
            ? withoutUndefined({ type: asText(type), info: isPresent(info) ? bounded(info) : undefined })
            : { info: bounded(entry) };
    });
    const told = entries.filter((entry) => Object.keys(entry).length > 0);
    return told.length > 0 ? told : undefined;
}

/** A text, or the error that is hidden in it. */
function parseText(text: string | undefined, depth: number): ErrorDetail | undefined {
    const hidden = text === undefined ? undefined : findEmbeddedError(text);
    const detail = hidden === undefined ? undefined : parse(hidden.json, depth + 1);
    return detail === undefined
        ? withoutUndefined({ message: text })
        : withoutUndefined({ message: hidden?.around, details: [detail] });
}

/** A value as it is, or as text when it is nested so deeply that no reader of it should have to follow. */
function bounded(value: unknown): unknown {
    return isDeeper(value, MAXIMUM_DEPTH) ? compactJson(value) : value;
}

function isDeeper(value: unknown, levels: number): boolean {
    if (typeof value !== "object" || value === null) {
        return false;
    }
    return levels === 0 || Object.values(value).some((entry) => isDeeper(entry, levels - 1));
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
