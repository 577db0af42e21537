// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import type { EmulatorRequest } from "../emulator/src/index";
import { isTokenRequest, OFTEN, TokenBench } from "./tokenFixture";
import { failureOf, waitHere } from "./waitInProcess";

/**
 * MSAL keeps no token that lives less than five minutes: each renewal is a request. Lifetimes are whole seconds here, so only a
 * token that is renewed a second before its end is never refused.
 */
const RENEWED_EACH_SECOND = { accessTokenSeconds: 3, refreshAfterSeconds: 1, federatedTokenSeconds: 2 };
const SEVERAL_TOKENS_SECONDS = 3;

const HANGING: readonly [title: string, isHung: (request: Pick<EmulatorRequest, "area" | "method">) => boolean][] = [
    ["the metadata host", ({ area }) => area === "metadata"],
    ["the token endpoint", isTokenRequest],
    ["Resource Manager", ({ area }) => area === "arm"],
];

describe("A wait that outlives its tokens", function () {
    this.timeout(60_000);
    let bench: TokenBench;

    beforeEach(async () => {
        bench = await TokenBench.start();
    });
    afterEach(() => bench.stop());

    it("renews them in time for fifty that share an identity, with no more requests than one wait needs", async () => {
        bench.emulator.setTokenLifetimes(RENEWED_EACH_SECOND);

        const ended = await Promise.all(await bench.waits(50, SEVERAL_TOKENS_SECONDS, "secret"));

        assert.ok(ended.every(({ status }) => status === "Succeeded"));
        assert.equal(bench.armAnswers(401), 0);
        const times = bench.emulator.requests.map(({ atMs }) => atMs);
        const seconds = (Math.max(...times) - Math.min(...times)) / 1000;
        const { length } = bench.tokenRequests;
        assert.ok(length >= 3 && length <= Math.ceil(seconds) + 1, `${length} tokens in ${seconds} s`);
    });

    it("reads an OIDC token file, or asks the OIDC request URL, again for each token", async () => {
        bench.emulator.setTokenLifetimes(RENEWED_EACH_SECOND);
        const [asking] = await bench.waits(1, SEVERAL_TOKENS_SECONDS, "oidc:request");
        const environment = await bench.emulator.environmentFor("oidc:tokenFile");
        const { url } = bench.emulator.startOperation({ durationSeconds: SEVERAL_TOKENS_SECONDS });
        const rotation = setInterval(() => {
            const token = bench.emulator.issueFederatedToken({ lifetimeSeconds: 60 });
            void writeFile(environment.ARM_OIDC_TOKEN_FILE_PATH ?? "", token);
        }, 300);
        try {
            const ended = await Promise.all([asking, waitHere(url, { environment }, OFTEN)]);

            assert.deepEqual(
                ended.map((status) => status?.status),
                ["Succeeded", "Succeeded"],
            );
        } finally {
            clearInterval(rotation);
        }
        assert.equal(bench.armAnswers(401), 0);
        const asked = bench.emulator.requests.filter(({ token }) => token?.proof === "requestToken").length;
        assert.ok(asked >= 3, `the request URL was asked ${asked} times`);
        assert.ok(bench.tokenRequests.length >= 6, `${bench.tokenRequests.length} tokens`);
    });

    it("never shows that Azure refused one that ended sooner than it should", async () => {
        bench.emulator.setTokenLifetimes({ accessTokenSeconds: 1 });

        const [status] = await Promise.all(await bench.waits(1, SEVERAL_TOKENS_SECONDS, "secret"));

        assert.equal(status?.status, "Succeeded");
    });

    it("explains an OIDC token that was given once and has expired", async () => {
        bench.emulator.setTokenLifetimes({ accessTokenSeconds: 1, federatedTokenSeconds: 2 });
        const [waiting] = await bench.waits(1, 60, "oidc:token");

        const error = await failureOf(waiting as Promise<unknown>);

        assert.equal(error.code, "AuthenticationFailed");
        assert.match(
            error.message,
            /the OIDC token \(environment variable ARM_OIDC_TOKEN\) has expired, and a token that is given once cannot be renewed \(AADSTS700024\): for longer waits set azure-native:oidcTokenFilePath or ARM_OIDC_TOKEN_FILE_PATH/,
        );
        assert.equal(error.status, "InProgress", "it waited until then");
    });

    it("answers a claims challenge with one token for all who meet it", async () => {
        const waiting = await bench.waits(10, 1.5, "secret");
        await bench.until(() => bench.armAnswers(200) >= 10);

        bench.emulator.requireClaims({ access_token: { nbf: { essential: true, value: "1772442000" } } });

        assert.ok((await Promise.all(waiting)).every(({ status }) => status === "Succeeded"));
        assert.ok(bench.armAnswers(401) > 0, "there was a challenge");
        const claims = bench.tokenRequests.map(({ token }) => /1772442000/.test(token?.claims ?? ""));
        assert.deepEqual(claims, [false, true]);
    });

    it("asks one fresh credential when Azure refuses its token, once for all who share it", async () => {
        const waiting = await bench.waits(10, 1.5, "secret");
        await bench.until(() => bench.armAnswers(200) >= 10);

        bench.emulator.revokeTokens();

        assert.ok((await Promise.all(waiting)).every(({ status }) => status === "Succeeded"));
        assert.ok(bench.armAnswers(401) > 0, "the token was refused");
        assert.equal(bench.tokenRequests.length, 2);
    });

    for (const [title, isHung] of HANGING) {
        it(`ends alone when it is aborted, while ${title} lets it and others wait`, async () => {
            let answer: () => void = () => undefined;
            const released = new Promise<undefined>((resolve) => {
                answer = () => resolve(undefined);
            });
            bench.emulator.intercept((request) => (isHung(request) ? released : undefined));
            const environment = await bench.emulator.environmentFor("secret");
            const { url } = bench.emulator.startOperation({ durationSeconds: 0 });
            const impatience = new AbortController();
            const others = [1, 2].map(() => waitHere(url, { environment }, OFTEN));
            const aborted = failureOf(waitHere(url, { environment }, { ...OFTEN, signal: impatience.signal }));
            await bench.until(() => bench.emulator.requests.some(isHung));

            impatience.abort();

            assert.equal((await aborted).code, "WaitAborted");
            answer();
            assert.deepEqual(
                (await Promise.all(others)).map(({ status }) => status),
                ["Succeeded", "Succeeded"],
            );
            assert.equal(bench.tokenRequests.length, 1);
        });
    }
});
