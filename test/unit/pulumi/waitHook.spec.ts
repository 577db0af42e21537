// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import sinon from "sinon";
import { OperationError, type WaitOptions, type WaitSelection, waitHook } from "../../../provider";
import { FAILED, OPERATION_PATH, PENDING, SUCCEEDED } from "../wait/operations";
import { ScriptedArm } from "../wait/scriptedArm";
import { type HookLog, hookArguments, optionsFor, recordHookLog } from "./hookHarness";

describe("waitHook", () => {
    let arm: ScriptedArm;
    let log: HookLog;

    beforeEach(async () => {
        arm = await ScriptedArm.start(PENDING, SUCCEEDED);
        log = recordHookLog();
    });
    afterEach(async () => {
        sinon.restore();
        await arm.close();
    });

    const run = (selection: unknown, newOutputs?: Record<string, unknown>) =>
        waitHook(() => selection as WaitSelection, optionsFor(arm))(hookArguments(newOutputs));

    describe("selector that returns no operation", () => {
        const nothing: readonly (readonly [string, unknown])[] = [
            ["undefined", undefined],
            ["null", null],
            ["an empty array", []],
            ["an array of undefined and null", [undefined, null]],
            ["an output of undefined", pulumi.output(undefined)],
            ["a promise of an output of null", Promise.resolve(pulumi.output(null))],
        ];
        for (const [title, selection] of nothing) {
            it(`does not wait when the selector returns ${title}`, async () => {
                await run(selection);
                assert.deepEqual([arm.requests, log.info], [[], []]);
            });
        }
    });

    describe("selector that returns operations", () => {
        const one: readonly (readonly [string, unknown])[] = [
            ["a string", OPERATION_PATH],
            ["an object", { operation: OPERATION_PATH }],
            ["an output", pulumi.output({ operation: OPERATION_PATH })],
            ["a secret output", pulumi.secret(OPERATION_PATH)],
            ["an object with an output in it", { operation: pulumi.output(OPERATION_PATH) }],
            ["a promise", Promise.resolve(OPERATION_PATH)],
            ["an array of one operation, undefined and null", [undefined, OPERATION_PATH, null]],
        ];
        for (const [title, selection] of one) {
            it(`waits when the selector returns ${title}`, async () => {
                await run(selection);
                assert.deepEqual(
                    arm.requests.map(({ url }) => url),
                    [OPERATION_PATH, OPERATION_PATH],
                );
                assert.equal(log.info.at(-1), "Succeeded after 0s, 2 polls");
            });
        }

        it("waits for an array of operations and logs how many Succeeded", async () => {
            await run([OPERATION_PATH, pulumi.output(OPERATION_PATH)]);
            assert.equal(log.info.at(-1), "2 Succeeded after 0s, 3 polls");
        });
    });

    it("passes secret outputs to the selector as plain values and also reports the progress to the onProgress option", async () => {
        const onProgress = sinon.stub();
        const hook = waitHook(({ newOutputs }) => newOutputs?.operation, { ...optionsFor(arm), onProgress });
        await hook(hookArguments({ operation: pulumi.secret(OPERATION_PATH) }));
        sinon.assert.calledOnce(onProgress);
        assert.match(log.info[0] ?? "", /^InProgress · /);
    });

    describe("failing selector", () => {
        it("rejects with the error that the selector throws", async () => {
            const hook = waitHook(() => {
                throw new Error("no such output");
            }, optionsFor(arm));
            await assert.rejects(Promise.resolve(hook(hookArguments())), /^Error: no such output$/);
        });

        it("rejects when the selector returns a rejected output", async () => {
            const rejected = Promise.reject(new Error("no <{%such%}> output"));
            await assert.rejects(Promise.resolve(run(pulumi.output(rejected))), {
                code: "InvalidArgument",
                message: "The selector of this hook returned an output without a value: no <\u200b{%such%}> output",
            });
        });

        it("rejects when the selector returns an unknown output", async () => {
            const unknown = pulumi.output((pulumi as unknown as { readonly unknown: unknown }).unknown);
            for (const selection of [unknown, { operation: unknown }, [OPERATION_PATH, unknown]]) {
                await assert.rejects(Promise.resolve(run(selection)), /returned an output whose value is unknown/);
            }
        });

        it("rejects with InvalidArgument when the selector returns no reference", async () => {
            await assert.rejects(Promise.resolve(run("no operation")), { code: "InvalidArgument" });
        });
    });

    describe("cancellation", () => {
        const aborted = {
            code: "WaitAborted",
            message: /^Stopped [^\n]+\n.*The next `pulumi up` will not wait for it/,
        };

        it("rejects with WaitAborted without calling the selector when the signal is already aborted", async () => {
            const select = sinon.stub();
            const hook = waitHook(select, { ...optionsFor(arm), signal: AbortSignal.abort() });
            await assert.rejects(Promise.resolve(hook(hookArguments())), aborted);
            sinon.assert.notCalled(select);
        });

        it("rejects with WaitAborted and aborts the signal of the selector on SIGINT while the selector runs", async () => {
            let signal: AbortSignal | undefined;
            const hook = waitHook((_args, context) => {
                signal = context.signal;
                setImmediate(() => process.emit("SIGINT"));
                return new Promise<never>(() => undefined);
            }, optionsFor(arm));
            const programListener = sinon.stub();
            process.once("SIGINT", programListener);
            await assert.rejects(Promise.resolve(hook(hookArguments())), aborted);
            assert.equal(signal?.aborted, true);
            sinon.assert.calledOnce(programListener);
        });

        it("rejects with WaitAborted when it is aborted during the wait", async () => {
            const controller = new AbortController();
            const options: WaitOptions = {
                ...optionsFor(arm),
                minPollInterval: "1m",
                signal: controller.signal,
                onProgress: () => controller.abort(),
            };
            await assert.rejects(Promise.resolve(waitHook(() => OPERATION_PATH, options)(hookArguments())), aborted);
        });
    });

    it("rejects with the whole error when the operation Failed, and logs no success", async () => {
        await arm.close();
        arm = await ScriptedArm.start(FAILED);
        await assert.rejects(
            Promise.resolve(run(OPERATION_PATH)),
            /^OperationError: Azure operation Failed: KeyDenied/,
        );
        assert.deepEqual(log.info, []);
    });

    describe("invalid arguments", () => {
        const invalid: readonly (readonly [string, object])[] = [
            ["timeout", { timeout: "90 minutes" }],
            ["minPollInterval", { minPollInterval: "2m", maxPollInterval: "1m" }],
            ["signal", { signal: {} }],
            ["onProgress", { onProgress: "often" }],
            ["credential", { credential: {} }],
            ["endpoint", { endpoint: "management.azure.com" }],
            ["settings", { settings: { tenant: "t" } }],
        ];
        for (const [property, options] of invalid) {
            it(`throws InvalidArgument for an invalid value of ${property} when it is created, and so in a preview`, () => {
                assert.throws(
                    () => waitHook(() => undefined, options as WaitOptions),
                    (error) =>
                        OperationError.isInstance(error) &&
                        error.code === "InvalidArgument" &&
                        error.message.startsWith(`\`${property}\` `),
                );
            });
        }

        it("throws InvalidArgument for a selector that is not a function", () => {
            assert.throws(() => waitHook(OPERATION_PATH as never), /^OperationError: `select` must be a function/);
        });
    });
});
