// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { OperationError } from "../../provider/wait";
import { faults, type RawResponse } from "../emulator/src/index";
import { FREQUENT_POLLS, isTokenRequest, TokenFixture } from "./tokenFixture";
import { errorOf, waitInProcess } from "./waitInProcess";

const TRANSIENT: readonly [title: string, response: RawResponse][] = [
    ["503", faults.status(503)],
    [
        "503 with an error body of Entra",
        { status: 503, body: { error: "temporarily_unavailable", error_description: "AADSTS90033: Try again." } },
    ],
    ["429", faults.throttled({ "retry-after": "1" })],
    ["an HTML page", faults.html(200)],
    ["a connection reset", faults.reset()],
];

const PERMANENT: readonly [title: string, error: string, description: string][] = [
    ["an expired client secret", "invalid_client", "AADSTS7000222: The provided client secret keys are expired."],
    ["a deleted application", "unauthorized_client", "AADSTS700016: Application was not found in the directory."],
    [
        "a conditional access policy that blocks access",
        "interaction_required",
        "AADSTS53003: Access has been blocked by policies.",
    ],
];

describe("token endpoint errors during a wait", function () {
    this.timeout(60_000);
    let fixture: TokenFixture;

    beforeEach(async () => {
        fixture = await TokenFixture.start();
    });
    afterEach(() => fixture.stop());

    for (const [title, response] of TRANSIENT) {
        it(`retries after ${title} in response to the first token request`, async () => {
            fixture.injectTokenResponses(response, response);

            const [waiting] = await fixture.startWaits(1, 0, "secret");

            assert.equal((await waiting)?.status, "Succeeded");
        });
    }

    it("retries after 503 at a renewal, even when the token has expired", async () => {
        fixture.emulator.setTokenLifetimes({ accessTokenSeconds: 1 });
        const [waiting] = await fixture.startWaits(1, 2, "secret");
        await fixture.until(() => fixture.armResponses(200) > 0);
        fixture.emulator.setTokenLifetimes({ accessTokenSeconds: 3600 });
        fixture.injectTokenResponses(faults.status(503), faults.status(503));

        assert.equal((await waiting)?.status, "Succeeded");
    });

    for (const [title, error, description] of PERMANENT) {
        it(`fails with AuthenticationFailed at once for ${title}`, async () => {
            fixture.emulator.setTokenLifetimes({ accessTokenSeconds: 1 });
            const [waiting] = await fixture.startWaits(1, 60, "secret");
            await fixture.until(() => fixture.armResponses(200) > 0);
            const before = fixture.tokenRequests.length;
            fixture.injectTokenResponses({ status: 400, body: { error, error_description: description } });

            const failure = await errorOf(waiting as Promise<unknown>);

            assert.equal(failure.code, "AuthenticationFailed");
            const [number = ""] = description.split(":");
            assert.match(failure.message, /a client secret \(environment variable ARM_CLIENT_SECRET\): /);
            assert.ok(failure.message.includes(number), failure.message);
            assert.equal(fixture.tokenRequests.length, before + 1);
        });
    }

    it("sends at most twice as many token requests for thirty waits with one identity as for one wait", async () => {
        fixture.emulator.intercept((request) => (isTokenRequest(request) ? faults.status(503) : undefined));
        const { url } = fixture.emulator.startOperation();
        const requestsFor = async (count: number): Promise<number> => {
            const before = fixture.tokenRequests.length;
            // The audience is used with OIDC only. Here it only makes the waits use another token source.
            const environment = {
                ...(await fixture.emulator.environmentFor("secret")),
                ARM_OIDC_AUDIENCE: `of ${count} waits`,
            };
            const errors = await Promise.all(
                Array.from({ length: count }, () => errorOf(waitInProcess(url, { environment }, { timeout: "3s" }))),
            );
            assert.deepEqual(new Set(errors.map(({ code }) => code)), new Set(["StatusUnavailable"]));
            return fixture.tokenRequests.length - before;
        };
        const forOne = await requestsFor(1);

        const forMany = await requestsFor(30);

        assert.ok(forMany <= 2 * forOne, `${forMany} requests for 30 waits, ${forOne} for one`);
    });

    it("requests a token with refused credentials at most twice for thirty waits", async () => {
        const environment = {
            ...(await fixture.emulator.environmentFor("secret")),
            ARM_CLIENT_SECRET: "wrong-client-secret",
        };
        const { url } = fixture.emulator.startOperation();

        const errors = await Promise.all(
            Array.from({ length: 30 }, () => errorOf(waitInProcess(url, { environment }, FREQUENT_POLLS))),
        );

        assert.ok(errors.every((error) => OperationError.isInstance(error) && error.code === "AuthenticationFailed"));
        assert.ok(fixture.tokenRequests.length <= 2, `${fixture.tokenRequests.length} requests for 30 waits`);
    });
});
