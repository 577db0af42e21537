// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { OperationError, type StartRequest, startOperation, waitForOperations } from "../../../provider/wait";
import { FAILED, LOCATION_PATH, OPERATION, OPERATION_PATH, refusal, SUCCEEDED } from "./operations";
import { type Reply, ScriptedArm } from "./scriptedArm";

const OTHER_PATH = OPERATION_PATH.replace("op-1", "op-2");
const ACTION: StartRequest = {
    method: "POST",
    path: "/subscriptions/s/providers/P/things/t/act",
    apiVersion: "2025-02-01",
};

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

    it("returns the statuses in the order asked, and nothing for nothing", async () => {
        arm = await ScriptedArm.start(SUCCEEDED);
        const statuses = await waitForOperations([OTHER_PATH, OPERATION_PATH], { endpoint: arm.endpoint });
        assert.deepEqual(
            statuses.map(({ status }) => status),
            ["Succeeded", "Succeeded"],
        );
        assert.deepEqual(await waitForOperations([], { endpoint: arm.endpoint }), []);
        assert.equal(arm.requests.length, 2);
    });

    it("tells of every failure in one error, with the code of the gravest", async () => {
        arm = await ScriptedArm.start(refusal(403, "AuthorizationFailed", "No."), FAILED, SUCCEEDED);

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

    it("is just the error of a single one", async () => {
        arm = await ScriptedArm.start(FAILED);
        const error = await failure(waitForOperations([OPERATION_PATH], { endpoint: arm.endpoint }));
        assert.match(error.message, /^Azure operation Failed: KeyDenied/);
    });

    it("refuses a wrong entry by its place, before anything is asked", async () => {
        arm = await ScriptedArm.start(SUCCEEDED);
        const error = await failure(waitForOperations([OPERATION_PATH, "nothing"], { endpoint: arm.endpoint }));
        assert.equal(error.code, "InvalidArgument");
        assert.match(error.message, /^`operations\[1\]`: `operation` contains no operation/);
        assert.deepEqual(arm.requests, []);
    });

    it("ends all of them with the signal", async () => {
        arm = await ScriptedArm.start(SUCCEEDED);
        const error = await failure(
            waitForOperations([OPERATION_PATH, OTHER_PATH], { endpoint: arm.endpoint, signal: AbortSignal.abort() }),
        );
        assert.equal(error.code, "WaitAborted");
        assert.equal(error.name, "AbortError");
    });
});

describe("startOperation", () => {
    afterEach(() => arm.close());

    const start = async (reply: Reply, request: Partial<StartRequest> = {}) => {
        arm = await ScriptedArm.start(reply);
        return await startOperation({ ...ACTION, ...request }, { endpoint: arm.endpoint });
    };
    const RESOURCE = { resourceId: ACTION.path, apiVersion: ACTION.apiVersion };
    const url = (path: string) => `https://management.azure.com${path}`;

    /** What an answer leaves to wait for. */
    const ANSWERS: readonly [title: string, reply: Reply, request: Partial<StartRequest>, expected: unknown][] = [
        [
            "an Azure-AsyncOperation",
            { status: 202, headers: { "azure-asyncoperation": url(OPERATION) } },
            {},
            { operation: url(OPERATION) },
        ],
        [
            "an Operation-Location",
            { status: 202, headers: { "operation-location": url(OPERATION) } },
            {},
            { operation: url(OPERATION) },
        ],
        [
            "a Location",
            { status: 202, headers: { location: url(LOCATION_PATH) } },
            {},
            { operation: url(LOCATION_PATH), pattern: "location" },
        ],
        [
            "the first of both, with the resource behind it",
            { status: 201, headers: { "azure-asyncoperation": url(OPERATION), location: url(LOCATION_PATH) } },
            { method: "PUT", body: { location: "westus" } },
            { operation: url(OPERATION), fallback: RESOURCE },
        ],
        ["nothing, when ARM was done at once", { status: 204 }, {}, undefined],
        [
            "the resource's own state",
            { status: 201, body: { properties: { provisioningState: "Creating" } } },
            { method: "PUT" },
            RESOURCE,
        ],
        ["the resource's disappearance", { status: 202 }, { method: "DELETE" }, { ...RESOURCE, deleted: true }],
    ];
    for (const [title, reply, request, expected] of ANSWERS) {
        it(`returns ${title}`, async () => {
            assert.deepEqual(await start(reply, request), expected);
            assert.equal(arm.requests[0]?.url, `${ACTION.path}?api-version=${ACTION.apiVersion}`);
        });
    }

    it("says with ARM's whole error that ARM refused", async () => {
        const error = await failure(start(refusal(409, "Conflict", "Busy.")));
        assert.equal(error.code, "OperationFailed");
        assert.match(error.message, /^Azure did not begin the operation: Conflict: Busy\./);
        assert.equal(error.errorDetail?.code, "Conflict");
    });

    it("says that it is not known whether the operation has begun, and does not try again", async () => {
        const error = await failure(start({ fault: "reset" }));
        assert.equal(error.code, "StatusUnavailable");
        assert.match(error.message, /^It is not known whether the Azure operation has begun: ECONNRESET/);
        assert.equal(arm.requests.length, 1);
    });

    it("sends again what ARM did not process", async () => {
        arm = await ScriptedArm.start(refusal(429, "TooManyRequests", "Later.", { "retry-after": "1" }), {
            status: 204,
        });
        assert.equal(await startOperation(ACTION, { endpoint: arm.endpoint }), undefined);
        assert.equal(arm.requests.length, 2);
    });

    for (const [property, request] of Object.entries({
        method: { method: "GET" },
        apiVersion: { apiVersion: "latest" },
        path: { path: "https://evil.example/subscriptions/s" },
    })) {
        it(`refuses a wrong \`${property}\` before anything is asked`, async () => {
            const error = await failure(start({}, request as Partial<StartRequest>));
            assert.equal(error.code, "InvalidArgument");
            assert.ok(error.message.startsWith(`\`${property}\``), error.message);
            assert.deepEqual(arm.requests, []);
        });
    }
});
