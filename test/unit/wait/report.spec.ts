// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import fc from "fast-check";
import { CodedError } from "../../../provider/common/codedError";
import { parseArmUrl } from "../../../provider/reference/armUrl";
import {
    endedOutcome,
    type Outcome,
    permanentErrorOutcome,
    timeoutOutcome,
    unavailableOutcome,
} from "../../../provider/wait/outcome";
import type { WaitSoFar } from "../../../provider/wait/pollHistory";
import { reportError, responseReason, summarised } from "../../../provider/wait/report";
import { response } from "../response/response";
import { OPERATION_PATH } from "./operations";

const NOTHING: WaitSoFar = {
    url: parseArmUrl("operation", OPERATION_PATH),
    status: undefined,
    statusError: undefined,
    polls: 0,
    elapsedMs: 0,
    counts: new Map(),
    lastResponse: undefined,
    lastError: undefined,
    nextRun: "waits",
};
const RUNNING: WaitSoFar = { ...NOTHING, status: "InProgress", polls: 1, elapsedMs: 61_000 };
const NAME = "op-1 (Microsoft.OperationalInsights, westus)";
const DETAIL = { code: "A", message: "a", target: "t" };
const MAY_RUN = "  The operation may still be running, or have ended, in Azure. Run again to go on waiting.";

/** An outcome, the history of the wait, and the whole report. */
const REPORTS: readonly [
    title: string,
    outcome: (wait: WaitSoFar) => Outcome | undefined,
    wait: WaitSoFar,
    lines: readonly string[],
][] = [
    [
        "contains the reason alone before the first poll",
        () => ({ code: "AuthenticationFailed", headline: "No token." }),
        NOTHING,
        ["No token.", `  operation: ${NAME}`],
    ],
    [
        "contains an error that is unrelated to the status",
        () => permanentErrorOutcome(new CodedError("AuthenticationFailed", "no token"), false, NOTHING),
        NOTHING,
        ["Cannot wait for the Azure operation: no token", `  operation: ${NAME}`],
    ],
    [
        "contains an error of reading the status, and that the operation may be running",
        () => permanentErrorOutcome(new CodedError("StatusUnavailable", "no network"), false, RUNNING),
        RUNNING,
        [
            "The status of the Azure operation could not be read: no network",
            MAY_RUN,
            `  operation: ${NAME}, last InProgress, 1 poll in 1m 1s`,
        ],
    ],
    [
        "contains the results of the polls, the most frequent first, and the last error",
        (wait) => unavailableOutcome("gone", wait, { errorDetail: DETAIL }),
        {
            ...NOTHING,
            polls: 6,
            counts: new Map([
                ["Accepted", 1],
                ["InProgress", 3],
                ["503", 2],
            ]),
            lastError: "503, no content type, empty body",
        },
        [
            "The status of the Azure operation could not be read: gone",
            MAY_RUN,
            "  target: t",
            "  seen: InProgress x3, 503 x2, Accepted x1",
            "  last error: 503, no content type, empty body",
            `  operation: ${NAME}, 6 polls in 0s`,
        ],
    ],
    [
        "contains the timeout and the only id of Azure's",
        (wait) => timeoutOutcome(wait, 60_000),
        { ...RUNNING, polls: 2, lastResponse: response(200, "", { "x-ms-correlation-request-id": "c-1" }) },
        [
            "Azure operation still InProgress after 1m, the `timeout` of this wait.",
            "  The operation itself goes on in Azure. Run again to go on waiting, or set a longer `timeout`.",
            `  operation: ${NAME}, last InProgress, 2 polls in 1m 1s`,
            "  correlation id c-1",
        ],
    ],
    [
        "contains the reason of a failure at the first poll",
        (wait) =>
            endedOutcome({ kind: "failed", status: "Failed", errorDetail: DETAIL, body: { status: "Failed" } }, wait),
        { ...RUNNING, lastResponse: response(200, "", { "x-ms-request-id": "r-1" }) },
        [
            "Azure operation Failed: A: a",
            "  target: t",
            `  operation: ${NAME}, Failed at the first poll`,
            "  request id r-1",
        ],
    ],
    [
        "contains the whole response for a failure without a reason",
        (wait) =>
            endedOutcome(
                { kind: "failed", status: "Failed", errorDetail: undefined, body: { status: "Failed", name: "x" } },
                wait,
            ),
        { ...RUNNING, polls: 2 },
        [
            "Azure operation Failed: Azure gave no reason.",
            '  response: {"status":"Failed","name":"x"}',
            `  operation: ${NAME}, Failed after 1m 1s of waiting`,
        ],
    ],
    [
        "contains a cancellation without a body",
        (wait) => endedOutcome({ kind: "canceled", status: "Canceled", errorDetail: undefined, body: {} }, wait),
        RUNNING,
        ["Azure operation Canceled: Azure gave no reason.", `  operation: ${NAME}, Canceled at the first poll`],
    ],
    [
        "contains the times of an operation on one line, even with line breaks in them",
        (wait) =>
            endedOutcome(
                {
                    kind: "failed",
                    status: "Failed",
                    errorDetail: DETAIL,
                    body: { startTime: "2026-03-02\n09:00Z", endTime: "2026-03-02  09:00Z" },
                },
                wait,
            ),
        RUNNING,
        [
            "Azure operation Failed: A: a",
            "  target: t",
            `  operation: ${NAME}, Failed after 0s`,
            "  started 2026-03-02 09:00Z, ended 2026-03-02 09:00Z",
        ],
    ],
];

