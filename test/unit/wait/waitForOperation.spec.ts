// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import sinon from "sinon";
import {
    CANCELED,
    FAILED,
    FAILED_NESTED,
    IDS,
    NOT_FOUND,
    OPERATION,
    OPERATION_PATH,
    PENDING,
    SUCCEEDED,
} from "./operations";
import { useVirtualWait } from "./virtualWait";

describe("waitForOperation", () => {
    const waits = useVirtualWait();

    it("returns ARM's response for an operation that Succeeded, the duration and the number of polls", async () => {
        const body = {
            id: `${OPERATION}`,
            name: "op-1",
            status: "Succeeded",
            startTime: "2026-03-02T09:00:00Z",
            endTime: "2026-03-02T09:41:30Z",
            percentComplete: 100,
            properties: { clusterId: "c-1" },
        };
        const status = await waits.statusOf([PENDING, PENDING, { body }]);
        assert.deepEqual(status, { ...body, durationSeconds: 2, polls: 3 });
    });

    it("takes id and name of the operation from its path if the response contains none", async () => {
        const status = await waits.statusOf([{ body: { status: "Succeeded" } }]);
        assert.deepEqual(status, { id: OPERATION, name: "op-1", status: "Succeeded", durationSeconds: 0, polls: 1 });
    });

    it("requests the given URL unchanged and sends no token over plain HTTP", async () => {
        const query = "?api-version=2025-02-01&t=638'%2f+a&&c=*";
        await waits.serve(SUCCEEDED);
        const credential = { getToken: sinon.stub().rejects(new Error("unexpected call")) };
        await waits.start({ credential }, `${waits.arm.endpoint}${OPERATION}${query.replace("'", "%27")}`).run();
        assert.deepEqual(
            waits.arm.requests.map(({ url, headers }) => [url, headers.authorization]),
            [[`${OPERATION}${query.replace("'", "%27")}`, undefined]],
        );
        sinon.assert.notCalled(credential.getToken);
    });

    it("treats all statuses but the terminal ones as in progress, even with an endTime", async () => {
        const statuses = ["Updating", "PreparingVMDisk", "PartiallySucceeded", "FailingOver", "AwaitingManualAction"];
        const script = statuses.map((status) => ({ body: { status, endTime: "2026-03-02T09:00:04Z" } }));
        const status = await waits.statusOf([...script, SUCCEEDED]);
        assert.equal(status.polls, statuses.length + 1);
    });

    it("fails with OperationFailed and the whole ErrorDetail", async () => {
        const error = await waits.failureOf([PENDING, FAILED_NESTED]);
        assert.deepEqual(error.message.split("\n"), [
            "Azure operation Failed: ClusterProvisioningFailed: The cluster could not be provisioned.",
            "  target: /clusters/logs",
            "  details:",
            "    - CapacityUnavailable: Not enough capacity in West US. (target: sku.capacity)",
            "        - ZoneUnavailable: Zone 2 is full.",
            "  additionalInfo:",
            '    - PolicyViolation: {"policyDefinitionDisplayName":"Allowed locations"}',
            "  operation: op-1 (Microsoft.OperationalInsights, westus), Failed after 12m 5s",
            "  started 2026-03-02T09:00:00Z, ended 2026-03-02T09:12:05Z",
            "  request id request-1, correlation id correlation-1",
        ]);
    });

    it("fails with an error that has the ErrorDetail and the ids as fields", async () => {
        const { name, code, operation, status, errorDetail, polls, elapsedSeconds, ...rest } = await waits.failureOf([
            PENDING,
            FAILED_NESTED,
        ]);
        assert.deepEqual(
            { name, code, operation, status, polls, elapsedSeconds },
            {
                name: "OperationError",
                code: "OperationFailed",
                operation: OPERATION_PATH,
                status: "Failed",
                polls: 2,
                elapsedSeconds: 1,
            },
        );
        const { error } = (FAILED_NESTED.body as { error: { error: unknown } }).error;
        assert.deepEqual(errorDetail, error);
        assert.deepEqual(
            [rest.statusCode, rest.requestId, rest.correlationId],
            [200, IDS["x-ms-request-id"], IDS["x-ms-correlation-request-id"]],
        );
    });

    it("reports the x-ms-client-request-id of the last request", async () => {
        const error = await waits.failureOf([FAILED]);
        const sent = waits.arm.requests[0]?.headers["x-ms-client-request-id"];
        assert.match(String(sent), /^[0-9a-f-]{36}$/);
        assert.equal(error.clientRequestId, sent);
    });

    it("fails with OperationCanceled and the whole ErrorDetail", async () => {
        const error = await waits.failureOf([CANCELED]);
        assert.equal(error.code, "OperationCanceled");
        assert.deepEqual(error.message.split("\n"), [
            "Azure operation Canceled: OperationPreempted: Replaced by op-2.",
            "  operation: op-1 (Microsoft.OperationalInsights, westus), Canceled at the first poll",
            "  request id request-1, correlation id correlation-1",
        ]);
    });

    it("reports the response of an operation that Failed without an error", async () => {
        const error = await waits.failureOf([{ body: { status: "Failed", error: null, hint: "ask us" } }]);
        assert.equal(error.code, "OperationFailed");
        assert.match(error.message, /^Azure operation Failed: Azure gave no reason\.\n/);
        assert.match(error.message, /"hint":"ask us"/);
    });

    it("removes from the message what could forge a CI log or crash the CLI", async () => {
        const message = "no\u001b[31m <{%reset%}>\n::error::forged\n##vso[task.complete]\u202e";
        const error = await waits.failureOf([{ body: { status: "Failed", error: { code: "X", message } } }]);
        assert.doesNotMatch(error.message, /\u001b|<\{%|^\s*::error|##vso\[|\u202e/m);
    });

    it("shortens a status of a million characters", async () => {
        const status = "x".repeat(1_000_000);
        const error = await waits.failureOf([{ body: { status } }], { timeout: "10s" });
        assert.equal(error.code, "WaitTimeout");
        assert.ok(error.message.length < 200_000, `the message has ${error.message.length} characters`);
    });

    it("leaves no timer behind after success, failure and 404", async () => {
        for (const end of [SUCCEEDED, FAILED, NOT_FOUND]) {
            await (await waits.wait([PENDING, end])).run();
            assert.equal(waits.clock.countTimers(), 0);
        }
    });

    it("succeeds after 1,200 polls", async () => {
        const status = await waits.statusOf([(request) => (request < 1_200 ? PENDING : SUCCEEDED)], {
            maxPollInterval: "1s",
        });
        assert.equal(status.polls, 1_200);
        assert.ok(waits.arm.delaysMs.every((delay) => delay === 1_000));
    });
});
