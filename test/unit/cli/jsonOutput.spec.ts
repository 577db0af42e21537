// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { formatJson } from "../../../provider/cli/jsonOutput";
import { newRecord } from "../../../provider/cli/operationRecord";
import { OperationError } from "../../../provider/wait/operationError";

const PATH = "/subscriptions/s/operationStatuses/713192d7";

describe("formatJson", () => {
    it("has every field of an operation that Succeeded", () => {
        const success = {
            id: "/of/azure",
            name: "713192d7",
            status: "Succeeded",
            startTime: "2026-01-01T00:00:00Z",
            endTime: "2026-01-01T00:01:00Z",
            percentComplete: 100,
            properties: { key: "k" },
            durationSeconds: 60,
            polls: 5,
        };

        const { operations } = JSON.parse(formatJson([{ ...newRecord(PATH), success }]));

        assert.deepEqual(operations, [{ ...success, id: PATH, error: null }]);
    });

    it("has null for what Azure did not send, and for what was never read", () => {
        const error = new OperationError("no token", { code: "AuthenticationFailed" });

        const { operations } = JSON.parse(formatJson([{ ...newRecord(PATH), error }]));

        assert.deepEqual(operations, [
            {
                id: PATH,
                name: "713192d7",
                status: null,
                percentComplete: null,
                startTime: null,
                endTime: null,
                durationSeconds: 0,
                polls: 0,
                properties: null,
                error: { code: "AuthenticationFailed", message: "no token" },
            },
        ]);
    });

    it("has the last status and the error of an operation that Failed", () => {
        const body = { status: "Failed", startTime: "2026-01-01T00:00:00Z", percentComplete: 40, properties: { a: 1 } };
        const errorDetail = { code: "A", message: "b" };
        const error = new OperationError("report", {
            code: "OperationFailed",
            status: "Failed",
            errorDetail,
            polls: 3,
            elapsedSeconds: 9,
            statusCode: 200,
            requestId: "r",
            correlationId: "c",
        });
        const lastStatus = { kind: "failed" as const, status: "Failed", body, errorDetail };

        const [operation] = JSON.parse(formatJson([{ ...newRecord(PATH), lastStatus, error }])).operations;

        assert.equal(operation.status, "Failed");
        assert.equal(operation.startTime, body.startTime);
        assert.equal(operation.percentComplete, 40);
        assert.deepEqual(operation.properties, { a: 1 });
        assert.equal(operation.durationSeconds, 9);
        assert.equal(operation.polls, 3);
        assert.deepEqual(operation.error, {
            code: "OperationFailed",
            message: "report",
            errorDetail,
            statusCode: 200,
            requestId: "r",
            correlationId: "c",
        });
    });

    it("has the result of an action", () => {
        const success = { status: "Succeeded", durationSeconds: 1, polls: 0, result: ["key"] };

        const json = formatJson([{ ...newRecord(PATH), success }], true);

        assert.deepEqual(JSON.parse(json).operations[0].result, ["key"]);
    });

    it("keeps what Azure sent, but nothing that a terminal or a CI runner interprets", () => {
        const text = "::error::a\n##vso[task.complete]b\n##[error]c #[d \u001b[31m \u009b31m \u202e \u2028 \u200b end";
        const success = {
            ...{ id: "", name: text, status: text, durationSeconds: 0, polls: 1 },
            properties: { [text]: text },
        };

        const json = formatJson([{ ...newRecord(PATH), success }]);

        assert.doesNotMatch(json, /::|##|#\[|[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e]/);
        const [operation] = JSON.parse(json).operations;
        assert.equal(operation.status, text);
        assert.equal(operation.name, text);
        assert.deepEqual(operation.properties, { [text]: text });
    });
});
