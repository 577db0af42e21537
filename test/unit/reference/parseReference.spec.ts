// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import fc from "fast-check";
import type { OperationReference } from "../../../provider/reference/operationReference";
import { inSubscription, parseReference } from "../../../provider/reference/parseReference";
import { assertRefused, CANARY } from "./refusal";

const LOG_ANALYTICS = "/providers/Microsoft.OperationalInsights/locations/westus/operationStatuses";
const PATH = `/subscriptions/s-1${LOG_ANALYTICS}/op-1`;
const VERSION = "?api-version=2025-02-01";
const SIGNED_URL = `https://management.azure.com${PATH}${VERSION}&t=638&s=a%2Fb&h=x`;
const OTHER_URL = SIGNED_URL.replace("op-1", "op-2");
const RESOURCE = { resourceId: "/subscriptions/s-1/resourceGroups/g/providers/P/things/t", apiVersion: "2024-01-01" };
const BY_ID = { asyncOperationId: "op-1", location: "westus", subscriptionId: "s-1" };

/** Origin, path and query of what a reference means. */
function meaning(reference: OperationReference, subscriptionId?: string): string {
    const target = parseReference(reference);
    const isWithout = target.needsSubscription && subscriptionId !== undefined;
    const { origin, path, query } = (isWithout ? inSubscription(target, subscriptionId) : target).url;
    return `${origin ?? ""}${path}${query}`;
}

