// SPDX-License-Identifier: Apache-2.0
import { runAction, type StartRequest, startOperation } from "../../../provider/wait";
import { errorResponse, IDS, OPERATION_PATH, PROXY_UNAVAILABLE, THROTTLED } from "../wait/operations";
import type { Line } from "../wait/scriptedArm";
import type { Message, Producer } from "./message";

const ACTION: StartRequest = {
    method: "POST",
    path: "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/g/providers/P/things/t/restart",
    apiVersion: "2025-02-01",
};
/** A privileged port, on which nothing listens. */
const CLOSED_PORT = "http://127.0.0.1:1";
const CONFLICT = errorResponse(409, "Conflict", "The thing is stopped.");
const FORBIDDEN = errorResponse(403, "AuthorizationFailed", "The client has no authorization to perform the action.");
const aborted = AbortSignal.abort(new Error("interrupted"));

const start =
    (script: readonly Line[], more: object = {}) =>
    ({ serve }: Producer) =>
        serve(script, (options) => startOperation(ACTION, { ...options, ...more }));

const act =
    (...script: readonly Line[]) =>
    ({ serve }: Producer) =>
        serve(script, (options) => runAction({ resourceId: ACTION.path, apiVersion: "2025-02-01" }, options));

/** Why an operation was not started, or that it is unknown, by the code of the error. */
export const STARTS: Readonly<Record<string, readonly Message[]>> = {
    OperationNotStarted: [
        [
            [
                "Azure did not start the operation: Conflict: The thing is stopped.",
                "  Nothing has begun: it is safe to try again.",
                "  operation: restart (P)",
                "  request id request-1, correlation id correlation-1",
            ],
            start([CONFLICT]),
        ],
        [
            [
                "Azure did not start the operation: 400, text/html: <html>Bad request</html>",
                "  Nothing has begun: it is safe to try again.",
                "  operation: restart (P)",
            ],
            start([{ status: 400, body: "<html>Bad request</html>" }]),
        ],
        [
            [
                "Azure did not start the operation: TooManyRequests: Too many requests.",
                "  Nothing has begun: it is safe to try again.",
                "  operation: restart (P)",
                "  request id request-1, correlation id correlation-1",
            ],
            start([THROTTLED]),
        ],
        [
            [
                "The Azure operation was not started: ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:1",
                "  Nothing has begun: it is safe to try again.",
                "  operation: restart (P)",
            ],
            start([], { endpoint: CLOSED_PORT }),
        ],
        [
            [
                "Azure did not start the operation: 400, no content type, empty body",
                "  Nothing has begun: it is safe to try again.",
                "  operation: restart (P)",
            ],
            start([{ status: 400 }]),
        ],
    ],
    StartUnknown: [
        [
            [
                "It is not known whether the Azure operation has started: 500 InternalServerError: Something failed.",
                "  Check the resource before you try again.",
                "  operation: restart (P)",
                "  request id request-1, correlation id correlation-1",
            ],
            start([errorResponse(500, "InternalServerError", "Something failed.")]),
        ],
        [
            [
                "It is not known whether the Azure operation has started: 503, text/html: <html>Bad gateway</html>",
                "  Check the resource before you try again.",
                "  operation: restart (P)",
            ],
            start([PROXY_UNAVAILABLE]),
        ],
        [
            [
                "It is not known whether the Azure operation has started: ECONNRESET: read ECONNRESET",
                "  Check the resource before you try again.",
                "  operation: restart (P)",
            ],
            start([{ fault: "reset" }]),
        ],
        [
            [
                "Azure has started the operation, but its response contains no status URL.",
                "  Wait for the resource that it changes, as `{ resourceId, apiVersion }`.",
                "  operation: restart (P)",
                "  request id request-1, correlation id correlation-1",
            ],
            start([{ status: 202, headers: IDS }]),
        ],
        [
            [
                "It is not known whether the Azure operation has started: 200 with a page of HTML",
                "  This response is not Azure's: something between here and Azure sends it (proxy, sign-in page).",
                "  Check the resource before you try again.",
                "  operation: restart (P)",
            ],
            start([{ status: 200, body: "<html>Sign in</html>" }]),
        ],
        [
            [
                "Azure has started the operation, but its status URL cannot be polled: `operation` contains no operation: give the URL of an Azure-AsyncOperation header, or an ARM path from /subscriptions/ on (a bare id belongs in `asyncOperationId`)",
                "  Check the resource before you try again.",
                "  operation: restart (P)",
                "  request id request-1, correlation id correlation-1",
            ],
            act({ status: 202, headers: { ...IDS, "azure-asyncoperation": "operations/1" } }),
        ],
        [
            [
                "Azure has started the operation, but its status cannot be read: 405 MethodNotAllowed",
                "  Check the resource before you try again.",
                "  operation: op-1 (Microsoft.OperationalInsights, westus), 1 poll in 0s",
                "  request id request-1, correlation id correlation-1",
            ],
            act(
                { status: 202, headers: { ...IDS, "azure-asyncoperation": OPERATION_PATH } },
                errorResponse(405, "MethodNotAllowed", "No GET."),
            ),
        ],
    ],
    AuthorizationFailed: [
        [
            [
                "Azure did not start the operation: AuthorizationFailed: The client has no authorization to perform the action.",
                "  operation: restart (P)",
                "  request id request-1, correlation id correlation-1",
            ],
            start([FORBIDDEN]),
        ],
    ],
    WaitAborted: [
        [
            ["Stopped before the Azure operation was started.", "  operation: restart (P)"],
            start([], { signal: aborted }),
        ],
        [
            [
                "Stopped before it was known whether the Azure operation has started.",
                "  Check the resource before you try again.",
                "  operation: restart (P)",
            ],
            ({ serve }) => {
                const controller = new AbortController();
                const abort = () => {
                    setImmediate(() => controller.abort(new Error("interrupted")));
                    return { fault: "stallBeforeHeaders" } as const;
                };
                return serve([abort], (options) => startOperation(ACTION, { ...options, signal: controller.signal }));
            },
        ],
    ],
};
