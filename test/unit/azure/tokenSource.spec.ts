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

/** As the identity library reports both a refusal and an unreachable authority. */
function identityError(message: string, cause: object): Error {
    return Object.assign(new Error(message, { cause }), { name: "AuthenticationRequiredError" });
}

describe("A token source", () => {
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

    /** A request that ends when the test says so. */
    function pendingToken() {
        let resolve: (token: AccessToken) => void = () => undefined;
        getToken.onCall(getToken.callCount).returns(
            new Promise<AccessToken>((resolveToken) => {
                resolve = resolveToken;
            }),
        );
        return { resolve: (result: AccessToken) => resolve(result) };
    }

    it("asks once for fifty that ask at the same time", async () => {
        getToken.callsFake(async () => token("first"));
        const all = await Promise.all(Array.from({ length: 50 }, () => tokens.get(NEVER)));
        assert.deepEqual(new Set(all), new Set(["first"]));
        sinon.assert.calledOnce(getToken);
        sinon.assert.calledOnce(createCredential);
    });

    it("asks for the scope, and for a token that ends with the user's session", async () => {
        getToken.callsFake(async () => token("first"));
        await tokens.get(NEVER);
        const [scope, options] = getToken.firstCall.args;
        assert.deepEqual([scope, options.enableCae, options.claims], [SCOPE, true, undefined]);
    });

    it("does not let one caller's abort disturb the others", async () => {
        const request = pendingToken();
        const controller = new AbortController();
        const impatient = tokens.get(controller.signal);
        const patient = tokens.get(NEVER);
        controller.abort(new Error("enough"));
        await assert.rejects(impatient, /enough/);
        assert.notEqual(getToken.firstCall.args[1].abortSignal, controller.signal);
        assert.equal(getToken.firstCall.args[1].abortSignal.aborted, false);
        request.resolve(token("first"));
        assert.equal(await patient, "first");
        sinon.assert.calledOnce(getToken);
    });

    it("gives a request up that takes more than a minute, and then starts afresh", async () => {
        pendingToken();
        const hung = tokens.get(NEVER);
        const rejected = assert.rejects(hung, /no answer within 60 s/);
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
        ["two minutes before the end of an hour", HOUR, undefined, 58 * MINUTE],
        ["two minutes before the end of a day", 24 * HOUR, undefined, 24 * HOUR - 2 * MINUTE],
        ["a tenth before the end of ten minutes", 10 * MINUTE, undefined, 9 * MINUTE],
        ["when its issuer wishes, if that is sooner", 24 * HOUR, 12 * HOUR, 12 * HOUR],
        ["not when its issuer wishes, if that is too late", HOUR, 2 * HOUR, 58 * MINUTE],
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

    it("goes on with a token that is still good while the authority is out of reach", async () => {
        getToken.onFirstCall().resolves(token("first", 24 * HOUR, 12 * HOUR));
        getToken.onSecondCall().rejects(identityError("no network", { errorCode: "network_error" }));
        await tokens.get(NEVER);
        clock.tick(13 * HOUR);
        assert.equal(await tokens.get(NEVER), "first");
    });

    describe("when a renewal gets no answer", () => {
        beforeEach(async () => {
            getToken.onFirstCall().resolves(token("first"));
            await tokens.get(NEVER);
            clock.tick(58 * MINUTE);
            pendingToken();
        });

        it("goes on with the old token after ten seconds", async () => {
            const renewed = sinon.spy();
            const asked = tokens.get(NEVER).then(renewed);
            await clock.tickAsync(9_999);
            sinon.assert.notCalled(renewed);
            await clock.tickAsync(1);
            await asked;
            sinon.assert.calledOnceWithExactly(renewed, "first");
            assert.equal(getToken.secondCall.args[1].abortSignal.aborted, true);
        });

        it("goes on with it at once for a while, and then asks a fresh credential", async () => {
            const asked = tokens.get(NEVER);
            await clock.tickAsync(10_000);
            await asked;
            assert.equal(await tokens.get(NEVER), "first");
            sinon.assert.calledTwice(getToken);
            clock.tick(1_000);
            getToken.onThirdCall().callsFake(async () => token("third"));
            assert.equal(await tokens.get(NEVER), "third");
            sinon.assert.calledTwice(createCredential);
        });

        it("ends with its only caller at once, which is not taken for trouble", async () => {
            const controller = new AbortController();
            const asked = tokens.get(controller.signal);
            controller.abort(new Error("enough"));
            await assert.rejects(asked, /enough/);
            getToken.onThirdCall().callsFake(async () => token("third"));
            assert.equal(await tokens.get(NEVER), "third");
            sinon.assert.calledOnce(createCredential);
        });

        it("waits a minute for another when the old one has expired", async () => {
            clock.tick(2 * MINUTE);
            const rejected = assert.rejects(tokens.get(NEVER), /no answer within 60 s/);
            await clock.tickAsync(MINUTE);
            await rejected;
        });

        it("does not give out the old one when it expires meanwhile", async () => {
            clock.tick(2 * MINUTE - 5_000);
            const rejected = assert.rejects(tokens.get(NEVER), /no answer within 10 s/);
            await clock.tickAsync(10_000);
            await rejected;
        });
    });

    it("does not go on with a token that is still good when the authority refuses another", async () => {
        getToken.onFirstCall().resolves(token("first"));
        getToken.onSecondCall().rejects(identityError("AADSTS7000222: expired", { errorCode: "invalid_client" }));
        await tokens.get(NEVER);
        clock.tick(58 * MINUTE);
        await assert.rejects(tokens.get(NEVER), CodedError);
    });

    describe("when Azure refuses its token", () => {
        const CLAIMS = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';

        beforeEach(async () => {
            getToken.callsFake(async () => token(`token ${getToken.callCount}`));
            await tokens.get(NEVER);
        });

        it("asks a fresh credential, once for everybody", async () => {
            const all = await Promise.all(
                Array.from({ length: 50 }, () => tokens.replace("token 1", undefined, NEVER)),
            );
            assert.deepEqual(new Set(all), new Set(["token 2"]));
            sinon.assert.calledTwice(createCredential);
            sinon.assert.calledTwice(getToken);
            assert.equal(await tokens.get(NEVER), "token 2");
        });

        it("does not ask again for one that has been replaced meanwhile", async () => {
            await tokens.replace("token 1", undefined, NEVER);
            assert.equal(await tokens.replace("token 1", undefined, NEVER), "token 2");
            sinon.assert.calledTwice(getToken);
        });

        it("asks the same credential with the claims, where Azure wants to see some proved", async () => {
            assert.equal(await tokens.replace("token 1", CLAIMS, NEVER), "token 2");
            sinon.assert.calledOnce(createCredential);
            assert.equal(getToken.secondCall.args[1].claims, CLAIMS);
        });

        it("asks with the claims also while a renewal is under way", async () => {
            clock.tick(59 * MINUTE);
            const renewal = pendingToken();
            const renewed = tokens.get(NEVER);
            const replaced = tokens.replace("token 1", CLAIMS, NEVER);
            renewal.resolve(token("token 2"));
            await Promise.all([renewed, replaced]);
            assert.ok(getToken.getCalls().some(({ args }) => args[1].claims === CLAIMS));
        });

        it("keeps the refused one secret, before and after it has another", async () => {
            getToken.onSecondCall().rejects(identityError("busy", { status: 503 }));
            await assert.rejects(tokens.replace("token 1", undefined, NEVER));
            assert.deepEqual(tokens.secrets, ["token 1"]);
            clock.tick(1_000);
            await tokens.replace("token 1", undefined, NEVER);
            assert.deepEqual(tokens.secrets, ["token 3", "token 1"]);
        });

        it("keeps no more secrets than the last three, each once", async () => {
            getToken.onSecondCall().callsFake(async () => token("token 1"));
            for (const refused of ["token 1", "token 1", "token 3", "token 4"]) {
                await tokens.replace(refused, undefined, NEVER);
            }
            assert.deepEqual(tokens.secrets, ["token 5", "token 4", "token 3"]);
        });

        it("has no other when the same one comes back", async () => {
            getToken.callsFake(async () => token("token 1"));
            assert.equal(await tokens.replace("token 1", undefined, NEVER), undefined);
        });
    });

    const TRANSIENT: Readonly<Record<string, Error>> = {
        "503 of the authority": identityError("busy", { status: 503 }),
        "500 of the authority": identityError("broken", { status: 500 }),
        "429 of the authority": identityError("throttled", { status: 429 }),
        "408 of the authority": identityError("slow", { status: 408 }),
        "a network error": identityError("network_error: no answer", { errorCode: "network_error" }),
        // This one comes without a cause: only its text tells.
        "an unreachable authority": Object.assign(
            new Error("endpoints_resolution_error: See https://aka.ms/msal.js.errors for details"),
            { name: "CredentialUnavailableError" },
        ),
        "a broken connection": Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }),
        "a name that is not found now": Object.assign(new Error("getaddrinfo"), { code: "EAI_AGAIN" }),
    };
    for (const [name, error] of Object.entries(TRANSIENT)) {
        it(`asks again with a fresh credential, but not at once, after ${name}`, async () => {
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

    it("asks ever more rarely while the trouble goes on, twice a minute at last, and anew after a token", async () => {
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

    it("asks again after the same time when the clock is set back meanwhile", async () => {
        getToken.onFirstCall().rejects(identityError("busy", { status: 503 }));
        getToken.onSecondCall().callsFake(async () => token("second"));
        await assert.rejects(tokens.get(NEVER));
        clock.setSystemTime(Date.now() - HOUR);
        clock.tick(1_000);
        assert.equal(await tokens.get(NEVER), "second");
    });

    const REFUSED: Readonly<Record<string, Error>> = {
        "a wrong secret": identityError("AADSTS7000215: Invalid client secret", {
            status: 401,
            errorCode: "invalid_client",
        }),
        "an expired assertion": identityError("AADSTS700024: not within its validity", { errorCode: "invalid_client" }),
        "an unknown tenant": identityError("AADSTS90002: Tenant not found", {
            status: 400,
            errorCode: "invalid_tenant",
        }),
        "an identity that is not there": Object.assign(new Error("Please run az login"), {
            name: "CredentialUnavailableError",
        }),
    };
    for (const [name, error] of Object.entries(REFUSED)) {
        it(`has no token for ${name}, says why, and does not repeat the question for every wait`, async () => {
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

    it("keeps what went wrong as the cause, for the report", async () => {
        for (const errorCode of ["network_error", "invalid_client"]) {
            const error = identityError("no", { errorCode });
            getToken.rejects(error);
            await assert.rejects(tokens.get(NEVER), (thrown: Error) => thrown.cause === error);
            clock.tick(MINUTE);
        }
    });

    it("passes on a fault of the credential as it is", async () => {
        const fault = new CodedError("AuthenticationFailed", "the OIDC token file is empty");
        getToken.rejects(fault);
        await assert.rejects(tokens.get(NEVER), (thrown: unknown) => thrown === fault);
    });

    it("names the method and NODE_EXTRA_CA_CERTS when the authority's certificate is not trusted", async () => {
        getToken.rejects(identityError("no answer", { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }));
        await assert.rejects(
            tokens.get(NEVER),
            (thrown: unknown) =>
                thrown instanceof CodedError &&
                thrown.code === "AuthenticationFailed" &&
                /a client secret: the certificate .* is not trusted .*NODE_EXTRA_CA_CERTS/.test(thrown.message),
        );
    });

    it("says when a credential returns no token", async () => {
        getToken.resolves(null);
        await assert.rejects(
            tokens.get(NEVER),
            (thrown: unknown) =>
                thrown instanceof CodedError &&
                thrown.code === "AuthenticationFailed" &&
                thrown.message === "the credential returned no token",
        );
    });

    describe("whose identity library does not say why the authority is out of reach", () => {
        const UNREACHABLE = new Error("endpoints_resolution_error: See https://aka.ms/msal.js.errors for details");
        let probe: sinon.SinonStub;

        beforeEach(() => {
            probe = sinon.stub().resolves();
            tokens = new TokenSource(createCredential, SCOPE, "a client secret", probe);
            getToken.rejects(UNREACHABLE);
        });

        it("asks the authority itself, and tells what is wrong with its certificate", async () => {
            probe.rejects(Object.assign(new Error("self-signed"), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }));
            await assert.rejects(
                tokens.get(NEVER),
                (thrown: unknown) => thrown instanceof CodedError && /not trusted \(self-signed\)/.test(thrown.message),
            );
        });

        it("tells that the authority does not know the tenant", async () => {
            const fault = new CodedError("AuthenticationFailed", "the authority does not know the tenant");
            probe.rejects(fault);
            await assert.rejects(tokens.get(NEVER), (thrown: unknown) => thrown === fault);
        });

        it("is patient when the authority answers by now", async () => {
            await assert.rejects(
                tokens.get(NEVER),
                (thrown: unknown) => thrown instanceof TokenUnavailable && thrown.cause === UNREACHABLE,
            );
        });

        it("is patient, and rarely asks, when the authority does not answer that either", async () => {
            probe.returns(new Promise(() => undefined));
            const rejected = assert.rejects(tokens.get(NEVER), /no answer within 60 s/);
            await clock.tickAsync(MINUTE);
            await rejected;
            await assert.rejects(tokens.get(NEVER), TokenUnavailable);
            sinon.assert.calledOnce(getToken);
        });

        it("does not ask it after any other error", async () => {
            getToken.rejects(identityError("busy", { status: 503 }));
            await assert.rejects(tokens.get(NEVER), TokenUnavailable);
            sinon.assert.notCalled(probe);
        });
    });
});
