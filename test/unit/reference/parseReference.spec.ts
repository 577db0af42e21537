// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import fc from "fast-check";
import type { OperationReference } from "../../../provider/reference/operationReference";
import { inSubscription, parseReference } from "../../../provider/reference/parseReference";
import { assertInvalidArgument, CANARY } from "./invalidArgument";

const LOG_ANALYTICS = "/providers/Microsoft.OperationalInsights/locations/westus/operationStatuses";
const PATH = `/subscriptions/50000000-0000-4000-8000-000000000005${LOG_ANALYTICS}/op-1`;
const VERSION = "?api-version=2025-02-01";
const SIGNED_URL = `https://management.azure.com${PATH}${VERSION}&t=638&s=a%2Fb&h=x`;
const OTHER_URL = SIGNED_URL.replace("op-1", "op-2");
const RESOURCE = {
    resourceId: "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/g/providers/P/things/t",
    apiVersion: "2024-01-01",
};
const BY_ID = { asyncOperationId: "op-1", location: "westus", subscriptionId: "50000000-0000-4000-8000-000000000005" };

/** Origin, path and query of the URL to which a reference resolves. */
function urlOf(reference: OperationReference, subscriptionId?: string): string {
    const target = parseReference(reference);
    const isWithout = target.needsSubscription && subscriptionId !== undefined;
    const { origin, path, query } = (isWithout ? inSubscription(target, subscriptionId) : target).url;
    return `${origin ?? ""}${path}${query}`;
}

/** An object that throws when one of its fields is read, or any. */
function throwingOn(field?: string, target: object = {}): unknown {
    return new Proxy(target, {
        get: (object, name) => {
            if (field === undefined || name === field) {
                throw new Error(CANARY);
            }
            return Reflect.get(object, name);
        },
    });
}

function revokedProxy(): unknown {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
}

const IDS: readonly [what: string, id: string, segment: string][] = [
    ["a GUID", "713192d7-503f-477a-9cfe-4efc3ee2bd11", "713192d7-503f-477a-9cfe-4efc3ee2bd11"],
    ["a star", "0*1", "0*1"],
    ["white space around the id", " op-1\r\n", "op-1"],
    ["brackets and other marks", "[a](b);c=d&e", "%5Ba%5D(b)%3Bc%3Dd%26e"],
    ["the longest id", "x".repeat(1_024), "x".repeat(1_024)],
    ["a slash", "a/b", "a%2Fb"],
    ["characters that end a path", "a?b#c", "a%3Fb%23c"],
    ["a percent sign", "100%2F", "100%252F"],
    ["a backslash", "a\\b", "a%5Cb"],
    ["other scripts", "é東😀", "%C3%A9%E6%9D%B1%F0%9F%98%80"],
    ["an encoded dot segment, taken literally", "%2e%2e", "%252e%252e"],
];

const REGIONS: readonly [location: string, segment: string][] = [
    ["westus", "westus"],
    ["West US", "westus"],
    ["  west us 2 ", "westus2"],
    ["WESTEUROPE", "westeurope"],
    ["USGov Virginia", "usgovvirginia"],
];

