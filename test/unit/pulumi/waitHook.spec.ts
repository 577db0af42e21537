// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import sinon from "sinon";
import { OperationError, type WaitOptions, type WaitSelection, waitHook } from "../../../provider";
import { FAILED, OPERATION_PATH, PENDING, SUCCEEDED } from "../wait/operations";
import { ScriptedArm } from "../wait/scriptedArm";
import { hookArguments, listenToHooks, optionsFor, type Said } from "./hookHarness";

describe("waitHook", () => {
    let arm: ScriptedArm;
    let said: Said;

    beforeEach(async () => {
        arm = await ScriptedArm.start(PENDING, SUCCEEDED);
        said = listenToHooks();
    });
    afterEach(async () => {
        sinon.restore();
        await arm.close();
    });

    const run = (selection: unknown, newOutputs?: Record<string, unknown>) =>
        waitHook(() => selection as WaitSelection, optionsFor(arm))(hookArguments(newOutputs));

    describe("waits for nothing when its selector returns", () => {
        const nothing: readonly (readonly [string, unknown])[] = [
            ["nothing", undefined],
            ["null", null],
            ["an empty list", []],
            ["a list with gaps alone", [undefined, null]],
            ["an output of nothing", pulumi.output(undefined)],
            ["a promise of an output of null", Promise.resolve(pulumi.output(null))],
        ];
        for (const [title, selection] of nothing) {
            it(title, async () => {
                await run(selection);
                assert.deepEqual([arm.requests, said.live], [[], []]);
            });
        }
    });

    describe("waits for what its selector returns as", () => {
        const one: readonly (readonly [string, unknown])[] = [
            ["a text", OPERATION_PATH],
            ["an object", { operation: OPERATION_PATH }],
            ["an output", pulumi.output({ operation: OPERATION_PATH })],
            ["a secret", pulumi.secret(OPERATION_PATH)],
            ["an object with an output in it", { operation: pulumi.output(OPERATION_PATH) }],
            ["a promise", Promise.resolve(OPERATION_PATH)],
            ["a list of one with gaps", [undefined, OPERATION_PATH, null]],
        ];
        for (const [title, selection] of one) {
            it(title, async () => {
                await run(selection);
                assert.deepEqual(
                    arm.requests.map(({ url }) => url),
                    [OPERATION_PATH, OPERATION_PATH],
                );
                assert.equal(said.live.at(-1), "Succeeded after 0s, 2 polls");
            });
        }

        it("a list, and says how many have Succeeded", async () => {
            await run([OPERATION_PATH, pulumi.output(OPERATION_PATH)]);
            assert.equal(said.live.at(-1), "2 Succeeded after 0s, 3 polls");
        });
    });

    it("gives its selector secret outputs as plain values, and says how it goes to a listener of the program", async () => {
        const onProgress = sinon.stub();
        const hook = waitHook(({ newOutputs }) => newOutputs?.operation, { ...optionsFor(arm), onProgress });
        await hook(hookArguments({ operation: pulumi.secret(OPERATION_PATH) }));
        sinon.assert.calledOnce(onProgress);
        assert.match(said.live[0] ?? "", /^InProgress · /);
    });

    describe("fails, and does not hang, when its selector", () => {
        it("throws", async () => {
            const hook = waitHook(() => {
                throw new Error("no such output");
            }, optionsFor(arm));
            await assert.rejects(Promise.resolve(hook(hookArguments())), /^Error: no such output$/);
        });

        it("returns an output that cannot be computed", async () => {
            const rejected = Promise.reject(new Error("no <{%such%}> output"));
            await assert.rejects(Promise.resolve(run(pulumi.output(rejected))), {
                code: "InvalidArgument",
                message: "The selector of this hook returned an output without a value: no <\u200b{%such%}> output",
            });
        });

        it("returns an output that is not known", async () => {
            const unknown = pulumi.output((pulumi as unknown as { readonly unknown: unknown }).unknown);
            for (const selection of [unknown, { operation: unknown }, [OPERATION_PATH, unknown]]) {
                await assert.rejects(Promise.resolve(run(selection)), /returned an output whose value is unknown/);
            }
        });

        it("returns no reference", async () => {
            await assert.rejects(Promise.resolve(run("no operation")), { code: "InvalidArgument" });
        });
    });

    describe("ends with code WaitAborted and says that the next up does not wait", () => {
        const aborted = {
            code: "WaitAborted",
            message: /^Stopped [^\n]+\n.*The next `pulumi up` will not wait for it/,
        };

        it("before it asks its selector, when the signal is aborted already", async () => {
            const select = sinon.stub();
            const hook = waitHook(select, { ...optionsFor(arm), signal: AbortSignal.abort() });
            await assert.rejects(Promise.resolve(hook(hookArguments())), aborted);
            sinon.assert.notCalled(select);
        });

        it("while its selector works, which hears of it", async () => {
            let signal: AbortSignal | undefined;
            const hook = waitHook((_args, context) => {
                signal = context.signal;
                setImmediate(() => process.emit("SIGINT"));
                return new Promise<never>(() => undefined);
            }, optionsFor(arm));
            const other = sinon.stub();
            process.once("SIGINT", other);
            await assert.rejects(Promise.resolve(hook(hookArguments())), aborted);
            assert.equal(signal?.aborted, true);
            sinon.assert.calledOnce(other);
        });

        it("while it waits", async () => {
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

    it("fails with the whole error when the operation Failed, and says nothing of success", async () => {
        await arm.close();
        arm = await ScriptedArm.start(FAILED);
        await assert.rejects(
            Promise.resolve(run(OPERATION_PATH)),
            /^OperationError: Azure operation Failed: KeyDenied/,
        );
        assert.deepEqual(said.live, []);
    });

    describe("is refused when it is made, and so in a preview, with", () => {
        const wrong: readonly (readonly [string, object])[] = [
            ["timeout", { timeout: "90 minutes" }],
            ["minPollInterval", { minPollInterval: "2m", maxPollInterval: "1m" }],
            ["signal", { signal: {} }],
            ["onProgress", { onProgress: "often" }],
            ["credential", { credential: {} }],
            ["endpoint", { endpoint: "management.azure.com" }],
            ["settings", { settings: { tenant: "t" } }],
        ];
        for (const [property, options] of wrong) {
            it(`a wrong ${property}`, () => {
                assert.throws(
                    () => waitHook(() => undefined, options as WaitOptions),
                    (error) =>
                        OperationError.isInstance(error) &&
                        error.code === "InvalidArgument" &&
                        error.message.startsWith(`\`${property}\` `),
                );
            });
        }

        it("something else than a selector", () => {
            assert.throws(() => waitHook(OPERATION_PATH as never), /^OperationError: `select` must be a function/);
        });
    });
});
