// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import type { AccessToken, TokenCredential } from "@azure/core-auth";
import sinon from "sinon";
import { TokenSource, TokenUnavailable } from "../../../provider/azure/tokenSource";
import { CodedError } from "../../../provider/common/codedError";

const SCOPE = "https://management.core.windows.net//.default";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const { signal: NEVER } = new AbortController();

/** The error with which the identity library reports both a rejection and an unreachable authority. */
function identityError(message: string, cause: object): Error {
    return Object.assign(new Error(message, { cause }), { name: "AuthenticationRequiredError" });
}

describe("TokenSource", () => {
    let clock: sinon.SinonFakeTimers;
    let getToken: sinon.SinonStub;
    let createCredential: sinon.SinonSpy<[], TokenCredential>;
    let tokens: TokenSource;

    beforeEach(() => {
        clock = sinon.useFakeTimers({
            now: Date.UTC(2026, 2, 2),
            toFake: ["setTimeout", "clearTimeout", "Date", "performance"],
        });
        getToken = sinon.stub();
        createCredential = sinon.spy(() => ({ getToken }));
        tokens = new TokenSource(createCredential, SCOPE, "a client secret");
    });

    afterEach(() => sinon.restore());

    function token(text: string, lifetimeMs = HOUR, refreshAfterMs?: number): AccessToken {
        const now = Date.now();
        return {
            token: text,
            expiresOnTimestamp: now + lifetimeMs,
            ...(refreshAfterMs === undefined ? {} : { refreshAfterTimestamp: now + refreshAfterMs }),
        };
    }

    /** Leaves the next token request pending until `resolve` is called. */
    function pendingToken() {
        let resolve: (token: AccessToken) => void = () => undefined;
        getToken.onCall(getToken.callCount).returns(
            new Promise<AccessToken>((resolveToken) => {
                resolve = resolveToken;
            }),
        );
        return { resolve: (result: AccessToken) => resolve(result) };
    }

    it("sends one request for fifty concurrent callers", async () => {
        getToken.callsFake(async () => token("first"));
        const all = await Promise.all(Array.from({ length: 50 }, () => tokens.get(NEVER)));
        assert.deepEqual(new Set(all), new Set(["first"]));
        sinon.assert.calledOnce(getToken);
        sinon.assert.calledOnce(createCredential);
    });

    it("requests the scope with continuous access evaluation", async () => {
        getToken.callsFake(async () => token("first"));
        await tokens.get(NEVER);
        const [scope, options] = getToken.firstCall.args;
        assert.deepEqual([scope, options.enableCae, options.claims], [SCOPE, true, undefined]);
    });

    it("continues the request for other callers when one caller aborts", async () => {
        const request = pendingToken();
        const controller = new AbortController();
        const aborted = tokens.get(controller.signal);
        const other = tokens.get(NEVER);
        controller.abort(new Error("enough"));
        await assert.rejects(aborted, /enough/);
        assert.notEqual(getToken.firstCall.args[1].abortSignal, controller.signal);
        assert.equal(getToken.firstCall.args[1].abortSignal.aborted, false);
        request.resolve(token("first"));
        assert.equal(await other, "first");
        sinon.assert.calledOnce(getToken);
    });

    it("abandons a request after a minute, and then starts a new one", async () => {
        pendingToken();
        const hung = tokens.get(NEVER);
        const rejected = assert.rejects(hung, /no response within 60 s/);
        await clock.tickAsync(MINUTE);
        await rejected;
        await assert.rejects(tokens.get(NEVER), TokenUnavailable);
        clock.tick(1_000);
        getToken.callsFake(async () => token("second"));
        assert.equal(await tokens.get(NEVER), "second");
        assert.equal(clock.countTimers(), 0);
    });

    const LIFETIMES: readonly (readonly [
        name: string,
        lifetimeMs: number,
        refreshAfterMs: number | undefined,
        goodForMs: number,
    ])[] = [
        ["of one hour two minutes before it expires", HOUR, undefined, 58 * MINUTE],
        ["of one day two minutes before it expires", 24 * HOUR, undefined, 24 * HOUR - 2 * MINUTE],
        ["of ten minutes a tenth of its lifetime before it expires", 10 * MINUTE, undefined, 9 * MINUTE],
        ["at the refresh time of its issuer, if that is earlier", 24 * HOUR, 12 * HOUR, 12 * HOUR],
        ["two minutes before it expires, if the refresh time of its issuer is later", HOUR, 2 * HOUR, 58 * MINUTE],
    ];
    for (const [name, lifetimeMs, refreshAfterMs, goodForMs] of LIFETIMES) {
        it(`renews a token ${name}`, async () => {
            getToken.callsFake(async () => token(`token ${getToken.callCount}`, lifetimeMs, refreshAfterMs));
            await tokens.get(NEVER);
            clock.tick(goodForMs - 1);
            assert.equal(await tokens.get(NEVER), "token 1");
            clock.tick(1);
            assert.equal(await tokens.get(NEVER), "token 2");
            assert.equal(await tokens.get(NEVER), "token 2");
        });
    }

    it("returns a token that is still valid while the authority is unreachable", async () => {
        getToken.onFirstCall().resolves(token("first", 24 * HOUR, 12 * HOUR));
        getToken.onSecondCall().rejects(identityError("no network", { errorCode: "network_error" }));
        await tokens.get(NEVER);
        clock.tick(13 * HOUR);
        assert.equal(await tokens.get(NEVER), "first");
    });

    describe("when a renewal gets no response", () => {
        beforeEach(async () => {
            getToken.onFirstCall().resolves(token("first"));
            await tokens.get(NEVER);
            clock.tick(58 * MINUTE);
            pendingToken();
        });

        it("returns the old token after ten seconds", async () => {
            const renewed = sinon.spy();
            const pending = tokens.get(NEVER).then(renewed);
            await clock.tickAsync(9_999);
            sinon.assert.notCalled(renewed);
            await clock.tickAsync(1);
            await pending;
            sinon.assert.calledOnceWithExactly(renewed, "first");
            assert.equal(getToken.secondCall.args[1].abortSignal.aborted, true);
        });

        it("returns the old token immediately for a while, and then uses a new credential", async () => {
            const pending = tokens.get(NEVER);
            await clock.tickAsync(10_000);
            await pending;
            assert.equal(await tokens.get(NEVER), "first");
            sinon.assert.calledTwice(getToken);
            clock.tick(1_000);
            getToken.onThirdCall().callsFake(async () => token("third"));
            assert.equal(await tokens.get(NEVER), "third");
            sinon.assert.calledTwice(createCredential);
        });

        it("ends when its only caller aborts, and does not count that as a failure", async () => {
            const controller = new AbortController();
            const pending = tokens.get(controller.signal);
            controller.abort(new Error("enough"));
            await assert.rejects(pending, /enough/);
            getToken.onThirdCall().callsFake(async () => token("third"));
            assert.equal(await tokens.get(NEVER), "third");
            sinon.assert.calledOnce(createCredential);
        });

        it("waits a minute for a new token when the old one has expired", async () => {
            clock.tick(2 * MINUTE);
            const rejected = assert.rejects(tokens.get(NEVER), /no response within 60 s/);
            await clock.tickAsync(MINUTE);
            await rejected;
        });

        it("does not return the old token when it expires during the renewal", async () => {
            clock.tick(2 * MINUTE - 5_000);
            const rejected = assert.rejects(tokens.get(NEVER), /no response within 10 s/);
            await clock.tickAsync(10_000);
            await rejected;
        });
    });

    it("does not return a token that is still valid when the authority rejects the renewal", async () => {
        getToken.onFirstCall().resolves(token("first"));
        getToken.onSecondCall().rejects(identityError("AADSTS7000222: expired", { errorCode: "invalid_client" }));
        await tokens.get(NEVER);
        clock.tick(58 * MINUTE);
        await assert.rejects(tokens.get(NEVER), CodedError);
    });

    describe("when Azure rejects the token", () => {
        const CLAIMS = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';

        beforeEach(async () => {
            getToken.callsFake(async () => token(`token ${getToken.callCount}`));
            await tokens.get(NEVER);
        });

        it("requests one token from a new credential for all callers", async () => {
            const all = await Promise.all(
                Array.from({ length: 50 }, () => tokens.replace("token 1", undefined, NEVER)),
            );
            assert.deepEqual(new Set(all), new Set(["token 2"]));
            sinon.assert.calledTwice(createCredential);
            sinon.assert.calledTwice(getToken);
            assert.equal(await tokens.get(NEVER), "token 2");
        });

        it("does not request another token if the rejected one has already been replaced", async () => {
            await tokens.replace("token 1", undefined, NEVER);
            assert.equal(await tokens.replace("token 1", undefined, NEVER), "token 2");
            sinon.assert.calledTwice(getToken);
        });

        it("passes the claims of Azure's challenge to the same credential", async () => {
            assert.equal(await tokens.replace("token 1", CLAIMS, NEVER), "token 2");
            sinon.assert.calledOnce(createCredential);
            assert.equal(getToken.secondCall.args[1].claims, CLAIMS);
        });

        it("passes the claims even while a renewal is in progress", async () => {
            clock.tick(59 * MINUTE);
            const renewal = pendingToken();
            const renewed = tokens.get(NEVER);
            const replaced = tokens.replace("token 1", CLAIMS, NEVER);
            renewal.resolve(token("token 2"));
            await Promise.all([renewed, replaced]);
            assert.ok(getToken.getCalls().some(({ args }) => args[1].claims === CLAIMS));
        });

        it("keeps the rejected token among the secrets, before and after it is replaced", async () => {
            getToken.onSecondCall().rejects(identityError("busy", { status: 503 }));
            await assert.rejects(tokens.replace("token 1", undefined, NEVER));
            assert.deepEqual(tokens.secrets, ["token 1"]);
            clock.tick(1_000);
            await tokens.replace("token 1", undefined, NEVER);
            assert.deepEqual(tokens.secrets, ["token 3", "token 1"]);
        });

        it("keeps only the last three tokens as secrets, each once", async () => {
            getToken.onSecondCall().callsFake(async () => token("token 1"));
            for (const refused of ["token 1", "token 1", "token 3", "token 4"]) {
                await tokens.replace(refused, undefined, NEVER);
            }
            assert.deepEqual(tokens.secrets, ["token 5", "token 4", "token 3"]);
        });

        it("returns undefined when the credential returns the same token", async () => {
            getToken.callsFake(async () => token("token 1"));
            assert.equal(await tokens.replace("token 1", undefined, NEVER), undefined);
        });
    });

    const TRANSIENT: Readonly<Record<string, Error>> = {
        "503 from the authority": identityError("busy", { status: 503 }),
        "500 from the authority": identityError("broken", { status: 500 }),
        "429 from the authority": identityError("throttled", { status: 429 }),
        "408 from the authority": identityError("slow", { status: 408 }),
        "a network error": identityError("network_error: no answer", { errorCode: "network_error" }),
        // This error has no cause; only its message identifies it.
        "an unreachable authority": Object.assign(
            new Error("endpoints_resolution_error: See https://aka.ms/msal.js.errors for details"),
            { name: "CredentialUnavailableError" },
        ),
        "a broken connection": Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }),
        "a temporary DNS failure": Object.assign(new Error("getaddrinfo"), { code: "EAI_AGAIN" }),
    };
    for (const [name, error] of Object.entries(TRANSIENT)) {
        it(`retries with a new credential, but not immediately, after ${name}`, async () => {
            getToken.onFirstCall().rejects(error);
            getToken.onSecondCall().callsFake(async () => token("second"));
            await assert.rejects(tokens.get(NEVER), (thrown: unknown) => thrown instanceof TokenUnavailable);
            await assert.rejects(tokens.get(NEVER), (thrown: unknown) => thrown instanceof TokenUnavailable);
            sinon.assert.calledOnce(getToken);
            clock.tick(1000);
            assert.equal(await tokens.get(NEVER), "second");
            sinon.assert.calledTwice(createCredential);
        });
    }

    it("backs off to two requests a minute while errors continue, and starts over after a token", async () => {
        const pausesMs = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000];
        getToken.rejects(identityError("busy", { status: 503 }));
        await assert.rejects(tokens.get(NEVER));
        for (const [index, pauseMs] of pausesMs.entries()) {
            clock.tick(pauseMs - 1);
            await assert.rejects(tokens.get(NEVER));
            sinon.assert.callCount(getToken, index + 1);
            clock.tick(1);
            await assert.rejects(tokens.get(NEVER));
            sinon.assert.callCount(getToken, index + 2);
        }
        clock.tick(30_000);
        getToken.resetBehavior();
        getToken.callsFake(async () => token("good", MINUTE));
        await tokens.get(NEVER);
        clock.tick(MINUTE);
        getToken.rejects(identityError("busy", { status: 503 }));
        await assert.rejects(tokens.get(NEVER));
        clock.tick(1_000);
        getToken.callsFake(async () => token("better"));
        assert.equal(await tokens.get(NEVER), "better");
    });

    it("retries after the same delay when the clock is set back", async () => {
        getToken.onFirstCall().rejects(identityError("busy", { status: 503 }));
        getToken.onSecondCall().callsFake(async () => token("second"));
        await assert.rejects(tokens.get(NEVER));
        clock.setSystemTime(Date.now() - HOUR);
        clock.tick(1_000);
        assert.equal(await tokens.get(NEVER), "second");
    });

    const REJECTED: Readonly<Record<string, Error>> = {
        "a wrong secret": identityError("AADSTS7000215: Invalid client secret", {
            status: 401,
            errorCode: "invalid_client",
        }),
        "an expired assertion": identityError("AADSTS700024: not within its validity", { errorCode: "invalid_client" }),
        "an unknown tenant": identityError("AADSTS90002: Tenant not found", {
            status: 400,
            errorCode: "invalid_tenant",
        }),
        "a missing identity": Object.assign(new Error("Please run az login"), {
            name: "CredentialUnavailableError",
        }),
    };
    for (const [name, error] of Object.entries(REJECTED)) {
        it(`fails with the reason after ${name}, and does not repeat the request for every wait`, async () => {
            getToken.rejects(error);
            await assert.rejects(
                tokens.get(NEVER),
                (thrown: unknown) =>
                    thrown instanceof CodedError &&
                    thrown.code === "AuthenticationFailed" &&
                    thrown.message.includes(error.message),
            );
            await assert.rejects(tokens.get(NEVER));
            sinon.assert.calledOnce(getToken);
        });
    }

    it("keeps the original error as the cause", async () => {
        for (const errorCode of ["network_error", "invalid_client"]) {
            const error = identityError("no", { errorCode });
            getToken.rejects(error);
            await assert.rejects(tokens.get(NEVER), (thrown: Error) => thrown.cause === error);
            clock.tick(MINUTE);
        }
    });

    it("rethrows a CodedError of the credential unchanged", async () => {
        const codedError = new CodedError("AuthenticationFailed", "the OIDC token file is empty");
        getToken.rejects(codedError);
        await assert.rejects(tokens.get(NEVER), (thrown: unknown) => thrown === codedError);
    });

    it("reports the authentication method and NODE_EXTRA_CA_CERTS when the authority's certificate is not trusted", async () => {
        getToken.rejects(identityError("no answer", { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }));
        await assert.rejects(
            tokens.get(NEVER),
            (thrown: unknown) =>
                thrown instanceof CodedError &&
                thrown.code === "AuthenticationFailed" &&
                /a client secret: the certificate .* is not trusted .*NODE_EXTRA_CA_CERTS/.test(thrown.message),
        );
    });

    it("retries after a certificate error when there has been a token, because something in between presents it", async () => {
        getToken.onFirstCall().resolves(token("first"));
        getToken.onSecondCall().rejects(identityError("no answer", { code: "SELF_SIGNED_CERT_IN_CHAIN" }));
        getToken.onThirdCall().callsFake(async () => token("third"));
        await tokens.get(NEVER);
        clock.tick(58 * MINUTE);
        assert.equal(await tokens.get(NEVER), "first");
        clock.tick(2 * MINUTE);
        assert.equal(await tokens.get(NEVER), "third");
        sinon.assert.calledThrice(getToken);
    });

    const UNUSABLE: Readonly<Record<string, unknown>> = {
        "a line break": "secret\r\nX-Forged: yes",
        "a control character": "secret\u0000",
        "a non-ASCII character": "secret\u2028",
        "no character": "",
        "another type than string": { toString: () => "secret" },
    };
    for (const [name, unusable] of Object.entries(UNUSABLE)) {
        it(`fails with AuthenticationFailed, and does not repeat the token, for a token with ${name}`, async () => {
            getToken.resolves(token(unusable as string));
            await assert.rejects(
                tokens.get(NEVER),
                (thrown: unknown) =>
                    thrown instanceof CodedError &&
                    thrown.code === "AuthenticationFailed" &&
                    /^the access token from a client secret is empty, or contains control/.test(thrown.message) &&
                    !thrown.message.includes("secret\r"),
            );
            assert.deepEqual(tokens.secrets, []);
        });
    }

    it("fails when the credential returns no token", async () => {
        getToken.resolves(null);
        await assert.rejects(
            tokens.get(NEVER),
            (thrown: unknown) =>
                thrown instanceof CodedError &&
                thrown.code === "AuthenticationFailed" &&
                thrown.message === "no token with a client secret: it returned none",
        );
    });

    /** The messages with which the identity library reports an authority that it cannot reach. */
    const UNREACHABLE: Readonly<Record<string, Error>> = {
        "its token endpoint": identityError("network_error: See https://aka.ms/msal.js.errors", {
            errorCode: "network_error",
        }),
        "its discovery document": new Error("endpoints_resolution_error: See https://aka.ms/msal.js.errors"),
        "its token endpoint, in the default credential": Object.assign(
            new Error(
                "EnvironmentCredential authentication failed. Status code: 400\nMore details:\nnetwork_error: See",
            ),
            { name: "AuthenticationError", statusCode: 400 },
        ),
    };
    for (const [name, unreachable] of Object.entries(UNREACHABLE)) {
        it(`probes the authority when the identity library cannot reach ${name}, and reports its certificate`, async () => {
            const untrusted = Object.assign(new Error("self-signed"), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
            tokens = new TokenSource(createCredential, SCOPE, "a client secret", () => Promise.reject(untrusted));
            getToken.rejects(unreachable);
            await assert.rejects(
                tokens.get(NEVER),
                (thrown: unknown) => thrown instanceof CodedError && /not trusted \(self-signed\)/.test(thrown.message),
            );
        });

        it(`retries when the identity library cannot reach ${name}, but the probe can`, async () => {
            getToken.rejects(unreachable);
            await assert.rejects(
                tokens.get(NEVER),
                (thrown: unknown) => thrown instanceof TokenUnavailable && thrown.cause === unreachable,
            );
        });
    }

    describe("when the identity library reports an unreachable authority without a cause", () => {
        let probe: sinon.SinonStub;

        beforeEach(() => {
            probe = sinon.stub().resolves();
            tokens = new TokenSource(createCredential, SCOPE, "a client secret", probe);
            getToken.rejects(new Error("endpoints_resolution_error: See https://aka.ms/msal.js.errors for details"));
        });

        it("reports an unknown tenant", async () => {
            const codedError = new CodedError("AuthenticationFailed", "the authority does not know the tenant");
            probe.rejects(codedError);
            await assert.rejects(tokens.get(NEVER), (thrown: unknown) => thrown === codedError);
        });

        it("remains retryable and backs off when the probe gets no response", async () => {
            probe.returns(new Promise(() => undefined));
            const rejected = assert.rejects(tokens.get(NEVER), /no response within 60 s/);
            await clock.tickAsync(MINUTE);
            await rejected;
            await assert.rejects(tokens.get(NEVER), TokenUnavailable);
            sinon.assert.calledOnce(getToken);
        });

        it("does not probe the authority after any other error", async () => {
            getToken.rejects(identityError("busy", { status: 503 }));
            await assert.rejects(tokens.get(NEVER), TokenUnavailable);
            sinon.assert.notCalled(probe);
        });
    });
});
