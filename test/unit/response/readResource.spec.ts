// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { type ResourceHistory, readResource } from "../../../provider/response/readResource";
import { azureResponse, response } from "./response";

const RESOURCE: ResourceHistory = { isDeletion: false, wasFound: false, hasBegun: false };
const DELETION: ResourceHistory = { ...RESOURCE, isDeletion: true };
const OBSERVED: ResourceHistory = { ...DELETION, wasFound: true };
const BEGUN: ResourceHistory = { ...OBSERVED, hasBegun: true };

const inState = (provisioningState: unknown, more: object = {}) => ({ properties: { provisioningState, ...more } });
const armError = (code: string) => ({ error: { code, message: `${code} happened.` } });

/** The state before the poll, the response, and the expected result: its kind (for an unreadable one, the reason) and status. */
const RESULTS: readonly [
    what: string,
    state: ResourceHistory,
    received: Parameters<typeof response>,
    kind: string,
    label: string,
][] = [
    ["a resource that is being created", RESOURCE, [200, inState("Creating")], "running", "Creating"],
    ["a resource in state Succeeded", RESOURCE, [200, inState("Succeeded")], "succeeded", "Succeeded"],
    ["a state outside the properties", RESOURCE, [200, { provisioningState: "Succeeded" }], "succeeded", "Succeeded"],
    [
        "a state in the properties that differs from the one outside them",
        RESOURCE,
        [200, { ...inState("Updating"), provisioningState: "Succeeded" }],
        "running",
        "Updating",
    ],
    ["a failed resource", RESOURCE, [200, inState("Failed")], "failed", "Failed"],
    [
        "a resource with a status but no provisioning state",
        RESOURCE,
        [200, { status: "Succeeded" }],
        "noStatus",
        "200 without a status",
    ],
    ["a missing resource", RESOURCE, [404, armError("ResourceNotFound")], "notFound", "404 ResourceNotFound"],
    ["an HTML page", RESOURCE, [200, "<html>"], "transient", "200 with a page of HTML"],

    ["a resource that is being deleted", DELETION, [200, inState("Deleting")], "running", "Deleting"],
    [
        "a resource still in state Succeeded during its deletion",
        BEGUN,
        [200, inState("Succeeded")],
        "running",
        "Succeeded",
    ],
    ["a resource that had failed before its deletion began", DELETION, [200, inState("Failed")], "running", "Failed"],
    ["a deletion that failed", BEGUN, [200, inState("Failed")], "failed", "Failed"],
    ["a deletion that was canceled", BEGUN, [200, inState("Canceled")], "canceled", "Canceled"],
    [
        "an existing resource without a state during its deletion",
        DELETION,
        [200, { id: "/x" }],
        "running",
        "still there",
    ],
    ["an array instead of a resource", DELETION, [200, []], "noStatus", "200 without a status"],
    ["a deleted resource", DELETION, [404, armError("NotFound")], "succeeded", "Deleted"],
    [
        "a deleted resource with a service-specific error code",
        DELETION,
        [404, armError("ClusterNotFound")],
        "succeeded",
        "Deleted",
    ],
    [
        "a resource deleted with its resource group",
        DELETION,
        [404, armError("ResourceGroupNotFound")],
        "succeeded",
        "Deleted",
    ],
    [
        "a wrong subscription during a deletion",
        DELETION,
        [404, armError("SubscriptionNotFound")],
        "invalid",
        "404 SubscriptionNotFound",
    ],
    ["a wrong tenant during a deletion", DELETION, [404, armError("TenantNotFound")], "notFound", "404 TenantNotFound"],
    [
        "an unknown 404 from Azure for a resource observed before",
        OBSERVED,
        [404, armError("DoesNotExist")],
        "succeeded",
        "Deleted",
    ],
    [
        "an unknown 404 from Azure for a resource not observed before",
        DELETION,
        [404, armError("DoesNotExist")],
        "notFound",
        "404 DoesNotExist",
    ],
    ["a 404 of Azure without a body, for a deletion", DELETION, [404], "succeeded", "Deleted"],
    ["a 410 of Azure without a body, for a deletion", DELETION, [410], "succeeded", "Deleted"],
    ["a 404 from a proxy", OBSERVED, [404, "<html>"], "transient", "404"],
    ["a 404 with an error like ARM's from a proxy", OBSERVED, [404, armError("NotFound")], "transient", "404 NotFound"],
    ["a 410 from Azure", DELETION, [410, armError("Gone")], "succeeded", "Deleted"],
    ["a 410 from a proxy", DELETION, [410, "<html>"], "transient", "410"],
    ["a 403 from Azure", OBSERVED, [403, armError("AuthorizationFailed")], "forbidden", "403 AuthorizationFailed"],
];

describe("readResource", () => {
    for (const [what, state, received, kind, label] of RESULTS) {
        it(`reads ${what} as ${kind}`, () => {
            const send = what.endsWith("proxy") ? response : azureResponse;
            const result = readResource(send(...received), state);
            const actual = result.kind === "unreadable" ? [result.reason, result.label] : [result.kind, result.status];
            assert.deepEqual(actual, [kind, label]);
        });
    }

    it("returns the error of a failed resource", () => {
        const failed = response(200, inState("Failed", { error: { code: "KeyDenied", message: "Key not readable." } }));
        const result = readResource(failed, RESOURCE);
        assert.deepEqual("errorDetail" in result && result.errorDetail, {
            code: "KeyDenied",
            message: "Key not readable.",
        });
    });
});
