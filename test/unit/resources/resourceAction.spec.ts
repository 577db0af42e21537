// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import type sinon from "sinon";
import type { Inputs } from "../../../provider/resources/inputs";
import { PartialStateError } from "../../../provider/resources/partialStateError";
import { resourceAction } from "../../../provider/resources/resourceAction";
import { OperationError, type OperationErrorCode } from "../../../provider/wait";
import {
    CANCELED,
    errorResponse,
    FAILED,
    IDS,
    NOT_FOUND,
    OPERATION_PATH,
    PENDING,
    SUCCEEDED,
} from "../wait/operations";
import { cleanUp, type Line, type Reply, ScriptedArm, stopTheClock } from "../wait/scriptedArm";
import { ActionStack, noConfiguration } from "./actionStack";

const GROUP = "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/g/providers/P";
const RESOURCE = `${GROUP}/things/t`;
const OTHER_RESOURCE = `${GROUP}/things/u`;
const SENT = `${RESOURCE}/failover?api-version=2025-02-01`;
const UNDONE = `${RESOURCE}/failback?api-version=2025-02-01`;
const FAILOVER = { resourceId: RESOURCE, apiVersion: "2025-02-01", action: "failover" };
const WITH_UNDO = { ...FAILOVER, destroy: { action: "failback" } };
const ACCEPTED: Reply = { status: 202, headers: { ...IDS, "azure-asyncoperation": OPERATION_PATH } };
const DONE: Reply = { status: 204, headers: IDS };
const NOT_READABLE = errorResponse(405, "MethodNotAllowed", "No GET.");
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("The resource of an action", () => {
    let arm: ScriptedArm;
    let clock: sinon.SinonFakeTimers;
    let stack: ActionStack;

    beforeEach(() => {
        clock = stopTheClock();
    });

    afterEach(() => cleanUp(arm));

    const start = async (...script: readonly Line[]) => {
        arm = await ScriptedArm.start(...script);
        stack = new ActionStack(arm, clock);
    };

    /** A reply that arrives together with a Ctrl-C. */
    const interrupting = (controller: AbortController, reply: Reply) => (): Reply => {
        controller.abort(new Error("Ctrl-C"));
        return reply;
    };

    const assertFailure = (code: OperationErrorCode, message = /./) => {
        const error = stack.failure instanceof PartialStateError ? stack.failure.cause : stack.failure;
        assert.ok(OperationError.isInstance(error), String(stack.failure));
        assert.equal(error.code, code, error.message);
        assert.match(stack.failure?.message ?? "", message);
    };

    /** Begins the action and interrupts it while it waits. The script goes on with what follows. */
    const interrupted = async (inputs: Inputs, ...script: readonly Line[]) => {
        const controller = new AbortController();
        await start(ACCEPTED, PENDING, interrupting(controller, PENDING), ...script);
        await stack.up(inputs, controller.signal);
        assertFailure("WaitAborted");
        assert.equal(typeof stack.state?.outputs.pendingOperation, "string");
    };

    describe("create", () => {
        it("sends the action once, waits for its end, and does nothing in the next run", async () => {
            await start(ACCEPTED, PENDING, {
                headers: IDS,
                body: { status: "Succeeded", properties: { a: 1 }, percentComplete: 100 },
            });
            assert.deepEqual(await stack.up(FAILOVER), [SENT, OPERATION_PATH, OPERATION_PATH]);
            const { durationSeconds, requestDigest, ...outputs } = stack.state?.outputs ?? {};
            assert.equal(typeof durationSeconds, "number");
            assert.match(String(requestDigest), /^sha256:/);
            assert.equal(stack.state?.id, `${RESOURCE}/failover`);
            assert.deepEqual(outputs, {
                ...{ resourceId: RESOURCE, apiVersion: "2025-02-01", polls: 2, status: "Succeeded" },
                ...{ operationId: OPERATION_PATH.split("?")[0], percentComplete: 100 },
                ...{ properties: { a: 1 }, result: { a: 1 } },
            });
            assert.deepEqual(await stack.up(FAILOVER), []);
        });

        it("returns the body of a response that came at once, without an operation", async () => {
            await start({ headers: IDS, body: { key: "k" } });
            assert.deepEqual(await stack.up(FAILOVER), [SENT]);
            assert.deepEqual(stack.state?.outputs.result, { key: "k" });
            assert.equal("operationId" in (stack.state?.outputs ?? {}), false);
        });

        it("holds no body and no triggers in the outputs, which may be secret", async () => {
            await start(DONE);
            await stack.up({ ...FAILOVER, body: { password: "hunter2" }, triggers: ["hunter2"] });
            assert.doesNotMatch(JSON.stringify(stack.state), /hunter2/);
        });

        const UNRECORDED: readonly [title: string, script: readonly Line[], code: OperationErrorCode][] = [
            ["Azure refuses the action", [errorResponse(400, "Bad", "No.")], "OperationNotStarted"],
            ["its start is unknown after 500", [errorResponse(500, "Oops", "Oops.")], "StartUnknown"],
            ["the connection broke after sending", [{ fault: "reset" }], "StartUnknown"],
            ["it is accepted without a status URL", [{ status: 202, headers: IDS }], "StartUnknown"],
            [
                "its status URL is on another host",
                [{ status: 202, headers: { ...IDS, location: `https://other.example${OPERATION_PATH}` } }],
                "StartUnknown",
            ],
            [
                "its status URL is empty",
                [{ status: 202, headers: { ...IDS, "azure-asyncoperation": "" } }],
                "StartUnknown",
            ],
            ["Azure does not allow to read its status", [ACCEPTED, NOT_READABLE], "StartUnknown"],
            ["the operation Failed", [ACCEPTED, FAILED], "OperationFailed"],
            ["the operation was Canceled", [ACCEPTED, CANCELED], "OperationCanceled"],
        ];
        for (const [title, script, code] of UNRECORDED) {
            it(`records nothing when ${title}, and the next run sends it again`, async () => {
                await start(...script, DONE);
                await stack.up(FAILOVER);
                assertFailure(code);
                assert.equal(stack.state, undefined);
                assert.deepEqual(await stack.up(FAILOVER), [SENT]);
            });
        }

        it("records nothing when it is interrupted while Azure is busy", async () => {
            const controller = new AbortController();
            const busy = errorResponse(409, "AnotherOperationInProgress", "Another operation is in progress.");
            await start(interrupting(controller, busy), DONE);
            await stack.up(FAILOVER, controller.signal);
            assertFailure("WaitAborted");
            assert.equal(stack.state, undefined);
        });

        it("stays half-made when it is interrupted while the request is on its way", async () => {
            const controller = new AbortController();
            await start(interrupting(controller, ACCEPTED), PENDING, SUCCEEDED);
            await stack.up(FAILOVER, controller.signal);
            assertFailure("WaitAborted");
            assert.equal(stack.state?.outputs.status, "Accepted");
            assert.deepEqual(await stack.up(FAILOVER), [OPERATION_PATH, OPERATION_PATH]);
            assert.equal(stack.state?.outputs.status, "Succeeded");
        });
    });

    describe("that was interrupted while it waits", () => {
        const INTERRUPTIONS: readonly [title: string, inputs: Inputs, reply: Line, code: OperationErrorCode][] = [
            ["a timeout", { timeout: "1m" }, PENDING, "WaitTimeout"],
            ["an unreadable status", { timeout: "1m" }, errorResponse(500, "Oops", "Oops."), "StatusUnavailable"],
            ["a lost permission", {}, errorResponse(403, "AuthorizationFailed", "No."), "AuthorizationFailed"],
            ["a refused sign-in", {}, errorResponse(401, "InvalidToken", "No."), "AuthenticationFailed"],
        ];
        for (const [title, inputs, reply, code] of INTERRUPTIONS) {
            it(`stays half-made after ${title}, and the next run waits and does not send`, async () => {
                let isOver = false;
                await start(ACCEPTED, PENDING, () => (isOver ? SUCCEEDED : (reply as Reply)));
                await stack.up({ ...FAILOVER, ...inputs });
                assertFailure(code);
                isOver = true;
                assert.deepEqual(await stack.up({ ...FAILOVER, ...inputs }), [OPERATION_PATH]);
                assert.equal(stack.state?.outputs.status, "Succeeded");
                assert.equal("pendingOperation" in (stack.state?.outputs ?? {}), false);
                assert.deepEqual(await stack.up({ ...FAILOVER, ...inputs }), []);
            });
        }

        it("waits in the next run and does not send, also when that is interrupted", async () => {
            const again = new AbortController();
            await interrupted(FAILOVER, interrupting(again, PENDING), SUCCEEDED);
            assert.deepEqual(await stack.up(FAILOVER, again.signal), [OPERATION_PATH]);
            assertFailure("WaitAborted");
            assert.deepEqual(await stack.up(FAILOVER), [OPERATION_PATH]);
            assert.equal(stack.failure, undefined);
        });

        it("records the other options of the next run when that is interrupted, too", async () => {
            const again = new AbortController();
            await interrupted(FAILOVER, interrupting(again, PENDING));
            await stack.up({ ...WITH_UNDO, timeout: "3h" }, again.signal);
            assert.deepEqual(stack.state?.outputs.destroy, { action: "failback" });
            assert.equal(stack.state?.outputs.timeout, "3h");
        });

        const ENDINGS: readonly [title: string, replies: readonly Line[], code: OperationErrorCode, message: RegExp][] =
            [
                ["Failed", [FAILED], "OperationFailed", /^Azure operation Failed: KeyDenied/],
                ["was Canceled", [CANCELED], "OperationCanceled", /^Azure operation Canceled/],
                ["expired with its record (404)", [NOT_FOUND], "OperationNotFound", /^It is not known how the action/],
                [
                    "expired with its record (410)",
                    [errorResponse(410, "Gone", "Gone.")],
                    "OperationNotFound",
                    /^It is not known how/,
                ],
            ];
        for (const [title, replies, code, message] of ENDINGS) {
            it(`is recorded as ended when the operation ${title} meanwhile, and only the run after that sends`, async () => {
                await interrupted(FAILOVER, ...replies, DONE);
                assert.deepEqual(await stack.up(FAILOVER), [OPERATION_PATH]);
                assertFailure(code, message);
                assert.match(stack.failure?.message ?? "", /\n {2}The next `pulumi up` sends the action again\.$/);
                assert.equal(stack.failure instanceof PartialStateError, true);
                assert.equal(stack.state?.outputs.status, code === "OperationCanceled" ? "Canceled" : "Failed");
                assert.equal("pendingOperation" in (stack.state?.outputs ?? {}), false);
                assert.deepEqual(await stack.up(FAILOVER), [SENT]);
                assert.equal(stack.failure, undefined);
            });
        }

        it("is not taken for expired where its status was never read", async () => {
            const controller = new AbortController();
            await start(interrupting(controller, ACCEPTED), NOT_FOUND, SUCCEEDED);
            await stack.up(FAILOVER, controller.signal);
            assert.deepEqual(await stack.up(FAILOVER), [OPERATION_PATH, OPERATION_PATH]);
            assert.equal(stack.state?.outputs.status, "Succeeded");
        });

        it("is kept when Azure does not find its operation, and is recorded as ended when the next run does not either", async () => {
            let isSentAgain = false;
            await start(ACCEPTED, () => (isSentAgain ? DONE : NOT_FOUND));
            await stack.up(FAILOVER);
            assertFailure("OperationNotFound", /\n {2}The next `pulumi up` waits for it once more, and does not send/);
            assert.equal(stack.state?.outputs.status, "Accepted");
            const startMs = Date.now();
            const requests = await stack.up(FAILOVER);
            assert.equal(requests.includes(SENT), false);
            assert.ok(Date.now() - startMs >= 120_000);
            assertFailure(
                "OperationNotFound",
                /^It is not known how the action ended: Azure does not find its operation\./,
            );
            assert.equal(stack.state?.outputs.status, "Failed");
            isSentAgain = true;
            assert.deepEqual(await stack.up(FAILOVER), [SENT]);
        });

        const PATCH = { ...FAILOVER, action: undefined, method: "PATCH" };
        const stateOf = (provisioningState: string): Reply => ({
            headers: IDS,
            body: { properties: { provisioningState } },
        });

        it("is recorded as ended when the record of a PATCH has expired, whatever the state of its resource", async () => {
            await interrupted(PATCH, NOT_FOUND, stateOf("Succeeded"));
            assert.deepEqual(await stack.up(PATCH), [OPERATION_PATH]);
            assertFailure("OperationNotFound", /^It is not known how the action ended: the record .* has expired/);
            assert.equal(stack.state?.outputs.status, "Failed");
        });

        it("goes on with the state of the resource where the operation of a PATCH was never read", async () => {
            const noGrace = { ...PATCH, notFoundGrace: "0s" };
            const controller = new AbortController();
            const updating = interrupting(controller, stateOf("Updating"));
            await start(ACCEPTED, NOT_FOUND, updating, NOT_FOUND, stateOf("Succeeded"));
            await stack.up(noGrace, controller.signal);
            assertFailure("WaitAborted");
            const resource = `${RESOURCE}?api-version=2025-02-01`;
            assert.deepEqual(await stack.up(noGrace), [OPERATION_PATH, resource]);
            assert.equal(stack.failure, undefined);
        });

        it("ends as StartUnknown where the resource of a PATCH has no provisioningState, and nothing is kept", async () => {
            await start({ status: 202, headers: IDS }, { headers: IDS, body: { properties: {} } });
            await stack.up(PATCH);
            assertFailure(
                "StartUnknown",
                /^Azure has started the operation, but its status cannot be read: 200 without/,
            );
            assert.equal(stack.state, undefined);
        });

        it("is recorded as ended when the next run cannot read its status at all", async () => {
            await interrupted(FAILOVER, NOT_READABLE, DONE);
            await stack.up(FAILOVER);
            assertFailure("StartUnknown", /^It is not known how the action ended: its status cannot be read\. Check/);
            assert.equal(stack.state?.outputs.status, "Failed");
            assert.deepEqual(await stack.up(FAILOVER), [SENT]);
        });

        it("is polled at once by the next run when its `Retry-After` is longer than the timeout", async () => {
            await start({ ...ACCEPTED, headers: { ...ACCEPTED.headers, "retry-after": "600" } }, SUCCEEDED);
            assert.deepEqual(await stack.up({ ...FAILOVER, timeout: "5m" }), [SENT]);
            assertFailure("StatusUnavailable", /Azure requested a delay that is longer than the `timeout`/);
            const startMs = Date.now();
            assert.deepEqual(await stack.up({ ...FAILOVER, timeout: "5m" }), [OPERATION_PATH]);
            assert.equal(stack.failure, undefined);
            assert.equal(Date.now() - startMs, 0);
        });

        it("is polled by the next run after ten seconds where its resource may still show the earlier state", async () => {
            const resource = { headers: IDS, body: { properties: { provisioningState: "Succeeded" } } };
            await start({ status: 202, headers: { ...IDS, "retry-after": "600" } }, resource);
            const inputs = { ...PATCH, timeout: "5m" };
            await stack.up(inputs);
            assertFailure("StatusUnavailable");
            const startMs = Date.now();
            await stack.up(inputs);
            assert.equal(stack.failure, undefined);
            assert.equal(Date.now() - startMs, 10_000);
        });

        it("Succeeds when only the next run finds its operation", async () => {
            let isFound = false;
            await start(ACCEPTED, () => (isFound ? SUCCEEDED : NOT_FOUND));
            await stack.up(FAILOVER);
            isFound = true;
            assert.deepEqual(await stack.up(FAILOVER), [OPERATION_PATH]);
            assert.equal(stack.failure, undefined);
        });

        for (const [title, reply] of [
            ["Succeeded", SUCCEEDED],
            ["Failed", FAILED],
            ["expired", NOT_FOUND],
            ["cannot be read", NOT_READABLE],
        ] as const) {
            it(`waits with other arguments until the old operation ${title}, and then sends`, async () => {
                await interrupted(FAILOVER, reply, DONE);
                const requests = await stack.up({ ...FAILOVER, triggers: [2] });
                assert.deepEqual(requests, [OPERATION_PATH, SENT]);
                assert.equal(stack.failure, undefined);
                assert.deepEqual(await stack.up({ ...FAILOVER, triggers: [2] }), []);
            });
        }

        it("still goes on with its own arguments when a run with others was interrupted", async () => {
            const again = new AbortController();
            await interrupted(FAILOVER, interrupting(again, PENDING), SUCCEEDED);
            assert.deepEqual(await stack.up({ ...FAILOVER, triggers: [2] }, again.signal), [OPERATION_PATH]);
            assert.deepEqual(await stack.up(FAILOVER), [OPERATION_PATH]);
            assert.equal(stack.failure, undefined);
        });

        it("is recorded as Succeeded when Azure refuses what other arguments send after it", async () => {
            await interrupted(FAILOVER, SUCCEEDED, errorResponse(400, "Bad", "No."));
            await stack.up({ ...FAILOVER, triggers: [2] });
            assertFailure("OperationNotStarted");
            assert.deepEqual(await stack.up(FAILOVER), []);
            assert.deepEqual(await stack.up({ ...FAILOVER, triggers: [2] }), [SENT]);
        });

        it("waits with another `resourceId` for the old operation, undoes it, and sends the new one", async () => {
            await interrupted(WITH_UNDO, SUCCEEDED, DONE, DONE);
            assert.deepEqual(await stack.up({ ...WITH_UNDO, resourceId: OTHER_RESOURCE }), [
                ...[OPERATION_PATH, UNDONE, SENT.replace(RESOURCE, OTHER_RESOURCE)],
            ]);
        });

        it("is forgotten at destroy without `destroy`, with no request", async () => {
            await interrupted(FAILOVER);
            assert.deepEqual(await stack.destroy(), []);
            assert.equal(stack.state, undefined);
        });

        for (const [title, reply] of [
            ["Succeeded", SUCCEEDED],
            ["Failed", FAILED],
            ["expired", NOT_FOUND],
        ] as const) {
            it(`is undone at destroy only after its operation ${title}`, async () => {
                await interrupted(WITH_UNDO, reply, DONE);
                assert.deepEqual(await stack.destroy(), [OPERATION_PATH, UNDONE]);
                assert.equal(stack.state, undefined);
            });
        }

        it("is kept when destroy is interrupted before its operation has ended, with nothing sent", async () => {
            const again = new AbortController();
            await interrupted(WITH_UNDO, interrupting(again, PENDING), SUCCEEDED, DONE);
            assert.deepEqual(await stack.destroy(again.signal), [OPERATION_PATH]);
            assertFailure("WaitAborted");
            assert.deepEqual(await stack.destroy(), [OPERATION_PATH, UNDONE]);
        });
    });

    describe("update", () => {
        /** The inputs before and after, and whether the action is sent again. */
        const CHANGES: readonly [title: string, before: Inputs, after: Inputs, requests: readonly string[]][] = [
            ["other triggers", { triggers: [1] }, { triggers: [2] }, [SENT]],
            ["triggers", {}, { triggers: [1] }, [SENT]],
            ["another action", {}, { action: "other" }, [SENT.replace("failover", "other")]],
            ["another method", {}, { method: "PUT" }, [SENT]],
            ["another body", { body: { a: 1 } }, { body: { a: 2 } }, [SENT]],
            ["an action in other letter case", {}, { action: "FailOver" }, []],
            ["an encoded action", { action: "a b" }, { action: "a%20B" }, []],
            ["the default method", {}, { method: "POST" }, []],
            [
                "a body in another order",
                { body: { a: 1, b: { c: 1, d: 2 } } },
                { body: { b: { d: 2, c: 1 }, a: 1 } },
                [],
            ],
            ["a resource id in other letter case", {}, { resourceId: RESOURCE.toUpperCase() }, []],
            ["an encoded resource id", {}, { resourceId: RESOURCE.replace("things/t", "things/%74/") }, []],
            ["another api-version", {}, { apiVersion: "2024-01-01" }, []],
            ["another `destroy`", {}, { destroy: { action: "failback", body: { b: 1 } } }, []],
            ["another timeout", {}, { timeout: "1h" }, []],
            ["other retries", {}, { retries: 1 }, []],
        ];
        for (const [title, before, after, requests] of CHANGES) {
            it(`sends ${requests.length === 0 ? "nothing" : "the action again, and no undo,"} for ${title}`, async () => {
                await start(DONE);
                await stack.up({ ...WITH_UNDO, ...before });
                const first = stack.state;
                assert.deepEqual(await stack.up({ ...WITH_UNDO, ...after }), requests);
                assert.equal(stack.state?.id, first?.id);
                assert.equal(stack.state?.outputs.status, "Succeeded");
                assert.deepEqual(await stack.up({ ...WITH_UNDO, ...after }), []);
            });
        }

        it("records another api-version, `destroy` and timeout, for the undo", async () => {
            await start(DONE);
            await stack.up(WITH_UNDO);
            await stack.up({ ...WITH_UNDO, apiVersion: "2024-01-01", destroy: { action: "undo" }, timeout: "1h" });
            assert.deepEqual(await stack.destroy(), [`${RESOURCE}/undo?api-version=2024-01-01`]);
        });

        it("keeps the old state when the operation Failed, and the next run sends again", async () => {
            await start(DONE, ACCEPTED, FAILED, DONE);
            await stack.up({ ...FAILOVER, triggers: [1] });
            const first = stack.state;
            assert.deepEqual(await stack.up({ ...FAILOVER, triggers: [2] }), [SENT, OPERATION_PATH]);
            assertFailure("OperationFailed");
            assert.deepEqual(stack.state, first);
            assert.deepEqual(await stack.up({ ...FAILOVER, triggers: [2] }), [SENT]);
        });

        it("goes on waiting after an interruption, although the engine keeps the old inputs", async () => {
            const controller = new AbortController();
            await start(DONE, ACCEPTED, interrupting(controller, PENDING), SUCCEEDED);
            await stack.up({ ...FAILOVER, triggers: [1] });
            await stack.up({ ...FAILOVER, triggers: [2] }, controller.signal);
            assertFailure("WaitAborted");
            assert.deepEqual(await stack.up({ ...FAILOVER, triggers: [2] }), [OPERATION_PATH]);
            assert.deepEqual(await stack.up({ ...FAILOVER, triggers: [2] }), []);
        });

        it("undoes the action on the old resource before it sends it to another one", async () => {
            await start(DONE);
            await stack.up(WITH_UNDO);
            const requests = await stack.up({ ...WITH_UNDO, resourceId: OTHER_RESOURCE });
            assert.deepEqual(requests, [UNDONE, SENT.replace(RESOURCE, OTHER_RESOURCE)]);
            assert.equal(stack.state?.id, `${OTHER_RESOURCE}/failover`);
        });
    });

    describe("delete", () => {
        it("sends no request without `destroy`", async () => {
            await start(DONE);
            await stack.up(FAILOVER);
            assert.deepEqual(await stack.destroy(), []);
            assert.equal(stack.failure, undefined);
        });

        it("sends `destroy` to its own resource and api-version, and waits for its end", async () => {
            await start(DONE, ACCEPTED, PENDING, SUCCEEDED);
            const undo = { resourceId: OTHER_RESOURCE, apiVersion: "2024-01-01", method: "DELETE" };
            await stack.up({ ...FAILOVER, destroy: undo });
            const requests = await stack.destroy();
            assert.deepEqual(requests, [`${OTHER_RESOURCE}?api-version=2024-01-01`, OPERATION_PATH, OPERATION_PATH]);
            assert.equal(stack.state, undefined);
        });

        const FAILURES: readonly [title: string, replies: readonly Line[], inputs: Inputs, code: OperationErrorCode][] =
            [
                ["the undo Failed", [ACCEPTED, FAILED], {}, "OperationFailed"],
                ["Azure refuses the undo", [errorResponse(400, "Bad", "No.")], {}, "OperationNotStarted"],
                ["the resource is not found", [NOT_FOUND], {}, "OperationNotStarted"],
                [
                    "Azure refuses the undo otherwise than as not found",
                    [errorResponse(400, "Bad", "No.")],
                    { ignoreNotFound: true },
                    "OperationNotStarted",
                ],
                [
                    "a proxy does not find the resource",
                    [{ status: 404, body: "<html>Not found</html>" }],
                    { ignoreNotFound: true },
                    "OperationNotStarted",
                ],
                [
                    "Azure does not find its type",
                    [errorResponse(404, "InvalidResourceType", "No such type.")],
                    { ignoreNotFound: true },
                    "OperationNotStarted",
                ],
                [
                    "Azure does not find the subscription",
                    [errorResponse(404, "SubscriptionNotFound", "No such subscription.")],
                    { ignoreNotFound: true },
                    "OperationNotStarted",
                ],
                ["the wait for the undo times out", [ACCEPTED, PENDING, PENDING], { timeout: "1s" }, "WaitTimeout"],
            ];
        for (const [title, replies, inputs, code] of FAILURES) {
            it(`keeps the resource when ${title}, and the next destroy sends it again`, async () => {
                await start(DONE, ...replies, DONE);
                await stack.up({ ...WITH_UNDO, ...inputs });
                const first = stack.state;
                await stack.destroy();
                assertFailure(code);
                assert.deepEqual(stack.state, first);
                assert.deepEqual(await stack.destroy(), [UNDONE]);
            });
        }

        it("reports after an interruption that the next destroy sends the undo again", async () => {
            const controller = new AbortController();
            await start(DONE, ACCEPTED, interrupting(controller, PENDING), DONE);
            await stack.up(WITH_UNDO);
            await stack.destroy(controller.signal);
            assertFailure("WaitAborted", /The next run sends its request again/);
            assert.deepEqual(await stack.destroy(), [UNDONE]);
        });

        it("counts a resource that is not found as undone with `ignoreNotFound`", async () => {
            await start(DONE, NOT_FOUND);
            await stack.up({ ...WITH_UNDO, ignoreNotFound: true });
            assert.deepEqual(await stack.destroy(), [UNDONE]);
            assert.equal(stack.failure, undefined);
        });
    });

    describe("check", () => {
        const INVALID: readonly [property: string, inputs: Inputs][] = [
            ["resourceId", { resourceId: " " }],
            ["apiVersion", { apiVersion: "latest", body: UNKNOWN }],
            ["action", { action: "/x", resourceId: UNKNOWN }],
            ["method", { method: "GET", apiVersion: UNKNOWN }],
            ["retries", { retries: -1 }],
            ["timeout", { timeout: "soon" }],
            ["ignoreNotFound", { ignoreNotFound: "yes" }],
            ["destroy", { destroy: "failback" }],
            ["destroy.action", { destroy: { action: "x?y" } }],
            ["destroy.method", { destroy: { method: "GET", resourceId: UNKNOWN } }],
            ["destroy.apiVersion", { destroy: { apiVersion: "latest" } }],
        ];
        for (const [property, inputs] of INVALID) {
            it(`rejects ${JSON.stringify(inputs)}, and names \`${property}\``, () => {
                assert.throws(
                    () => resourceAction.check({ ...FAILOVER, ...inputs }, noConfiguration),
                    (error) => {
                        assert.ok(OperationError.isInstance(error), String(error));
                        assert.equal(error.code, "InvalidArgument");
                        assert.ok(error.message.startsWith(`\`${property}\` `), error.message);
                        return true;
                    },
                );
            });
        }

        for (const name of ["resourceId", "apiVersion", "action", "method", "body", "destroy", "retries", "timeout"]) {
            it(`accepts an unknown \`${name}\``, () => {
                resourceAction.check({ ...WITH_UNDO, [name]: UNKNOWN }, noConfiguration);
            });
        }
    });

    describe("plan", () => {
        const DIGEST_OF_OTHERS = "sha256:other";
        const half = (requestDigest: string) => ({
            ...WITH_UNDO,
            pendingOperation: JSON.stringify({ operation: OPERATION_PATH, requestDigest, wasRead: true }),
        });
        const PLANS: readonly [title: string, state: Inputs | undefined, inputs: Inputs, text: string][] = [
            ["a new resource", undefined, FAILOVER, "will POST …/failover"],
            [
                "a request to the resource itself",
                undefined,
                { ...FAILOVER, action: undefined, method: "PUT" },
                "will PUT …/t",
            ],
            ["an unknown action", undefined, { ...FAILOVER, action: UNKNOWN }, "will POST …"],
            ["an unknown method", undefined, { ...FAILOVER, method: UNKNOWN }, "will send …/failover"],
            ["markup", undefined, { ...FAILOVER, action: "a<{%x%}>" }, "will POST …/a<\u200b{%x%}>"],
            [
                "another resource",
                WITH_UNDO,
                { ...WITH_UNDO, resourceId: OTHER_RESOURCE },
                "will POST …/failback, then POST …/failover",
            ],
            ["a failed action", WITH_UNDO, WITH_UNDO, "will POST …/failover"],
            [
                "other arguments of a pending action",
                half(DIGEST_OF_OTHERS),
                WITH_UNDO,
                "will wait for the pending operation, then POST …/failover",
            ],
        ];
        for (const [title, before, inputs, text] of PLANS) {
            it(`describes what is sent for ${title}`, () => {
                assert.equal(resourceAction.plan(before, inputs), text);
            });
        }

        it("describes a wait that goes on, and nothing where nothing is sent", async () => {
            await interrupted(FAILOVER, SUCCEEDED);
            assert.equal(resourceAction.plan(stack.state?.outputs, FAILOVER), "will go on waiting for POST …/failover");
            await stack.up(FAILOVER);
            assert.equal(resourceAction.plan(stack.state?.outputs, { ...FAILOVER, timeout: "1h" }), undefined);
        });

        it("takes an unknown resource for another one", () => {
            const diff = resourceAction.diff("id", FAILOVER, { ...FAILOVER, resourceId: UNKNOWN });
            assert.deepEqual(diff, { changes: true, replaces: ["resourceId"], deleteBeforeReplace: true });
        });
    });
});
