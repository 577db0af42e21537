// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { findOperationUrl, findOperationUrls } from "../../../provider/reference/findUrls";

const RESOURCE = "/subscriptions/s/resourceGroups/logs/providers/Microsoft.OperationalInsights/clusters/logs";
const STATUS = "/subscriptions/s/providers/Microsoft.OperationalInsights/locations/westus/operationStatuses/op-1";
const URL_OF_STATUS = `https://management.azure.com${STATUS}?api-version=2025-02-01&h=signed`;

describe("the operations that a text quotes", () => {
    const texts: readonly (readonly [string, string, readonly string[]])[] = [
        ["none", "The resource is busy.", []],
        ["a resource", `The resource '${RESOURCE}' is locked.`, []],
        ["a status URL at the end of a sentence", `Busy with ${URL_OF_STATUS}.`, [URL_OF_STATUS]],
        ["a status URL beside a resource", `${RESOURCE} is busy: see ${URL_OF_STATUS}`, [URL_OF_STATUS]],
        ["a path", `See ${STATUS}`, [STATUS]],
        ["the same one twice", `See ${URL_OF_STATUS} or ${URL_OF_STATUS}`, [URL_OF_STATUS]],
        ["two", `See ${URL_OF_STATUS} or ${STATUS}`, [URL_OF_STATUS, STATUS]],
        ["escaped JSON", JSON.stringify(JSON.stringify({ target: URL_OF_STATUS })), [URL_OF_STATUS]],
    ];
    for (const [title, text, operations] of texts) {
        it(`are found in ${title}`, () => {
            assert.deepEqual(findOperationUrls(text), operations);
        });
    }

    it("are no longer taken with the backslash that escapes the quote behind them", () => {
        assert.equal(
            findOperationUrl("operation", JSON.stringify(JSON.stringify({ a: URL_OF_STATUS }))),
            URL_OF_STATUS,
        );
    });
});
