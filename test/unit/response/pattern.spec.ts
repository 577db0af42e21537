// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import type { OperationPattern } from "../../../provider/reference/operationReference";
import type { ArmResponse } from "../../../provider/response/armResponse";
import {
    decidePattern,
    followsLocation,
    NO_HISTORY,
    type PatternHistory,
    type PatternRule,
    type StatusUrl,
} from "../../../provider/response/pattern";
import { readOperation } from "../../../provider/response/readOperation";
import { azureResponse, response } from "./response";

const PROVIDER = "/subscriptions/50000000-0000-4000-8000-000000000005/providers/Microsoft.Sql/locations/westus";
const STATUS_PATH = `${PROVIDER}/operationStatuses/x`;
const LOCATION_PATH = `${PROVIDER}/operationResults/x`;
const UNKNOWN_PATH = `${PROVIDER}/operations/x`;

const LOCATION = { location: `https://management.azure.com${PROVIDER}/next` };
const RECORD = { id: "/any", name: "x", status: "InProgress", properties: {} };
const RESULT = { ...RECORD, sku: { name: "S1" } };

function urlOf(path: string, { query = "?api-version=1", pattern }: Partial<StatusUrl> = {}): StatusUrl {
    return { path, query, pattern, succeededStatuses: [] };
}

function historyAfter(url: StatusUrl, responses: readonly ArmResponse[]): PatternHistory {
    return responses.reduce((history, received) => readOperation(received, url, history).history, NO_HISTORY);
}

type Decision = readonly [rule: PatternRule, pattern: OperationPattern | undefined];

function decisionAfter(url: StatusUrl, responses: readonly ArmResponse[]): Decision {
    const { rule, pattern } = decidePattern(url, historyAfter(url, responses));
    return [rule, pattern];
}

const STATUS: Decision = ["status", "azureAsyncOperation"];
const HEADER: Decision = ["header", "azureAsyncOperation"];
const ACCEPTED: Decision = ["accepted", "location"];
const UNDECIDED: Decision = ["undecided", undefined];
const PATH_STATUS: Decision = ["path", "azureAsyncOperation"];
const PATH_LOCATION: Decision = ["path", "location"];

/** The pattern by the URL alone. */
const URLS: readonly (readonly [what: string, url: StatusUrl, expected: Decision])[] = [
    [
        "the pattern in the reference, whatever the path",
        urlOf(STATUS_PATH, { pattern: "location" }),
        ["named", "location"],
    ],
    [
        "the pattern in the reference, whatever the query",
        urlOf(LOCATION_PATH, { pattern: "azureAsyncOperation", query: "?monitor=true" }),
        ["named", "azureAsyncOperation"],
    ],
    [
        "monitor=true before the path",
        urlOf(STATUS_PATH, { query: "?api-version=1&monitor=true" }),
        ["monitor", "location"],
    ],
    ["no monitor=trueish", urlOf(UNKNOWN_PATH, { query: "?monitor=trueish" }), UNDECIDED],
    ...["operationStatuses", "operationStatus", "OPERATIONSTATUSES", "azureAsyncOperations", "asyncOperations"].map(
        (segment) => [`the segment ${segment}`, urlOf(`${PROVIDER}/${segment}/x`), PATH_STATUS] as const,
    ),
    ...["asyncOperation", "operationsStatus", "operation%53tatuses", "myOperationStatuses"].map(
        (segment) => [`the segment ${segment}`, urlOf(`${PROVIDER}/${segment}/x`), PATH_STATUS] as const,
    ),
    ...["operationResults", "operationresult", "commandResults", "managedOperationResults"].map(
        (segment) => [`the segment ${segment}`, urlOf(`${PROVIDER}/${segment}/x`), PATH_LOCATION] as const,
    ),
    ["a status segment before one of results", urlOf(`${LOCATION_PATH}/operationStatuses/y`), PATH_STATUS],
    ["a last segment with a slash", urlOf(`${PROVIDER}/operationResults/`), PATH_LOCATION],
    ...["operationResultsOf", "operations", "operationStatusesOf", "results"].map(
        (segment) => [`no rule by the segment ${segment}`, urlOf(`${PROVIDER}/${segment}/x`), UNDECIDED] as const,
    ),
    ["no rule by a path with an invalid escape", urlOf(`${PROVIDER}/%ZZ`), UNDECIDED],
];

