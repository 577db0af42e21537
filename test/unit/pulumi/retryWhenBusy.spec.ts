// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import sinon from "sinon";
import { OperationError, retryWhenBusy } from "../../../provider";
import { FAILED, NOT_FOUND, OPERATION_PATH, PENDING, SUCCEEDED } from "../wait/operations";
import { type Line, ScriptedArm } from "../wait/scriptedArm";
import { errorHook, listenToHooks, optionsFor, type Said, until } from "./hookHarness";

const RESOURCE = "/subscriptions/s/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/logs";
/** A status path that says too little to be asked for. */
const INCOMPLETE = "/subscriptions/s/providers/Microsoft.Network/locations/westus/operations/op-1";

describe("retryWhenBusy", () => {
    let arm: ScriptedArm;
    let said: Said;
    let clock: sinon.SinonFakeTimers | undefined;

    const startArm = async (...script: readonly Line[]) => {
        await arm?.close();
        arm = await ScriptedArm.start(...script);
    };
    beforeEach(async () => {
        await startArm(PENDING, SUCCEEDED);
        said = listenToHooks();
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

    describe("waits for the operation that is named and retries, when Azure says", () => {
        const texts: readonly string[] = [
            "Code=AnotherOperationInProgress: see URL.",
            "409 Conflict: the resource is locked by URL",
            'Code="OperationNotAllowed" Message="Operation URL is in progress"',
            "RetryableErrorDueToAnotherOperation: operation (URL) is running.",
            `Conflict: ${RESOURCE} is busy with URL`,
            "UpdateOperationInProgress, URL",
            "PessimisticConcurrencyConflict URL",
            'Conflict: {\\"target\\":\\"URL\\"}',
        ];
        for (const text of texts) {
            it(text, async () => {
                assert.equal(await errorHook(optionsFor(arm))([text.replace("URL", statusUrl())]), true);
                assert.equal(arm.requests.length, 2);
                assert.match(said.live[0] ?? "", /^busy; another operation is InProgress · /);
                assert.deepEqual(said.warnings, []);
            });
        }
    });

    it("does not care how that operation ended", async () => {
        await startArm(FAILED);
        assert.equal(await errorHook(optionsFor(arm))([`AnotherOperationInProgress ${statusUrl()}`]), true);
        await startArm(NOT_FOUND);
        const retry = errorHook({ ...optionsFor(arm), notFoundGrace: "0s" });
        assert.equal(await retry([`AnotherOperationInProgress ${statusUrl()}`]), true);
    });

    it("lets a listener of the program hear of the progress, too", async () => {
        const onProgress = sinon.stub();
        await errorHook({ ...optionsFor(arm), onProgress })([`Conflict ${statusUrl()}`]);
        sinon.assert.calledOnce(onProgress);
        assert.equal(said.live.length, 1);
    });

    describe("leaves alone, without a warning,", () => {
        const others: readonly (readonly [string, unknown])[] = [
            ["another error", ["QuotaExceeded: no more."]],
            ["a Conflict that names the resource alone", [`Conflict: '${RESOURCE}' exists already.`]],
            ["a Conflict that names an operation by half", [`Conflict: ${INCOMPLETE}`]],
            ["no text", []],
            ["nothing", undefined],
            ["an error that is no text", [{ code: "Conflict" }]],
        ];
        for (const [title, errors] of others) {
            it(title, async () => {
                assert.equal(await errorHook(optionsFor(arm))(errors), false);
                assert.deepEqual([arm.requests, said], [[], { live: [], warnings: [] }]);
            });
        }

        it("a resource that was half made", async () => {
            const text = `1 error occurred:\n\t* AnotherOperationInProgress ${statusUrl()}`;
            assert.equal(await errorHook(optionsFor(arm))([text]), false);
            assert.deepEqual([arm.requests, said.warnings], [[], []]);
        });
    });

    describe("pauses, ever longer, when Azure", () => {
        const texts: readonly (readonly [string, () => string])[] = [
            ["names no operation", () => "AnotherOperationInProgress: try later."],
            ["says so in other words", () => "Another operation on '/subscriptions/s/a.b' is pending."],
            ["names the locked resource", () => `AnotherOperationInProgress on ${RESOURCE}.`],
            ["names several operations", () => `AnotherOperationInProgress: ${statusUrl()}, ${statusUrl()}&h=2`],
            ["names an operation by half", () => `AnotherOperationInProgress: ${INCOMPLETE}`],
            ["names an operation elsewhere", () => `AnotherOperationInProgress: https://example.org${OPERATION_PATH}`],
        ];
        for (const [title, text] of texts) {
            it(title, async () => {
                const retry = errorHook(optionsFor(arm));
                const time = fakeTime();
                for (const seconds of [10, 20, 40, 80, 120, 120]) {
                    let answer: boolean | undefined;
                    retry([text()]).then((value) => {
                        answer = value;
                    });
                    await time.tickAsync(seconds * 1000 - 1);
                    assert.equal(answer, undefined, `${seconds} s`);
                    await time.tickAsync(1);
                    assert.equal(answer, true, `${seconds} s`);
                }
                assert.deepEqual([arm.requests, said.warnings], [[], []]);
                assert.equal(said.live[0], "busy with another operation; tried again in 10s");
                assert.equal(said.live.at(-1), "busy with another operation; tried again in 2m");
            });
        }

        it("still refuses although the operation that it names is over: from the second time on", async () => {
            await startArm(SUCCEEDED);
            const retry = errorHook(optionsFor(arm));
            const errors = [`AnotherOperationInProgress ${statusUrl()}`];
            assert.equal(await retry(errors), true);
            assert.deepEqual(said.live, []);

            const time = fakeTime();
            for (const [index, seconds] of [10, 20].entries()) {
                const again = retry(errors);
                while (said.live.length <= index) {
                    // A look takes a turn in its read budget, which is a matter of milliseconds.
                    await time.tickAsync(1);
                    await new Promise((resolve) => setImmediate(resolve));
                }
                await time.tickAsync(seconds * 1000);
                assert.equal(await again, true);
            }
            assert.deepEqual(said.live, [
                "busy with another operation; tried again in 10s",
                "busy with another operation; tried again in 20s",
            ]);
        });
    });

    it("gives up with a warning after its number of retries, which counts for each resource", async () => {
        const retry = errorHook({ ...optionsFor(arm), retries: 2 });
        const time = fakeTime();
        const answers: boolean[] = [];
        for (let again = 0; again < 3; again += 1) {
            retry(["AnotherOperationInProgress"]).then((answer) => answers.push(answer));
            await time.tickAsync(20_000);
        }
        assert.deepEqual(answers, [true, true, false]);
        assert.deepEqual(said.warnings, ["not tried again: Azure was busy with another operation 2 times"]);
    });

    it("warns and does not retry when the status of the other operation cannot be read", async () => {
        await startArm({ status: 405 });
        assert.equal(await errorHook(optionsFor(arm))([`Conflict ${statusUrl()}`]), false);
        assert.match(said.warnings[0] ?? "", /^not tried again: The status of the Azure operation could not be read: /);
    });

    it("warns and does not retry when it is interrupted", async () => {
        const retry = errorHook(optionsFor(arm))(["AnotherOperationInProgress"]);
        await until(() => said.live.length > 0);
        process.emit("SIGTERM");
        assert.equal(await retry, false);
        assert.deepEqual(said.warnings, ["not tried again: interrupted"]);
    });

    it("never throws, whatever the errors hold", async () => {
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

    it("is refused when it is made with a wrong option", () => {
        for (const [property, value] of [
            ["retries", -1],
            ["retries", 1.5],
            ["retries", "3"],
            ["timeout", 60],
        ] as const) {
            assert.throws(
                () => retryWhenBusy("wrong", { [property]: value }),
                (error) => OperationError.isInstance(error) && error.message.startsWith(`\`${property}\` `),
            );
        }
    });
});
