// SPDX-License-Identifier: Apache-2.0
import { createHttpPoller, type OperationResponse } from "@azure/core-lro";
import {
    bearerTokenAuthenticationPolicy,
    createDefaultHttpClient,
    createPipelineFromOptions,
    createPipelineRequest,
    RestError,
} from "@azure/core-rest-pipeline";
import { runWaits, type WaitingTask } from "../load/waitingTask";

/** The statuses of core-lro, as results of a wait of this package. */
const RESULTS: Readonly<Record<string, string>> = {
    succeeded: "Succeeded",
    failed: "OperationFailed",
    canceled: "OperationCanceled",
};

const client = createDefaultHttpClient();
let pipeline: ReturnType<typeof createPipelineFromOptions> | undefined;

/** The default pipeline of Azure's SDK, which retries requests. */
function signedIn({ token }: WaitingTask) {
    if (pipeline === undefined) {
        pipeline = createPipelineFromOptions({});
        const credential = { getToken: async () => ({ token, expiresOnTimestamp: Number.POSITIVE_INFINITY }) };
        pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: ".default" }));
    }
    return pipeline;
}

async function get(url: string, task: WaitingTask): Promise<OperationResponse> {
    const response = await signedIn(task).sendRequest(client, createPipelineRequest({ url }));
    const { status: statusCode, bodyAsText } = response;
    if (statusCode !== 200) {
        throw new RestError(`Unexpected status code: ${statusCode}`, { statusCode, response });
    }
    const body = JSON.parse(bodyAsText ?? "");
    const request = { method: "GET", url };
    return { flatResponse: body, rawResponse: { statusCode, headers: response.headers.toJSON(), body, request } };
}

runWaits(async (url, task) => {
    const start = {
        statusCode: 202,
        headers: { "azure-asyncoperation": url },
        body: {},
        request: { method: "PUT", url },
    };
    const poller = createHttpPoller(
        {
            sendInitialRequest: async () => ({ flatResponse: {}, rawResponse: start }),
            sendPollRequest: (statusUrl) => get(statusUrl, task),
        },
        {
            skipFinalGet: true,
            resolveOnUnsuccessful: true,
            ...(task.pollIntervalMs === undefined ? {} : { intervalInMs: task.pollIntervalMs }),
        },
    );
    try {
        await poller.pollUntilDone();
        return RESULTS[poller.operationState?.status ?? ""] ?? "";
    } catch (error) {
        return (error as Error).message;
    }
});
