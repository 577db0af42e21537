// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { OperationWait, OperationWaitAll, ResourceAction } from "../../../provider";

/** The resources that a user's unit tests see. */
const created: pulumi.runtime.MockResourceArgs[] = [];

function value<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((resolve) => {
        output.apply(resolve);
    });
}

describe("The resources in unit tests with Pulumi's mocks", () => {
    let resources: {
        OperationWait: typeof OperationWait;
        OperationWaitAll: typeof OperationWaitAll;
        ResourceAction: typeof ResourceAction;
    };

    before(async () => {
        await pulumi.runtime.setMocks({
            newResource: (args) => {
                created.push(args);
                return { id: `${args.name}-id`, state: { ...args.inputs, status: "Succeeded" } };
            },
            call: ({ inputs }) => inputs,
        });
        resources = require("../../../provider");
    });
    beforeEach(() => created.splice(0));
    // Other tests in this process run without mocks.
    after(() => pulumi.runtime.resetOptions("project", "stack", -1, "", "", false, ""));

    it("exposes the type and the inputs of an OperationWait to the mocks", async () => {
        const wait = new resources.OperationWait(
            "ready",
            {
                operation:
                    "https://management.azure.com/subscriptions/50000000-0000-4000-8000-000000000005/providers/P/operations/o?api-version=2025-02-01",
            },
            { customTimeouts: { create: "5h" } },
        );

        assert.equal(await value(wait.status), "Succeeded");
        assert.equal(created[0]?.type, "pulumi-nodejs:dynamic/pulumi-azure-wait:OperationWait");
        assert.equal(created[0]?.inputs.timeout, "5h");
    });

    it("accepts frozen arguments that several waits share", async () => {
        const args = Object.freeze({ asyncOperationId: "op-1", location: "westus" });
        const waits = ["one", "two"].map((name) => new resources.OperationWait(name, args));

        await Promise.all(waits.map((wait) => value(wait.status)));

        assert.deepEqual(Object.keys(args), ["asyncOperationId", "location"]);
        assert.equal(created.length, 2);
    });

    it("exposes the type of an OperationWaitAll to the mocks", async () => {
        const wait = new resources.OperationWaitAll("all", {
            operations: ["/subscriptions/50000000-0000-4000-8000-000000000005/providers/P/operations/o"],
        });

        await value(wait.urn);

        assert.equal(created[0]?.type, "pulumi-nodejs:dynamic/pulumi-azure-wait:OperationWaitAll");
    });

    it("exposes the type and the inputs of a ResourceAction to the mocks", async () => {
        const args = { resourceId: "/subscriptions/s/things/t", apiVersion: "2025-02-01", action: "failover" };
        const action = new resources.ResourceAction("failover", args, { customTimeouts: { create: "5h" } });

        assert.equal(await value(action.status), "Succeeded");
        assert.equal(created[0]?.type, "pulumi-nodejs:dynamic/pulumi-azure-wait:ResourceAction");
        const { resourceId, apiVersion, action: name, timeout } = created[0]?.inputs ?? {};
        assert.deepEqual({ resourceId, apiVersion, action: name }, args);
        assert.equal(timeout, "5h");
    });
});
