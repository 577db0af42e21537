// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { OperationWait, OperationWaitAll } from "../../../provider";

/** What a user's unit tests see of the resources. */
const created: pulumi.runtime.MockResourceArgs[] = [];

function value<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((resolve) => {
        output.apply(resolve);
    });
}

describe("a program's own unit tests, with Pulumi's mocks", () => {
    let resources: { OperationWait: typeof OperationWait; OperationWaitAll: typeof OperationWaitAll };

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
    // Other tests of the process know no mocks.
    after(() => pulumi.runtime.resetOptions("project", "stack", -1, "", "", false, ""));

    it("recognise a wait by its type, and see its inputs", async () => {
        const wait = new resources.OperationWait(
            "ready",
            {
                operation:
                    "https://management.azure.com/subscriptions/s/providers/P/operations/o?api-version=2025-02-01",
            },
            { customTimeouts: { create: "5h" } },
        );

        assert.equal(await value(wait.status), "Succeeded");
        assert.equal(created[0]?.type, "pulumi-nodejs:dynamic/pulumi-azure-wait:OperationWait");
        assert.equal(created[0]?.inputs.timeout, "5h");
    });

    it("may share and freeze the arguments of several waits", async () => {
        const args = Object.freeze({ asyncOperationId: "op-1", location: "westus" });
        const waits = ["one", "two"].map((name) => new resources.OperationWait(name, args));

        await Promise.all(waits.map((wait) => value(wait.status)));

        assert.deepEqual(Object.keys(args), ["asyncOperationId", "location"]);
        assert.equal(created.length, 2);
    });

    it("recognise a wait for many", async () => {
        const wait = new resources.OperationWaitAll("all", {
            operations: ["/subscriptions/s/providers/P/operations/o"],
        });

        await value(wait.urn);

        assert.equal(created[0]?.type, "pulumi-nodejs:dynamic/pulumi-azure-wait:OperationWaitAll");
    });
});
