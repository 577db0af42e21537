// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { findOperationUrl, findOperationUrls } from "../../../provider/reference/findUrls";
import type { OperationPattern } from "../../../provider/reference/operationReference";

const RESOURCE =
    "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/logs/providers/Microsoft.OperationalInsights/clusters/logs";
const STATUS =
    "/subscriptions/50000000-0000-4000-8000-000000000005/providers/Microsoft.OperationalInsights/locations/westus/operationStatuses/op-1";
const URL_OF_STATUS = `https://management.azure.com${STATUS}?api-version=2025-02-01&h=signed`;

describe("findOperationUrls", () => {
    const messages: readonly (readonly [string, string, readonly string[]])[] = [
        ["no operation in a message without a URL", "The resource is busy.", []],
        ["no operation in a resource id", `The resource '${RESOURCE}' is locked.`, []],
        ["a status URL at the end of a sentence", `Busy with ${URL_OF_STATUS}.`, [URL_OF_STATUS]],
        ["a status URL beside a resource id", `${RESOURCE} is busy: see ${URL_OF_STATUS}`, [URL_OF_STATUS]],
        ["a status path", `See ${STATUS}`, [STATUS]],
        [
            "one operation in a message that contains its URL twice",
            `See ${URL_OF_STATUS} or ${URL_OF_STATUS}`,
            [URL_OF_STATUS],
        ],
        ["two operations", `See ${URL_OF_STATUS} or ${STATUS}`, [URL_OF_STATUS, STATUS]],
        ["a status URL in escaped JSON", JSON.stringify(JSON.stringify({ target: URL_OF_STATUS })), [URL_OF_STATUS]],
    ];
    for (const [title, message, operations] of messages) {
        it(`finds ${title}`, () => {
            assert.deepEqual(findOperationUrls(message), operations);
        });
    }
});

describe("findOperationUrl", () => {
    it("excludes the backslash that escapes the closing quote", () => {
        const { url } = findOperationUrl("operation", JSON.stringify(JSON.stringify({ a: URL_OF_STATUS })));
        assert.equal(url, URL_OF_STATUS);
    });

    const headers: readonly (readonly [string, string, OperationPattern | undefined])[] = [
        ["Azure-AsyncOperation in curl's output", `Azure-AsyncOperation: ${URL_OF_STATUS}`, "azureAsyncOperation"],
        ["operation-location in lower case", `operation-location: ${URL_OF_STATUS}`, "azureAsyncOperation"],
        ["Location in curl's output", `HTTP/1.1 202\r\nLocation: ${URL_OF_STATUS}\r\nRetry-After: 5`, "location"],
        ["Location with a path", `location: ${STATUS}`, "location"],
        ["a quoted header in JSON", JSON.stringify({ Location: URL_OF_STATUS }), "location"],
        ["a header in JSON inside JSON", JSON.stringify(JSON.stringify({ location: URL_OF_STATUS })), "location"],
        [
            "a list of values in JSON",
            JSON.stringify({ "azure-asyncoperation": [URL_OF_STATUS] }),
            "azureAsyncOperation",
        ],
        [
            "the log of Azure CLI",
            `DEBUG: urllib3:     'Azure-AsyncOperation': '${URL_OF_STATUS}'`,
            "azureAsyncOperation",
        ],
        ["a variable", `LOCATION=${URL_OF_STATUS}`, "location"],
        ["another header", `Content-Location: ${URL_OF_STATUS}`, undefined],
        ["the name in a sentence", `Its location is ${URL_OF_STATUS}`, undefined],
        ["the name at the end of a sentence", `Poll this location: ${URL_OF_STATUS}`, undefined],
        ["the names of two words", `West US; Operation location: ${URL_OF_STATUS}`, undefined],
        ["a header that is indented", `HTTP/1.1 202\n  Location: ${URL_OF_STATUS}`, "location"],
        ["a header in the output of curl -v", `< Location: ${URL_OF_STATUS}`, "location"],
        ["the name in a long sentence", `${"word ".repeat(20)}location: ${URL_OF_STATUS}`, undefined],
        ["no header", `See ${URL_OF_STATUS}`, undefined],
        ["a header of another URL", `Location: https://example.com/x and ${URL_OF_STATUS}`, undefined],
        [
            "the same URL after two different headers",
            `Azure-AsyncOperation: ${URL_OF_STATUS}\nLocation: ${URL_OF_STATUS}`,
            undefined,
        ],
        ["the URL alone", URL_OF_STATUS, undefined],
    ];
    for (const [title, message, pattern] of headers) {
        it(`returns ${pattern ?? "no pattern"} for ${title}`, () => {
            const { url } = findOperationUrl("operation", message);
            assert.ok(url === URL_OF_STATUS || url === STATUS);
            assert.equal(findOperationUrl("operation", message).pattern, pattern);
        });
    }
});
