// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import sinon from "sinon";
import { OperationError, retryWhenBusy } from "../../../provider";
import { FAILED, NOT_FOUND, OPERATION_PATH, PENDING, SUCCEEDED } from "../wait/operations";
import { type Line, ScriptedArm } from "../wait/scriptedArm";
import { errorHook, type HookLog, optionsFor, recordHookLog, until } from "./hookHarness";

const RESOURCE =
    "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/logs";
/** A status path without an api-version, which cannot be polled. */
const INCOMPLETE =
    "/subscriptions/50000000-0000-4000-8000-000000000005/providers/Microsoft.Network/locations/westus/operations/op-1";

describe("retryWhenBusy", () => {
    let arm: ScriptedArm;
    let log: HookLog;
    let clock: sinon.SinonFakeTimers | undefined;

    const startArm = async (...script: readonly Line[]) => {
        await arm?.close();
        arm = await ScriptedArm.start(...script);
    };
    beforeEach(async () => {
        await startArm(PENDING, SUCCEEDED);
        log = recordHookLog();
    });
    afterEach(async () => {
        clock?.restore();
        clock = undefined;
        sinon.restore();
        await arm.close();
    });

    const statusUrl = () => `${arm.endpoint}${OPERATION_PATH}`;
    const fakeTime = () => {
        clock = sinon.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
        return clock;
    };

    describe("error with the URL of the conflicting operation", () => {
        const messages: readonly string[] = [
            "Code=AnotherOperationInProgress: see URL.",
            "409 Conflict: the resource is locked by URL",
            'Code="OperationNotAllowed" Message="Operation URL is in progress"',
            "RetryableErrorDueToAnotherOperation: operation (URL) is running.",
            `Conflict: ${RESOURCE} is busy with URL`,
            "UpdateOperationInProgress, URL",
            "PessimisticConcurrencyConflict URL",
            'Conflict: {\\"target\\":\\"URL\\"}',
        ];
        for (const message of messages) {
            it(`waits for the operation and retries after ${message}`, async () => {
                assert.equal(await errorHook(optionsFor(arm))([message.replace("URL", statusUrl())]), true);
                assert.equal(arm.requests.length, 2);
                assert.match(log.info[0] ?? "", /^busy; another operation is InProgress · /);
                assert.deepEqual(log.warnings, []);
            });
        }
    });

    it("retries regardless of the outcome of the conflicting operation", async () => {
        await startArm(FAILED);
        assert.equal(await errorHook(optionsFor(arm))([`AnotherOperationInProgress ${statusUrl()}`]), true);
        await startArm(NOT_FOUND);
        const retry = errorHook({ ...optionsFor(arm), notFoundGrace: "0s" });
        assert.equal(await retry([`AnotherOperationInProgress ${statusUrl()}`]), true);
    });

    it("also reports the progress to the onProgress option", async () => {
        const onProgress = sinon.stub();
        await errorHook({ ...optionsFor(arm), onProgress })([`Conflict ${statusUrl()}`]);
        sinon.assert.calledOnce(onProgress);
        assert.equal(log.info.length, 1);
    });

    describe("error that is not retried", () => {
        const others: readonly (readonly [string, unknown])[] = [
            ["another error", ["QuotaExceeded: no more."]],
            ["a Conflict with only the id of the resource", [`Conflict: '${RESOURCE}' exists already.`]],
            ["a Conflict with an incomplete operation path", [`Conflict: ${INCOMPLETE}`]],
            ["an empty array of errors", []],
            ["undefined errors", undefined],
            ["an error that is not a string", [{ code: "Conflict" }]],
        ];
        for (const [title, errors] of others) {
            it(`does not retry or warn for ${title}`, async () => {
                assert.equal(await errorHook(optionsFor(arm))(errors), false);
                assert.deepEqual([arm.requests, log], [[], { info: [], warnings: [] }]);
            });
        }

        it("does not retry or warn for a partially created resource", async () => {
            const message = `1 error occurred:\n\t* AnotherOperationInProgress ${statusUrl()}`;
            assert.equal(await errorHook(optionsFor(arm))([message]), false);
            assert.deepEqual([arm.requests, log.warnings], [[], []]);
        });
    });

    describe("error without a usable operation URL", () => {
        const conflicts: readonly (readonly [string, () => string])[] = [
            ["without a URL", () => "AnotherOperationInProgress: try later."],
            [
                "in another wording",
                () => "Another operation on '/subscriptions/50000000-0000-4000-8000-000000000005/a.b' is pending.",
            ],
            ["with the id of the locked resource", () => `AnotherOperationInProgress on ${RESOURCE}.`],
            ["with several URLs", () => `AnotherOperationInProgress: ${statusUrl()}, ${statusUrl()}&h=2`],
            ["with an incomplete operation path", () => `AnotherOperationInProgress: ${INCOMPLETE}`],
            ["with a URL on another host", () => `AnotherOperationInProgress: https://example.org${OPERATION_PATH}`],
        ];
        for (const [title, message] of conflicts) {
            it(`retries after increasing delays when Azure reports a conflict ${title}`, async () => {
                const retry = errorHook(optionsFor(arm));
                const time = fakeTime();
                for (const seconds of [10, 20, 40, 80, 120, 120]) {
                    let shouldRetry: boolean | undefined;
                    retry([message()]).then((value) => {
                        shouldRetry = value;
                    });
                    await time.tickAsync(seconds * 1000 - 1);
                    assert.equal(shouldRetry, undefined, `${seconds} s`);
                    await time.tickAsync(1);
                    assert.equal(shouldRetry, true, `${seconds} s`);
                }
                assert.deepEqual([arm.requests, log.warnings], [[], []]);
                assert.equal(log.info[0], "busy; tried again in 10s");
                assert.equal(log.info.at(-1), "busy; tried again in 2m");
            });
        }

        it("retries after increasing delays from the second time on when the conflicting operation has already ended", async () => {
            await startArm(SUCCEEDED);
            const retry = errorHook(optionsFor(arm));
            const errors = [`AnotherOperationInProgress ${statusUrl()}`];
            assert.equal(await retry(errors), true);
            assert.deepEqual(log.info, []);

            const time = fakeTime();
            for (const [index, seconds] of [10, 20].entries()) {
                const retrying = retry(errors);
                while (log.info.length <= index) {
                    // The poll waits a few milliseconds for a slot of the read limiter.
                    await time.tickAsync(1);
                    await new Promise((resolve) => setImmediate(resolve));
                }
                await time.tickAsync(seconds * 1000);
                assert.equal(await retrying, true);
            }
            assert.deepEqual(log.info, ["busy; tried again in 10s", "busy; tried again in 20s"]);
        });
    });

    describe("isBusy", () => {
        const unknown = `Status=409 Code="SlotSwapPending" Message="Slot 'staging' of ${RESOURCE} is swapped."`;

        it("retries after a delay when `isBusy` returns true for the whole text of an unknown error", async () => {
            const isBusy = sinon.stub().returns(true);
            const time = fakeTime();
            const retrying = errorHook({ ...optionsFor(arm), isBusy })([unknown]);
            await time.tickAsync(10_000);
            assert.equal(await retrying, true);
            sinon.assert.calledOnceWithExactly(isBusy, unknown);
            assert.deepEqual(log, { info: ["busy; tried again in 10s"], warnings: [] });
        });

        it("waits for the operation in the error when `isBusy` returns true", async () => {
            const retry = errorHook({ ...optionsFor(arm), isBusy: () => true });
            assert.equal(await retry([`BadRequest: see ${statusUrl()}`]), true);
            assert.equal(arm.requests.length, 2);
        });

        it("is not called for a known error or a partially created resource", async () => {
            const isBusy = sinon.stub().returns(true);
            const retry = errorHook({ ...optionsFor(arm), isBusy });
            assert.equal(await retry([`AnotherOperationInProgress ${statusUrl()}`]), true);
            assert.equal(await retry([`1 error occurred:\n\t* ${unknown}`]), false);
            sinon.assert.notCalled(isBusy);
        });

        for (const returned of [false, undefined, 1, "true", Promise.resolve(false)]) {
            it(`does not retry or warn when \`isBusy\` returns ${returned}`, async () => {
                assert.equal(
                    await errorHook({ ...optionsFor(arm), isBusy: () => returned as boolean })([unknown]),
                    false,
                );
                assert.deepEqual([arm.requests, log], [[], { info: [], warnings: [] }]);
            });
        }

        const failures: readonly (readonly [string, () => boolean])[] = [
            [
                "throws",
                () => {
                    throw new TypeError("no code");
                },
            ],
            ["returns a promise that is rejected", () => Promise.reject(new TypeError("no code")) as never],
        ];
        for (const [title, isBusy] of failures) {
            it(`warns and does not retry when \`isBusy\` ${title}`, async () => {
                assert.equal(await errorHook({ ...optionsFor(arm), isBusy })([unknown]), false);
                assert.deepEqual(log, { info: [], warnings: ["not tried again: `isBusy` failed: no code"] });
            });
        }
    });

    it("gives up with a warning when `retries` is exceeded for a resource", async () => {
        const retry = errorHook({ ...optionsFor(arm), retries: 2 });
        const time = fakeTime();
        const results: boolean[] = [];
        for (let attempt = 0; attempt < 3; attempt += 1) {
            retry(["AnotherOperationInProgress"]).then((result) => results.push(result));
            await time.tickAsync(20_000);
        }
        assert.deepEqual(results, [true, true, false]);
        assert.deepEqual(log.warnings, ["not tried again: Azure is still busy after 2 retries"]);
    });

    for (const status of [403, 405]) {
        it(`retries after a delay when the status of the conflicting operation cannot be read (${status})`, async () => {
            await startArm({ status, headers: { "x-ms-request-id": "request-1" } });
            const time = fakeTime();
            const retrying = errorHook(optionsFor(arm))([`Conflict ${statusUrl()}`]);
            while (!log.info.includes("busy; tried again in 10s")) {
                // The poll waits a few milliseconds for a slot of the read limiter.
                await time.tickAsync(1);
                await new Promise((resolve) => setImmediate(resolve));
            }
            await time.tickAsync(10_000);
            assert.equal(await retrying, true);
            assert.deepEqual([arm.requests.length, log.warnings], [1, []]);
        });
    }

    it("warns and does not retry when the conflicting operation is still running at the `timeout`", async () => {
        await startArm(PENDING);
        const retry = errorHook({ ...optionsFor(arm), timeout: "50ms" });
        assert.equal(await retry([`Conflict ${statusUrl()}`]), false);
        assert.match(log.warnings[0] ?? "", /^not tried again: /);
    });

    it("warns and does not retry when it is interrupted", async () => {
        const retry = errorHook(optionsFor(arm))(["AnotherOperationInProgress"]);
        await until(() => log.info.length > 0);
        process.emit("SIGTERM");
        assert.equal(await retry, false);
        assert.deepEqual(log.warnings, ["not tried again: interrupted"]);
    });

    it("never throws for malformed errors", async () => {
        const retry = errorHook(optionsFor(arm));
        for (const errors of [
            null,
            "Conflict",
            7,
            [null],
            [Symbol("x")],
            [Object.create(null)],
            [[]],
            [new Error("x")],
        ]) {
            assert.equal(await retry(errors), false);
        }
    });

    it("throws InvalidArgument for an invalid option when it is created", () => {
        for (const [property, value] of [
            ["retries", -1],
            ["retries", 1.5],
            ["retries", "3"],
            ["timeout", 60],
            ["isBusy", /SlotSwapPending/],
            ["isBusy", null],
        ] as const) {
            assert.throws(
                () => retryWhenBusy("wrong", { [property]: value } as never),
                (error) =>
                    OperationError.isInstance(error) &&
                    error.code === "InvalidArgument" &&
                    error.message.startsWith(`\`${property}\` `),
            );
        }
    });
});
