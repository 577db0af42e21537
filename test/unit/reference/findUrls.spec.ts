// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { findOperationUrl, findOperationUrls } from "../../../provider/reference/findUrls";

const RESOURCE = "/subscriptions/s/resourceGroups/logs/providers/Microsoft.OperationalInsights/clusters/logs";
const STATUS = "/subscriptions/s/providers/Microsoft.OperationalInsights/locations/westus/operationStatuses/op-1";
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
        assert.equal(
            findOperationUrl("operation", JSON.stringify(JSON.stringify({ a: URL_OF_STATUS }))),
            URL_OF_STATUS,
        );
    });
});
