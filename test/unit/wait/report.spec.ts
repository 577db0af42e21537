// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { CodedError } from "../../../provider/common/codedError";
import { parseArmUrl } from "../../../provider/reference/armUrl";
import {
    endedVerdict,
    faultVerdict,
    type Outcome,
    responseExcerpt,
    timeoutVerdict,
    unavailableVerdict,
    type WaitSoFar,
    waitError,
} from "../../../provider/wait/report";
import { answer } from "../response/response";
import { OPERATION_PATH } from "./operations";

const NOTHING: WaitSoFar = {
    url: parseArmUrl("operation", OPERATION_PATH),
    status: undefined,
    polls: 0,
    elapsedMs: 0,
    tally: new Map(),
    lastAnswer: undefined,
    lastFault: undefined,
    retriedOnNextUp: true,
};
const RUNNING: WaitSoFar = { ...NOTHING, status: "InProgress", polls: 1, elapsedMs: 61_000 };
const NAME = "op-1 (Microsoft.OperationalInsights, westus)";
const DETAIL = { code: "A", message: "a", target: "t" };
const MAY_RUN = "  The operation may still be running, or have ended, in Azure. Run again to go on waiting.";

/** A verdict, what is known, and the whole text that people read. */
const REPORTS: readonly [
    what: string,
    verdict: (wait: WaitSoFar) => Outcome,
    wait: WaitSoFar,
    lines: readonly string[],
][] = [
    [
        "what went wrong before the first look",
        () => ({ code: "AuthenticationFailed", headline: "No token." }),
        NOTHING,
        ["No token.", `  operation: ${NAME}`],
    ],
    [
        "a fault that is no matter of the status",
        () => faultVerdict(new CodedError("AuthenticationFailed", "no token"), NOTHING),
        NOTHING,
        ["Cannot wait for the Azure operation: no token", `  operation: ${NAME}`],
    ],
    [
        "a fault that is",
        () => faultVerdict(new CodedError("StatusUnavailable", "no network"), RUNNING),
        RUNNING,
        [
            "The status of the Azure operation could not be read: no network",
            MAY_RUN,
            `  operation: ${NAME}, last InProgress, 1 poll in 1m 1s`,
        ],
    ],
    [
        "what was seen, the most frequent first, and the last fault",
        (wait) => unavailableVerdict("gone", wait, { errorDetail: DETAIL }),
        {
            ...NOTHING,
            polls: 6,
            tally: new Map([
                ["Accepted", 1],
                ["InProgress", 3],
                ["503", 2],
            ]),
            lastFault: "503, no content type, empty body",
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
        "a timeout, with one of Azure's ids alone",
        (wait) => timeoutVerdict(wait, 60_000),
        { ...RUNNING, polls: 2, lastAnswer: answer(200, "", { "x-ms-correlation-request-id": "c-1" }) },
        [
            "Azure operation still InProgress after 1m, the `timeout` of this wait.",
            "  The operation itself goes on in Azure. Run again to go on waiting, or set a longer `timeout`.",
            `  operation: ${NAME}, last InProgress, 2 polls in 1m 1s`,
            "  correlation id c-1",
        ],
    ],
    [
        "a failure with its reason, at the first look",
        (wait) => endedVerdict("failed", "Failed", DETAIL, { status: "Failed" }, wait),
        { ...RUNNING, lastAnswer: answer(200, "", { "x-ms-request-id": "r-1" }) },
        [
            "Azure operation Failed: A: a",
            "  target: t",
            `  operation: ${NAME}, Failed at the first poll`,
            "  request id r-1",
        ],
    ],
    [
        "a failure without one, after a while: then the whole answer",
        (wait) => endedVerdict("failed", "Failed", undefined, { status: "Failed", name: "x" }, wait),
        { ...RUNNING, polls: 2 },
        [
            "Azure operation Failed: Azure gave no reason.",
            '  answer: {"status":"Failed","name":"x"}',
            `  operation: ${NAME}, Failed after 1m 1s of waiting`,
        ],
    ],
    [
        "a cancellation without anything, by Azure's own clock",
        (wait) => endedVerdict("canceled", "Canceled", undefined, {}, wait),
        RUNNING,
        ["Azure operation Canceled: Azure gave no reason.", `  operation: ${NAME}, Canceled at the first poll`],
    ],
    [
        "an operation that ended as it began, whose times break lines",
        (wait) =>
            endedVerdict(
                "failed",
                "Failed",
                DETAIL,
                { startTime: "2026-03-02\n09:00Z", endTime: "2026-03-02  09:00Z" },
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

describe("A report tells", () => {
    for (const [what, verdict, wait, lines] of REPORTS) {
        it(what, () => assert.deepEqual(waitError(verdict(wait), wait, []).message.split("\n"), lines));
    }

    const CAUSES: readonly [what: string, cause: unknown, told: readonly unknown[]][] = [
        [
            "an error with a code",
            Object.assign(new TypeError("reset"), { code: "ECONNRESET" }),
            ["TypeError", "reset", "ECONNRESET"],
        ],
        ["an error with a number as code", Object.assign(new Error("odd"), { code: 7 }), ["Error", "odd", undefined]],
        ["a text", "Ctrl-C", ["Error", "Ctrl-C", undefined]],
        ["a number", 7, ["Error", "7", undefined]],
        ["an object", { token: "t" }, ["Error", "(no message)", undefined]],
        ["null", null, ["Error", "(no message)", undefined]],
        ["an object of no prototype", Object.create(null), ["Error", "(no message)", undefined]],
        ["an error that quotes a secret", new Error("sent hunter2-hunter2"), ["Error", "sent REDACTED", undefined]],
    ];
    for (const [what, cause, told] of CAUSES) {
        it(`of a cause no more than its words: ${what}`, () => {
            const error = waitError({ code: "StatusUnavailable", headline: "x", cause }, NOTHING, ["hunter2-hunter2"]);
            const { name, message, code } = error.cause as Error & { code?: unknown };
            assert.deepEqual([name, message, code], told);
        });
    }

    it("nothing of a cause where there is none", () => {
        assert.ok(!("cause" in waitError({ code: "StatusUnavailable", headline: "x" }, NOTHING, [])));
    });

    it("Azure's error as a tree, without secrets in it", () => {
        const errorDetail = {
            code: "A",
            details: [{ message: "hunter2-hunter2" }],
            otherFields: { count: 2, nothing: null },
        };
        const error = waitError({ code: "OperationFailed", headline: "x", errorDetail }, NOTHING, ["hunter2-hunter2"]);
        assert.deepEqual(error.errorDetail, { ...errorDetail, details: [{ message: "REDACTED" }] });
    });
});

describe("The excerpt of an answer", () => {
    const EXCERPTS: readonly [what: string, parameters: Parameters<typeof answer>, text: string][] = [
        [
            "is its code, type and beginning",
            [200, " a \n b ", { "content-type": "text/plain" }],
            "200, text/plain: a b",
        ],
        ["says when there is no body", [204], "204, no content type, empty body"],
        [
            "is short",
            [502, "x".repeat(1_000)],
            `502, no content type: ${"x".repeat(200)}… (800 more characters not shown)`,
        ],
    ];
    for (const [what, parameters, text] of EXCERPTS) {
        it(what, () => assert.equal(responseExcerpt(answer(...parameters)), text));
    }
});
