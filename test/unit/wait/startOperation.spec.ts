// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { inspect } from "node:util";
import sinon from "sinon";
import { OperationError, type StartRequest, startOperation, type WaitOptions } from "../../../provider/wait";
import { errorResponse, IDS, LOCATION_PATH, OPERATION } from "./operations";
import { pump } from "./pump";
import { type Line, type Reply, ScriptedArm, stopTheClock } from "./scriptedArm";

const ACTION: StartRequest = {
    method: "POST",
    path: "/subscriptions/50000000-0000-4000-8000-000000000005/providers/P/things/t/act",
    apiVersion: "2025-02-01",
};
const RESOURCE = { resourceId: ACTION.path, apiVersion: ACTION.apiVersion };
const url = (path: string) => `https://management.azure.com${path}`;
const STATUS = { operation: url(OPERATION), pattern: "azureAsyncOperation" };

const UNKNOWN = /^It is not known whether the Azure operation has started: /;

/** A privileged port, on which nothing listens. */
const CLOSED_PORT = "http://127.0.0.1:1";

describe("startOperation", () => {
    let arm: ScriptedArm | undefined;

    afterEach(async () => {
        sinon.restore();
        await arm?.close();
        arm = undefined;
    });

    const start = async (script: readonly Line[], request: Partial<StartRequest> = {}, options: WaitOptions = {}) => {
        arm = await ScriptedArm.start(...script);
        const credential = { getToken: async () => null };
        return await startOperation({ ...ACTION, ...request }, { endpoint: arm.endpoint, credential, ...options });
    };

    const failure = async (...parameters: Parameters<typeof start>): Promise<OperationError> => {
        const error: unknown = await start(...parameters).then(
            (reference) => new Error(`expected a failure, but it returned ${JSON.stringify(reference)}`),
            (reason: unknown) => reason,
        );
        assert.ok(OperationError.isInstance(error), String(error));
        return error;
    };

    /** The reference that is returned for a response. */
    const RESPONSES: readonly [title: string, reply: Reply, request: Partial<StartRequest>, expected: unknown][] = [
        [
            "the URL of Azure-AsyncOperation",
            { status: 202, headers: { "azure-asyncoperation": url(OPERATION) } },
            {},
            STATUS,
        ],
        [
            "the URL of Operation-Location",
            { status: 202, headers: { "operation-location": url(OPERATION) } },
            {},
            STATUS,
        ],
        [
            "the URL of x-ms-status-location, the status of a purge",
            { status: 202, headers: { "x-ms-status-location": url(OPERATION) } },
            {},
            STATUS,
        ],
        [
            "the pattern of Azure-AsyncOperation even if its URL resembles a Location",
            { status: 202, headers: { "azure-asyncoperation": url(LOCATION_PATH) } },
            {},
            { operation: url(LOCATION_PATH), pattern: "azureAsyncOperation" },
        ],
        [
            "the URL of Location",
            { status: 202, headers: { location: url(LOCATION_PATH) } },
            {},
            { operation: url(LOCATION_PATH), pattern: "location" },
        ],
        [
            "the URL of Location after 303 of Azure to a POST",
            { status: 303, headers: { ...IDS, location: url(LOCATION_PATH) } },
            {},
            { operation: url(LOCATION_PATH), pattern: "location" },
        ],
        [
            "Azure-AsyncOperation rather than Location, with the resource as fallback",
            { status: 201, headers: { "azure-asyncoperation": url(OPERATION), location: url(LOCATION_PATH) } },
            { method: "PUT", body: { location: "westus" } },
            { ...STATUS, fallback: RESOURCE },
        ],
        [
            "the Retry-After of the response",
            { status: 202, headers: { "azure-asyncoperation": url(OPERATION), "retry-after": "60" } },
            {},
            { ...STATUS, retryAfter: "60000ms" },
        ],
        ["undefined after 204 to a POST", { status: 204, headers: IDS }, {}, undefined],
        [
            "undefined after 201 to a PUT without a provisioningState",
            { status: 201, headers: IDS, body: { properties: {} } },
            { method: "PUT" },
            undefined,
        ],
        [
            "the resource of a PUT with a non-terminal provisioningState",
            { status: 201, body: { properties: { provisioningState: "Creating" } } },
            { method: "PUT" },
            RESOURCE,
        ],
        [
            "the resource of a PATCH with a provisioningState outside its properties",
            { status: 200, body: { provisioningState: "Updating" } },
            { method: "PATCH" },
            RESOURCE,
        ],
        [
            "the resource, after ten seconds, after 202 to a PUT without headers, because it may still show an earlier state",
            { status: 202 },
            { method: "PUT" },
            { ...RESOURCE, retryAfter: "10000ms" },
        ],
        [
            "the resource, after the longer Retry-After, after 202 to a PATCH without a status URL",
            { status: 202, headers: { "retry-after": "30" } },
            { method: "PATCH" },
            { ...RESOURCE, retryAfter: "30000ms" },
        ],
        [
            "the deletion of the resource after 202 to a DELETE without headers",
            { status: 202 },
            { method: "DELETE" },
            { ...RESOURCE, deleted: true },
        ],
        ["undefined after 200 to a DELETE", { status: 200, headers: IDS }, { method: "DELETE" }, undefined],
    ];
    for (const [title, reply, request, expected] of RESPONSES) {
        it(`returns ${title}`, async () => {
            assert.deepEqual(await start([reply], request), expected);
            assert.equal(arm?.requests[0]?.url, `${ACTION.path}?api-version=${ACTION.apiVersion}`);
        });
    }

    it("encodes the path, which is an id, and keeps what is encoded", async () => {
        await start([{ status: 204, headers: IDS }], { path: `${ACTION.path}/a b%2F#é` });
        assert.equal(arm?.requests[0]?.url, `${ACTION.path}/a%20b%2F%23%C3%A9?api-version=${ACTION.apiVersion}`);
    });

    /** The error that a response leads to. */
    const FAILURES: readonly [title: string, reply: Reply, code: string, message: RegExp][] = [
        [
            "OperationNotStarted and the whole ErrorDetail after 409",
            {
                status: 409,
                body: { error: { code: "Conflict", message: "Busy.", details: [{ code: "A", message: "a" }] } },
            },
            "OperationNotStarted",
            /^Azure did not start the operation: Conflict: Busy\.\n {2}details:\n {4}- A: a\n/,
        ],
        [
            "AuthorizationFailed after 403",
            errorResponse(403, "AuthorizationFailed", "No."),
            "AuthorizationFailed",
            /^Azure did not start/,
        ],
        [
            "an unknown outcome after 504 of a proxy",
            { status: 504, body: "<html>Gateway Timeout</html>" },
            "StartUnknown",
            /^It is not known whether the Azure operation has started: 504, text\/html: <html>Gateway.*\n {2}Check the resource/,
        ],
        [
            "an unknown outcome after 500 of ARM",
            errorResponse(500, "InternalServerError", "Oops."),
            "StartUnknown",
            /^It is not known whether the Azure operation has started: 500 InternalServerError: Oops\./,
        ],
        ["an unknown outcome after 303 without a Location", { status: 303, headers: IDS }, "StartUnknown", UNKNOWN],
        [
            "an unknown outcome after 303 of a proxy",
            { status: 303, headers: { location: "https://proxy.example/sign-in" } },
            "StartUnknown",
            UNKNOWN,
        ],
        [
            "an unknown outcome after 302",
            { status: 302, headers: { ...IDS, location: url(LOCATION_PATH) } },
            "StartUnknown",
            UNKNOWN,
        ],
        [
            "OperationNotStarted after 307, which ARM did not process",
            { status: 307, headers: { ...IDS, location: url(LOCATION_PATH) } },
            "OperationNotStarted",
            /^Azure did not start the operation: 307/,
        ],
        [
            "OperationNotStarted after 308, which ARM did not process",
            { status: 308, headers: { ...IDS, location: url(LOCATION_PATH) } },
            "OperationNotStarted",
            /^Azure did not start the operation: 308/,
        ],
        ["an unknown outcome after 408", { status: 408 }, "StartUnknown", /^It is not known whether/],
        [
            "an unknown outcome after a connection reset",
            { fault: "reset" },
            "StartUnknown",
            /^It is not known whether.*: ECONNRESET/,
        ],
        [
            "an unknown outcome after a truncated response",
            { fault: "truncate", body: "{}{}" },
            "StartUnknown",
            /^It is not known whether/,
        ],
        [
            "an unknown outcome after a response whose headers are too long",
            { status: 202, headers: { "x-long": "x".repeat(100_000) } },
            "StartUnknown",
            /^It is not known whether.*HPE_HEADER_OVERFLOW/,
        ],
        [
            "StartUnknown after 200 of a proxy",
            { status: 200, body: "<html>Sign in</html>" },
            "StartUnknown",
            /^It is not known whether the Azure operation has started: 200 with a page of HTML\n/,
        ],
        [
            "StartUnknown after 202 without a status URL",
            { status: 202 },
            "StartUnknown",
            /^Azure has started the operation, but its response contains no status URL\.\n {2}Wait for the resource/,
        ],
    ];
    for (const [title, reply, code, message] of FAILURES) {
        it(`fails without a retry with ${title}`, async () => {
            const error = await failure([reply]);
            assert.equal(error.code, code);
            assert.match(error.message, message);
            assert.equal(arm?.requests.length, 1);
        });
    }

    it("retries five times after 429, which ARM did not process", async () => {
        const throttled = errorResponse(429, "TooManyRequests", "Later.", { "retry-after": "2" });
        assert.equal(await start([throttled, { status: 204, headers: IDS }]), undefined);
        assert.equal(arm?.requests.length, 2);
        await arm?.close();

        const clock = stopTheClock();
        const failing = failure([errorResponse(429, "TooManyRequests", "Later.")]);
        const error = await pump(clock, failing);
        assert.equal(error.code, "OperationNotStarted");
        assert.match(error.message, /^Azure did not start the operation: TooManyRequests: Later\./);
        assert.deepEqual(arm?.delaysMs, [10_000, 10_000, 10_000, 10_000, 10_000]);
    });

    it("retries for 31 s when the connection is refused and reports that the operation was not begun", async () => {
        const clock = stopTheClock();
        const startMs = performance.now();
        const error = await pump(clock, failure([], {}, { endpoint: CLOSED_PORT }));
        assert.equal(error.code, "OperationNotStarted");
        assert.match(error.message, /^The Azure operation was not started: ECONNREFUSED/);
        assert.equal(performance.now() - startMs, 31_000);
    });

    it("stops when the signal is aborted and reports whether the request was sent", async () => {
        const before = await failure([{ status: 204, headers: IDS }], {}, { signal: AbortSignal.abort() });
        assert.deepEqual([before.code, before.name], ["WaitAborted", "AbortError"]);
        assert.match(before.message, /^Stopped before the Azure operation was started\./);
        assert.equal(arm?.requests.length, 0);
        await arm?.close();

        const controller = new AbortController();
        const abort = () => {
            controller.abort();
            return { fault: "stallBeforeHeaders" } as const;
        };
        const during = await failure([abort], {}, { signal: controller.signal });
        assert.equal(during.code, "WaitAborted");
        assert.match(
            during.message,
            /^Stopped before it was known whether the Azure operation has started\.\n {2}Check the/,
        );
    });

    const circular: { self?: unknown } = {};
    circular.self = circular;
    for (const [property, request, options = {}] of [
        ["method", { method: "GET" }],
        ["apiVersion", { apiVersion: "latest" }],
        ["path", { path: "https://evil.example/subscriptions/50000000-0000-4000-8000-000000000005" }],
        ["path", { path: undefined }],
        ["path", { path: `${ACTION.path}?api-version=2025-02-01` }],
        ["body", { body: { amount: 1n } }],
        ["body", { body: circular }],
        ["signal", {}, { signal: {} }],
        ["endpoint", {}, { endpoint: "ftp://arm" }],
    ] as readonly [string, object, object?][]) {
        it(`rejects an invalid \`${property}\` before the first request: ${inspect({ ...request, ...options }, { breakLength: Infinity })}`, async () => {
            const error = await failure([{ status: 204, headers: IDS }], request, options);
            assert.equal(error.code, "InvalidArgument");
            assert.ok(error.message.startsWith(`\`${property}\``), error.message);
            assert.deepEqual(arm?.requests, []);
        });
    }
});
