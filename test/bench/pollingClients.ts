// SPDX-License-Identifier: Apache-2.0
import { createHttpPoller, type OperationResponse } from "@azure/core-lro";
import { createWaiter, WaiterState, waiterServiceDefaults } from "@smithy/util-waiter";
import pRetry, { type Options } from "p-retry";
import { ArmClient } from "../../provider/azure/armClient";
import { waitForOperation } from "../../provider/wait";
import type { VirtualOperation } from "./virtualOperation";

/** Waits until the operation has succeeded. */
export type PollingClient = (operation: VirtualOperation) => Promise<unknown>;

const ONE_DAY = { text: "24h", seconds: 24 * 60 * 60 };

/** The name of this package among its peers. */
export const OWN_NAME = "pulumi-azure-wait";

/** This package and its peers, each with its own defaults but for the longest wait. */
export const POLLING_CLIENTS: Readonly<Record<string, PollingClient>> = {
    [OWN_NAME]: waitWithThisPackage,
    "@azure/core-lro": waitWithCoreLro,
    "p-retry every 10 s, as in Terraform": waitWithPRetry({ factor: 1, minTimeout: 10_000 }),
    "p-retry every 30 s, as in Go": waitWithPRetry({ factor: 1, minTimeout: 30_000 }),
    "p-retry with its default backoff": waitWithPRetry({}),
    "@smithy/util-waiter": waitWithSmithy,
    "p-retry every 60 s, as in ARM's text": waitWithPRetry({ factor: 1, minTimeout: 60_000 }),
};

/** Only `ArmClient.request` is replaced. */
async function waitWithThisPackage(operation: VirtualOperation): Promise<void> {
    const { request } = ArmClient.prototype;
    ArmClient.prototype.request = async () => {
        const { statusCode, headers, body } = operation.read();
        return { statusCode, header: (name) => headers[name], body: JSON.stringify(body) };
    };
    try {
        await waitForOperation(operation.url, {
            endpoint: "http://127.0.0.1:1",
            // A new identity has a new read limiter.
            credential: { getToken: async () => null },
            timeout: ONE_DAY.text,
        });
    } finally {
        ArmClient.prototype.request = request;
    }
}

async function waitWithCoreLro(operation: VirtualOperation): Promise<void> {
    const response = (read: { statusCode: number; headers: Record<string, string>; body: unknown }, method: string) => {
        const request = { method, url: operation.url };
        const { body } = read;
        return { flatResponse: body, rawResponse: { ...read, request } } as OperationResponse;
    };
    const start = { statusCode: 202, headers: { "azure-asyncoperation": operation.url }, body: {} };
    await createHttpPoller(
        {
            sendInitialRequest: async () => response(start, "PUT"),
            sendPollRequest: async () => response(operation.read(), "GET"),
        },
        { skipFinalGet: true },
    ).pollUntilDone();
}

/** No limit of retries: the default of ten ends after 17 minutes. */
function waitWithPRetry(options: Options): PollingClient {
    return (operation) =>
        pRetry(
            () => {
                if (operation.read().body.status !== "Succeeded") {
                    throw new Error("running");
                }
            },
            { retries: Number.POSITIVE_INFINITY, ...options },
        );
}

async function waitWithSmithy(operation: VirtualOperation): Promise<void> {
    await createWaiter(
        { client: operation, maxWaitTime: ONE_DAY.seconds, ...waiterServiceDefaults },
        undefined,
        async () => ({
            state: operation.read().body.status === "Succeeded" ? WaiterState.SUCCESS : WaiterState.RETRY,
        }),
    );
}
