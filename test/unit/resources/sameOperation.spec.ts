// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { identityOutputs } from "../../../provider/resources/identity";
import type { Inputs } from "../../../provider/resources/inputs";
import { operationWait } from "../../../provider/resources/operationWait";
import { operationWaitAll } from "../../../provider/resources/operationWaitAll";
import type { OperationReference } from "../../../provider/wait/index";

const PATH =
    "/subscriptions/50000000-0000-4000-8000-000000000005/providers/Microsoft.OperationalInsights/locations/westus/operationStatuses/op-1";
const OTHER_PATH = PATH.replace("op-1", "op-2");
const RESOURCE =
    "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/logs/providers/Microsoft.OperationalInsights/clusters/logs";
const VERSION = "?api-version=2025-02-01";
const GLOBAL = `https://management.azure.com${PATH}${VERSION}`;
const BY_ID = { asyncOperationId: "op-1", location: "West US" };
const CLUSTER = { resourceId: RESOURCE, apiVersion: "2025-02-01" };

/** The reference in the state, the path of its operation, the new reference, and whether both are the same operation. */
const pairs: readonly (readonly [string, OperationReference, string, OperationReference, boolean])[] = [
    ["the same URL", GLOBAL, PATH, GLOBAL, true],
    ["another signature of the URL", `${GLOBAL}&h=one`, PATH, `${GLOBAL}&h=other`, true],
    ["another operation", GLOBAL, PATH, GLOBAL.replace("op-1", "op-2"), false],
    ["the regional host", GLOBAL, PATH, GLOBAL.replace("//", "//westus."), true],
    ["another cloud's host", GLOBAL, PATH, GLOBAL.replace("azure.com", "chinacloudapi.cn"), false],
    ["the path instead of the URL", GLOBAL, PATH, `${PATH}${VERSION}`, true],
    ["the id instead of the URL, in the same subscription", GLOBAL, PATH, BY_ID, true],
    ["the URL instead of the id", BY_ID, PATH, GLOBAL, true],
    ["an id in another region", BY_ID, PATH, { ...BY_ID, location: "eastus" }, false],
    [
        "an id in another subscription",
        BY_ID,
        PATH,
        { ...BY_ID, subscriptionId: "50000000-0000-4000-8000-000000000002" },
        false,
    ],
    ["the same resource", CLUSTER, RESOURCE, CLUSTER, true],
    ["another api-version of the same resource", CLUSTER, RESOURCE, { ...CLUSTER, apiVersion: "2023-09-01" }, true],
    ["the deletion of the same resource", CLUSTER, RESOURCE, { ...CLUSTER, deleted: true }, false],
    ["an explicit `deleted: false`", CLUSTER, RESOURCE, { ...CLUSTER, deleted: false }, true],
];

const TENANT_PATH = "/providers/Microsoft.Management/locations/global/operations/op-1";

describe("diff of OperationWait and OperationWaitAll", () => {
    const noConfiguration = () => undefined;
    const stateOf = (operations: readonly OperationReference[], operationIds: readonly string[]): Inputs => ({
        operations,
        operationIds,
        statuses: operationIds.map(() => ({})),
    });
    const changes = (olds: Inputs, operations: readonly OperationReference[]) =>
        operationWaitAll.diff("", olds, { operations }, noConfiguration).changes;

    for (const [title, old, path, now, isSame] of pairs) {
        it(`reports ${isSame ? "no change" : "a change"} for ${title}`, () => {
            const inputs = (reference: OperationReference): Inputs =>
                typeof reference === "string" ? { operation: reference } : (reference as unknown as Inputs);
            // State of version 0.1.0 holds the whole reference.
            for (const state of [inputs(old), identityOutputs(old)]) {
                assert.equal(operationWait.diff(path, state, inputs(now), noConfiguration).changes, !isSame);
                const list = [state as unknown as OperationReference];
                assert.equal(changes(stateOf(list, [path]), [now]), !isSame);
            }
            assert.equal(changes(stateOf([old], [path]), [now]), !isSame);
        });
    }

    it("reports what identifies the operation as the reason of a replacement, not another query", () => {
        const state = identityOutputs({ operation: `${GLOBAL}&h=one` });
        const replacesOf = (inputs: Inputs, olds = state) =>
            operationWait.diff(PATH, olds, inputs, noConfiguration).replaces;
        assert.deepEqual(replacesOf({ operation: GLOBAL.replace("op-1", "op-2") }), ["operation"]);
        assert.deepEqual(replacesOf({ ...BY_ID, location: "eastus" }), ["operation", "asyncOperationId", "location"]);
        const cluster = `https://management.azure.com${RESOURCE}?sig=`;
        const olds = { resourceId: `${cluster}one`, apiVersion: "2025-02-01", triggers: ["a"] };
        assert.deepEqual(replacesOf({ resourceId: `${cluster}two`, triggers: ["b"] }, olds), ["triggers"]);
    });

    it("reports no change when only an option is unknown, as in a preview", () => {
        const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
        const olds = { operation: GLOBAL };
        const fallback = { resourceId: unknown, apiVersion: unknown };
        const { changes: hasChanges } = operationWait.diff(
            PATH,
            olds,
            { operation: GLOBAL, apiVersion: unknown, fallback, timeout: unknown },
            noConfiguration,
        );
        assert.equal(hasChanges, false);
        assert.equal(operationWait.diff(PATH, olds, { operation: unknown }, noConfiguration).changes, true);
    });

    it("reports a change for an id without subscription, when the state contains no subscription either", () => {
        assert.equal(changes(stateOf([`${TENANT_PATH}${VERSION}`], [TENANT_PATH]), [BY_ID]), true);
        assert.equal(changes(stateOf([], []), [BY_ID]), true);
        const { changes: isOther } = operationWait.diff(
            TENANT_PATH,
            { operation: TENANT_PATH },
            { ...BY_ID },
            noConfiguration,
        );
        assert.equal(isOther, true);
    });

    it("reports no change for an id that follows a URL in another subscription", () => {
        const url = GLOBAL.replace("s1", "s9");
        assert.equal(changes(stateOf([url, BY_ID], [PATH.replace("s1", "s9"), PATH]), [url, BY_ID]), false);
    });

    it("reports a change when the array of operations has another order, length or repetition", () => {
        const [one, other] = [GLOBAL, GLOBAL.replace("op-1", "op-2")];
        const olds = stateOf([one, other], [PATH, OTHER_PATH]);
        assert.equal(changes(olds, [one, other]), false);
        for (const operations of [[other, one], [one], [one, other, one], [one, one]]) {
            assert.equal(changes(olds, operations), true);
        }
    });

    it("reports no change when the state contains operation ids but no references", () => {
        assert.equal(changes({ operationIds: [PATH] }, [GLOBAL]), false);
    });
});
