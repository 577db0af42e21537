// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { type OperationFlags, operationReferences } from "../../../provider/cli/operations";
import { UsageError } from "../../../provider/cli/usageError";
import type { OperationReference } from "../../../provider/reference/operationReference";

const ID = "713192d7-2525-4acb-a874-8d91d78171f3";
const URL = `https://management.azure.com/subscriptions/s/providers/p/locations/l/operationStatuses/${ID}?api-version=1`;
const RESOURCE_ID = "/subscriptions/s/resourceGroups/g/providers/p/clusters/logs";

const REFERENCES: readonly (readonly [
    title: string,
    operations: readonly string[],
    flags: OperationFlags,
    references: readonly OperationReference[],
])[] = [
    ["a URL", [URL], {}, [{ operation: URL }]],
    [
        "a path with an api-version",
        ["/subscriptions/s/x"],
        { apiVersion: "1" },
        [{ operation: "/subscriptions/s/x", apiVersion: "1" }],
    ],
    ["a message", [`see ${URL}`], {}, [{ operation: `see ${URL}` }]],
    ["an empty OPERATION, which is no id", [""], {}, [{ operation: "" }]],
    ["an empty OPERATION with a region, as of an unset variable", [""], { location: "l" }, [{ operation: "" }]],
    ["a bare id", [ID], { location: "West US" }, [{ asyncOperationId: ID, location: "West US" }]],
    [
        "a bare id with white space around it",
        [` ${ID}\n`],
        { location: "l" },
        [{ asyncOperationId: ID, location: "l" }],
    ],
    ["--async-operation-id", [], { asyncOperationId: [ID], location: "l" }, [{ asyncOperationId: ID, location: "l" }]],
    [
        "all parts of an id",
        [ID],
        { location: "l", subscriptionId: "s", resourceProvider: "p", apiVersion: "1" },
        [{ asyncOperationId: ID, location: "l", subscriptionId: "s", resourceProvider: "p", apiVersion: "1" }],
    ],
    [
        "hints",
        [URL],
        { pattern: "location", succeededStatuses: ["Deleted", "Gone"], retryAfter: "5s" },
        [{ operation: URL, pattern: "location", succeededStatuses: ["Deleted", "Gone"], retryAfter: "5s" }],
    ],
    [
        "a fallback",
        [URL],
        { fallbackResourceId: RESOURCE_ID, fallbackApiVersion: "2" },
        [{ operation: URL, fallback: { resourceId: RESOURCE_ID, apiVersion: "2" } }],
    ],
    ["a resource", [], { resourceId: [RESOURCE_ID], apiVersion: "1" }, [{ resourceId: RESOURCE_ID, apiVersion: "1" }]],
    [
        "a deletion",
        [],
        { resourceId: [RESOURCE_ID], apiVersion: "1", deleted: true },
        [{ resourceId: RESOURCE_ID, apiVersion: "1", deleted: true }],
    ],
    [
        "several of all forms, of which the flags apply to those that have them",
        [URL, ID],
        { location: "l", pattern: "location", apiVersion: "1", asyncOperationId: ["i"], resourceId: [RESOURCE_ID] },
        [
            { operation: URL, apiVersion: "1", pattern: "location" },
            { asyncOperationId: ID, location: "l", apiVersion: "1", pattern: "location" },
            { asyncOperationId: "i", location: "l", apiVersion: "1", pattern: "location" },
            { resourceId: RESOURCE_ID, apiVersion: "1" },
        ],
    ],
];

const USAGE_ERRORS: readonly (readonly [
    title: string,
    operations: readonly string[],
    flags: OperationFlags,
    message: RegExp,
])[] = [
    ["no operation", [], {}, /^no operation: give /],
    ["only a location", [], { location: "l" }, /^no operation: give /],
    [
        "a fallback for several",
        [URL, URL],
        { fallbackResourceId: "/r" },
        /^--fallback-resource-id is for one operation, and there are 2: wait for each by itself$/,
    ],
    [
        "an api-version of a fallback for several",
        [URL, URL],
        { fallbackApiVersion: "1" },
        /^--fallback-resource-id is for one/,
    ],
    [
        "--deleted without a resource",
        [URL],
        { deleted: true },
        /^--deleted is for resources only: give --resource-id with it$/,
    ],
    ["a region of a URL", [URL], { location: "l" }, /^--location is for ids only: leave it out/],
    ["a subscription of a URL", [URL], { subscriptionId: "s" }, /^--subscription-id is for ids only/],
    [
        "a resource provider of a resource",
        [],
        { resourceId: [RESOURCE_ID], apiVersion: "1", resourceProvider: "p" },
        /^--resource-provider is for ids only/,
    ],
];

describe("operationReferences", () => {
    for (const [title, operations, flags, references] of REFERENCES) {
        it(`accepts ${title}`, () => {
            assert.deepEqual(operationReferences(operations, flags), references);
        });
    }
    for (const [title, operations, flags, message] of USAGE_ERRORS) {
        it(`refuses ${title}`, () => {
            assert.throws(
                () => operationReferences(operations, flags),
                (error) => error instanceof UsageError && message.test(error.message),
            );
        });
    }
});