const INVALID: readonly [what: string, property: string, reference: unknown][] = [
    ["an undefined reference", "operation", undefined],
    ["a null reference", "operation", null],
    ["a number as reference", "operation", 5],
    ["an empty string as reference", "operation", ""],
    ["an empty operation", "operation", { operation: "  " }],
    ["an operation that is not a string", "operation", { operation: { url: CANARY } }],
    ["an object with neither an operation nor an id", "asyncOperationId", {}],
    ["an operation beside an id", "operation", { ...BY_ID, asyncOperationId: CANARY, operation: SIGNED_URL }],
    ["an empty id", "asyncOperationId", { ...BY_ID, asyncOperationId: " " }],
    ["an id that is not a string", "asyncOperationId", { ...BY_ID, asyncOperationId: 5 }],
    ["a URL as id", "asyncOperationId", { ...BY_ID, asyncOperationId: `https://x.example/${CANARY}` }],
    ["a path as id", "asyncOperationId", { ...BY_ID, asyncOperationId: `/subscriptions/${CANARY}` }],
    ["a line break in the id", "asyncOperationId", { ...BY_ID, asyncOperationId: `${CANARY}\nx` }],
    ["a space in the id", "asyncOperationId", { ...BY_ID, asyncOperationId: `${CANARY} x` }],
    ["quotes around the id", "asyncOperationId", { ...BY_ID, asyncOperationId: `"${CANARY}"` }],
    ["an apostrophe in the id", "asyncOperationId", { ...BY_ID, asyncOperationId: `'${CANARY}'` }],
    ["braces around the id", "asyncOperationId", { ...BY_ID, asyncOperationId: `{${CANARY}}` }],
    ["an id of more than 1,024 characters", "asyncOperationId", { ...BY_ID, asyncOperationId: CANARY.repeat(200) }],
    ["a URL of more than 16,384 characters", "operation", `${SIGNED_URL}${CANARY.repeat(3_000)}`],
    [
        "a resource id of more than 16,384 characters",
        "resourceId",
        { ...RESOURCE, resourceId: `/subscriptions/50000000-0000-4000-8000-000000000005/${CANARY.repeat(3_000)}` },
    ],
    ["a text with a URL that an ellipsis ends", "operation", `See ${PATH}/${CANARY}… for more.`],
    ["a text with a URL that three full stops end", "operation", `See ${PATH}/${CANARY}... for more.`],
    ["a text with a URL that has a placeholder", "operation", `See ${PATH}/{operationId} for ${CANARY}.`],
    ["a text with a URL that goes on after an escape", "operation", `{"url": "${PATH}\\u003d${CANARY}"}`],
    ["a text with a URL that goes on with a letter", "operation", `See ${PATH}é${CANARY} for more.`],
    ["a text with a URL that has a fragment", "operation", `See ${PATH}${VERSION}#${CANARY} for more.`],
    ["a field that throws when it is read", "operation", throwingOn("asyncOperationId")],
    ["a field of the fallback that throws", "fallback", { ...BY_ID, fallback: throwingOn("resourceId") }],
    ["a list of statuses that throws", "succeededStatuses", { ...BY_ID, succeededStatuses: throwingOn("length", []) }],
    ["a proxy that throws", "operation", throwingOn()],
    ["a revoked proxy", "operation", revokedProxy()],
    ["a lone surrogate in the id", "asyncOperationId", { ...BY_ID, asyncOperationId: `${CANARY}\ud800` }],
    ["two dots as id", "asyncOperationId", { ...BY_ID, asyncOperationId: ".." }],
    ["dot segments in the id", "asyncOperationId", { ...BY_ID, asyncOperationId: `../../${CANARY}` }],
    ["a missing location", "location", { ...BY_ID, location: undefined }],
    ["an empty location", "location", { ...BY_ID, location: " " }],
    ["a path as location", "location", { ...BY_ID, location: `${CANARY}/x` }],
    ["dots as location", "location", { ...BY_ID, location: ".." }],
    ["a subscription that is null", "subscriptionId", { ...BY_ID, subscriptionId: null }],
    ["an empty subscription", "subscriptionId", { ...BY_ID, subscriptionId: "" }],
    ["a path as subscription", "subscriptionId", { ...BY_ID, subscriptionId: `/subscriptions/${CANARY}` }],
    ["a subscription that is not a string", "subscriptionId", { ...BY_ID, subscriptionId: 5 }],
    ["an empty provider", "resourceProvider", { ...BY_ID, resourceProvider: "" }],
    ["a path as provider", "resourceProvider", { ...BY_ID, resourceProvider: `Microsoft.X/${CANARY}` }],
    ["dots as provider", "resourceProvider", { ...BY_ID, resourceProvider: ".." }],
    ["an api-version that is not a date", "apiVersion", { ...BY_ID, apiVersion: CANARY }],
    ["a second parameter in the api-version", "apiVersion", { ...BY_ID, apiVersion: `2025-02-01&x=${CANARY}` }],
    ["an api-version that is not a string", "apiVersion", { ...BY_ID, apiVersion: 20250201 }],
    ["an invalid api-version beside a path", "apiVersion", { operation: PATH, apiVersion: CANARY }],
    [
        "a path of an unknown provider without an api-version",
        "operation",
        `/subscriptions/50000000-0000-4000-8000-000000000005/providers/Microsoft.X/a/${CANARY}`,
    ],
    ["a bare id as operation", "operation", CANARY],
    ["a string without a URL", "operation", `The operation ${CANARY} failed.`],
    ["a string with two operations", "operation", `Both ${SIGNED_URL} and ${OTHER_URL}.`],
    ["a string with a URL of another scheme", "operation", `See ftp://${CANARY}.example${PATH} for more.`],
    [
        "a string with another site's URL around an ARM path",
        "operation",
        `See https://${CANARY}.example/x${PATH} for more.`,
    ],
    [
        "a string with a URL that contains a user name",
        "operation",
        `See https://${CANARY}@evil.example${PATH} for more.`,
    ],
    ["an empty resource id", "resourceId", { ...RESOURCE, resourceId: " " }],
    ["a resource id that is not a string", "resourceId", { ...RESOURCE, resourceId: 5 }],
    ["a resource without an api-version", "apiVersion", { resourceId: RESOURCE.resourceId }],
    ["a resource with an api-version that is not a date", "apiVersion", { ...RESOURCE, apiVersion: CANARY }],
    ["a resource beside an operation", "operation", { ...RESOURCE, operation: SIGNED_URL }],
    ["a resource beside an operation id", "asyncOperationId", { ...BY_ID, resourceId: RESOURCE.resourceId }],
    ["a `deleted` flag that is not a boolean", "deleted", { ...RESOURCE, deleted: "yes" }],
    ["a `deleted` flag beside an operation", "deleted", { operation: SIGNED_URL, deleted: true }],
    ["an unknown pattern", "pattern", { operation: SIGNED_URL, pattern: CANARY }],
    ["a pattern beside a resource", "pattern", { ...RESOURCE, pattern: "location" }],
    ["a subscription that is a name", "subscriptionId", { ...BY_ID, subscriptionId: `Subscription-${CANARY}` }],
    ["a masked subscription", "subscriptionId", { ...BY_ID, subscriptionId: "***" }],
    ["further statuses beside a resource", "succeededStatuses", { ...RESOURCE, succeededStatuses: ["Deleted"] }],
    ["a further status that is no list", "succeededStatuses", { ...BY_ID, succeededStatuses: CANARY }],
    ["an empty further status", "succeededStatuses", { ...BY_ID, succeededStatuses: ["Deleted", " "] }],
    ["a further status that is no string", "succeededStatuses", { ...BY_ID, succeededStatuses: [5] }],
    ["Failed as further status", "succeededStatuses", { ...BY_ID, succeededStatuses: [" failed "] }],
    ["Cancelled as further status", "succeededStatuses", { ...BY_ID, succeededStatuses: ["Cancelled"] }],
    ["a fallback beside a resource", "fallback", { ...RESOURCE, fallback: RESOURCE }],
    ["a fallback that is not an object", "fallback", { ...BY_ID, fallback: CANARY }],
    ["a null fallback", "fallback", { ...BY_ID, fallback: null }],
    ["a fallback without a resource id", "fallback.resourceId", { ...BY_ID, fallback: { apiVersion: "2025-02-01" } }],
    [
        "a fallback without an api-version",
        "fallback.apiVersion",
        { ...BY_ID, fallback: { ...RESOURCE, apiVersion: undefined } },
    ],
    [
        "a fallback with an api-version that is not a date",
        "fallback.apiVersion",
        { ...BY_ID, fallback: { ...RESOURCE, apiVersion: CANARY } },
    ],
];

