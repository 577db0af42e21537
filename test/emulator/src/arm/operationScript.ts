// SPDX-License-Identifier: Apache-2.0
import type { RawResponse } from "./rawResponse";

/** How the initial response refers to the operation that it starts. */
export type OperationPattern = (typeof PATTERNS)[number];

const PATTERNS = [
    "azureAsyncOperation",
    "operationLocation",
    "location",
    "both",
    "provisioningState",
    "immediate",
] as const;

/** A header that contains the URL of an operation. */
export type UrlHeader = (typeof URL_HEADERS)[number];

const URL_HEADERS = ["azure-asyncoperation", "operation-location", "location"] as const;

/** The course of an operation and the responses to its reads. All fields are optional. */
export interface OperationScript {
    /**
     * How long the operation runs, in seconds; may be fractional. 0 completes it immediately.
     *
     * @default 1
     */
    readonly durationSeconds?: number;
    /**
     * The values of `status` while it runs, each for an equal share of the duration.
     *
     * @default ["InProgress"]
     */
    readonly statusWords?: readonly string[];
    /**
     * `true`: `percentComplete` rises with time. An array: these numbers, each for an equal share of the duration.
     *
     * @default false
     */
    readonly percentComplete?: boolean | readonly number[];
    /**
     * The final `status`: `Succeeded`, `Failed`, `Canceled` in any letter case, or any other string. `Completed` and `Deleted` also
     * end a deletion successfully.
     *
     * @default "Succeeded"
     */
    readonly outcome?: string;
    /** `error` of the final response, unchanged. None when absent. */
    readonly error?: unknown;
    /** `error` of the statuses while the operation runs, unchanged, such as `null` or `{}`. None when absent. */
    readonly errorWhileRunning?: unknown;
    /** `properties` of the final response, unchanged. None when absent. */
    readonly properties?: unknown;
    /**
     * How the initial response refers to the operation: with the header `Azure-AsyncOperation`, `Operation-Location` or
     * `Location`, with both the first and the last of these (`both`), or only with the `provisioningState` of the resource.
     * `immediate`: the initial response of an action is its result, and there is no operation.
     *
     * @default "azureAsyncOperation"
     */
    readonly pattern?: OperationPattern;
    /**
     * The status code of the final response at the `Location` URL: 2xx or 303 for success, 4xx for failure. With the pattern
     * `immediate`, that of the initial response.
     *
     * @default 200 with a body (`resultBody`, the resource, or `properties`), 204 without one, 409 for Failed and Canceled
     */
    readonly resultStatusCode?: number;
    /**
     * The body of the final response at the `Location` URL after success, unchanged: `""` for none; other strings are sent as text
     * unless they are JSON; anything else is sent as JSON. With the pattern `immediate`, that of the initial response.
     *
     * @default the resource or `properties`
     */
    readonly resultBody?: unknown;
    /** The body of the responses at the `Location` URL while the operation runs, such as `null`. None when absent. */
    readonly bodyWhileRunning?: unknown;
    /**
     * Each response at the `Location` URL contains a new URL, and the older ones return 404.
     *
     * @default false
     */
    readonly movingLocation?: boolean;
    /**
     * Where the changed resource contains its `provisioningState`.
     *
     * @default "properties"
     */
    readonly provisioningStateIn?: "properties" | "topLevel" | "nowhere";
    /** `Retry-After` of the initial response and of the responses while it runs. None when absent. */
    readonly retryAfterSeconds?: number;
    /** Further headers of the initial response and of the responses while it runs. Names in lower case. */
    readonly headersWhileRunning?: Readonly<Record<string, string>>;
    /**
     * The path of the status URL. A path that does not start with `/` continues `/subscriptions/…/locations/{location}/` (or
     * `/providers/{resourceProvider}/` for a tenant-level operation). `{subscriptionId}`, `{resourceProvider}`, `{location}` and
     * `{asyncOperationId}` are replaced. It may end with a query, such as `?monitor=true`, which a request must then contain.
     *
     * @default "operationStatuses/{asyncOperationId}"
     */
    readonly statusPath?: string;
    /**
     * The path of the `Location` URL, in the same form. When it is the same as the path of the status URL, the URL returns the
     * status in its body.
     *
     * @default "operationResults/{asyncOperationId}"
     */
    readonly locationPath?: string;
    /**
     * The headers with the URLs of the operation in the responses to polls while it runs: at the status URL and at the `Location`
     * URL. `location` contains the `Location` URL, the others contain the status URL.
     *
     * @default none at the status URL, `["location"]` at the `Location` URL
     */
    readonly urlHeadersWhileRunning?: readonly UrlHeader[];
    /** The same for the responses after it has ended. @default [] */
    readonly urlHeadersAtEnd?: readonly UrlHeader[];
    /**
     * The status code at the status URL while the operation runs: 200, 201 or 202.
     *
     * @default 200
     */
    readonly statusCodeWhileRunning?: number;
    /**
     * Each URL of the operation that a response contains is signed anew: the same path with other values of `t`, `s` and `h`. All of
     * them can be read.
     *
     * @default false: the signature is constant
     */
    readonly freshSignatures?: boolean;
    /** How long the record is kept after the operation ends, in seconds. Indefinitely when absent. */
    readonly recordLifetimeSeconds?: number;
    /**
     * The response to a read of an expired record: 404, or 200 with a body that has no `status`.
     *
     * @default "notFound"
     */
    readonly expiredRecord?: "notFound" | "noStatus";
    /**
     * Only the identity that started the operation may read its status; others receive a 403 ("Only the original caller…").
     *
     * @default false
     */
    readonly boundToCaller?: boolean;
    /**
     * Responses to the status reads, one for each; the last one repeats. `"timed"` is the response that the fields above specify
     * for that time. For example, `[{ status: 503 }, "timed"]` is one outage before a normal operation.
     */
    readonly answers?: readonly (RawResponse | "timed")[];
    /** Replaces parts of the initial response, although the operation has started, such as `faults.reset()`. */
    readonly initialResponse?: RawResponse;
    /**
     * How long after the start of the operation its resource refuses other changes and actions, in seconds: 409 with the status URL in
     * the message.
     *
     * @default 0
     */
    readonly busySeconds?: number;
}

