// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { inspect } from "node:util";
import sinon from "sinon";
import {
    type ActionOptions,
    type ActionRequest,
    type ActionResult,
    OperationError,
    runAction,
    type WaitProgress,
} from "../../../provider/wait";
import { formatProgress } from "../../../provider/wait/progress";
import {
    CANCELED,
    errorResponse,
    FAILED,
    IDS,
    LOCATION_PATH,
    OPERATION_PATH,
    PENDING,
    SUCCEEDED,
    THROTTLED,
} from "./operations";
import { pump } from "./pump";
import { cleanUp, type Line, type Reply, ScriptedArm, stopTheClock } from "./scriptedArm";

const RESOURCE = "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/g/providers/P/things/t";
const RESTART: ActionRequest = { resourceId: RESOURCE, apiVersion: "2025-02-01", action: "restart" };
const SENT = `${RESOURCE}/restart?api-version=2025-02-01`;
const ACCEPTED: Reply = { status: 202, headers: { ...IDS, "azure-asyncoperation": OPERATION_PATH } };
const ACCEPTED_LOCATION: Reply = { status: 202, headers: { ...IDS, location: LOCATION_PATH } };
const OTHER =
    "/subscriptions/50000000-0000-4000-8000-000000000005/providers/P/locations/l/operations/other?api-version=2025-02-01";
const BUSY = errorResponse(409, "AnotherOperationInProgress", "Another operation is in progress.");
const BUSY_WITH_URL = errorResponse(409, "AnotherOperationInProgress", `For its status use ${OTHER}`);
const KEYS = { keys: [{ value: "k" }] };

/** A privileged port, on which nothing listens. */
const CLOSED_PORT = "http://127.0.0.1:1";