const STRINGS: readonly [what: string, text: string, expected: string][] = [
    ["in a sentence", `Operation ${SIGNED_URL} is running`, SIGNED_URL],
    ["at the end of a sentence", `Wait for ${SIGNED_URL}.`, SIGNED_URL],
    ["in double quotes", `{"operation": "${SIGNED_URL}", "other": 1}`, SIGNED_URL],
    ["in single quotes", `az rest --url '${SIGNED_URL}' --method get`, SIGNED_URL],
    ["in brackets", `Still running (${SIGNED_URL}).`, SIGNED_URL],
    ["in angle brackets", `see <${SIGNED_URL}>`, SIGNED_URL],
    ["in Markdown", `see [the status](${SIGNED_URL})`, SIGNED_URL],
    ["in a Markdown link to itself", `use uri: [${SIGNED_URL}](${SIGNED_URL}).`, SIGNED_URL],
    ["in bold Markdown", `see **${SIGNED_URL}**.`, SIGNED_URL],
    ["in a Markdown table", `|status|${SIGNED_URL}|`, SIGNED_URL],
    [
        "in HTML",
        `<a href="${SIGNED_URL.replaceAll("&", "&amp;")}">${SIGNED_URL.replaceAll("&", "&#38;")}</a>`,
        SIGNED_URL,
    ],
    ["in JSON of Go", `{"Azure-Asyncoperation":["${SIGNED_URL.replaceAll("&", "\\u0026")}"]}`, SIGNED_URL],
    ["in JSON in JSON of Go", `"{\\"a\\":\\"${SIGNED_URL.replaceAll("&", "\\\\u0026")}\\"}"`, SIGNED_URL],
    ["in an object without quotes", `{url: ${SIGNED_URL}}`, SIGNED_URL],
    ["with brackets of its own", `(see ${PATH}(1)${VERSION})`, `${PATH}(1)${VERSION}`],
    ["before a full-width punctuation mark", `请参阅 ${SIGNED_URL}。`, SIGNED_URL],
    ["in a string of several lines", `It failed.\n  operation: ${SIGNED_URL}\n  sorry`, SIGNED_URL],
    ["at the start of a line", `Operation:\n${SIGNED_URL}`, SIGNED_URL],
    ["in a header line", `Azure-AsyncOperation: ${SIGNED_URL}`, SIGNED_URL],
    ["in a header line without a space", `Azure-AsyncOperation:${SIGNED_URL}`, SIGNED_URL],
    ["in a header line with a tab", `Location:\t${SIGNED_URL}\r\n`, SIGNED_URL],
    ["with white space around it", `  ${SIGNED_URL}\n`, SIGNED_URL],
    ["in a string that contains it twice", `${SIGNED_URL} and again ${SIGNED_URL}`, SIGNED_URL],
    ["without a host in a sentence", `Operation ${PATH} is running`, PATH + VERSION],
];

