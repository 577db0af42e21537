// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import type sinon from "sinon";
import { OperationError } from "../../provider/wait";
import { ActionStack } from "../unit/resources/actionStack";
import {
    CANCELED,
    errorResponse,
    FAILED,
    IDS,
    NOT_FOUND,
    OPERATION,
    PENDING,
    SUCCEEDED,
} from "../unit/wait/operations";
import { cleanUp, type Reply, ScriptedArm, stopTheClock } from "../unit/wait/scriptedArm";
import { random } from "./random";
import { SEED } from "./settings";

/** Each step takes real time for its sockets, so there are few. `PROPERTY_RUNS` has no effect. */
const STACKS = 15;
const STEPS = 10;

const RESOURCE = "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/g/providers/P/things/t";
const INPUTS = { resourceId: RESOURCE, apiVersion: "2025-02-01", action: "failover" };
const ENDS: readonly Reply[] = [SUCCEEDED, SUCCEEDED, SUCCEEDED, FAILED, CANCELED, NOT_FOUND];
const REFUSALS: readonly Reply[] = [
    errorResponse(400, "Bad", "No."),
    errorResponse(500, "Oops", "Oops."),
    { fault: "reset" },
];

/** An operation that Azure has begun. */
interface BegunOperation {
    readonly isUndo: boolean;
    /** Responses to come. The last one repeats. */
    readonly replies: Reply[];
}

/** An Azure that begins operations, refuses requests and presses Ctrl-C at random. */
class RandomAzure {
    readonly operations: BegunOperation[] = [];
    /** Aborted at a random request of the current run. */
    controller = new AbortController();

    constructor(readonly next: () => number) {}

    respond(url: string): Reply {
        if (this.next() < 0.12) {
            this.controller.abort(new Error("Ctrl-C"));
        }
        const index = /\/op-(\d+)\?/.exec(url)?.[1];
        if (index !== undefined) {
            const { replies } = this.operations[Number(index)] as BegunOperation;
            return (replies.length > 1 ? replies.shift() : replies[0]) as Reply;
        }
        const isUndo = url.includes("/failback");
        const running = this.operations.filter((operation) => !operation.isUndo && isRunning(operation));
        assert.equal(running.length, 0, `${url} was sent while the action runs`);
        if (this.next() < 0.15) {
            return this.pick(REFUSALS);
        }
        const pending = Array<Reply>(Math.floor(this.next() * 4)).fill(PENDING);
        this.operations.push({ isUndo, replies: [...pending, this.pick(ENDS)] });
        const path = OPERATION.replace("op-1", `op-${this.operations.length - 1}`);
        const header = `${path}?api-version=2025-02-01`;
        return { status: 202, headers: { ...IDS, "azure-asyncoperation": header } };
    }

    pick<T>(values: readonly T[]): T {
        return values[Math.floor(this.next() * values.length)] as T;
    }
}

function isRunning({ replies }: BegunOperation): boolean {
    return replies.length > 1;
}

describe(`An action in random runs (PROPERTY_SEED=${SEED})`, function () {
    this.timeout(120_000);
    let arm: ScriptedArm;
    let clock: sinon.SinonFakeTimers;

    beforeEach(() => {
        clock = stopTheClock();
    });
    afterEach(() => cleanUp(arm));

    for (let index = 0; index < STACKS; index += 1) {
        it(`is never sent while its operation runs, and is complete after an up without an error: stack ${index + 1}`, async () => {
            const azure = new RandomAzure(random(SEED + index));
            arm = await ScriptedArm.start(() => {
                try {
                    return azure.respond(arm.requests.at(-1)?.url ?? "");
                } catch (error) {
                    violation ??= error;
                    return errorResponse(400, "Violation", String(error));
                }
            });
            let violation: unknown;
            const stack = new ActionStack(arm, clock);
            const history: string[] = [];
            for (let step = 0; step < STEPS; step += 1) {
                azure.controller = new AbortController();
                const destroy = { destroy: { action: "failback" } };
                const inputs = { ...INPUTS, ...destroy, triggers: [azure.pick([1, 2])] };
                const isDestroy = stack.state !== undefined && azure.next() < 0.15;
                const before = azure.operations.length;
                const requests = isDestroy
                    ? await stack.destroy(azure.controller.signal)
                    : await stack.up(inputs, azure.controller.signal);
                const begun = azure.operations.slice(before);
                const outcome = stack.failure === undefined ? "done" : codeOf(stack.failure);
                history.push(
                    `${isDestroy ? "destroy" : `up ${inputs.triggers}`}: ${requests.length} requests, ${outcome}`,
                );
                const context = history.join("\n");
                assert.equal(violation, undefined, `${violation}\n${context}`);
                assert.ok(begun.length <= 1, `more than one operation was begun\n${context}`);
                if (stack.failure === undefined && !isDestroy) {
                    assert.equal(stack.state?.outputs.status, "Succeeded", context);
                    assert.deepEqual(await stack.up(inputs), [], `the next up sent requests\n${context}`);
                }
                const isWaiting = azure.operations.some((operation) => !operation.isUndo && isRunning(operation));
                const isKept = stack.state?.outputs.pendingOperation !== undefined;
                assert.ok(!isWaiting || isKept, `a running operation was lost\n${context}`);
            }
        });
    }
});

function codeOf(error: Error): string {
    const { cause } = error;
    const operationError = OperationError.isInstance(error) ? error : cause;
    assert.ok(OperationError.isInstance(operationError), `${error.stack}`);
    return operationError.code;
}
