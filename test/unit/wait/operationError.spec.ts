// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { OperationError } from "../../../provider/wait/operationError";

type OperationErrorModule = typeof import("../../../provider/wait/operationError");

const PATH = "../../../provider/wait/operationError";

/** The module as in a second installed copy of the package. */
function anotherCopy(): OperationErrorModule {
    const file = require.resolve(PATH);
    const original = require.cache[file];
    delete require.cache[file];
    try {
        return require(PATH) as OperationErrorModule;
    } finally {
        require.cache[file] = original;
    }
}

const FAILED = new OperationError("Azure operation Failed: X: y\n  operation: op-1", {
    code: "OperationFailed",
    operation: "/subscriptions/50000000-0000-4000-8000-000000000005",
    status: "Failed",
    errorDetail: { code: "X", message: "y" },
    polls: 3,
    elapsedSeconds: 12,
    statusCode: 200,
    requestId: "request-1",
});

describe("OperationError", () => {
    it("is an Error with a name, a code and the number of polls", () => {
        assert.ok(FAILED instanceof Error);
        assert.deepEqual([FAILED.name, FAILED.code, FAILED.polls], ["OperationError", "OperationFailed", 3]);
    });

    it("has the name AbortError and the cause after an abort", () => {
        const error = new OperationError("Stopped.", { code: "WaitAborted", cause: new Error("Ctrl-C") });
        assert.equal(error.name, "AbortError");
        assert.equal((error.cause as Error).message, "Ctrl-C");
    });

    it("omits the fields that are undefined", () => {
        const error = new OperationError("m", { code: "InvalidArgument", status: undefined, cause: undefined });
        assert.deepEqual(Object.keys(error).sort(), ["code", "elapsedSeconds", "name", "polls"]);
        assert.ok(!("cause" in error));
    });

    it("is recognized by isInstance() across two copies of the package, unlike by instanceof", () => {
        const copy = anotherCopy();
        const error = new copy.OperationError("m", { code: "WaitTimeout" });
        assert.notEqual(copy.OperationError, OperationError);
        assert.equal(error instanceof OperationError, false);
        assert.equal(OperationError.isInstance(error), true);
        assert.equal(copy.OperationError.isInstance(FAILED), true);
    });

    for (const other of [null, undefined, "OperationError", new Error("m"), {}, { code: "OperationFailed" }]) {
        it(`does not recognize ${inspect(other).split("\n")[0]} as an instance`, () => {
            assert.equal(OperationError.isInstance(other), false);
        });
    }

    it("prints its message first, then its fields, and no internal brand", () => {
        const text = inspect(FAILED);
        assert.ok(text.startsWith("OperationError: Azure operation Failed: X: y\n  operation: op-1\n"), text);
        for (const field of ["code: 'OperationFailed'", "requestId: 'request-1'", "errorDetail: { code: 'X'"]) {
            assert.ok(text.includes(field), `${field} in ${text}`);
        }
        assert.doesNotMatch(text, /__pulumi/);
        assert.doesNotMatch(Object.keys(FAILED).join(), /__pulumi/);
    });
});
