// SPDX-License-Identifier: Apache-2.0

/*
 * A program as users write it, with the public names of all entry points. The test of the declarations compiles it with several
 * versions of TypeScript; it is never run. The lines that must not compile prove that no type is `any`.
 */
import * as pulumi from "@pulumi/pulumi";
import {
    type ActionResult,
    OperationError,
    type OperationReference,
    OperationWait,
    OperationWaitAll,
    ResourceAction,
    retryWhenBusy,
    runAction,
    startOperation,
    waitForOperation,
    waitForOperations,
    waitHook,
} from "pulumi-azure-wait";
import { attach } from "pulumi-azure-wait/runtime";
import {
    type ErrorDetail,
    OperationError as ErrorOfWait,
    type OperationErrorCode,
    type OperationStatus,
    type WaitOptions,
    type WaitProgress,
    waitForOperation as waitWithoutPulumi,
} from "pulumi-azure-wait/wait";

const OPERATION: OperationReference = { asyncOperationId: "713192d7-503f-477a-9cfe-4efc3ee2bd11", location: "West US" };
const APPROVED = { resourceId: "/subscriptions/s/resourceGroups/g/providers/P/t/n", apiVersion: "2025-02-01" };

const options: WaitOptions = {
    timeout: "6h",
    onProgress: ({ percentComplete, nextPollSeconds }: WaitProgress) => console.log(percentComplete, nextPollSeconds),
    signal: new AbortController().signal,
    settings: { subscriptionId: "s", useOidc: true },
    credential: { getToken: async () => ({ token: "token", expiresOnTimestamp: 0 }) },
};

export const ready = new OperationWait("ready", { ...APPROVED, timeout: "1h" }, { protect: true });
export const both = new OperationWaitAll("both", { operations: [OPERATION, APPROVED] }, { dependsOn: ready });
export const failover = new ResourceAction("failover", { ...APPROVED, action: "failover", triggers: [1] });
export const status: pulumi.Output<string> = pulumi.interpolate`${ready.status} ${failover.status}`;
export const percent: pulumi.Output<number | undefined> = ready.percentComplete;
export const hook = new pulumi.ResourceHook(
    "wait",
    waitHook(() => OPERATION, options),
);
export const retry: pulumi.ErrorHook = retryWhenBusy("retry", { retries: 3 });

export async function wait(): Promise<OperationStatus[]> {
    const started: OperationReference | undefined = await startOperation({
        method: "POST",
        path: APPROVED.resourceId,
        apiVersion: APPROVED.apiVersion,
    });
    const result: ActionResult = await runAction({ ...APPROVED, action: "start" }, { retries: 3 });
    const statuses = await waitForOperations(started === undefined ? [OPERATION] : [started], options);
    return [await waitForOperation(OPERATION), { ...statuses[0]!, status: result.status }];
}

export async function explain(): Promise<ErrorDetail | undefined> {
    try {
        await waitWithoutPulumi(OPERATION);
    } catch (error) {
        if (OperationError.isInstance(error) && ErrorOfWait.isInstance(error)) {
            const code: OperationErrorCode = error.code;
            return code === "OperationFailed" ? error.errorDetail : undefined;
        }
    }
    return undefined;
}

export const attachProvider: (target: object, request: pulumi.dynamic.ConfigureRequest) => void = attach;

// @ts-expect-error: the location is missing.
export const incomplete = waitForOperation({ asyncOperationId: "713192d7-503f-477a-9cfe-4efc3ee2bd11" });
// @ts-expect-error: a timeout has a unit.
export const withoutUnit = waitWithoutPulumi(OPERATION, { timeout: 60 });
// @ts-expect-error: the name is missing.
export const withoutName = new OperationWait({ operation: "" });
// @ts-expect-error: the request is missing.
attach({});
