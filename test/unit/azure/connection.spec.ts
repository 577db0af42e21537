// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { inspect } from "node:util";
import sinon from "sinon";
import { connect } from "../../../provider/azure/connections";
import { type AzureSettings, Settings } from "../../../provider/azure/settings";
import { CodedError } from "../../../provider/common/codedError";
import {
    type ActionResult,
    OperationError,
    runAction,
    type WaitOptions,
    waitForOperation,
    waitForOperations,
} from "../../../provider/wait";
import { type Area, type Emulator, type RawResponse, startEmulator } from "../../emulator/src/index";
import { cleanUp, ScriptedArm, stopTheClock } from "../wait/scriptedArm";
import { settingsOf, trust } from "./trust";

const { signal } = new AbortController();
const UNAVAILABLE: RawResponse = { status: 503, body: { error: { code: "ServerBusy", message: "Later." } } };
const UNAUTHORIZED: RawResponse = {
    status: 401,
    body: { error: { code: "InvalidAuthenticationToken", message: "The access token is invalid." } },
};

describe("Connection", () => {
    let emulator: Emulator;
    let distrust: () => void;

    beforeEach(async () => {
        emulator = await startEmulator();
        distrust = trust(emulator);
    });

    afterEach(async () => {
        distrust();
        await emulator.close();
    });

    function connection(given: AzureSettings = settingsOf(emulator)) {
        return connect(new Settings({ given, environment: {} }));
    }

    function areas(): string[] {
        return emulator.requests.map(({ area, method, status }) => `${area} ${method} ${status}`);
    }

    function requestCount(area: Area, method = "GET"): number {
        return emulator.requests.filter((request) => request.area === area && request.method === method).length;
    }

    /** Sends the given responses to the first requests of an area. */
    function interceptFirst(area: Area, responses: readonly RawResponse[]): void {
        const left = [...responses];
        emulator.intercept((request) => (request.area === area ? left.shift() : undefined));
    }

    it("requests the cloud from the metadata host, then a token from the authority, then the operation from Resource Manager", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 0 });
        assert.equal(await connection().endpoint(signal), emulator.origin);
        assert.equal((await connection().request(url, { signal })).statusCode, 200);
        assert.equal(areas()[0], "metadata GET 200");
        assert.deepEqual(areas().slice(-2), ["entra POST 200", "arm GET 200"]);
        const { token } = emulator.requests.find(({ token }) => token !== undefined) ?? {};
        assert.deepEqual(
            [token?.scope?.split(" ")[0], token?.clientId],
            [`${emulator.audience}/.default`, emulator.identity.clientId],
        );
        assert.equal(emulator.requests[0]?.headers.authorization, undefined);
    });

    it("requests the metadata and a token once for twenty concurrent reads", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 0 });
        const responses = await Promise.all(Array.from({ length: 20 }, () => connection().request(url, { signal })));
        assert.ok(responses.every(({ statusCode }) => statusCode === 200));
        assert.deepEqual([requestCount("metadata"), requestCount("entra", "POST"), requestCount("arm")], [1, 1, 20]);
    });

    it("is shared only for equal settings", () => {
        const settings = settingsOf(emulator);
        assert.equal(connection(settings), connection({ ...settings }));
        assert.notEqual(connection(settings), connection({ ...settings, clientSecret: "another" }));
    });

    it("is shared only for the same credential and endpoint", () => {
        const settings = new Settings({ given: settingsOf(emulator), environment: {} });
        const credential = { getToken: async () => null };
        const custom = { credential, endpoint: "https://management.local.example" };
        assert.equal(connect(settings, custom), connect(settings, { ...custom, endpoint: `${custom.endpoint}/` }));
        assert.notEqual(connect(settings, custom), connect(settings, { ...custom, credential: { ...credential } }));
        assert.notEqual(
            connect(settings, custom),
            connect(settings, { ...custom, endpoint: "https://other.local.example" }),
        );
        assert.notEqual(connect(settings, custom), connect(settings, { credential }));
        assert.notEqual(connect(settings, custom), connect(settings, { endpoint: custom.endpoint }));
    });

    it("requests one token from a caller's credential for all waits that use it", async () => {
        const token = { token: "not-of-this-cloud", expiresOnTimestamp: Date.now() + 60_000 };
        const credential = { getToken: sinon.fake.resolves(token) };
        const settings = settingsOf(emulator);
        emulator.intercept(({ area }) => (area === "arm" ? { body: { status: "Succeeded" } } : undefined));
        const urls = Array.from({ length: 20 }, () => emulator.startOperation({ durationSeconds: 0 }).url);
        await waitForOperations(urls, { credential, settings });
        await waitForOperation(urls[0]!, { credential, settings });
        assert.deepEqual([credential.getToken.callCount, requestCount("arm")], [1, 21]);
    });

    it("retries with one new token when Azure rejects the first", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 0 });
        await connection().request(url, { signal });
        emulator.revokeTokens();
        emulator.clearRequests();
        assert.equal((await connection().request(url, { signal })).statusCode, 200);
        assert.deepEqual(
            areas().filter((area) => !area.startsWith("entra GET")),
            ["arm GET 401", "entra POST 200", "arm GET 200"],
        );
    });

    it("calls back before each time a request is sent, and when Azure rejects the token", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 0 });
        await connection().request(url, { signal });
        emulator.revokeTokens();
        const calls: string[] = [];
        const onSend = () => calls.push("send");
        await connection().request(url, { signal, onSend, onTokenRefused: () => calls.push("refused") });
        assert.deepEqual(calls, ["send", "refused", "send"]);
    });

    it("fails with Azure's reason when Azure rejects the second token too", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 0 });
        emulator.intercept(({ area }) => (area === "arm" ? UNAUTHORIZED : undefined));
        await assert.rejects(
            connection().request(url, { signal }),
            (error: unknown) =>
                error instanceof CodedError &&
                error.code === "AuthenticationFailed" &&
                /InvalidAuthenticationToken: The access token is invalid\..*tenant/.test(error.message),
        );
        assert.equal(requestCount("arm"), 2);
    });

    const FOREIGN_401: readonly [title: string, body: unknown, quoted: RegExp][] = [
        ["an HTML page", "<html><h1>Sign in to the proxy</h1></html>", /code 401 is not from Azure/],
        ["a gateway's message", { message: "No API key." }, /code 401 \(No API key\.\) is not from Azure/],
        ["the status code as error code", { code: "401", message: "Sign in." }, /is not from Azure/],
        ["an empty body", "", /code 401 is not from Azure/],
    ];
    for (const [title, body, quoted] of FOREIGN_401) {
        it(`reports an intermediary, not Azure, as the source of a 401 with ${title}`, async () => {
            const { url } = emulator.startOperation({ durationSeconds: 0 });
            emulator.intercept(({ area }) => (area === "arm" ? { status: 401, body } : undefined));
            await assert.rejects(
                connection().request(url, { signal }),
                (error: unknown) =>
                    error instanceof CodedError &&
                    error.code === "AuthenticationFailed" &&
                    quoted.test(error.message) &&
                    /something between here and Azure refuses the request/.test(error.message),
            );
        });
    }

    it("requests a token with the claims of Azure's challenge", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 0 });
        await connection().request(url, { signal });
        const claims = { access_token: { nbf: { essential: true, value: "1772442000" } } };
        emulator.requireClaims(claims);
        assert.equal((await connection().request(url, { signal })).statusCode, 200);
        const sentClaims = emulator.requests
            .map(({ token }) => token?.claims)
            .filter((sentClaims) => sentClaims !== undefined);
        assert.ok(
            sentClaims.some((text) => text.includes('"value":"1772442000"')),
            sentClaims.join(),
        );
    });

    it("sends nothing to Resource Manager when the authority rejects the identity", async () => {
        const { url } = emulator.startOperation();
        const wrong = { ...settingsOf(emulator), clientSecret: "wrong-but-still-a-secret" };
        await assert.rejects(
            connection(wrong).request(url, { signal }),
            (error: unknown) =>
                error instanceof CodedError &&
                error.code === "AuthenticationFailed" &&
                /AADSTS7000215/.test(error.message) &&
                !error.message.includes(wrong.clientSecret),
        );
        assert.equal(requestCount("arm"), 0);
    });

    describe("after a throttled read", () => {
        const SUBSCRIPTION = "/subscriptions/50000000-0000-4000-8000-000000000001/providers/x";
        let arm: ScriptedArm;
        let clock: sinon.SinonFakeTimers;

        beforeEach(async () => {
            arm = await ScriptedArm.start(
                { status: 429, headers: { "retry-after": "30", "x-ms-request-id": "request-1" } },
                {},
            );
            clock = stopTheClock();
        });

        afterEach(() => cleanUp(arm));

        function connectToArm() {
            const credential = { getToken: async () => null };
            return connect(new Settings({ given: {}, environment: {} }), { credential, endpoint: arm.endpoint });
        }

        it("reports the rest of the pause until the next slot is granted", async () => {
            const armConnection = connectToArm();
            assert.equal(armConnection.pausedForMs(SUBSCRIPTION), 0);
            const slot = (await armConnection.acquireReadSlot(SUBSCRIPTION, signal))!;
            assert.equal((await slot.request(arm.endpoint + SUBSCRIPTION, { signal })).statusCode, 429);
            slot.release();
            assert.equal(armConnection.pausedForMs(SUBSCRIPTION), 30_000);
            assert.equal(armConnection.pausedForMs(SUBSCRIPTION.toUpperCase()), 30_000);
            assert.equal(armConnection.pausedForMs("/subscriptions/50000000-0000-4000-8000-000000000002"), 0);
            assert.equal(armConnection.pausedForMs("/providers/x"), 0);
            const granted = sinon.spy();
            const next = armConnection.acquireReadSlot(SUBSCRIPTION, signal).then(granted);
            await clock.tickAsync(29_999);
            sinon.assert.notCalled(granted);
            assert.equal(armConnection.pausedForMs(SUBSCRIPTION), 1);
            await clock.tickAsync(1);
            await next;
            assert.equal(armConnection.pausedForMs(SUBSCRIPTION), 0);
        });

        it("pauses the subscription of the slot, whatever URL is requested", async () => {
            const armConnection = connectToArm();
            const slot = (await armConnection.acquireReadSlot(SUBSCRIPTION, signal))!;
            await slot.request(`${arm.endpoint}/subscriptions/50000000-0000-4000-8000-000000000002`, { signal });
            slot.release();
            assert.deepEqual(
                [SUBSCRIPTION, "/subscriptions/50000000-0000-4000-8000-000000000002"].map((path) =>
                    armConnection.pausedForMs(path),
                ),
                [30_000, 0],
            );
        });

        it("ignores a throttled write, because ARM counts writes separately", async () => {
            const armConnection = connectToArm();
            await armConnection.request(arm.endpoint + SUBSCRIPTION, { signal, method: "POST" });
            assert.equal(armConnection.pausedForMs(SUBSCRIPTION), 0);
        });
    });

    describe("used by runAction after Azure rejects the first token", () => {
        const FIRST = { token: "first", expiresOnTimestamp: Date.now() + 3_600_000 };
        const SECOND = { ...FIRST, token: "second" };
        let getToken: sinon.SinonStub;
        let controller: AbortController;

        beforeEach(() => {
            getToken = sinon.stub();
            getToken.onFirstCall().resolves(FIRST);
            controller = new AbortController();
        });

        async function run(respond: () => RawResponse, timeout = "1m"): Promise<unknown> {
            emulator.intercept(({ area, headers }) => {
                const isFirst = headers.authorization === `Bearer ${FIRST.token}`;
                return area !== "arm" ? undefined : isFirst ? respond() : { status: 204 };
            });
            const resourceId = `/subscriptions/${emulator.subscriptionId}/resourceGroups/g/providers/P/things/t`;
            const request = { resourceId, apiVersion: "2025-02-01", action: "restart" };
            const options = { settings: settingsOf(emulator), credential: { getToken }, timeout };
            return await runAction(request, { ...options, signal: controller.signal }).catch((error) => error);
        }

        it("sends the action with the second token", async () => {
            getToken.onSecondCall().resolves(SECOND);
            assert.equal(((await run(() => UNAUTHORIZED)) as ActionResult).status, "Succeeded");
            assert.equal(requestCount("arm", "POST"), 2);
        });

        it("reports that nothing was started when there is no second token", async () => {
            getToken.rejects(Object.assign(new Error("the authority is unavailable"), { statusCode: 503 }));
            const error = (await run(() => UNAUTHORIZED, "1s")) as OperationError;
            assert.equal(error.code, "OperationNotStarted", error.message);
            assert.match(error.message, /the authority is unavailable/);
            assert.equal(requestCount("arm", "POST"), 1);
        });

        it("does not send the action again after an abort while it requests the second token", async () => {
            getToken.onSecondCall().callsFake(async () => {
                controller.abort(new Error("Ctrl-C"));
                return SECOND;
            });
            const error = (await run(() => UNAUTHORIZED)) as OperationError;
            assert.equal(error.code, "WaitAborted");
            assert.match(error.message, /^Stopped before the Azure operation was started\./);
            assert.equal(requestCount("arm", "POST"), 1);
        });

        it("does not request a second token after an abort while the action was on its way", async () => {
            const error = (await run(() => {
                controller.abort(new Error("Ctrl-C"));
                return UNAUTHORIZED;
            })) as OperationError;
            assert.equal(error.code, "WaitAborted");
            assert.match(error.message, /^Stopped before the Azure operation was started\./);
            assert.deepEqual([getToken.callCount, requestCount("arm", "POST")], [1, 1]);
        });
    });

    describe("used by waitForOperation", () => {
        function wait(options: WaitOptions = {}, operation = emulator.startOperation({ durationSeconds: 0 })) {
            const fast = { minPollInterval: "1ms", maxPollInterval: "10ms" };
            return waitForOperation(operation.url, { settings: settingsOf(emulator), ...fast, ...options });
        }

        async function failure(waiting: Promise<unknown>): Promise<OperationError> {
            const error: unknown = await waiting.then(
                () => undefined,
                (reason) => reason,
            );
            assert.ok(OperationError.isInstance(error), String(error));
            return error;
        }

        it("needs only settings to return the operation's status", async () => {
            const status = await wait();
            assert.deepEqual([status.status, status.polls], ["Succeeded", 1]);
        });

        it("counts a poll once that is sent again with another token", async () => {
            interceptFirst("arm", [UNAUTHORIZED]);
            assert.equal((await wait()).polls, 1);
            assert.equal(requestCount("arm"), 2);
        });

        for (const area of ["metadata", "entra", "arm"] as const) {
            it(`retries after a 503 from the ${area} endpoints`, async () => {
                interceptFirst(area, [UNAVAILABLE, UNAVAILABLE]);
                assert.equal((await wait()).status, "Succeeded");
            });

            it(`retries after a broken connection to the ${area} endpoints`, async () => {
                interceptFirst(area, [{ reset: true }, { reset: true }]);
                assert.equal((await wait()).status, "Succeeded");
            });
        }

        it("reports NODE_EXTRA_CA_CERTS immediately when the certificate is not trusted", async () => {
            distrust();
            const error = await failure(wait());
            assert.equal(error.code, "StatusUnavailable");
            assert.match(error.message, /certificate.*NODE_EXTRA_CA_CERTS/);
        });

        it("reports NODE_EXTRA_CA_CERTS when only the authority's certificate is not trusted", async () => {
            const authority = await startEmulator();
            const metadata = {
                resourceManager: emulator.origin,
                authentication: { loginEndpoint: authority.origin, audiences: [emulator.audience] },
            };
            emulator.intercept(({ area }) => (area === "metadata" ? { body: metadata } : undefined));
            const error = await failure(wait({ timeout: "2s" })).finally(() => authority.close());
            assert.match(error.message, /NODE_EXTRA_CA_CERTS/);
        });

        it("does not poll without a token", async () => {
            const settings = { ...settingsOf(emulator), clientSecret: "wrong" };
            const error = await failure(wait({ settings }));
            assert.deepEqual([error.code, error.polls, requestCount("arm")], ["AuthenticationFailed", 0, 0]);
        });

        it("reports the missing setting and its sources", async () => {
            const { tenantId: _, ...settings } = settingsOf(emulator);
            const error = await failure(wait({ settings: { ...settings, tenantId: "" } }));
            assert.equal(error.code, "AuthenticationFailed");
            assert.match(error.message, /`tenantId` is missing.*azure-native:tenantId or ARM_TENANT_ID/);
        });

        it("rejects an operation of another cloud before it requests a token", async () => {
            const url = `https://management.azure.com${new URL(emulator.startOperation().url).pathname}`;
            const error = await failure(waitForOperation(url, { settings: settingsOf(emulator) }));
            assert.equal(error.code, "InvalidArgument");
            assert.deepEqual([requestCount("entra"), requestCount("entra", "POST"), requestCount("arm")], [0, 0, 0]);
        });

        it("redacts the first token when Azure quotes it while rejecting the second", async () => {
            const issued = ["opaque-first-token", "opaque-second-token"];
            const getToken = sinon.stub();
            for (const [index, token] of issued.entries()) {
                getToken.onCall(index).resolves({ token, expiresOnTimestamp: Date.now() + 3_600_000 });
            }
            const error = { code: "InvalidAuthenticationToken", message: `Neither ${issued.join(" nor ")} is valid.` };
            emulator.intercept(({ area }) => (area === "arm" ? { status: 401, body: { error } } : undefined));
            const text = inspect(await failure(wait({ credential: { getToken } })), { depth: null });
            assert.match(text, /InvalidAuthenticationToken/);
            assert.ok(!issued.some((token) => text.includes(token)), text);
        });

        it("redacts the token and the secret when Azure quotes them", async () => {
            const token = emulator.issueToken();
            const { clientSecret } = emulator.identity;
            const message = `Bearer ${token} and ${token} of ${clientSecret} is no good`;
            emulator.intercept(({ area }) =>
                area === "arm" ? { status: 403, body: { error: { code: "Forbidden", message } } } : undefined,
            );
            const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
            for (const error of [await failure(wait()), await failure(wait({ credential }))]) {
                const text = inspect(error, { depth: null, showHidden: true }) + JSON.stringify(error);
                assert.ok(!text.includes(token), "the token");
                assert.ok(!text.includes(clientSecret), "the secret");
            }
        });
    });
});