const IDS: readonly [what: string, id: string, segment: string][] = [
    ["a GUID", "713192d7-503f-477a-9cfe-4efc3ee2bd11", "713192d7-503f-477a-9cfe-4efc3ee2bd11"],
    ["a star", "0*1", "0*1"],
    ["a blank", "a b", "a%20b"],
    ["a slash", "a/b", "a%2Fb"],
    ["what ends a path", "a?b#c", "a%3Fb%23c"],
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

const WRONG: readonly [what: string, property: string, reference: unknown][] = [
    ["nothing", "operation", undefined],
    ["null", "operation", null],
    ["a number", "operation", 5],
    ["an empty text", "operation", ""],
    ["an empty operation", "operation", { operation: "  " }],
    ["an operation that is no text", "operation", { operation: { url: CANARY } }],
    ["an object with neither form", "asyncOperationId", {}],
    ["both forms at once", "operation", { ...BY_ID, asyncOperationId: CANARY, operation: SIGNED_URL }],
    ["an empty id", "asyncOperationId", { ...BY_ID, asyncOperationId: " " }],
    ["an id that is no text", "asyncOperationId", { ...BY_ID, asyncOperationId: 5 }],
    ["a URL as id", "asyncOperationId", { ...BY_ID, asyncOperationId: `https://x.example/${CANARY}` }],
    ["a path as id", "asyncOperationId", { ...BY_ID, asyncOperationId: `/subscriptions/${CANARY}` }],
    ["a line break in the id", "asyncOperationId", { ...BY_ID, asyncOperationId: `${CANARY}\n` }],
    ["a lone surrogate in the id", "asyncOperationId", { ...BY_ID, asyncOperationId: `${CANARY}\ud800` }],
    ["two dots as id", "asyncOperationId", { ...BY_ID, asyncOperationId: ".." }],
    ["dot segments in the id", "asyncOperationId", { ...BY_ID, asyncOperationId: `../../${CANARY}` }],
    ["no location", "location", { ...BY_ID, location: undefined }],
    ["an empty location", "location", { ...BY_ID, location: " " }],
    ["a path as location", "location", { ...BY_ID, location: `${CANARY}/x` }],
    ["dots as location", "location", { ...BY_ID, location: ".." }],
    ["a subscription that is null", "subscriptionId", { ...BY_ID, subscriptionId: null }],
    ["an empty subscription", "subscriptionId", { ...BY_ID, subscriptionId: "" }],
    ["a path as subscription", "subscriptionId", { ...BY_ID, subscriptionId: `/subscriptions/${CANARY}` }],
    ["a subscription that is no text", "subscriptionId", { ...BY_ID, subscriptionId: 5 }],
    ["an empty provider", "resourceProvider", { ...BY_ID, resourceProvider: "" }],
    ["a path as provider", "resourceProvider", { ...BY_ID, resourceProvider: `Microsoft.X/${CANARY}` }],
    ["dots as provider", "resourceProvider", { ...BY_ID, resourceProvider: ".." }],
    ["a word as api-version", "apiVersion", { ...BY_ID, apiVersion: CANARY }],
    ["a second parameter in the api-version", "apiVersion", { ...BY_ID, apiVersion: `2025-02-01&x=${CANARY}` }],
    ["an api-version that is no text", "apiVersion", { ...BY_ID, apiVersion: 20250201 }],
    ["a wrong api-version beside a path", "apiVersion", { operation: PATH, apiVersion: CANARY }],
    [
        "a path of unknown provider without api-version",
        "operation",
        `/subscriptions/s/providers/Microsoft.X/a/${CANARY}`,
    ],
    ["a bare id as operation", "operation", CANARY],
    ["a text without URL", "operation", `The operation ${CANARY} failed.`],
    ["a text with two operations", "operation", `Both ${SIGNED_URL} and ${OTHER_URL}.`],
    ["a text with a URL of another scheme", "operation", `See ftp://${CANARY}.example${PATH} for more.`],
    [
        "a text with another site's URL around an ARM path",
        "operation",
        `See https://${CANARY}.example/x${PATH} for more.`,
    ],
    ["a text with a URL that names a user", "operation", `See https://${CANARY}@evil.example${PATH} for more.`],
    ["an empty resource", "resourceId", { ...RESOURCE, resourceId: " " }],
    ["a resource that is no text", "resourceId", { ...RESOURCE, resourceId: 5 }],
    ["a resource without api-version", "apiVersion", { resourceId: RESOURCE.resourceId }],
    ["a resource with a word as api-version", "apiVersion", { ...RESOURCE, apiVersion: CANARY }],
    ["a resource beside an operation", "operation", { ...RESOURCE, operation: SIGNED_URL }],
    ["a resource beside an id", "asyncOperationId", { ...BY_ID, resourceId: RESOURCE.resourceId }],
    ["a deletion that is no boolean", "deleted", { ...RESOURCE, deleted: "yes" }],
    ["the deletion of an operation", "deleted", { operation: SIGNED_URL, deleted: true }],
    ["an unknown pattern", "pattern", { operation: SIGNED_URL, pattern: CANARY }],
    ["the pattern of a resource", "pattern", { ...RESOURCE, pattern: "location" }],
    ["the fallback of a resource", "fallback", { ...RESOURCE, fallback: RESOURCE }],
    ["a fallback that is no object", "fallback", { ...BY_ID, fallback: CANARY }],
    ["no fallback at all", "fallback", { ...BY_ID, fallback: null }],
    ["a fallback without resource", "fallback.resourceId", { ...BY_ID, fallback: { apiVersion: "2025-02-01" } }],
    [
        "a fallback without api-version",
        "fallback.apiVersion",
        { ...BY_ID, fallback: { ...RESOURCE, apiVersion: undefined } },
    ],
    [
        "a fallback with a word as api-version",
        "fallback.apiVersion",
        { ...BY_ID, fallback: { ...RESOURCE, apiVersion: CANARY } },
    ],
];

const TEXTS: readonly [what: string, text: string, meant: string][] = [
    ["a sentence", `Operation ${SIGNED_URL} is running`, SIGNED_URL],
    ["the end of a sentence", `Wait for ${SIGNED_URL}.`, SIGNED_URL],
    ["double quotes", `{"operation": "${SIGNED_URL}", "other": 1}`, SIGNED_URL],
    ["single quotes", `az rest --url '${SIGNED_URL}' --method get`, SIGNED_URL],
    ["brackets", `Still running (${SIGNED_URL}).`, SIGNED_URL],
    ["angle brackets", `see <${SIGNED_URL}>`, SIGNED_URL],
    ["Markdown", `see [the status](${SIGNED_URL})`, SIGNED_URL],
    ["several lines", `It failed.\n  operation: ${SIGNED_URL}\n  sorry`, SIGNED_URL],
    ["several lines without a blank", `Operation:\n${SIGNED_URL}`, SIGNED_URL],
    ["a header line", `Azure-AsyncOperation: ${SIGNED_URL}`, SIGNED_URL],
    ["a header line without a blank", `Azure-AsyncOperation:${SIGNED_URL}`, SIGNED_URL],
    ["a header line with a tab", `Location:\t${SIGNED_URL}\r\n`, SIGNED_URL],
    ["blanks around it", `  ${SIGNED_URL}\n`, SIGNED_URL],
    ["twice the same", `${SIGNED_URL} and again ${SIGNED_URL}`, SIGNED_URL],
    ["a path", `Operation ${PATH} is running`, PATH + VERSION],
];

describe("parseReference", () => {
    describe("of an operation by its id", () => {
        for (const [what, id, segment] of IDS) {
            it(`encodes ${what}`, () => {
                assert.equal(
                    meaning({ ...BY_ID, asyncOperationId: id }),
                    `/subscriptions/s-1${LOG_ANALYTICS}/${segment}${VERSION}`,
                );
            });
        }

        it("encodes any id so that it stays one segment and can be decoded again", () => {
            fc.assert(
                fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (id) => {
                    fc.pre(id.trim() !== "" && !/^\.+$|[\u0000-\u001f\u007f]|(?:^|[/\\])\.{0,2}(?:[/\\]|$)/.test(id));
                    const { path } = parseReference({ ...BY_ID, asyncOperationId: id }).url;
                    assert.equal(decodeURIComponent(path.slice(PATH.length - "op-1".length)), id);
                    assert.equal(path.split("/").length, PATH.split("/").length);
                }),
                { numRuns: 200 },
            );
        });

        for (const [location, segment] of REGIONS) {
            it(`takes the region "${location}" for ${segment}`, () => {
                assert.equal(meaning({ ...BY_ID, location }), PATH.replace("westus", segment) + VERSION);
            });
        }

        it("takes resource provider and api-version when they are given", () => {
            assert.equal(
                meaning({ ...BY_ID, resourceProvider: "Microsoft.Insights", apiVersion: "2021-05-01-preview" }),
                "/subscriptions/s-1/providers/Microsoft.Insights/locations/westus/operationStatuses/op-1?api-version=2021-05-01-preview",
            );
        });

        it("takes the subscription from the settings when none is given, and its own otherwise", () => {
            const { subscriptionId: _, ...bare } = BY_ID;
            assert.equal(meaning(bare, "s-2"), PATH.replace("s-1", "s-2") + VERSION);
            assert.equal(meaning(BY_ID, "s-2"), PATH + VERSION);
            assertRefused("subscriptionId", () => inSubscription(parseReference(bare), ""));
        });
    });

    describe("of a path", () => {
        const paths: readonly [what: string, reference: OperationReference, meant: string][] = [
            ["adds Log Analytics' api-version", PATH, PATH + VERSION],
            ["keeps the api-version in it", `${PATH}?api-version=2023-09-01`, `${PATH}?api-version=2023-09-01`],
            [
                "adds the given api-version",
                { operation: PATH, apiVersion: "2023-09-01" },
                `${PATH}?api-version=2023-09-01`,
            ],
            ["adds it behind another parameter", { operation: `${PATH}?t=1` }, `${PATH}?t=1&api-version=2025-02-01`],
            [
                "accepts the display name in it",
                PATH.replace("westus", "West US"),
                PATH.replace("westus", "West%20US") + VERSION,
            ],
            ["accepts any case", PATH.toUpperCase(), PATH.toUpperCase() + VERSION],
            [
                "accepts a tenant's",
                { operation: "/providers/Microsoft.Management/operationResults/op", apiVersion: "2020-05-01" },
                "/providers/Microsoft.Management/operationResults/op?api-version=2020-05-01",
            ],
        ];
        for (const [what, reference, meant] of paths) {
            it(what, () => {
                assert.equal(meaning(reference), meant);
            });
        }

        describe("fills in the provider that the API leaves out of its own ids", () => {
            const short = "/subscriptions/s-1/locations/westus/operationStatuses/op-1";
            const forms: readonly [what: string, reference: OperationReference, meant: string][] = [
                ["alone", short, PATH + VERSION],
                ["with an api-version", short + VERSION, PATH + VERSION],
                [
                    "with another given api-version",
                    { operation: short, apiVersion: "2023-09-01" },
                    `${PATH}?api-version=2023-09-01`,
                ],
                ["in a text", `{"id": "${short}"}`, PATH + VERSION],
                [
                    "in lower case",
                    short.toLowerCase(),
                    PATH.replace("operationStatuses", "operationstatuses") + VERSION,
                ],
            ];
            for (const [what, reference, meant] of forms) {
                it(what, () => {
                    assert.equal(meaning(reference), meant);
                });
            }
        });
    });

    describe("of a text finds the one URL or path in", () => {
        for (const [what, text, meant] of TEXTS) {
            it(what, () => {
                assert.equal(meaning(text), meant);
                assert.equal(meaning({ operation: text }), meant);
            });
        }
    });

    describe("is done soon with a hostile text of", () => {
        const texts: readonly [what: string, text: string][] = [
            ["full stops", `See /subscriptions/${".".repeat(100_000)}x for ${CANARY}`],
            ["words behind a location", `See /locations/${"a ".repeat(300_000)} for ${CANARY}`],
            ["beginnings of paths", `See ${"/subscriptions".repeat(50_000)} for ${CANARY}`],
        ];
        for (const [what, text] of texts) {
            it(what, () => {
                assertRefused("operation", () => parseReference(text));
            }).timeout(4_000);
        }
    });

    describe("refuses, naming the property and the remedy but not the value,", () => {
        for (const [what, property, reference] of WRONG) {
            it(what, () => {
                assertRefused(property, () => parseReference(reference as OperationReference));
            });
        }
    });

    describe("says of what is waited for", () => {
        const RESOURCE_URL = `${RESOURCE.resourceId}?api-version=${RESOURCE.apiVersion}`;
        const targets: readonly [what: string, reference: OperationReference, said: readonly unknown[]][] = [
            ["that a URL is an operation", SIGNED_URL, ["operation", PATH, undefined, undefined]],
            ["that an id is one", BY_ID, ["operation", PATH, undefined, undefined]],
            ["its pattern", { ...BY_ID, pattern: "location" }, ["operation", PATH, "location", undefined]],
            ["its fallback", { ...BY_ID, fallback: RESOURCE }, ["operation", PATH, undefined, RESOURCE_URL]],
            ["that it is a resource", RESOURCE, ["resource", RESOURCE.resourceId, undefined, undefined]],
            [
                "that it is a resource which stays",
                { ...RESOURCE, deleted: false },
                ["resource", RESOURCE.resourceId, undefined, undefined],
            ],
            [
                "that it is a resource which goes away",
                { ...RESOURCE, resourceId: ` ${RESOURCE_URL}&x=1 `, deleted: true },
                ["deletion", RESOURCE.resourceId, undefined, undefined],
            ],
        ];
        for (const [what, reference, said] of targets) {
            it(what, () => {
                const { kind, url, pattern, fallback } = parseReference(reference);
                const fallbackUrl = fallback === undefined ? undefined : `${fallback.path}${fallback.query}`;
                assert.deepEqual([kind, url.path, pattern, fallbackUrl], said);
            });
        }
    });
});
