// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import stringWidth from "string-width";
import { newRecord, type OperationRecord } from "../../../provider/cli/operationRecord";
import { cut, formatRows, type Paint, type RowState } from "../../../provider/cli/row";
import { OperationError } from "../../../provider/wait/operationError";

const START_MS = Date.parse("2026-01-01T00:00:00Z");
const ID = "713192d7-2525-4acb-a874-8d91d78171f3";
const PATH = `/subscriptions/s/operationStatuses/${ID}`;
const PROGRESS = {
    ...{ status: "InProgress", percentComplete: undefined, lastError: undefined },
    ...{ polls: 3, elapsedSeconds: 60, nextPollSeconds: 6 },
};
const plain: Paint = (_, text) => text;

function running(body: Record<string, unknown> = {}): OperationRecord {
    return { ...newRecord(PATH), lastStatus: { kind: "running", status: "InProgress", body } };
}

/** A row two seconds after its last poll, 200 seconds after Azure's `startTime`, 62 seconds after the wait began. */
function state(record: OperationRecord, changes: Partial<RowState> = {}): RowState {
    const times = { sinceProgressMs: 2_000, elapsedMs: 62_000, nowMs: START_MS + 200_000 };
    return { record, progress: PROGRESS, ...times, ...changes };
}

const startTime = "2026-01-01T00:00:00Z";
const failed: OperationRecord = {
    ...running({ startTime, endTime: "2026-01-01T00:12:05Z" }),
    error: new OperationError("Azure operation Failed", {
        code: "OperationFailed",
        status: "Failed",
        errorDetail: { code: "ClusterProvisioningFailed", message: "The cluster could not be provisioned." },
    }),
};
const succeeded: OperationRecord = {
    ...running({ startTime, endTime: "2026-01-01T01:02:03Z", percentComplete: 100 }),
    success: { id: PATH, name: ID, status: "Succeeded", durationSeconds: 3, polls: 1 },
};
const aborted: OperationRecord = {
    ...running({ startTime }),
    error: new OperationError("Stopped", { code: "WaitAborted", status: "InProgress", elapsedSeconds: 62 }),
};

const ROWS: readonly (readonly [title: string, state: RowState, row: string])[] = [
    [
        "has the status, the age by Azure's startTime, and the time to the next poll",
        state(running({ startTime })),
        `● ${ID}  InProgress  3m 20s  poll in 4s`,
    ],
    [
        "has the percentage",
        state(running({ startTime, percentComplete: 42.7 })),
        `● ${ID}  InProgress  42%  3m 20s  poll in 4s`,
    ],
    [
        "has the duration of the wait where Azure sends no startTime",
        state(running()),
        `● ${ID}  InProgress  1m 2s  poll in 4s`,
    ],
    [
        "ignores a startTime of the year 1",
        state(running({ startTime: "0001-01-01T00:00:00Z" })),
        `● ${ID}  InProgress  1m 2s  poll in 4s`,
    ],
    [
        "ignores a startTime in the future",
        state(running({ startTime: "2027-01-01T00:00:00Z" })),
        `● ${ID}  InProgress  1m 2s  poll in 4s`,
    ],
    ["says that a poll is due", state(running(), { sinceProgressMs: 6_000 }), `● ${ID}  InProgress  1m 2s  polling`],
    [
        "says so before the first response",
        state(newRecord(PATH), { progress: undefined }),
        `● ${ID}  connecting  1m 2s`,
    ],
    [
        "says so before the first status, with the error of the last poll",
        state(newRecord(PATH), { progress: { ...PROGRESS, status: undefined, lastError: "503" } }),
        `● ${ID}  no status yet  1m 2s  poll in 4s · 503`,
    ],
    ["of a success has Azure's duration", state(succeeded), `✔ ${ID}  Succeeded  1h 2m 3s`],
    ["of a failure has its reason, cut", state(failed), `✖ ${ID}  Failed  12m 5s  ClusterProvisioningFai…`],
    [
        "of a stopped wait says that the operation is still running",
        state(aborted),
        `■ ${ID}  InProgress  3m 20s  still running`,
    ],
];

const LONG_NAME = "a-very-long-name-of-an-operation-that-some-service-has-put-into-its-url_and-more";
const HOSTILE = "\u001b[2J##vso[task.complete]\n::error::x";

describe("formatRows", () => {
    for (const [title, row, expected] of ROWS) {
        it(`${title}: ${expected}`, () => {
            assert.deepEqual(formatRows([row], 80, plain), [expected]);
        });
    }

    it("aligns the columns of several rows", () => {
        const rows = formatRows(
            [state(running({ startTime, percentComplete: 5 })), state(succeeded), state(failed)],
            80,
            plain,
        );
        assert.deepEqual(rows, [
            `● ${ID}  InProgress  5%    3m 20s  poll in 4s`,
            `✔ ${ID}  Succeeded       1h 2m 3s`,
            `✖ ${ID}  Failed            12m 5s  ClusterProvi…`,
        ]);
    });

    it("draws a bar in a wide terminal", () => {
        const [row] = formatRows([state(running({ startTime, percentComplete: 50 }))], 120, plain);
        assert.equal(row, `● ${ID}  InProgress  ━━━━━━━━────────  50%  3m 20s  poll in 4s`);
    });

    it("cuts a long name before other columns", () => {
        const record = { ...running({ startTime }), path: `/subscriptions/s/${LONG_NAME}` };
        const [row = ""] = formatRows([state(record)], 80, plain);
        assert.match(row, /^● a-very-long-name-of-an-op\S*… {2}InProgress {2}3m 20s {2}poll in 4s$/);
        assert.equal(stringWidth(row), 79);
    });

    for (const columns of [1, 5, 20, 40, 60, 80, 100, 120, 200]) {
        it(`is never wider than a terminal of ${columns} columns, less one`, () => {
            const wide = {
                ...running({ startTime, percentComplete: 42 }),
                path: `/x/${encodeURIComponent("集群".repeat(40))}`,
            };
            const states = [wide, running({ startTime, percentComplete: 7 }), succeeded, failed, aborted].map(
                (record) => state(record),
            );
            for (const row of formatRows(states, columns, plain)) {
                assert.ok(stringWidth(row) <= Math.max(1, columns - 1), `${stringWidth(row)}: ${row}`);
            }
        });
    }

    it("neutralises what Azure sends, in one line", () => {
        const record: OperationRecord = {
            ...newRecord(`/x/${encodeURIComponent(HOSTILE)}`),
            lastStatus: { kind: "running", status: HOSTILE, body: {} },
        };
        const [row = ""] = formatRows([state(record, { progress: { ...PROGRESS, lastError: HOSTILE } })], 400, plain);
        assert.doesNotMatch(row, /\u001b|\n|##vso|(?<=^|\s)::error/);
    });

    it("colours the mark and the status only", () => {
        const painted: [string, string][] = [];
        formatRows([state(succeeded), state(failed)], 80, (colour, text) => {
            painted.push([colour, text.trim()]);
            return text;
        });
        assert.deepEqual(
            painted.filter(([colour]) => colour !== "dim"),
            [
                ["green", "✔"],
                ["green", "Succeeded"],
                ["red", "✖"],
                ["red", "Failed"],
            ],
        );
    });
});

describe("cut", () => {
    for (const [text, columns, expected] of [
        ["abc", 3, "abc"],
        ["abcd", 3, "ab…"],
        ["集群集群", 6, "集群…"],
        ["👨‍👩‍👧x", 2, "…"],
    ] as const) {
        it(`cuts ${text} to ${columns} columns: ${expected}`, () => {
            assert.equal(cut(text, columns), expected);
        });
    }
});
