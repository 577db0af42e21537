// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { OperationError, type WaitProgress, waitForOperations } from "../../../provider/wait";
import { errorResponse, FAILED, OPERATION_PATH, PENDING, SUCCEEDED } from "./operations";
import { ScriptedArm } from "./scriptedArm";

const OTHER_PATH = OPERATION_PATH.replace("op-1", "op-2");
let arm: ScriptedArm;

async function failure(promise: Promise<unknown>): Promise<OperationError> {
    const error: unknown = await promise.then(
        () => undefined,
        (reason: unknown) => reason,
    );
    assert.ok(OperationError.isInstance(error), String(error));
    return error;
}

describe("waitForOperations", () => {
    afterEach(() => arm.close());

    it("returns the statuses in the order of the operations, and an empty array for none", async () => {
        arm = await ScriptedArm.start(SUCCEEDED);
        const statuses = await waitForOperations([OTHER_PATH, OPERATION_PATH], { endpoint: arm.endpoint });
        assert.deepEqual(
            statuses.map(({ status }) => status),
            ["Succeeded", "Succeeded"],
        );
        assert.deepEqual(await waitForOperations([], { endpoint: arm.endpoint }), []);
        assert.equal(arm.requests.length, 2);
    });

    it("fails with one error of all failures, with the code of the most severe", async () => {
        arm = await ScriptedArm.start(errorResponse(403, "AuthorizationFailed", "No."), FAILED, SUCCEEDED);

        const error = await failure(
            waitForOperations([OPERATION_PATH, OTHER_PATH, OPERATION_PATH], { endpoint: arm.endpoint }),
        );

        assert.equal(error.code, "OperationFailed");
        assert.equal(error.errors?.length, 2);
        assert.match(error.message, /^2 of 3 Azure operations did not succeed:\n {2}\S/);
        assert.match(
            error.message,
            /\n {2}Azure operation Failed: KeyDenied: Key not readable\.\n {4}operation: op-\d /,
        );
        assert.match(error.message, /AuthorizationFailed: No\.\n/);
    });

    it("reports the status of a single operation, or how many of several have ended, to `onProgress`", async () => {
        const reports: string[] = [];
        const onProgress = ({ status, polls }: WaitProgress) => reports.push(`${status}, ${polls}`);
        arm = await ScriptedArm.start(PENDING, SUCCEEDED, SUCCEEDED);
        const options = { endpoint: arm.endpoint, minPollInterval: "1ms", maxPollInterval: "2ms", onProgress };
        await waitForOperations([OPERATION_PATH], options);
        assert.deepEqual(reports.splice(0), ["InProgress, 1"]);
        await arm.close();

        arm = await ScriptedArm.start(PENDING, SUCCEEDED, PENDING, SUCCEEDED);
        await waitForOperations([OPERATION_PATH, OTHER_PATH], { ...options, endpoint: arm.endpoint });
        assert.ok(
            reports.length > 0 && reports.every((report) => /^[01] of 2 ended, \d$/.test(report)),
            String(reports),
        );
    });

    it("fails with the error of the only operation", async () => {
        arm = await ScriptedArm.start(FAILED);
        const error = await failure(waitForOperations([OPERATION_PATH], { endpoint: arm.endpoint }));
        assert.match(error.message, /^Azure operation Failed: KeyDenied/);
    });

    it("rejects an invalid operation by its index before the first request", async () => {
        arm = await ScriptedArm.start(SUCCEEDED);
        const error = await failure(waitForOperations([OPERATION_PATH, "nothing"], { endpoint: arm.endpoint }));
        assert.equal(error.code, "InvalidArgument");
        assert.match(error.message, /^`operations\[1\]`: `operation` contains no operation/);
        assert.deepEqual(arm.requests, []);
    });

    it("rejects anything but an array", async () => {
        arm = await ScriptedArm.start(SUCCEEDED);
        for (const operations of [OPERATION_PATH, undefined, { length: 1 }]) {
            const error = await failure(waitForOperations(operations as never, { endpoint: arm.endpoint }));
            assert.deepEqual(
                [error.code, error.message],
                ["InvalidArgument", "`operations` must be a list of operations"],
            );
        }
    });

    it("stops all waits when the signal is aborted", async () => {
        arm = await ScriptedArm.start(SUCCEEDED);
        const error = await failure(
            waitForOperations([OPERATION_PATH, OTHER_PATH], { endpoint: arm.endpoint, signal: AbortSignal.abort() }),
        );
        assert.equal(error.code, "WaitAborted");
        assert.equal(error.name, "AbortError");
    });
});