const isBoolean = (value: unknown): boolean => typeof value === "boolean";
const isNumber = (value: unknown): boolean => typeof value === "number" && value >= 0;
const isListOf = (of: (item: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(of);
const isArrayOf = (of: (item: unknown) => boolean) => (value: unknown) =>
    isListOf(of)(value) && (value as unknown[]).length > 0;
const isOneOf = (values: readonly unknown[]) => (value: unknown) => values.includes(value);
const isString = (value: unknown): boolean => typeof value === "string";
const isNonEmptyString = (value: unknown): boolean => isString(value) && value !== "";
const isRecord = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

const FIELDS: Readonly<Record<keyof OperationScript, readonly [expected: string, test: (value: unknown) => boolean]>> =
    {
        durationSeconds: ["a number of seconds", isNumber],
        statusWords: ["an array of strings", isArrayOf(isString)],
        percentComplete: [
            "true, false or an array of numbers",
            (value) => typeof value === "boolean" || isArrayOf(isNumber)(value),
        ],
        outcome: ["a string", isString],
        error: ["anything", () => true],
        errorWhileRunning: ["anything", () => true],
        properties: ["anything", () => true],
        pattern: [`one of ${PATTERNS.join(", ")}`, isOneOf(PATTERNS)],
        resultStatusCode: ["an HTTP status code", (value) => Number.isInteger(value) && isNumber(value)],
        resultBody: ["anything", () => true],
        bodyWhileRunning: ["anything", () => true],
        movingLocation: ["true or false", isBoolean],
        urlHeadersWhileRunning: [`an array of ${URL_HEADERS.join(", ")}`, isListOf(isOneOf(URL_HEADERS))],
        urlHeadersAtEnd: [`an array of ${URL_HEADERS.join(", ")}`, isListOf(isOneOf(URL_HEADERS))],
        statusCodeWhileRunning: ["200, 201 or 202", isOneOf([200, 201, 202])],
        statusPath: ["a path", isNonEmptyString],
        locationPath: ["a path", isNonEmptyString],
        freshSignatures: ["true or false", isBoolean],
        provisioningStateIn: ["properties, topLevel or nowhere", isOneOf(["properties", "topLevel", "nowhere"])],
        headersWhileRunning: [
            "an object of strings",
            (value) => isRecord(value) && Object.values(value as object).every(isString),
        ],
        expiredRecord: ["notFound or noStatus", isOneOf(["notFound", "noStatus"])],
        retryAfterSeconds: ["a number of seconds", isNumber],
        recordLifetimeSeconds: ["a number of seconds", isNumber],
        boundToCaller: ["true or false", isBoolean],
        answers: ['an array of responses or "timed"', isArrayOf((item) => item === "timed" || isRecord(item))],
        initialResponse: ["a response", isRecord],
        busySeconds: ["a number of seconds", isNumber],
    };

/**
 * Validates a script from an untyped source.
 *
 * @param furtherNames Names allowed in addition to the fields of a script; their values are not checked.
 * @throws Error with the name of the invalid field and the expected value.
 */
export function parseOperationScript(value: unknown, furtherNames: readonly string[] = []): OperationScript {
    if (!isRecord(value)) {
        throw new Error("A script must be a JSON object.");
    }
    for (const [name, given] of Object.entries(value as object)) {
        if (furtherNames.includes(name)) {
            continue;
        }
        if (!Object.hasOwn(FIELDS, name)) {
            const names = [...Object.keys(FIELDS), ...furtherNames].join(", ");
            throw new Error(`Unknown script field '${name}'. The fields are ${names}.`);
        }
        const [expected, test] = FIELDS[name as keyof OperationScript];
        if (given !== undefined && !test(given)) {
            throw new Error(`'${name}' must be ${expected}.`);
        }
    }
    return value as OperationScript;
}