describe("runAction", () => {
    let arm: ScriptedArm | undefined;
    let clock: sinon.SinonFakeTimers;

    beforeEach(() => {
        clock = stopTheClock();
        sinon.stub(Math, "random").returns(0);
    });

    afterEach(() => cleanUp(arm));

    const run = async (
        script: readonly Line[],
        request: Partial<ActionRequest> = {},
        options: ActionOptions = {},
    ): Promise<ActionResult> => {
        arm = await ScriptedArm.start(...script);
        const identity = { endpoint: arm.endpoint, credential: { getToken: async () => null } };
        return await pump(clock, runAction({ ...RESTART, ...request }, { ...identity, ...options }), arm);
    };

    const failure = async (...parameters: Parameters<typeof run>): Promise<OperationError> => {
        const error: unknown = await run(...parameters).then(
            (result) => new Error(`expected a failure, but it returned ${JSON.stringify(result)}`),
            (reason: unknown) => reason,
        );
        assert.ok(OperationError.isInstance(error), String(error));
        return error;
    };

    const paths = () => arm?.requests.map(({ url }) => url) ?? [];

    /** The scripts of actions that Succeeded, and what they return. */
    const RESULTS: readonly [title: string, script: readonly Reply[], expected: Partial<ActionResult>][] = [
        [
            "the body of a 200",
            [{ status: 200, headers: IDS, body: KEYS }],
            { result: KEYS, polls: 0, status: "Succeeded" },
        ],
        ["no result after a 204", [{ status: 204, headers: IDS }], { polls: 0, durationSeconds: 0 }],
        [
            "the properties of the status",
            [ACCEPTED, PENDING, { headers: IDS, body: { status: "Succeeded", properties: KEYS } }],
            { result: KEYS, properties: KEYS, polls: 2, operationId: OPERATION_PATH.split("?", 1)[0] ?? "" },
        ],
        ["no result of a status without properties", [ACCEPTED, SUCCEEDED], { polls: 1, status: "Succeeded" }],
        [
            "the last body in the Location pattern",
            [ACCEPTED_LOCATION, { status: 202, headers: IDS }, { status: 200, headers: IDS, body: [KEYS] }],
            { result: [KEYS], polls: 2 },
        ],
        [
            "the result of a resource that is still Updating after an immediate response",
            [{ status: 200, headers: IDS, body: { id: RESOURCE, properties: { provisioningState: "Updating" } } }],
            { result: { id: RESOURCE, properties: { provisioningState: "Updating" } }, polls: 0 },
        ],
        [
            "the end at the `Location` of a 201 that shows a running status",
            [
                { ...ACCEPTED_LOCATION, status: 201, body: { status: "InProgress" } },
                { status: 204, headers: IDS },
            ],
            { polls: 1 },
        ],
        [
            "no result after a 204 in the Location pattern",
            [ACCEPTED_LOCATION, { status: 204, headers: IDS }],
            { polls: 1 },
        ],
    ];
    for (const [title, script, expected] of RESULTS) {
        it(`returns ${title}`, async () => {
            const result = await run(script);
            for (const [field, value] of Object.entries(expected)) {
                assert.deepEqual(result[field as keyof ActionResult], value, field);
            }
            assert.equal("result" in result, "result" in expected);
            assert.equal(paths()[0], SENT);
        });
    }

    const REQUESTS: readonly [title: string, request: Partial<ActionRequest>, path: string][] = [
        ["an action of several segments", { action: "databases/d/pause" }, `${RESOURCE}/databases/d/pause`],
        ["an action with a blank", { action: "a b" }, `${RESOURCE}/a%20b`],
        ["the resource itself without an action", { action: undefined as never }, RESOURCE],
        ["a resource id with a slash at the end", { resourceId: ` ${RESOURCE}/ ` }, `${RESOURCE}/restart`],
    ];
    for (const [title, request, path] of REQUESTS) {
        it(`sends the request to ${title}`, async () => {
            await run([{ status: 204, headers: IDS }], request);
            assert.deepEqual(paths(), [`${path}?api-version=2025-02-01`]);
        });
    }

    const FAILURES: readonly [title: string, script: readonly Reply[], code: string, message: RegExp, sent: number][] =
        [
            [
                "the whole error of a Failed operation",
                [ACCEPTED, FAILED],
                "OperationFailed",
                /KeyDenied: Key not readable/,
                1,
            ],
            [
                "the whole error of a Canceled operation",
                [ACCEPTED, CANCELED],
                "OperationCanceled",
                /OperationPreempted/,
                1,
            ],
            [
                "ARM's error when it refuses the action",
                [errorResponse(400, "BadRequest", "No such thing.")],
                "OperationNotStarted",
                /^Azure did not start the operation: BadRequest: No such thing\./,
                1,
            ],
            [
                "an unknown start after 500",
                [errorResponse(500, "Oops", "Oops.")],
                "StartUnknown",
                /^It is not known whether/,
                1,
            ],
            ["an unknown start after a reset", [{ fault: "reset" }], "StartUnknown", /: ECONNRESET/, 1],
            [
                "an unknown end without a status URL",
                [{ status: 202, headers: IDS }],
                "StartUnknown",
                /^Azure has started/,
                1,
            ],
            [
                "the whole error of an immediate response that is Failed",
                [FAILED],
                "OperationFailed",
                /^Azure operation Failed: KeyDenied: Key not readable\.\n.*, Failed at once\n/s,
                1,
            ],
            ["the error of an immediate response that is Canceled", [CANCELED], "OperationCanceled", /Preempted/, 1],
            [
                "the error of an immediate response without a status",
                [{ status: 200, headers: IDS, body: { error: { code: "NoReplica", message: "None." } } }],
                "OperationFailed",
                /^Azure operation Failed: NoReplica: None\./,
                1,
            ],
            ["an unknown end of an immediate running status", [PENDING], "StartUnknown", /^Azure has started/, 1],
            [
                "an unknown start after an immediate page of a proxy",
                [{ status: 200, body: "<html>Sign in</html>" }],
                "StartUnknown",
                /^It is not known whether .*: 200 with a page of HTML\n {2}This response is not Azure's/,
                1,
            ],
            [
                "an unknown start after the immediate `{}` of a proxy",
                [{ status: 200, body: {} }],
                "StartUnknown",
                /^It is not known whether .*: 200 without a status\n {2}This response is not Azure's/,
                1,
            ],
            [
                "an unknown start after an immediate body that is broken, without the secret in it",
                [{ status: 200, headers: IDS, body: '{"keys":[{"value":"hunter2' }],
                "StartUnknown",
                /^It is not known whether [^\n]*: 200 with an unreadable body\n(?!.*hunter2)/s,
                1,
            ],
        ];
    for (const [title, script, code, message, count] of FAILURES) {
        it(`fails with ${code} and ${title}`, async () => {
            const error = await failure(script);
            assert.equal(error.code, code, error.message);
            assert.match(error.message, message);
            assert.equal(paths().filter((path) => path === SENT).length, count);
        });
    }

    it("waits for the conflicting operation, and sends the action again when that has ended", async () => {
        const script = [BUSY_WITH_URL, PENDING, FAILED, ACCEPTED, SUCCEEDED];
        const progress: string[] = [];
        const onProgress = (state: WaitProgress) => progress.push(formatProgress(state));
        const { status } = await run(script, {}, { onProgress });
        assert.equal(status, "Succeeded");
        assert.deepEqual(paths(), [SENT, OTHER, OTHER, SENT, OPERATION_PATH]);
        assert.match(progress[0] ?? "", /^InProgress · busy with another operation · /);
    });

    it("pauses where Azure does not name the conflicting operation, for ten seconds at first, and then longer", async () => {
        const progress: string[] = [];
        const onProgress = (state: WaitProgress) => progress.push(formatProgress(state));
        await run([BUSY, BUSY, BUSY, { status: 204, headers: IDS }], {}, { onProgress });
        assert.deepEqual(paths(), [SENT, SENT, SENT, SENT]);
        assert.deepEqual(arm?.delaysMs, [10_000, 20_000, 40_000]);
        assert.match(
            progress[0] ?? "",
            /last poll: 409 AnotherOperationInProgress: .* · busy; sent again in 10s · 0s · next poll in 10s/,
        );
    });

    it("pauses, too, when Azure is still busy after the end of the conflicting operation", async () => {
        await run([BUSY_WITH_URL, SUCCEEDED, BUSY_WITH_URL, SUCCEEDED, { status: 204, headers: IDS }]);
        assert.deepEqual(paths(), [SENT, OTHER, SENT, OTHER, SENT]);
        assert.equal(arm?.delaysMs[3], 10_000);
    });

    it("pauses instead where only the original caller may read the status of the conflicting operation", async () => {
        const forbidden = errorResponse(403, "AuthorizationFailed", "Only the original caller can query the status.");
        await run([BUSY_WITH_URL, forbidden, BUSY_WITH_URL, forbidden, { status: 204, headers: IDS }]);
        assert.deepEqual(paths(), [SENT, OTHER, SENT, OTHER, SENT]);
        assert.deepEqual([arm?.delaysMs[1], arm?.delaysMs[3]], [10_000, 20_000]);
    });

    it("sends the action `retries` times again while Azure is busy, and reports that nothing was started", async () => {
        const error = await failure([BUSY], {}, { retries: 2 });
        assert.equal(error.code, "OperationNotStarted");
        assert.match(error.message, /^Azure did not start the operation: AnotherOperationInProgress: /);
        assert.deepEqual(paths(), [SENT, SENT, SENT]);
    });

    it("sends the action again while ARM throttles, to the end of the `timeout`", async () => {
        await run([THROTTLED, THROTTLED, THROTTLED, THROTTLED, THROTTLED, THROTTLED, THROTTLED, ACCEPTED, SUCCEEDED]);
        assert.equal(paths().filter((path) => path === SENT).length, 8);
        await arm?.close();
        const error = await failure([THROTTLED], {}, { timeout: "1m" });
        assert.equal(error.code, "OperationNotStarted");
        assert.equal(arm?.requests.length, 6);
    });

    it("sends the action again after a `Retry-After` of more than half of the `timeout`", async () => {
        const throttled = errorResponse(429, "TooManyRequests", "Later.", { ...IDS, "retry-after": "3660" });
        await run([throttled, { status: 204, headers: IDS }], {}, { timeout: "2h" });
        assert.deepEqual(paths(), [SENT, SENT]);
        assert.deepEqual(arm?.delaysMs, [3_660_000]);
    });

    it("gives up at once where a `Retry-After` ends after the `timeout`", async () => {
        const startMs = Date.now();
        const throttled = errorResponse(429, "TooManyRequests", "Later.", { ...IDS, "retry-after": "60" });
        const error = await failure([throttled], {}, { timeout: "1m" });
        assert.equal(error.code, "OperationNotStarted");
        assert.equal(Date.now() - startMs, 0);
    });

    it("stops at the end of the `timeout` while Azure is busy", async () => {
        const error = await failure([BUSY_WITH_URL, PENDING], {}, { timeout: "5m" });
        assert.equal(error.code, "OperationNotStarted");
        assert.equal(paths().filter((path) => path === SENT).length, 1);
    });

    it("gives up before a pause while Azure is busy that would end after the `timeout`", async () => {
        const startMs = Date.now();
        const error = await failure([BUSY], {}, { timeout: "161s" });
        assert.equal(error.code, "OperationNotStarted");
        assert.deepEqual(arm?.delaysMs, [10_000, 20_000, 40_000, 80_000]);
        assert.equal(Date.now() - startMs, 150_000);
    });

    it("counts the time until ARM accepts the action as part of the `timeout`", async () => {
        const error = await failure([BUSY, BUSY, ACCEPTED, PENDING], {}, { timeout: "1m" });
        assert.equal(error.code, "WaitTimeout");
        assert.equal(error.elapsedSeconds, 60);
    });

    it("reports that nothing was started where no connection can be made", async () => {
        const error = await failure([], {}, { endpoint: CLOSED_PORT, timeout: "2m" });
        assert.equal(error.code, "OperationNotStarted");
        assert.match(error.message, /^The Azure operation was not started: ECONNREFUSED/);
    });

    it("does not send the action again when the host becomes unreachable after it was sent", async () => {
        const sockets = new Set<Socket>();
        const collect = (message: unknown) => sockets.add((message as { socket: Socket }).socket);
        subscribe("net.client.socket", collect);
        const unreachable = (): Reply => {
            // The error that Linux reports on a connection after an ICMP "host unreachable".
            const system = { code: "EHOSTUNREACH", syscall: "read", errno: -113 };
            for (const socket of sockets) {
                socket.destroy(Object.assign(new Error("read EHOSTUNREACH"), system));
            }
            return { fault: "stallBeforeHeaders" };
        };
        try {
            const error = await failure([unreachable, { status: 204, headers: IDS }]);
            assert.equal(error.code, "StartUnknown", error.message);
            assert.deepEqual(paths(), [SENT]);
        } finally {
            unsubscribe("net.client.socket", collect);
        }
    });

    it("lets a request that is on its way finish after an abort, so that its operation is known", async () => {
        const controller = new AbortController();
        const reply = () => {
            controller.abort(new Error("Ctrl-C"));
            return ACCEPTED;
        };
        const error = await failure([reply, PENDING], {}, { signal: controller.signal });
        assert.equal(error.code, "WaitAborted");
        assert.match(error.message, /^Stopped waiting for the Azure operation\.\n.*operation: op-1 /s);
        assert.deepEqual(paths(), [SENT]);
    });

    it("stops after four seconds when that request does not end", async () => {
        const controller = new AbortController();
        const stall = (): Reply => {
            controller.abort(new Error("Ctrl-C"));
            return { fault: "stallBeforeHeaders" };
        };
        const startMs = Date.now();
        const error = await failure([stall], {}, { signal: controller.signal });
        assert.match(error.message, /^Stopped before it was known whether the Azure operation has started\./);
        assert.equal(Date.now() - startMs, 4_000);
    });

    it("stops at once while Azure is busy, and reports that nothing was started", async () => {
        const controller = new AbortController();
        const onProgress = () => controller.abort(new Error("Ctrl-C"));
        const error = await failure([BUSY], {}, { signal: controller.signal, onProgress });
        assert.equal(error.code, "WaitAborted");
        assert.match(error.message, /^Stopped before the Azure operation was started\./);
        assert.deepEqual(paths(), [SENT]);
    });

    const UNPROCESSED: readonly [title: string, script: readonly Reply[], options: ActionOptions, reason: RegExp][] = [
        ["while ARM throttles", [THROTTLED], {}, /last poll: 429 TooManyRequests: .* · sent again in \d+s · /],
        [
            "while no connection can be made",
            [],
            { endpoint: CLOSED_PORT },
            /last poll: ECONNREFUSED.* · sent again in 1s · /,
        ],
    ];
    for (const [title, script, options, reason] of UNPROCESSED) {
        it(`reports why and when the action is sent again ${title}, and stops at once with nothing started`, async () => {
            const controller = new AbortController();
            const progress: string[] = [];
            const onProgress = (state: WaitProgress) => {
                progress.push(formatProgress(state));
                controller.abort(new Error("Ctrl-C"));
            };
            const error = await failure(script, {}, { ...options, signal: controller.signal, onProgress });
            assert.equal(error.code, "WaitAborted");
            assert.match(error.message, /^Stopped before the Azure operation was started\./);
            assert.equal(progress.length, 1);
            assert.match(progress[0] ?? "", reason);
        });
    }

    it("reports no further request when it stops during the sign-in", async () => {
        const controller = new AbortController();
        const progress: string[] = [];
        const credential = {
            getToken: () => {
                controller.abort(new Error("Ctrl-C"));
                return new Promise<null>(() => undefined);
            },
        };
        const onProgress = (state: WaitProgress) => void progress.push(formatProgress(state));
        const endpoint = "https://127.0.0.1:1";
        const error = await failure([], {}, { endpoint, credential, signal: controller.signal, onProgress });
        assert.match(error.message, /^Stopped before the Azure operation was started\./);
        assert.deepEqual(progress, []);
    });

    it("ignores an error of `onProgress`", async () => {
        const onProgress = () => assert.fail("progress");
        assert.equal((await run([BUSY, ACCEPTED, SUCCEEDED], {}, { onProgress })).status, "Succeeded");
    });

    const INVALID: readonly [property: string, request: object, options?: object][] = [
        ["resourceId", { resourceId: " " }],
        ["resourceId", { resourceId: "https://evil.example/subscriptions/x" }],
        ["resourceId", { resourceId: `${RESOURCE}?api-version=2025-02-01` }],
        ["apiVersion", { apiVersion: "latest" }],
        ["action", { action: "" }],
        ["action", { action: "/restart" }],
        ["action", { action: "restart/" }],
        ["action", { action: "restart?x=1" }],
        ["action", { action: 5 }],
        ["method", { method: "GET" }],
        ["body", { body: { amount: 1n } }],
        ["retries", {}, { retries: -1 }],
        ["retries", {}, { retries: "3" }],
        ["timeout", {}, { timeout: "soon" }],
        ["request", new Proxy({}, { get: () => assert.fail("a getter") })],
    ];
    for (const [property, request, options = {}] of INVALID) {
        it(`rejects an invalid \`${property}\` before the first request: ${inspect(property === "request" ? "a proxy" : { ...request, ...options })}`, async () => {
            arm = await ScriptedArm.start({ status: 204, headers: IDS });
            const all = property === "request" ? (request as ActionRequest) : { ...RESTART, ...request };
            const error: unknown = await runAction(all, { endpoint: arm.endpoint, ...options }).catch(
                (reason) => reason,
            );
            assert.ok(OperationError.isInstance(error), String(error));
            assert.equal(error.code, "InvalidArgument");
            assert.ok(error.message.startsWith(`\`${property}\``), error.message);
            assert.deepEqual(arm.requests, []);
        });
    }
});
