// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { type ResourceHistory, readResource } from "../../../provider/response/readResource";
import { answer } from "./response";

const RESOURCE: ResourceHistory = { isDeletion: false, wasFound: false, hasBegun: false };
const DELETION: ResourceHistory = { ...RESOURCE, isDeletion: true };
const SEEN: ResourceHistory = { ...DELETION, wasFound: true };
const BEGUN: ResourceHistory = { ...SEEN, hasBegun: true };

const state = (provisioningState: unknown, more: object = {}) => ({ properties: { provisioningState, ...more } });
const armError = (code: string) => ({ error: { code, message: `${code} happened.` } });

/** What is known, what comes back, and what that means: a kind of reading with its word, or why it cannot be read. */
const READINGS: readonly [
    what: string,
    known: ResourceHistory,
    received: Parameters<typeof answer>,
    kind: string,
    word: string,
][] = [
    ["a resource that is being made", RESOURCE, [200, state("Creating")], "running", "Creating"],
    ["a resource that is ready", RESOURCE, [200, state("Succeeded")], "succeeded", "Succeeded"],
    ["a state beside the properties", RESOURCE, [200, { provisioningState: "Succeeded" }], "succeeded", "Succeeded"],
    [
        "a state in the properties first",
        RESOURCE,
        [200, { ...state("Updating"), provisioningState: "Succeeded" }],
        "running",
        "Updating",
    ],
    ["a resource that failed", RESOURCE, [200, state("Failed")], "failed", "Failed"],
    [
        "a status of the resource's own as no state",
        RESOURCE,
        [200, { status: "Succeeded" }],
        "noStatus",
        "200 without a status",
    ],
    ["a resource that is not there", RESOURCE, [404, armError("ResourceNotFound")], "notFound", "404 ResourceNotFound"],
    ["a page of HTML", RESOURCE, [200, "<html>"], "transient", "200 with a page of HTML"],

    ["a resource that goes away", DELETION, [200, state("Deleting")], "running", "Deleting"],
    ["a resource that was ready before it goes away", BEGUN, [200, state("Succeeded")], "running", "Succeeded"],
    ["a resource that had failed before its deletion began", DELETION, [200, state("Failed")], "running", "Failed"],
    ["a deletion that failed", BEGUN, [200, state("Failed")], "failed", "Failed"],
    ["a deletion that was canceled", BEGUN, [200, state("Canceled")], "canceled", "Canceled"],
    ["a resource without a state that is still there", DELETION, [200, { id: "/x" }], "running", "still there"],
    ["a list in place of a resource", DELETION, [200, []], "noStatus", "200 without a status"],
    ["a resource that is gone", DELETION, [404, armError("NotFound")], "succeeded", "Deleted"],
    [
        "a resource that is gone, by a code of its service",
        DELETION,
        [404, armError("ClusterNotFound")],
        "succeeded",
        "Deleted",
    ],
    [
        "a resource that is gone with its group",
        DELETION,
        [404, armError("ResourceGroupNotFound")],
        "succeeded",
        "Deleted",
    ],
    [
        "a wrong subscription as no deletion",
        DELETION,
        [404, armError("SubscriptionNotFound")],
        "notFound",
        "404 SubscriptionNotFound",
    ],
    ["a wrong tenant as no deletion", DELETION, [404, armError("TenantNotFound")], "notFound", "404 TenantNotFound"],
    [
        "any 404 of Azure where the resource was seen before",
        SEEN,
        [404, armError("DoesNotExist")],
        "succeeded",
        "Deleted",
    ],
    ["the same where it was not", DELETION, [404, armError("DoesNotExist")], "notFound", "404 DoesNotExist"],
    ["a proxy's 404 as nothing", SEEN, [404, "<html>"], "transient", "404"],
    ["410 of Azure", DELETION, [410, armError("Gone")], "succeeded", "Deleted"],
    ["410 of a proxy", DELETION, [410, "<html>"], "expired", "410"],
    ["a refusal", SEEN, [403, armError("AuthorizationFailed")], "forbidden", "403 AuthorizationFailed"],
];

describe("readResource reads", () => {
    for (const [what, known, received, kind, word] of READINGS) {
        it(what, () => {
            const reading = readResource(answer(...received), known);
            const seen =
                reading.kind === "unreadable" ? [reading.reason, reading.label] : [reading.kind, reading.status];
            assert.deepEqual(seen, [kind, word]);
        });
    }

    it("why a resource failed, in its own error", () => {
        const failed = answer(200, state("Failed", { error: { code: "KeyDenied", message: "Key not readable." } }));
        const reading = readResource(failed, RESOURCE);
        assert.deepEqual("errorDetail" in reading && reading.errorDetail, {
            code: "KeyDenied",
            message: "Key not readable.",
        });
    });
});
