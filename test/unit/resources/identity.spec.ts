// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { identityOutputs } from "../../../provider/resources/identity";
import type { OperationReference } from "../../../provider/wait/index";

const SUBSCRIPTION = "/subscriptions/50000000-0000-4000-8000-000000000005";
const PATH = `${SUBSCRIPTION}/providers/Microsoft.Network/locations/westus/operations/op-1`;
const URL = `https://management.azure.com${PATH}`;
const SIGNED = `${URL}?api-version=2025-02-01&t=1&c=certificate&s=signature&h=hash`;
const RESOURCE = `${SUBSCRIPTION}/resourceGroups/my logs/providers/Microsoft.OperationalInsights/clusters/logs`;
const ID = { asyncOperationId: "op-1", location: "West US", resourceProvider: "Microsoft.Network" };

/** References, and what the outputs of a resource hold of each. */
const references: readonly (readonly [title: string, reference: OperationReference, expected: object])[] = [
    ["a signed URL", SIGNED, { operation: URL }],
    ["a signed URL as a field", { operation: SIGNED }, { operation: URL }],
    ["an ARM path with a query", `${PATH}?api-version=2025-02-01&h=hash`, { operation: PATH }],
    ["an ARM path whose api-version is a field", { operation: PATH, apiVersion: "2025-02-01" }, { operation: PATH }],
    [
        "a text with a signed URL",
        `Another operation is in progress (Azure-AsyncOperation: ${SIGNED}); try again`,
        { operation: URL },
    ],
    ["an operation by its id", { ...ID, apiVersion: "2025-02-01", retryAfter: "5s" }, ID],
    [
        "a fallback, whose id may be a signed URL",
        { operation: SIGNED, fallback: { resourceId: SIGNED, apiVersion: "2025-02-01" } },
        { operation: URL },
    ],
    ["a resource", { resourceId: RESOURCE, apiVersion: "2025-02-01" }, { resourceId: RESOURCE }],
    [
        "a resource by a signed URL",
        { resourceId: SIGNED, apiVersion: "2025-02-01", deleted: true },
        { resourceId: URL, deleted: true },
    ],
];

describe("the outputs that identify an operation", () => {
    for (const [title, reference, expected] of references) {
        it(`hold no query of ${title}`, () => {
            assert.deepEqual(identityOutputs(reference), expected);
        });

        it(`are the same for the outputs of ${title}`, () => {
            assert.deepEqual(identityOutputs(expected as OperationReference), expected);
        });
    }
});
