// SPDX-License-Identifier: Apache-2.0
import { getEventListeners } from "node:events";
import sinon from "sinon";
import { ArmClient } from "../../provider/azure/armClient";
import { type OperationError, type OperationStatus, waitForOperation } from "../../provider/wait";
import { AzureModel, type Read, referenceOf } from "./azureModel";
import type { Plan } from "./plan";

/** How a wait went. */
export interface Course {
    readonly plan: Plan;
    readonly status: OperationStatus | undefined;
    readonly error: OperationError | undefined;
    readonly elapsedMs: number;
    readonly reads: readonly Read[];
    /** Timers and listeners of the caller's signal that are left behind. */
    readonly leftTimers: number;
    readonly leftListeners: number;
}

const UP_TIME_MS = 12_345_678;
/** Nothing needs so many timers. */
const MAXIMUM_STEPS = 100_000;

/** One whole `waitForOperation` in virtual time. Only what sends requests is replaced. */
export async function runPlan(plan: Plan): Promise<Course> {
    const sandbox = sinon.createSandbox();
    const clock = sandbox.useFakeTimers({
        now: Date.UTC(2026, 2, 2, 9),
        toFake: ["setTimeout", "clearTimeout", "Date", "performance"],
    });
    // A process is not born when a wait begins.
    clock.tick(UP_TIME_MS);
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
            // An identity of its own, and so a read budget that knows nothing of earlier waits.
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
            leftTimers: clock.countTimers(),
            leftListeners: getEventListeners(controller.signal, "abort").length,
        };
    } finally {
        controller.abort();
        ArmClient.prototype.request = request;
        sandbox.restore();
    }
}
