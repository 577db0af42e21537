// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { EmulatorRequest } from "../emulator/src/index";
import { FREQUENT_POLLS, isTokenRequest, TokenFixture } from "./tokenFixture";
import { errorOf, waitInProcess } from "./waitInProcess";

/**
 * MSAL does not cache tokens with a lifetime of less than five minutes, so each renewal is a request. The token is renewed long before
 * its end, so that a slow machine does not use an expired one.
 */
const RENEWED_EACH_SECOND = { accessTokenSeconds: 6, refreshAfterSeconds: 1, federatedTokenSeconds: 6 };
/** Longer than a token is valid, so that a wait without renewals would be refused. */
const SEVERAL_TOKENS_SECONDS = 8;
/** Long enough for a first poll of each of ten waits on a slow machine. */
const LONGER_THAN_FIRST_POLLS_SECONDS = 5;

const HANGING: readonly [title: string, isHanging: (request: Pick<EmulatorRequest, "area" | "method">) => boolean][] = [
    ["the metadata host", ({ area }) => area === "metadata"],
    ["the token endpoint", isTokenRequest],
    ["Resource Manager", ({ area }) => area === "arm"],
];

describe("token renewal during a wait", function () {
    this.timeout(60_000);
    let fixture: TokenFixture;

    beforeEach(async () => {
        fixture = await TokenFixture.start();
    });
    afterEach(() => fixture.stop());

    it("renews tokens before they expire, with no more requests for fifty waits with one identity than for one", async () => {
        fixture.emulator.setTokenLifetimes(RENEWED_EACH_SECOND);

        const ended = await Promise.all(await fixture.startWaits(50, SEVERAL_TOKENS_SECONDS, "secret"));

        assert.ok(ended.every(({ status }) => status === "Succeeded"));
        assert.equal(fixture.armResponses(401), 0);
        const times = fixture.emulator.requests.map(({ atMs }) => atMs);
        const seconds = (Math.max(...times) - Math.min(...times)) / 1000;
        const { length } = fixture.tokenRequests;
        assert.ok(length >= 3 && length <= Math.ceil(seconds) + 1, `${length} tokens in ${seconds} s`);
    });

    it("reads the OIDC token file or requests the OIDC request URL again for each token", async () => {
        fixture.emulator.setTokenLifetimes(RENEWED_EACH_SECOND);
        const [requesting] = await fixture.startWaits(1, SEVERAL_TOKENS_SECONDS, "oidc:request");
        const environment = await fixture.emulator.environmentFor("oidc:tokenFile");
        const path = environment.ARM_OIDC_TOKEN_FILE_PATH ?? "";
        const { url } = fixture.emulator.startOperation({ durationSeconds: SEVERAL_TOKENS_SECONDS });
        const rotation = setInterval(() => {
            // The rename replaces the file in one step, as the kubelet does, so no read sees an empty one.
            const newPath = `${path}.${randomUUID()}`;
            const token = fixture.emulator.issueFederatedToken({ lifetimeSeconds: 60 });
            void writeFile(newPath, token).then(() => rename(newPath, path));
        }, 300);
        try {
            const ended = await Promise.all([requesting, waitInProcess(url, { environment }, FREQUENT_POLLS)]);

            assert.deepEqual(
                ended.map((status) => status?.status),
                ["Succeeded", "Succeeded"],
            );
        } finally {
            clearInterval(rotation);
        }
        assert.equal(fixture.armResponses(401), 0);
        const requestCount = fixture.emulator.requests.filter(({ token }) => token?.proof === "requestToken").length;
        assert.ok(requestCount >= 3, `${requestCount} requests to the request URL`);
        assert.ok(fixture.tokenRequests.length >= 6, `${fixture.tokenRequests.length} tokens`);
    });

    it("reads the OIDC token file again while it is empty, because another process may be rewriting it", async () => {
        const environment = await fixture.emulator.environmentFor("oidc:tokenFile");
        const path = environment.ARM_OIDC_TOKEN_FILE_PATH ?? "";
        const token = await readFile(path, "utf8");
        await writeFile(path, "");
        const { url } = fixture.emulator.startOperation({ durationSeconds: 0 });

        const waiting = waitInProcess(url, { environment }, FREQUENT_POLLS);
        await sleep(600);
        await writeFile(path, token);

        assert.equal((await waiting).status, "Succeeded");
    });

    it("requests a token of Azure Pipelines again for each token", async () => {
        fixture.emulator.setTokenLifetimes(RENEWED_EACH_SECOND);

        const [status] = await Promise.all(await fixture.startWaits(1, SEVERAL_TOKENS_SECONDS, "oidc:azurePipelines"));

        assert.equal(status?.status, "Succeeded");
        assert.equal(fixture.armResponses(401), 0);
        const requests = fixture.emulator.requests.filter(({ area }) => area === "oidc");
        assert.ok(requests.length >= 3, `${requests.length} requests`);
        assert.deepEqual(new Set(requests.map(({ method }) => method)), new Set(["POST"]));
    });

    it("recovers when Azure refuses a token that expires earlier than expected", async () => {
        fixture.emulator.setTokenLifetimes({ accessTokenSeconds: 1 });

        const [status] = await Promise.all(await fixture.startWaits(1, SEVERAL_TOKENS_SECONDS, "secret"));

        assert.equal(status?.status, "Succeeded");
    });

    it("fails with AuthenticationFailed and the settings to use when a fixed OIDC token has expired", async () => {
        fixture.emulator.setTokenLifetimes({ accessTokenSeconds: 1, federatedTokenSeconds: 5 });
        const [waiting] = await fixture.startWaits(1, 60, "oidc:token");

        const error = await errorOf(waiting as Promise<unknown>);

        assert.equal(error.code, "AuthenticationFailed");
        assert.match(
            error.message,
            /the OIDC token \(environment variable ARM_OIDC_TOKEN\) has expired and cannot be renewed, because it is a fixed value \(AADSTS700024\): for longer waits set azure-native:oidcTokenFilePath or ARM_OIDC_TOKEN_FILE_PATH/,
        );
        assert.equal(error.status, "InProgress", "the wait has polled before");
    });

    it("answers a claims challenge with one token request for all waits", async () => {
        const waiting = await fixture.startWaits(10, LONGER_THAN_FIRST_POLLS_SECONDS, "secret");
        await fixture.until(() => fixture.armResponses(200) >= 10);

        fixture.emulator.requireClaims({ access_token: { nbf: { essential: true, value: "1772442000" } } });

        assert.ok((await Promise.all(waiting)).every(({ status }) => status === "Succeeded"));
        assert.ok(fixture.armResponses(401) > 0, "Azure sent a claims challenge");
        const claims = fixture.tokenRequests.map(({ token }) => /1772442000/.test(token?.claims ?? ""));
        assert.deepEqual(claims, [false, true]);
    });

    it("requests one new token for all waits when Azure refuses the token", async () => {
        const waiting = await fixture.startWaits(10, LONGER_THAN_FIRST_POLLS_SECONDS, "secret");
        await fixture.until(() => fixture.armResponses(200) >= 10);

        fixture.emulator.revokeTokens();

        assert.ok((await Promise.all(waiting)).every(({ status }) => status === "Succeeded"));
        assert.ok(fixture.armResponses(401) > 0, "the token was refused");
        assert.equal(fixture.tokenRequests.length, 2);
    });

    for (const [title, isHanging] of HANGING) {
        it(`rejects only the aborted wait while ${title} does not respond to several waits`, async () => {
            let release: () => void = () => undefined;
            const released = new Promise<undefined>((resolve) => {
                release = () => resolve(undefined);
            });
            fixture.emulator.intercept((request) => (isHanging(request) ? released : undefined));
            const environment = await fixture.emulator.environmentFor("secret");
            const { url } = fixture.emulator.startOperation({ durationSeconds: 0 });
            const controller = new AbortController();
            const others = [1, 2].map(() => waitInProcess(url, { environment }, FREQUENT_POLLS));
            const aborted = errorOf(
                waitInProcess(url, { environment }, { ...FREQUENT_POLLS, signal: controller.signal }),
            );
            await fixture.until(() => fixture.emulator.requests.some(isHanging));

            controller.abort();

            assert.equal((await aborted).code, "WaitAborted");
            release();
            assert.deepEqual(
                (await Promise.all(others)).map(({ status }) => status),
                ["Succeeded", "Succeeded"],
            );
            assert.equal(fixture.tokenRequests.length, 1);
        });
    }
});