describe("parseReference", () => {
    describe("with an operation id", () => {
        for (const [what, id, segment] of IDS) {
            it(`encodes ${what}`, () => {
                assert.equal(
                    urlOf({ ...BY_ID, asyncOperationId: id }),
                    `/subscriptions/50000000-0000-4000-8000-000000000005${LOG_ANALYTICS}/${segment}${VERSION}`,
                );
            });
        }

        it("encodes any id as one path segment that decodes to the same id", () => {
            fc.assert(
                fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (id) => {
                    fc.pre(!/^\.+$|[\u0000-\u0020\u007f\s"'`{}]|(?:^|[/\\])\.{0,2}(?:[/\\]|$)/.test(id));
                    const { path } = parseReference({ ...BY_ID, asyncOperationId: id }).url;
                    assert.equal(decodeURIComponent(path.slice(PATH.length - "op-1".length)), id);
                    assert.equal(path.split("/").length, PATH.split("/").length);
                }),
                { numRuns: 200 },
            );
        });

        for (const [location, segment] of REGIONS) {
            it(`normalises the region "${location}" to ${segment}`, () => {
                assert.equal(urlOf({ ...BY_ID, location }), PATH.replace("westus", segment) + VERSION);
            });
        }

        it("uses the given resource provider and api-version", () => {
            assert.equal(
                urlOf({ ...BY_ID, resourceProvider: "Microsoft.Insights", apiVersion: "2021-05-01-preview" }),
                "/subscriptions/50000000-0000-4000-8000-000000000005/providers/Microsoft.Insights/locations/westus/operationStatuses/op-1?api-version=2021-05-01-preview",
            );
        });

        it("uses the given subscription, or else the one from the settings", () => {
            const { subscriptionId: _, ...bare } = BY_ID;
            const other = "50000000-0000-4000-8000-000000000002";
            assert.equal(urlOf(bare, other), PATH.replace(BY_ID.subscriptionId, other) + VERSION);
            assert.equal(urlOf(BY_ID, other), PATH + VERSION);
            for (const notGuid of ["", "s-2", "Pay-As-You-Go", "***", `${other}0`]) {
                assertInvalidArgument("subscriptionId", () => inSubscription(parseReference(bare), notGuid));
            }
        });
    });

    describe("with a path", () => {
        const paths: readonly [what: string, reference: OperationReference, expected: string][] = [
            ["adds the api-version of Log Analytics", PATH, PATH + VERSION],
            ["keeps the api-version in the path", `${PATH}?api-version=2023-09-01`, `${PATH}?api-version=2023-09-01`],
            [
                "adds the given api-version",
                { operation: PATH, apiVersion: "2023-09-01" },
                `${PATH}?api-version=2023-09-01`,
            ],
            [
                "adds the api-version after another parameter",
                { operation: `${PATH}?t=1` },
                `${PATH}?t=1&api-version=2025-02-01`,
            ],
            [
                "accepts the display name of a region",
                PATH.replace("westus", "West US"),
                PATH.replace("westus", "West%20US") + VERSION,
            ],
            ["accepts any case and preserves it", PATH.toUpperCase(), PATH.toUpperCase() + VERSION],
            [
                "accepts a tenant-level path",
                { operation: "/providers/Microsoft.Management/operationResults/op", apiVersion: "2020-05-01" },
                "/providers/Microsoft.Management/operationResults/op?api-version=2020-05-01",
            ],
        ];
        for (const [what, reference, expected] of paths) {
            it(what, () => {
                assert.equal(urlOf(reference), expected);
            });
        }

        const short = "/subscriptions/50000000-0000-4000-8000-000000000005/locations/westus/operationStatuses/op-1";
        const forms: readonly [what: string, reference: OperationReference, expected: string][] = [
            ["without an api-version", short, PATH + VERSION],
            ["with an api-version", short + VERSION, PATH + VERSION],
            [
                "with an api-version given beside it",
                { operation: short, apiVersion: "2023-09-01" },
                `${PATH}?api-version=2023-09-01`,
            ],
            ["in a JSON string", `{"id": "${short}"}`, PATH + VERSION],
            ["in lower case", short.toLowerCase(), PATH.replace("operationStatuses", "operationstatuses") + VERSION],
        ];
        for (const [what, reference, expected] of forms) {
            it(`adds the missing resource provider to a path ${what}`, () => {
                assert.equal(urlOf(reference), expected);
            });
        }
    });

    for (const [what, text, expected] of STRINGS) {
        it(`finds the one URL or path ${what}`, () => {
            assert.equal(urlOf(text), expected);
            assert.equal(urlOf({ operation: text }), expected);
        });
    }

    const hostile: readonly [what: string, text: string][] = [
        ["full stops", `See /subscriptions/${".".repeat(100_000)}x for ${CANARY}`],
        ["words after a location", `See /locations/${"a ".repeat(300_000)} for ${CANARY}`],
        ["backslashes", `See ${"\\".repeat(300_000)} for ${CANARY}`],
        ["ampersands", `See ${"&amp;".repeat(100_000)} for ${CANARY}`],
        ["path prefixes", `See ${"/subscriptions".repeat(50_000)} for ${CANARY}`],
    ];
    for (const [what, text] of hostile) {
        it(`rejects a hostile string of ${what} within the timeout`, () => {
            assertInvalidArgument("operation", () => parseReference(text));
        }).timeout(4_000);
    }
});

describe("parseReference with arguments of any kind", () => {
    for (const [what, property, reference] of INVALID) {
        it(`rejects ${what}, reporting the property but not the value`, () => {
            assertInvalidArgument(property, () => parseReference(reference as OperationReference));
        });
    }

    const DATA: readonly [what: string, resourceId: string, path: string][] = [
        ["a blank", "/providers/P/things/a b", "/providers/P/things/a%20b"],
        ["a hash", "/providers/P/things/a#b", "/providers/P/things/a%23b"],
        ["letters of other scripts", "/providers/P/things/é東😀", "/providers/P/things/%C3%A9%E6%9D%B1%F0%9F%98%80"],
        [
            "quotes, brackets and braces",
            '/providers/P/things/"[{<|>}]^`',
            "/providers/P/things/%22%5B%7B%3C%7C%3E%7D%5D%5E%60",
        ],
        ["a percent sign", "/providers/P/things/100%", "/providers/P/things/100%25"],
        ["what is encoded", "/providers/P/things/a%20b%2Fc", "/providers/P/things/a%20b%2Fc"],
        ["an apostrophe", "/providers/P/things/it's", "/providers/P/things/it's"],
    ];
    for (const [what, resourceId, path] of DATA) {
        it(`encodes ${what} in the id of a resource, and keeps what is encoded`, () => {
            assert.equal(parseReference({ ...RESOURCE, resourceId }).url.path, path);
            assert.equal(parseReference({ ...BY_ID, fallback: { ...RESOURCE, resourceId } }).fallback?.path, path);
        });
    }

    it("reads each field of a reference once", () => {
        const reads: string[] = [];
        const reference = new Proxy(BY_ID, {
            get: (target, name) => {
                reads.push(String(name));
                return Reflect.get(target, name);
            },
        });
        parseReference(reference);
        assert.deepEqual(reads, [...new Set(reads)]);
    });

    const RESOURCE_URL = `${RESOURCE.resourceId}?api-version=${RESOURCE.apiVersion}`;
    const targets: readonly [what: string, reference: OperationReference, expected: readonly unknown[]][] = [
        ["an operation for a URL", SIGNED_URL, ["operation", PATH, undefined, undefined]],
        ["an operation for an operation id", BY_ID, ["operation", PATH, undefined, undefined]],
        ["the given pattern", { ...BY_ID, pattern: "location" }, ["operation", PATH, "location", undefined]],
        ["the given fallback", { ...BY_ID, fallback: RESOURCE }, ["operation", PATH, undefined, RESOURCE_URL]],
        ["a resource for a resource id", RESOURCE, ["resource", RESOURCE.resourceId, undefined, undefined]],
        [
            "a resource for a resource id that is not deleted",
            { ...RESOURCE, deleted: false },
            ["resource", RESOURCE.resourceId, undefined, undefined],
        ],
        [
            "a deletion for a resource id that is deleted",
            { ...RESOURCE, resourceId: ` ${RESOURCE_URL}&x=1 `, deleted: true },
            ["deletion", RESOURCE.resourceId, undefined, undefined],
        ],
    ];
    for (const [what, reference, expected] of targets) {
        it(`returns ${what}`, () => {
            const { kind, url, pattern, fallback } = parseReference(reference);
            const fallbackUrl = fallback === undefined ? undefined : `${fallback.path}${fallback.query}`;
            assert.deepEqual([kind, url.path, pattern, fallbackUrl], expected);
        });
    }
});
