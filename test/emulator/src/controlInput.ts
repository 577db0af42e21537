// SPDX-License-Identifier: Apache-2.0
import { validateHeaderName, validateHeaderValue } from "node:http";
import { type OperationScript, parseOperationScript } from "./arm/operationScript";
import type { RawResponse } from "./arm/rawResponse";
import type { StartOptions } from "./control";
import { AREAS, type Area } from "./request";

/** A response to the next requests that match, in place of the emulator's own. */
export interface Fault {
    readonly response: RawResponse;
    /** @default "arm" */
    readonly area: Area;
    /** In upper case. Any method when undefined. */
    readonly method: string | undefined;
    /** A part of the path, compared case-insensitively. Any path when undefined. */
    readonly path: string | undefined;
    /** The number of requests that get this response. @default 1 */
    readonly count: number;
}

/** The fields of a JSON object, each with what it must be and a test of it. */
type Fields<Value> = Readonly<Record<keyof Value, readonly [expected: string, test: (value: unknown) => boolean]>>;

const isBoolean = (value: unknown): boolean => typeof value === "boolean";
const isText = (value: unknown): boolean => typeof value === "string" && value !== "";
const isMilliseconds = (value: unknown): boolean => typeof value === "number" && value >= 0;
const isIntegerIn = (least: number, most: number) => (value: unknown) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most;

const TEXT = ["a non-empty string", isText] as const;
const MILLISECONDS = ["a number of milliseconds", isMilliseconds] as const;
const FLAG = ["true or false", isBoolean] as const;

const START_FIELDS: Fields<StartOptions> = {
    scope: ["subscription or tenant", (value) => value === "subscription" || value === "tenant"],
    subscriptionId: TEXT,
    tenantId: TEXT,
    callerClientId: TEXT,
    location: TEXT,
    resourceProvider: TEXT,
    asyncOperationId: TEXT,
    apiVersion: TEXT,
};

const RESPONSE_FIELDS: Fields<Omit<RawResponse, "note" | "hasStarted">> = {
    status: ["an HTTP status code from 200 to 599", isIntegerIn(200, 599)],
    headers: ["an object whose values are strings, arrays of strings or null", isHeaders],
    body: ["anything", () => true],
    delayMs: MILLISECONDS,
    slowBodyMs: MILLISECONDS,
    reset: FLAG,
    truncate: FLAG,
    stall: FLAG,
};

const MATCH_FIELDS: Fields<Omit<Fault, "response">> = {
    area: [`one of ${AREAS.join(", ")}`, (value) => (AREAS as readonly unknown[]).includes(value)],
    method: TEXT,
    path: TEXT,
    count: ["a number of requests, 1 or more", isIntegerIn(1, Number.MAX_SAFE_INTEGER)],
};

/**
 * Reads the body of a request to the control server.
 *
 * @throws Error when it is not a JSON object.
 */
export function parseJsonObject(text: string): Record<string, unknown> {
    let value: unknown;
    try {
        value = text.trim() === "" ? {} : JSON.parse(text);
    } catch (error) {
        throw new Error(`The request body is not JSON: ${(error as Error).message}.`);
    }
    if (!isRecord(value)) {
        throw new Error("The request body must be a JSON object.");
    }
    return value;
}

/** Validates a script. @throws Error with the name of the invalid field and the expected value. */
export function parseScript(given: Record<string, unknown>): OperationScript {
    const script = parseOperationScript(given);
    for (const [index, response] of (script.answers ?? []).entries()) {
        if (response !== "timed") {
            check(response as Record<string, unknown>, RESPONSE_FIELDS, `answers[${index}].`);
        }
    }
    if (script.initialResponse !== undefined) {
        check(script.initialResponse as Record<string, unknown>, RESPONSE_FIELDS, "initialResponse.");
    }
    return script;
}

/** Splits the fields of a script from those of the operation's address. @throws Error as `parseScript` does. */
export function parseStart(given: Record<string, unknown>): [OperationScript, StartOptions] {
    // Names all fields, of both kinds, in the error about an unknown one.
    parseOperationScript(given, Object.keys(START_FIELDS));
    const [options, script] = split(given, START_FIELDS);
    check(options, START_FIELDS);
    return [parseScript(script), options as StartOptions];
}

/** Splits the fields of a response from those of the requests that get it. @throws Error as `parseScript` does. */
export function parseFault(given: Record<string, unknown>): Fault {
    check(given, { ...MATCH_FIELDS, ...RESPONSE_FIELDS });
    const [match, response] = split(given, MATCH_FIELDS);
    if (Object.keys(response).length === 0) {
        throw new Error(`A fault needs one of the fields ${Object.keys(RESPONSE_FIELDS).join(", ")}.`);
    }
    const { area = "arm", method, path, count = 1 } = match as Partial<Fault>;
    return { area, method: method?.toUpperCase(), path, count, response: response as RawResponse };
}

function check<Value>(given: Record<string, unknown>, fields: Fields<Value>, prefix = ""): void {
    for (const [name, value] of Object.entries(given)) {
        if (!Object.hasOwn(fields, name)) {
            throw new Error(`Unknown field '${prefix}${name}'. The fields are ${Object.keys(fields).join(", ")}.`);
        }
        const [expected, test] = fields[name as keyof Value];
        if (!test(value)) {
            throw new Error(`'${prefix}${name}' must be ${expected}.`);
        }
    }
}

/** The entries named in `fields`, and all others. */
function split(given: Record<string, unknown>, fields: object): [Record<string, unknown>, Record<string, unknown>] {
    const isNamed = ([name]: [string, unknown]) => Object.hasOwn(fields, name);
    const entries = Object.entries(given);
    return [
        Object.fromEntries(entries.filter(isNamed)),
        Object.fromEntries(entries.filter((entry) => !isNamed(entry))),
    ];
}

function isHeaders(value: unknown): boolean {
    return isRecord(value) && Object.entries(value).every(([name, header]) => isHeader(name, header));
}

function isHeader(name: string, value: unknown): boolean {
    const values = Array.isArray(value) ? value : value === null ? [] : [value];
    try {
        validateHeaderName(name);
        return values.every((item) => {
            validateHeaderValue(name, item);
            return typeof item === "string";
        });
    } catch {
        return false;
    }
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
