// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { combinedError } from "../../../provider/wait/combinedError";
import { OperationError, type OperationErrorCode } from "../../../provider/wait/operationError";

/** An error with the message of a failed wait. */
function failed(id: string, outcome: string, code: OperationErrorCode = "OperationFailed"): OperationError {
    const message = `${outcome}\n  operation: ${id} (P, westus), Failed after 3s\n  request id r-${id}`;
    return new OperationError(message, {
        code,
        operation: `/subscriptions/50000000-0000-4000-8000-000000000005/operationStatuses/${id}?api-version=1`,
        polls: 2,
    });
}

const DENIED = "Azure operation Failed: KeyDenied: Key not readable.";
const TOO_LARGE = "x".repeat(100_000);

describe("combinedError", () => {
    it("returns the error of the only operation", () => {
        const error = failed("op-1", DENIED);
        assert.equal(combinedError([error], 1), error);
    });

    it("reports an error that operations have in common once, followed by the ids of each operation", () => {
        const { message } = combinedError([failed("op-1", DENIED), failed("op-2", DENIED)], 3);
        assert.equal(
            message,
            [
                "2 of 3 Azure operations did not succeed:",
                "  Azure operation Failed: KeyDenied: Key not readable.",
                "    operation: op-1 (P, westus), Failed after 3s",
                "    request id r-op-1",
                "    operation: op-2 (P, westus), Failed after 3s",
                "    request id r-op-2",
            ].join("\n"),
        );
    });

    it("reports errors that differ only in a detail separately", () => {
        const failures = [failed("op-1", `${DENIED}\n  target: a`), failed("op-2", `${DENIED}\n  target: b`)];
        const { message } = combinedError(failures, 2);
        assert.match(message, /target: a\n {4}operation: op-1 .*\n.*\n {2}Azure operation Failed.*\n {4}target: b\n/);
    });

    it("recognizes the operation line even if the error of Azure contains a similar one", () => {
        const failures = [failed("op-1", `${DENIED}\n  operation: x`), failed("op-2", `${DENIED}\n  operation: y`)];
        assert.match(
            combinedError(failures, 2).message,
            /operation: x\n {4}operation: op-1.*operation: y\n {4}operation: op-2/s,
        );
    });

    it("lists the operations on one line after an abort", () => {
        const stopped = (id: string) => failed(id, "Stopped waiting for the Azure operation.", "WaitAborted");
        assert.equal(
            combinedError([stopped("op-1"), stopped("op-2")], 2).message,
            [
                "2 of 2 Azure operations did not succeed:",
                "  Stopped waiting for the Azure operation.",
                "    operations: op-1, op-2",
            ].join("\n"),
        );
    });

    it("reports the ids of the only operation that was stopped", () => {
        const stopped = failed("op-1", "Stopped waiting for the Azure operation.", "WaitAborted");
        assert.equal(
            combinedError([stopped], 2).message,
            [
                "1 of 2 Azure operations did not succeed:",
                "  Stopped waiting for the Azure operation.",
                "    operation: op-1 (P, westus), Failed after 3s",
                "    request id r-op-1",
            ].join("\n"),
        );
    });

    it("reports once, and without operations, a refused sign-in before any operation was known", () => {
        const refused = new OperationError("The secret has expired.", { code: "AuthenticationFailed" });
        assert.equal(
            combinedError([refused, refused], 2).message,
            "2 of 2 Azure operations did not succeed:\n  The secret has expired.",
        );
    });

    it("reports an invalid argument without an operation", () => {
        const unknown = new OperationError("`location` is missing", { code: "InvalidArgument" });
        assert.match(
            combinedError([unknown, failed("op-2", DENIED)], 2).message,
            /:\n {2}`location` is missing\n {2}Azure/,
        );
    });

    it("truncates a huge message and lists the operations that are not shown", () => {
        const failures = ["op-1", "op-2", "op-3", "op-4"].map((id) => failed(id, `${id}: ${TOO_LARGE}`));
        const { message, errors } = combinedError(failures, 4);
        assert.ok(message.length < 300_000);
        assert.match(message, /\n {2}… and 2 more, not shown because of more than 262144 characters: op-3, op-4$/);
        assert.deepEqual(errors, failures);
    });

    it("has the code and status of the most severe error, the sum of the polls and the longest time", () => {
        const errors = [
            new OperationError("a", { code: "WaitTimeout", polls: 3, elapsedSeconds: 60 }),
            new OperationError("b", { code: "OperationCanceled", polls: 2, elapsedSeconds: 5, status: "Canceled" }),
            new OperationError("c", { code: "StatusUnavailable", polls: 1, elapsedSeconds: 7 }),
        ];
        for (const inAnyOrder of [errors, [...errors].reverse()]) {
            const { code, status, polls, elapsedSeconds } = combinedError(inAnyOrder, 3);
            assert.deepEqual([code, status, polls, elapsedSeconds], ["OperationCanceled", "Canceled", 6, 60]);
        }
    });
});
