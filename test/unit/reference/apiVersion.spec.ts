// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import fc from "fast-check";
import { supportedVersion, withVersion } from "../../../provider/reference/apiVersion";

const unsupportedVersion = (versions: string) =>
    `Unknown type for api version '2021-06-01'. The supported api-versions are '${versions}'.`;

const CHOICES: readonly [why: string, supported: string, chosen: string][] = [
    ["the newest known-good version", "2020-08-01,2023-09-01,2025-02-01,2025-07-01", "2025-07-01"],
    ["the newest known-good version in any order", "2025-02-01, 2020-08-01, 2023-09-01", "2025-02-01"],
    ["a known-good version rather than a newer unknown one", "2020-08-01,2026-03-01", "2020-08-01"],
    ["a known-good version rather than one that lacks the operation", "2020-08-01,2020-10-01,2022-10-01", "2020-08-01"],
    [
        "the newest stable version when none is known-good",
        "2019-01-01,2021-01-01,2020-01-01,2024-01-01-preview",
        "2021-01-01",
    ],
    ["the only version", "2018-05-05", "2018-05-05"],
    [
        "the newest preview when there is no stable version",
        "2019-01-01-preview,2020-03-01-preview",
        "2020-03-01-preview",
    ],
    ["a stable version rather than a preview of a known-good one", "2025-07-01-preview,2019-01-01", "2019-01-01"],
    [
        "a stable version rather than an alpha or private preview",
        "2019-01-01,2023-01-01-privatepreview,2024-01-01-alpha",
        "2019-01-01",
    ],
];

const QUERIES: readonly [query: string, expected: string][] = [
    ["?api-version=2021-06-01", "?api-version=2020-08-01"],
    ["?api-version=2021-06-01&t=1&s=%2f+%20=", "?api-version=2020-08-01&t=1&s=%2f+%20="],
    ["?t=1&api-version=2021-06-01&h='x", "?t=1&api-version=2020-08-01&h='x"],
    ["?t=1&API-Version=2021-06-01", "?t=1&API-Version=2020-08-01"],
    ["?x-api-version=1&api-version=2021-06-01-preview", "?x-api-version=1&api-version=2020-08-01"],
    ["?api-version=", "?api-version=2020-08-01"],
    ["?t=1", "?t=1&api-version=2020-08-01"],
    ["", "?api-version=2020-08-01"],
];

describe("supportedVersion", () => {
    for (const [why, supported, chosen] of CHOICES) {
        it(`chooses ${why}`, () => assert.equal(supportedVersion(unsupportedVersion(supported)), chosen));
    }

    // ansible-collections/azure#188, Azure/azure-sdk-for-net#2276, Azure/azure-cli#28038
    it("parses ARM's InvalidApiVersionParameter error, which has a different message", () => {
        const message =
            "The api-version '2021-06-01' is invalid. The supported versions are '2023-09-01, 2022-09-01,2014-04'.";
        assert.equal(supportedVersion(message), "2023-09-01");
    });

    it("does not mistake a date after the list for a version", () => {
        const message =
            "The supported api-versions are '2019-01-01'. The api-version '2021-06-01' ended on 2024-01-01.";
        assert.equal(supportedVersion(message), "2019-01-01");
    });

    it("returns undefined when the error contains no version", () => {
        for (const message of [undefined, "", "Not in 2021-06-01.", "The supported api-versions are ''."]) {
            assert.equal(supportedVersion(message), undefined);
        }
    });
});

describe("withVersion", () => {
    for (const [query, expected] of QUERIES) {
        it(`sets only the api-version in the query "${query}"`, () =>
            assert.equal(withVersion(query, "2020-08-01"), expected));
    }

    it("sets only the api-version in any query", () => {
        const parameters = fc.stringMatching(/^(?:[a-z]{1,3}=[\w%+$='~-]{0,20}(?:&|$)){0,4}$/);
        fc.assert(
            fc.property(parameters, parameters, (before, after) => {
                const query = (version: string) => `?${before}&api-version=${version}&${after}`;
                assert.equal(withVersion(query("2021-06-01"), "2020-08-01"), query("2020-08-01"));
            }),
            { numRuns: 200 },
        );
    });
});