/** The pattern after responses. */
const HISTORIES: readonly [what: string, url: StatusUrl, responses: readonly ArmResponse[], expected: Decision][] = [
    ["a 202 without a status", urlOf(UNKNOWN_PATH), [azureResponse(202)], ACCEPTED],
    ["a 202 without a status at a status path", urlOf(STATUS_PATH), [azureResponse(202)], ACCEPTED],
    ["a 204", urlOf(UNKNOWN_PATH), [azureResponse(204)], ACCEPTED],
    [
        "a 202 with a status, which shows nothing",
        urlOf(UNKNOWN_PATH),
        [azureResponse(202, RECORD, LOCATION)],
        UNDECIDED,
    ],
    ["a 200 with a status at a path of results", urlOf(LOCATION_PATH), [azureResponse(200, RECORD)], STATUS],
    ["a 201 with a status", urlOf(UNKNOWN_PATH), [azureResponse(201, RECORD)], STATUS],
    ["a 200 with a status beside a Location", urlOf(LOCATION_PATH), [azureResponse(200, RECORD, LOCATION)], STATUS],
    [
        "a status and a later 202",
        urlOf(UNKNOWN_PATH),
        [azureResponse(200, RECORD), azureResponse(202, "", LOCATION)],
        STATUS,
    ],
    ["a 202 and a later record", urlOf(UNKNOWN_PATH), [azureResponse(202), azureResponse(200, RECORD)], STATUS],
    ["a 202 and a later result", urlOf(UNKNOWN_PATH), [azureResponse(202), azureResponse(200, RESULT)], ACCEPTED],
    [
        "a result after monitor=true",
        urlOf(UNKNOWN_PATH, { query: "?monitor=true" }),
        [azureResponse(200, RESULT)],
        ["monitor", "location"],
    ],
    ["a result with a status at a path of results", urlOf(LOCATION_PATH), [azureResponse(200, RESULT)], STATUS],
    [
        "a header that names the polled path",
        urlOf(LOCATION_PATH),
        [azureResponse(202, "", { "azure-asyncoperation": `https://westus.management.azure.com${LOCATION_PATH}?t=1` })],
        HEADER,
    ],
    [
        "a header that names it in another case, encoded and with other slashes",
        urlOf(`${PROVIDER}/operationResults/a b`.replace(" ", "%20")),
        [azureResponse(202, "", { "operation-location": `${PROVIDER}//OPERATIONRESULTS/a b/` })],
        HEADER,
    ],
    [
        "a header that names another path, which shows nothing",
        urlOf(LOCATION_PATH),
        [azureResponse(202, RECORD, { "azure-asyncoperation": `https://management.azure.com${STATUS_PATH}` })],
        PATH_LOCATION,
    ],
    [
        "a header and a later 202",
        urlOf(UNKNOWN_PATH),
        [azureResponse(202, RECORD, { "azure-asyncoperation": UNKNOWN_PATH }), azureResponse(202)],
        HEADER,
    ],
    ["a 202 with an HTML page", urlOf(UNKNOWN_PATH), [azureResponse(202, "<html>Checking</html>")], UNDECIDED],
    ["a 200 with an empty object of a proxy", urlOf(STATUS_PATH), [response(200, {})], PATH_STATUS],
    ["a 204 of a proxy", urlOf(UNKNOWN_PATH), [response(204)], UNDECIDED],
    [
        "HTTP errors",
        urlOf(UNKNOWN_PATH),
        [503, 404, 409].map((code) => azureResponse(code, { status: "A" })),
        UNDECIDED,
    ],
    ["a 200 with a number as status", urlOf(UNKNOWN_PATH), [azureResponse(202, { status: 1 })], ACCEPTED],
];

describe("decidePattern", () => {
    for (const [what, url, expected] of URLS) {
        it(`decides ${expected.join(" ")} by ${what}`, () => assert.deepEqual(decisionAfter(url, []), expected));
    }

    for (const [what, url, responses, expected] of HISTORIES) {
        it(`decides ${expected.join(" ")} after ${what}`, () =>
            assert.deepEqual(decisionAfter(url, responses), expected));
    }

    it("keeps the pattern in the reference after any response", () => {
        const url = urlOf(UNKNOWN_PATH, { pattern: "location" });
        assert.deepEqual(decisionAfter(url, [azureResponse(200, RECORD)]), ["named", "location"]);
    });
});

describe("followsLocation", () => {
    it("returns true where the reference or a 202 shows the Location pattern, and false where only the URL does", () => {
        const follows = (url: StatusUrl, ...responses: ArmResponse[]) =>
            followsLocation(url, historyAfter(url, responses));
        assert.equal(follows(urlOf(UNKNOWN_PATH, { pattern: "location" })), true);
        assert.equal(follows(urlOf(UNKNOWN_PATH), azureResponse(202)), true);
        assert.equal(follows(urlOf(LOCATION_PATH)), false);
        assert.equal(follows(urlOf(UNKNOWN_PATH, { query: "?monitor=true" })), false);
        assert.equal(follows(urlOf(LOCATION_PATH), azureResponse(202, RECORD)), false);
        assert.equal(follows(urlOf(UNKNOWN_PATH), azureResponse(202), azureResponse(200, RECORD)), false);
        assert.equal(follows(urlOf(UNKNOWN_PATH, { pattern: "azureAsyncOperation" }), azureResponse(202)), false);
    });
});
