// SPDX-License-Identifier: Apache-2.0

import { compactJson, isJsonObject, type JsonObject, withoutUndefined } from "../common/json";
import { findEmbeddedError } from "./embeddedError";

/** ARM's `ErrorAdditionalInfo`. The service defines its type and the shape of `info`. */
export interface ErrorAdditionalInfo {
    /** The kind of information, such as `"PolicyViolation"`. */
    readonly type?: string;
    /** The information, as the service sent it. */
    readonly info?: unknown;
}

/**
 * ARM's `ErrorDetail`. Every field is optional, because services fill in different ones.
 *
 * @see https://github.com/Azure/azure-resource-manager-rpc/blob/master/v1.0/common-api-details.md#error-response-content
 */
export interface ErrorDetail {
    /** The service's code, such as `"SubnetIsFull"`. */
    readonly code?: string;
    /** The service's explanation. */
    readonly message?: string;
    /** What the error is about, such as the id of a resource or the name of a property. */
    readonly target?: string;
    /** The errors that this one consists of. */
    readonly details?: readonly ErrorDetail[];
    /** The more specific error behind this one (OData's `innererror`). */
    readonly innererror?: ErrorDetail;
    /** Further information, such as the policies that forbid the operation. */
    readonly additionalInfo?: readonly ErrorAdditionalInfo[];
    /** All fields of the error other than those above, such as `recommendedAction`. */
    readonly otherFields?: Readonly<Record<string, unknown>>;
}

/** Errors nested deeper than this are kept as a JSON string. */
const MAXIMUM_DEPTH = 24;

const FIELDS = ["code", "message", "target", "details", "innererror", "additionalinfo"];
/** Fields that may contain the error one level further in. */
const ENVELOPE_FIELDS = ["error", "properties"];
/** Fields of `properties` that are evaluated, and so are not part of `otherFields`. */
const READ_PROPERTIES = ["error", "statusmessage", "provisioningstate"];
/** Fields of an operation status that are not part of its error. */
const STATUS_FIELDS = ["status", "id", "name", "starttime", "endtime", "percentcomplete", ...ENVELOPE_FIELDS];

/**
 * Parses the error in a response body, in any shape that Azure services send: ARM's envelope once or twice, flat, under
 * `properties`, as a string, as JSON inside a message, with any combination of fields. `undefined` when there is none.
 *
 * @param body The parsed body of a status or of an HTTP error, or the `error` in it.
 */
export function parseErrorDetail(body: unknown): ErrorDetail | undefined {
    return parse(body, 0);
}

/** The error without the `properties` in it. They may be secret. */
export function withoutProperties(detail: ErrorDetail): ErrorDetail {
    const { details, innererror, otherFields } = detail;
    return withoutUndefined({
        ...detail,
        details: details?.map(withoutProperties),
        innererror: innererror && withoutProperties(innererror),
        // An object without fields stays, so that the report has the same form.
        otherFields:
            otherFields &&
            Object.fromEntries(Object.entries(otherFields).filter(([key]) => key.toLowerCase() !== "properties")),
    });
}

function parse(value: unknown, depth: number): ErrorDetail | undefined {
    if (value === undefined || value === null || value === "" || value === false) {
        return undefined;
    }
    if (depth > MAXIMUM_DEPTH) {
        return { message: compactJson(value) };
    }
    if (Array.isArray(value)) {
        const details = parseArray(value, depth);
        return details.length <= 1 ? details[0] : { details };
    }
    return isJsonObject(value) ? parseObject(value, depth) : parseMessage(asString(value), depth);
}

function parseArray(values: readonly unknown[], depth: number): readonly ErrorDetail[] {
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

/** Fields of a status's `properties` that are not part of the error. */
function remainingProperties(properties: unknown): unknown {
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
    const message = asString(fields.get("message"));
    const parsedMessage = message === undefined ? undefined : parseMessage(message, depth);
    const details = fields.get("details");
    const others = Object.entries(value)
        .filter(([key, field]) => isPresent(field) && isOtherField(key.toLowerCase(), isStatus, hasInner))
        .map(([key, field]) => [key, bounded(field)]);
    const properties =
        hasInner && (!isStatus || fields.has("status")) ? remainingProperties(fields.get("properties")) : undefined;
    const allDetails = [
        ...(parsedMessage?.details ?? []),
        ...(Array.isArray(details) ? parseArray(details, depth) : parseArray([details], depth)),
    ];
    const detail = withoutUndefined({
        code: asString(fields.get("code")),
        message: parsedMessage?.message,
        target: asString(fields.get("target")),
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
            ? withoutUndefined({ type: asString(type), info: isPresent(info) ? bounded(info) : undefined })
            : { info: bounded(entry) };
    });
    const nonEmpty = entries.filter((entry) => Object.keys(entry).length > 0);
    return nonEmpty.length > 0 ? nonEmpty : undefined;
}

/** A message, or the JSON error that is embedded in it. */
function parseMessage(message: string | undefined, depth: number): ErrorDetail | undefined {
    const embedded = message === undefined ? undefined : findEmbeddedError(message);
    const detail = embedded === undefined ? undefined : parse(embedded.json, depth + 1);
    return detail === undefined
        ? withoutUndefined({ message })
        : withoutUndefined({ message: embedded?.surrounding, details: [detail] });
}

/** The value, or its JSON string when it is nested deeper than `MAXIMUM_DEPTH`. */
function bounded(value: unknown): unknown {
    return isDeeper(value, MAXIMUM_DEPTH) ? compactJson(value) : value;
}

function isDeeper(value: unknown, levels: number): boolean {
    if (typeof value !== "object" || value === null) {
        return false;
    }
    return levels === 0 || Object.values(value).some((entry) => isDeeper(entry, levels - 1));
}

function asString(value: unknown): string | undefined {
    if (!isPresent(value)) {
        return undefined;
    }
    return typeof value === "string" ? value : compactJson(value);
}

/** Whether a value says anything: services also send fields that are null or empty. */
function isPresent(value: unknown): boolean {
    const isEmptyObject = typeof value === "object" && value !== null && Object.keys(value).length === 0;
    return value !== undefined && value !== null && value !== "" && !isEmptyObject;
}
