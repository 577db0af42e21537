// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import sinon from "sinon";
import { OperationError, type StartRequest, startOperation, type WaitOptions } from "../../../provider/wait";
import { LOCATION_PATH, OPERATION, refusal } from "./operations";
import { type Line, type Reply, ScriptedArm, stopTheClock } from "./scriptedArm";

const ACTION: StartRequest = {
    method: "POST",
    path: "/subscriptions/s/providers/P/things/t/act",
    apiVersion: "2025-02-01",
};
const RESOURCE = { resourceId: ACTION.path, apiVersion: ACTION.apiVersion };
const url = (path: string) => `https://management.azure.com${path}`;
const STATUS = { operation: url(OPERATION), pattern: "azureAsyncOperation" };

/** Nothing listens there: a privileged port. */
const NOBODY = "http://127.0.0.1:1";

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
            (reference) => new Error(`it was to fail, but: ${JSON.stringify(reference)}`),
            (reason: unknown) => reason,
        );
        assert.ok(OperationError.isInstance(error), String(error));
        return error;
    };

    /** What an answer leaves to wait for. */
    const ANSWERS: readonly [title: string, reply: Reply, request: Partial<StartRequest>, expected: unknown][] = [
        ["an Azure-AsyncOperation", { status: 202, headers: { "azure-asyncoperation": url(OPERATION) } }, {}, STATUS],
        ["an Operation-Location", { status: 202, headers: { "operation-location": url(OPERATION) } }, {}, STATUS],
        ["the status of a purge", { status: 202, headers: { "x-ms-status-location": url(OPERATION) } }, {}, STATUS],
        [
            "an Azure-AsyncOperation also at a URL that looks like a Location",
            { status: 202, headers: { "azure-asyncoperation": url(LOCATION_PATH) } },
            {},
            { operation: url(LOCATION_PATH), pattern: "azureAsyncOperation" },
        ],
        [
            "a Location",
            { status: 202, headers: { location: url(LOCATION_PATH) } },
            {},
            { operation: url(LOCATION_PATH), pattern: "location" },
        ],
        [
            "the first of both, with the resource behind it",
            { status: 201, headers: { "azure-asyncoperation": url(OPERATION), location: url(LOCATION_PATH) } },
            { method: "PUT", body: { location: "westus" } },
            { ...STATUS, fallback: RESOURCE },
        ],
        [
            "how long Azure asks to wait",
            { status: 202, headers: { "azure-asyncoperation": url(OPERATION), "retry-after": "60" } },
            {},
            { ...STATUS, retryAfter: "60000ms" },
        ],
        ["nothing, when ARM was done at once", { status: 204 }, {}, undefined],
        [
            "nothing, when a resource was made at once",
            { status: 201, body: { properties: {} } },
            { method: "PUT" },
            undefined,
        ],
        [
            "the resource's own state",
            { status: 201, body: { properties: { provisioningState: "Creating" } } },
            { method: "PUT" },
            RESOURCE,
        ],
        [
            "the resource's own state, beside its properties",
            { status: 200, body: { provisioningState: "Updating" } },
            { method: "PATCH" },
            RESOURCE,
        ],
        ["the resource, when ARM only accepted it", { status: 202 }, { method: "PUT" }, RESOURCE],
        ["the resource's disappearance", { status: 202 }, { method: "DELETE" }, { ...RESOURCE, deleted: true }],
        ["nothing, when the resource was gone at once", { status: 200 }, { method: "DELETE" }, undefined],
    ];
    for (const [title, reply, request, expected] of ANSWERS) {
        it(`returns ${title}`, async () => {
            assert.deepEqual(await start([reply], request), expected);
            assert.equal(arm?.requests[0]?.url, `${ACTION.path}?api-version=${ACTION.apiVersion}`);
        });
    }

    /** How it fails, and what the first line says. */
    const FAILURES: readonly [title: string, reply: Reply, code: string, says: RegExp][] = [
        [
            "that ARM refused, with its whole error",
            {
                status: 409,
                body: { error: { code: "Conflict", message: "Busy.", details: [{ code: "A", message: "a" }] } },
            },
            "OperationFailed",
            /^Azure did not start the operation: Conflict: Busy\.\n {2}details:\n {4}- A: a\n/,
        ],
        [
            "that a permission is missing",
            refusal(403, "AuthorizationFailed", "No."),
            "AuthorizationFailed",
            /^Azure did not start/,
        ],
        [
            "that it is not known whether it has begun after an error of the server",
            { status: 504, body: "<html>Gateway Timeout</html>" },
            "StatusUnavailable",
            /^It is not known whether the Azure operation has started: 504, text\/html: <html>Gateway.*\n {2}Check the resource/,
        ],
        [
            "the same, in ARM's words",
            refusal(500, "InternalServerError", "Oops."),
            "StatusUnavailable",
            /^It is not known whether the Azure operation has started: 500 InternalServerError: Oops\./,
        ],
        ["the same after 408", { status: 408 }, "StatusUnavailable", /^It is not known whether/],
        [
            "the same when the connection breaks",
            { fault: "reset" },
            "StatusUnavailable",
            /^It is not known whether.*: ECONNRESET/,
        ],
        [
            "the same when the answer breaks off",
            { fault: "truncate", body: "{}{}" },
            "StatusUnavailable",
            /^It is not known whether/,
        ],
        [
            "the same when the answer cannot be read",
            { status: 202, headers: { "x-long": "x".repeat(100_000) } },
            "StatusUnavailable",
            /^It is not known whether.*HPE_HEADER_OVERFLOW/,
        ],
        [
            "that it has begun, but that Azure does not say where its status is",
            { status: 202 },
            "StatusUnavailable",
            /^Azure has started the operation, but its response contains no status URL\.\n {2}Wait for the resource/,
        ],
    ];
    for (const [title, reply, code, says] of FAILURES) {
        it(`says ${title}, and does not try again`, async () => {
            const error = await failure([reply]);
            assert.equal(error.code, code);
            assert.match(error.message, says);
            assert.equal(arm?.requests.length, 1);
        });
    }

    it("sends again what ARM did not process, and after five times no more", async () => {
        const throttled = refusal(429, "TooManyRequests", "Later.", { "retry-after": "1" });
        assert.equal(await start([throttled, { status: 204 }]), undefined);
        assert.equal(arm?.requests.length, 2);
        await arm?.close();

        const clock = stopTheClock();
        const failing = failure([refusal(429, "TooManyRequests", "Later.")]);
        const error = await pump(clock, failing);
        assert.equal(error.code, "StatusUnavailable");
        assert.match(error.message, /^Azure did not start the operation: TooManyRequests: Later\./);
        assert.deepEqual(arm?.delaysMs, [10_000, 10_000, 10_000, 10_000, 10_000]);
    });

    it("tries again to send what could not be sent, and then says that it was not begun", async () => {
        const clock = stopTheClock();
        const startMs = performance.now();
        const error = await pump(clock, failure([], {}, { endpoint: NOBODY }));
        assert.equal(error.code, "StatusUnavailable");
        assert.match(error.message, /^The Azure operation was not started: ECONNREFUSED/);
        assert.equal(performance.now() - startMs, 31_000);
    });

    it("ends with the signal, and says whether anything was sent", async () => {
        const before = await failure([{ status: 204 }], {}, { signal: AbortSignal.abort() });
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
        ["path", { path: "https://evil.example/subscriptions/s" }],
        ["path", { path: undefined }],
        ["path", { path: `${ACTION.path}?api-version=2025-02-01` }],
        ["body", { body: { amount: 1n } }],
        ["body", { body: circular }],
        ["signal", {}, { signal: {} }],
        ["endpoint", {}, { endpoint: "ftp://arm" }],
    ] as readonly [string, object, object?][]) {
        it(`refuses a wrong \`${property}\` before anything is asked: ${Object.keys({ ...request, ...options })}`, async () => {
            const error = await failure([{ status: 204 }], request, options);
            assert.equal(error.code, "InvalidArgument");
            assert.ok(error.message.startsWith(`\`${property}\``), error.message);
            assert.deepEqual(arm?.requests, []);
        });
    }
});

const realSetTimeout = setTimeout;

/** Lets virtual time pass, and real sockets do their work in between, until something is settled. */
async function pump<T>(clock: sinon.SinonFakeTimers, promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = () => {
        isSettled = true;
    };
    promise.then(settle, settle);
    while (!isSettled) {
        await new Promise((resolve) => realSetTimeout(resolve, 50));
        if (!isSettled && clock.countTimers() > 0) {
            await clock.nextAsync();
        }
    }
    return await promise;
}