describe("The report of a wait", () => {
    for (const [title, outcome, wait, lines] of REPORTS) {
        it(title, () => {
            const ended = outcome(wait) ?? assert.fail("the wait goes on");
            assert.deepEqual(reportError(ended, wait, []).message.split("\n"), lines);
        });
    }

    it("has a summary without the properties in errors, also in those of a running operation", () => {
        const properties = { adminPassword: "hunter2" };
        const errorDetail = {
            ...DETAIL,
            details: [{ code: "B", otherFields: { properties } }],
            otherFields: { properties, x: 1 },
        };
        const failed = endedOutcome({ kind: "failed", status: "Failed", errorDetail, body: {} }, RUNNING);
        const running = timeoutOutcome({ ...RUNNING, statusError: errorDetail }, 1_000);

        for (const outcome of [failed, running]) {
            const error = reportError(outcome, RUNNING, []);
            const summary = summarised(error);
            const lines = summary.message.split("\n");
            assert.match(error.message, /hunter2/);
            assert.deepEqual(
                lines,
                error.message.split("\n").filter((line) => !line.includes("hunter2")),
            );
            assert.equal(summary.code, error.code);
        }
    });

    const CAUSES: readonly [what: string, cause: unknown, kept: readonly unknown[]][] = [
        [
            "an error with a code",
            Object.assign(new TypeError("reset"), { code: "ECONNRESET" }),
            ["TypeError", "reset", "ECONNRESET"],
        ],
        ["an error with a number as code", Object.assign(new Error("odd"), { code: 7 }), ["Error", "odd", undefined]],
        ["a string", "Ctrl-C", ["Error", "Ctrl-C", undefined]],
        ["a number", 7, ["Error", "7", undefined]],
        ["an object", { token: "t" }, ["Error", "(no message)", undefined]],
        ["null", null, ["Error", "(no message)", undefined]],
        ["an object without prototype", Object.create(null), ["Error", "(no message)", undefined]],
        ["an error that quotes a secret", new Error("sent hunter2-hunter2"), ["Error", "sent REDACTED", undefined]],
    ];
    for (const [what, cause, kept] of CAUSES) {
        it(`keeps only name, message and code of the cause: ${what}`, () => {
            const error = reportError({ code: "StatusUnavailable", headline: "x", cause }, NOTHING, [
                "hunter2-hunter2",
            ]);
            const { name, message, code } = error.cause as Error & { code?: unknown };
            assert.deepEqual([name, message, code], kept);
        });
    }

    it("cuts its middle to 64 KiB of UTF-8, says so, and keeps its beginning and the operation", () => {
        const LIMIT = 65_536;
        fc.assert(
            fc.property(
                fc.string({ unit: "grapheme", minLength: 1 }),
                fc.integer({ min: 1, max: 9 }),
                (text, count) => {
                    const message = text.repeat(Math.ceil((count * 10_000) / text.length));
                    const lines = Array.from({ length: count }, () => message);
                    const error = reportError({ code: "OperationFailed", headline: "Failed", lines }, RUNNING, []);
                    const report = error.message;
                    assert.ok(Buffer.byteLength(report) <= LIMIT, `${Buffer.byteLength(report)} bytes`);
                    assert.ok(report.startsWith("Failed\n"));
                    assert.ok(report.endsWith(`\n  operation: ${NAME}, last InProgress, 1 poll in 1m 1s`));
                    assert.ok(!report.includes("\ufffd"), "a character was split");
                },
            ),
            { numRuns: 50 },
        );
    });

    it("cuts a report that is one byte longer than 64 KiB, and not one of 64 KiB", () => {
        const reportOf = (characters: number) =>
            reportError({ code: "OperationFailed", headline: "x".repeat(characters) }, NOTHING, []).message;
        const room = 65_536 - (Buffer.byteLength(reportOf(1)) - 1);
        assert.equal(reportOf(room), `${"x".repeat(room)}${reportOf(1).slice(1)}`);
        assert.match(reportOf(room + 1), /^x+\n {2}… \(cut: .*\)\n {2}operation: /);
    });

    it("has no cause without one", () => {
        assert.ok(!("cause" in reportError({ code: "StatusUnavailable", headline: "x" }, NOTHING, [])));
    });

    it("redacts secrets in the tree of Azure's error", () => {
        const errorDetail = {
            code: "A",
            details: [{ message: "hunter2-hunter2" }],
            otherFields: { count: 2, nothing: null },
        };
        const error = reportError({ code: "OperationFailed", headline: "x", errorDetail }, NOTHING, [
            "hunter2-hunter2",
        ]);
        assert.deepEqual(error.errorDetail, { ...errorDetail, details: [{ message: "REDACTED" }] });
    });
});

describe("The excerpt of a response", () => {
    const EXCERPTS: readonly [what: string, parameters: Parameters<typeof response>, text: string][] = [
        [
            "contains its code, content type and beginning",
            [200, " a \n b ", { "content-type": "text/plain" }],
            "200, text/plain: a b",
        ],
        ["states an empty body", [204], "204, no content type, empty body"],
        [
            "is short",
            [502, "x".repeat(1_000)],
            `502, no content type: ${"x".repeat(200)}… (800 more characters not shown)`,
        ],
    ];
    for (const [what, parameters, text] of EXCERPTS) {
        it(what, () => assert.equal(responseReason(response(...parameters), undefined), text));
    }
});
