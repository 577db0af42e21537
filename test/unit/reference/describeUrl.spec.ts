// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import {
    describeOperation,
    operationKey,
    querySecrets,
    redactedOperation,
} from "../../../provider/reference/describeUrl";
import type { OperationReference } from "../../../provider/reference/operationReference";
import { parseReference } from "../../../provider/reference/parseReference";

const BY_ID = {
    asyncOperationId: "Op-1*",
    location: "West US",
    subscriptionId: "50000000-0000-4000-8000-00000000000a",
};
const PATH =
    "/subscriptions/50000000-0000-4000-8000-00000000000a/providers/Microsoft.OperationalInsights/locations/westus/operationStatuses/Op-1*";
const HOST = "https://management.azure.com";
const SIGNED_URL = `${HOST}${PATH}?api-version=2025-02-01&t=638&s=abc%2Fdef&h=hash-1`;

/** References to the operation of `BY_ID`. */
const SAME_OPERATION: readonly [what: string, reference: OperationReference][] = [
    ["by its id", BY_ID],
    ["by its id, with the region's name", { ...BY_ID, location: "westus" }],
    [
        "by its id in different case",
        { ...BY_ID, asyncOperationId: "OP-1*", subscriptionId: "50000000-0000-4000-8000-00000000000A" },
    ],
    ["by its id, with another api-version", { ...BY_ID, apiVersion: "2025-07-01" }],
    ["by its path", PATH],
    [
        "by its path without a provider, as the API returns it",
        "/subscriptions/50000000-0000-4000-8000-00000000000a/locations/westus/operationStatuses/Op-1*",
    ],
    ["by its signed URL", SIGNED_URL],
    ["by its URL with a newer signature", SIGNED_URL.replace("t=638", "t=639")],
    ["by its URL on a regional host", SIGNED_URL.replace("management", "westus.management")],
    ["by its URL in lower case", SIGNED_URL.toLowerCase()],
    ["by its URL in upper case", SIGNED_URL.toUpperCase()],
    ["by its URL with the display name of the region", SIGNED_URL.replace("westus", "West%20US")],
    ["by its URL with the unencoded display name of the region", SIGNED_URL.replace("westus", "West US")],
    ["by a string that contains its URL", `Operation ${SIGNED_URL} is still running.`],
];

const OTHER_OPERATIONS: readonly [what: string, reference: OperationReference][] = [
    ["id", { ...BY_ID, asyncOperationId: "Op-1" }],
    ["region", { ...BY_ID, location: "westus2" }],
    ["subscription", { ...BY_ID, subscriptionId: "50000000-0000-4000-8000-000000000002" }],
    ["resource provider", { ...BY_ID, resourceProvider: "Microsoft.Insights" }],
    ["kind of path", SIGNED_URL.replace("operationStatuses", "operationResults")],
];

describe("operationKey", () => {
    for (const [what, reference] of SAME_OPERATION) {
        it(`is the same for an operation given ${what}`, () => {
            assert.equal(operationKey(parseReference(reference).url), operationKey(parseReference(BY_ID).url));
        });
    }

    for (const [what, reference] of OTHER_OPERATIONS) {
        it(`differs for another ${what}`, () => {
            assert.notEqual(operationKey(parseReference(reference).url), operationKey(parseReference(BY_ID).url));
        });
    }

    it("contains nothing from the query, which may be secret", () => {
        assert.doesNotMatch(operationKey(parseReference(SIGNED_URL).url), /638|abc|hash/);
    });
});

describe("describeOperation", () => {
    const names: readonly [reference: OperationReference, name: string][] = [
        [BY_ID, "Op-1* (Microsoft.OperationalInsights, westus)"],
        [SIGNED_URL.replace("westus", "West%20US"), "Op-1* (Microsoft.OperationalInsights, westus)"],
        [{ ...BY_ID, asyncOperationId: "a/b,é" }, "a/b,é (Microsoft.OperationalInsights, westus)"],
        [
            `${HOST}/providers/Microsoft.Management/operationResults/op-2?api-version=2020-05-01`,
            "op-2 (Microsoft.Management)",
        ],
        [
            `${HOST}/subscriptions/50000000-0000-4000-8000-00000000000a/operationresults/op-3?api-version=2020-05-01`,
            "op-3",
        ],
    ];
    for (const [reference, name] of names) {
        it(`describes an operation as "${name}"`, () => {
            assert.equal(describeOperation(parseReference(reference).url), name);
        });
    }
});

describe("redactedOperation", () => {
    it("returns the URL with its api-version and no other query parameter", () => {
        assert.equal(redactedOperation(parseReference(SIGNED_URL).url), `${HOST}${PATH}?api-version=2025-02-01`);
    });

    it("returns a path without a host when only a path is given", () => {
        assert.equal(redactedOperation(parseReference(PATH).url), `${PATH}?api-version=2025-02-01`);
    });

    it("returns no query when the query contains no api-version", () => {
        assert.equal(redactedOperation(parseReference(`${HOST}${PATH}?t=638`).url), `${HOST}${PATH}`);
    });
});

describe("querySecrets", () => {
    it("returns the values of the query, raw and decoded, without the api-version", () => {
        assert.deepEqual(
            new Set(querySecrets(parseReference(SIGNED_URL).url)),
            new Set(["638", "abc%2Fdef", "abc%2fdef", "abc/def", "hash-1"]),
        );
    });

    it("returns values with equal signs or invalid percent encodings", () => {
        const secrets = querySecrets(parseReference(`${HOST}${PATH}?s=abc==&h=100%`).url);
        assert.ok(secrets.includes("abc==") && secrets.includes("100%"));
    });

    it("returns nothing for an operation without a signature", () => {
        assert.deepEqual(querySecrets(parseReference(BY_ID).url), []);
    });
});
