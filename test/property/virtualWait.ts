// SPDX-License-Identifier: Apache-2.0
import { getEventListeners } from "node:events";
import sinon from "sinon";
import { ArmClient } from "../../provider/azure/armClient";
import { type OperationError, type OperationStatus, waitForOperation } from "../../provider/wait";
import { AzureModel, type Read } from "./azureModel";
import type { Plan } from "./plan";
import { referenceOf } from "./planReference";

/** The result of a simulated wait. */
export interface WaitRun {
    readonly plan: Plan;
    readonly status: OperationStatus | undefined;
    readonly error: OperationError | undefined;
    readonly elapsedMs: number;
    readonly reads: readonly Read[];
    /** Timers that the wait did not clear. */
    readonly leakedTimers: number;
    /** Listeners of the caller's signal that the wait did not remove. */
    readonly leakedListeners: number;
}

const UP_TIME_MS = 12_345_678;
/** More timers than any wait needs. */
const MAXIMUM_STEPS = 100_000;

/** Runs a whole `waitForOperation` in virtual time. Only `ArmClient.request` is replaced. */
export async function runPlan(plan: Plan): Promise<WaitRun> {
    const sandbox = sinon.createSandbox();
    const clock = sandbox.useFakeTimers({
        now: Date.UTC(2026, 2, 2, 9),
        toFake: ["setTimeout", "clearTimeout", "Date", "performance"],
    });
    // In a real process performance.now() is not 0 when a wait begins.
    clock.tick(UP_TIME_MS);
    sandbox.replace(Math, "random", () => plan.jitter);
    const model = new AzureModel(plan, (byMs) => clock.setSystemTime(Date.now() + byMs));
    const { request } = ArmClient.prototype;
    ArmClient.prototype.request = (url, options) => model.request(url, options);
    const controller = new AbortController();
    try {
        let ended: { status?: OperationStatus; error?: OperationError } | undefined;
        const startMs = performance.now();
        const abort =
            plan.abortAfterMs === undefined ? undefined : setTimeout(() => controller.abort(), plan.abortAfterMs);
        waitForOperation(referenceOf(plan), {
            endpoint: "http://127.0.0.1:1",
            // A new identity, and so a new read limiter without the state of earlier waits.
            credential: { getToken: async () => null },
            signal: controller.signal,
            timeout: `${plan.timeoutMs}ms`,
            ...(plan.minPollMs === undefined ? {} : { minPollInterval: `${plan.minPollMs}ms` }),
            ...(plan.maxPollMs === undefined ? {} : { maxPollInterval: `${plan.maxPollMs}ms` }),
        }).then(
            (status) => {
                ended = { status };
            },
            (error) => {
                ended = { error };
            },
        );
        for (let steps = 0; steps < MAXIMUM_STEPS; steps += 1) {
            await new Promise<void>((resolve) => setImmediate(resolve));
            if (ended !== undefined || clock.countTimers() === 0) {
                break;
            }
            clock.next();
        }
        clearTimeout(abort);
        if (ended === undefined) {
            throw new Error(`the wait does not end: ${model.reads.length} reads, ${clock.countTimers()} timers`);
        }
        return {
            plan,
            status: ended.status,
            error: ended.error,
            elapsedMs: performance.now() - startMs,
            reads: model.reads,
            leakedTimers: clock.countTimers(),
            leakedListeners: getEventListeners(controller.signal, "abort").length,
        };
    } finally {
        controller.abort();
        ArmClient.prototype.request = request;
        sandbox.restore();
    }
}
