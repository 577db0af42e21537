// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { hostedDeleteError, hostedError } from "../../../provider/pulumi/hostedError";
import { PartialStateError } from "../../../provider/resources/partialStateError";

describe("An error for Pulumi's host of dynamic resources", () => {
    it("makes the engine record a half-made resource, with its URN and its stored provider", () => {
        const error = new PartialStateError("id", { status: "InProgress" }, new Error("Stopped waiting."));
        const hosted = hostedError(error, { waitUrn: "urn", __provider: "stored", body: "secret" });
        assert.ok(hosted instanceof Error);
        assert.equal(hosted.message, "Stopped waiting.");
        assert.deepEqual(
            { ...hosted },
            {
                id: "id",
                properties: { status: "InProgress", waitUrn: "urn", __provider: "stored" },
                reasons: ["Stopped waiting."],
            },
        );
    });

    it("passes on any other error, which records nothing", () => {
        const error = new Error("refused");
        assert.equal(hostedError(error, { __provider: "stored" }), error);
    });

    it("of a delete has its message, and no stack that the host would print", () => {
        const hosted = hostedDeleteError(new Error("the whole report")) as Error;
        assert.equal(hosted.message, "the whole report");
        assert.equal(
            `${hosted}: ${hosted.stack}`,
            "pulumi-azure-wait: the action was not undone; the error of the resource says why",
        );
    });
});
