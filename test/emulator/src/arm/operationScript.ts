// SPDX-License-Identifier: Apache-2.0
import type { RawResponse } from "./rawResponse";

/** How an operation is announced to the client that starts it. */
export type OperationPattern = (typeof PATTERNS)[number];

const PATTERNS = ["azureAsyncOperation", "operationLocation", "location", "both", "provisioningState"] as const;

/** What an operation does from its start to its end, and what its status says meanwhile. All fields are optional. */
export interface OperationScript {
    /**
     * How long it runs, in seconds; fractions are fine, 0 ends it at once.
     *
     * @default 1
     */
    readonly durationSeconds?: number;
    /**
     * The words of `status` while it runs, each for an equal share of the time.
     *
     * @default ["InProgress"]
     */
    readonly statusWords?: readonly string[];
    /**
     * `true`: `percentComplete` rises with the time. A list: these numbers, each for an equal share of the time.
     *
     * @default false
     */
    readonly percentComplete?: boolean | readonly number[];
    /**
     * The last word of `status`: `Succeeded`, `Failed`, `Canceled`, or anything else.
     *
     * @default "Succeeded"
     */
    readonly outcome?: string;
    /** `error` of the last answer, word for word. None when absent. */
    readonly error?: unknown;
    /** `properties` of the last answer. None when absent. */
    readonly properties?: unknown;
    /**
     * How a request that starts the operation announces it: with the header `Azure-AsyncOperation`, `Operation-Location` or
     * `Location`, with `both` the first and the last of these, or with the `provisioningState` of the resource alone.
     *
     * @default "azureAsyncOperation"
     */
    readonly pattern?: OperationPattern;
    /**
     * The status of the last answer at the URL of the `Location` header: 2xx or 303 for success, 4xx for failure.
     *
     * @default 200 where there is something to show (the resource, or `properties`), else 204; 409 for Failed and Canceled
     */
    readonly resultStatusCode?: number;
    /**
     * Each answer at the URL of the `Location` header names a new URL, and the older ones become unknown.
     *
     * @default false
     */
    readonly movingLocation?: boolean;
    /**
     * Where the resource that is changed shows its `provisioningState`.
     *
     * @default "properties"
     */
    readonly provisioningStateIn?: "properties" | "topLevel" | "nowhere";
    /** `Retry-After` of the answer that starts the operation and of those while it runs. None when absent. */
    readonly retryAfterSeconds?: number;
    /** Further headers of the answer that starts the operation and of those while it runs. Names in lower case. */
    readonly headersWhileRunning?: Readonly<Record<string, string>>;
    /** How long the record is kept after the end. For ever when absent. */
    readonly recordLifetimeSeconds?: number;
    /**
     * What a read after that is answered with: 404, or 200 with a body that has no `status`.
     *
     * @default "notFound"
     */
    readonly expiredRecord?: "notFound" | "noStatus";
    /**
     * Only the identity that started it may read its status; others get a 403 ("Only the original caller…").
     *
     * @default false
     */
    readonly boundToCaller?: boolean;
    /**
     * Answers to the status reads, one for each, the last one for all further reads; `"timed"` stands for what the fields
     * above say at that time. So `[{ status: 503 }, "timed"]` is one outage before a normal operation.
     */
    readonly answers?: readonly (RawResponse | "timed")[];
}

const isBoolean = (value: unknown): boolean => typeof value === "boolean";
const isNumber = (value: unknown): boolean => typeof value === "number" && value >= 0;
const isArrayOf = (of: (item: unknown) => boolean) => (value: unknown) =>
    Array.isArray(value) && value.length > 0 && value.every(of);
const isOneOf = (values: readonly unknown[]) => (value: unknown) => values.includes(value);
const isString = (value: unknown): boolean => typeof value === "string";
const isRecord = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

const FIELDS: Readonly<Record<keyof OperationScript, readonly [expected: string, test: (value: unknown) => boolean]>> =
    {
        durationSeconds: ["a number of seconds", isNumber],
        statusWords: ["a list of words", isArrayOf(isString)],
        percentComplete: [
            "true, false or a list of numbers",
            (value) => typeof value === "boolean" || isArrayOf(isNumber)(value),
        ],
        outcome: ["a word", isString],
        error: ["anything", () => true],
        properties: ["anything", () => true],
        pattern: [`one of ${PATTERNS.join(", ")}`, isOneOf(PATTERNS)],
        resultStatusCode: ["a status code of HTTP", (value) => Number.isInteger(value) && isNumber(value)],
        movingLocation: ["true or false", isBoolean],
        provisioningStateIn: ["properties, topLevel or nowhere", isOneOf(["properties", "topLevel", "nowhere"])],
        headersWhileRunning: [
            "an object of texts",
            (value) => isRecord(value) && Object.values(value as object).every(isString),
        ],
        expiredRecord: ["notFound or noStatus", isOneOf(["notFound", "noStatus"])],
        retryAfterSeconds: ["a number of seconds", isNumber],
        recordLifetimeSeconds: ["a number of seconds", isNumber],
        boundToCaller: ["true or false", isBoolean],
        answers: ['a list of answers or "timed"', isArrayOf((item) => item === "timed" || isRecord(item))],
    };

/**
 * Checks what came from outside.
 *
 * @param furtherNames Names that may stand beside the script's own; their values are not checked.
 * @throws Error that names the field which is wrong, and what is expected.
 */
export function parseOperationScript(value: unknown, furtherNames: readonly string[] = []): OperationScript {
    if (!isRecord(value)) {
        throw new Error("A script is a JSON object.");
    }
    for (const [name, given] of Object.entries(value as object)) {
        if (furtherNames.includes(name)) {
            continue;
        }
        if (!Object.hasOwn(FIELDS, name)) {
            const names = [...Object.keys(FIELDS), ...furtherNames].join(", ");
            throw new Error(`There is no '${name}' in a script; there are ${names}.`);
        }
        const [expected, test] = FIELDS[name as keyof OperationScript];
        if (given !== undefined && !test(given)) {
            throw new Error(`'${name}' must be ${expected}.`);
        }
    }
    return value as OperationScript;
}
