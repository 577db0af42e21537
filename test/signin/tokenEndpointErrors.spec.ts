// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { OperationError } from "../../provider/wait";
import { faults, type RawAnswer } from "../emulator/src/index";
import { isTokenRequest, OFTEN, TokenBench } from "./tokenFixture";
import { failureOf, waitHere } from "./waitInProcess";

const PATIENT: readonly [title: string, trouble: RawAnswer][] = [
    ["503", faults.status(503)],
    [
        "503 in Entra's own words",
        { status: 503, body: { error: "temporarily_unavailable", error_description: "AADSTS90033: Try again." } },
    ],
    ["429", faults.throttled({ "retry-after": "1" })],
    ["a page of HTML", faults.html(200)],
    ["a broken connection", faults.reset()],
];

const REFUSED: readonly [title: string, error: string, description: string][] = [
    ["a secret that has expired", "invalid_client", "AADSTS7000222: The provided client secret keys are expired."],
    ["a client that was deleted", "unauthorized_client", "AADSTS700016: Application was not found in the directory."],
    ["a policy that forbids it", "interaction_required", "AADSTS53003: Access has been blocked by policies."],
];

describe("A wait whose token endpoint is in trouble", function () {
    this.timeout(60_000);
    let bench: TokenBench;

    beforeEach(async () => {
        bench = await TokenBench.start();
    });
    afterEach(() => bench.stop());

    for (const [title, trouble] of PATIENT) {
        it(`is patient with ${title} before its first token`, async () => {
            bench.disturbTokens(trouble, trouble);

            const [waiting] = await bench.waits(1, 0, "secret");

            assert.equal((await waiting)?.status, "Succeeded");
        });
    }

    it("is patient with 503 at a renewal, even past the token's end", async () => {
        bench.emulator.setTokenLifetimes({ accessTokenSeconds: 1 });
        const [waiting] = await bench.waits(1, 2, "secret");
        await bench.until(() => bench.armAnswers(200) > 0);
        bench.emulator.setTokenLifetimes({ accessTokenSeconds: 3600 });
        bench.disturbTokens(faults.status(503), faults.status(503));

        assert.equal((await waiting)?.status, "Succeeded");
    });

    for (const [title, error, description] of REFUSED) {
        it(`ends at once with ${title}`, async () => {
            bench.emulator.setTokenLifetimes({ accessTokenSeconds: 1 });
            const [waiting] = await bench.waits(1, 60, "secret");
            await bench.until(() => bench.armAnswers(200) > 0);
            const before = bench.tokenRequests.length;
            bench.disturbTokens({ status: 400, body: { error, error_description: description } });

            const failure = await failureOf(waiting as Promise<unknown>);

            assert.equal(failure.code, "AuthenticationFailed");
            const [number = ""] = description.split(":");
            assert.match(failure.message, /a client secret \(environment variable ARM_CLIENT_SECRET\): /);
            assert.ok(failure.message.includes(number), failure.message);
            assert.equal(bench.tokenRequests.length, before + 1);
        });
    }

    it("asks for no more tokens than one wait does, however many share the identity", async () => {
        bench.emulator.intercept((request) => (isTokenRequest(request) ? faults.status(503) : undefined));
        const { url } = bench.emulator.startOperation();
        const requestsFor = async (count: number): Promise<number> => {
            const before = bench.tokenRequests.length;
            // The audience is read with OIDC only: another one gives another token source, and changes nothing else.
            const environment = {
                ...(await bench.emulator.environmentFor("secret")),
                ARM_OIDC_AUDIENCE: `of ${count} waits`,
            };
            const errors = await Promise.all(
                Array.from({ length: count }, () => failureOf(waitHere(url, { environment }, { timeout: "3s" }))),
            );
            assert.deepEqual(new Set(errors.map(({ code }) => code)), new Set(["StatusUnavailable"]));
            return bench.tokenRequests.length - before;
        };
        const forOne = await requestsFor(1);

        const forMany = await requestsFor(30);

        assert.ok(forMany <= 2 * forOne, `${forMany} requests for 30 waits, ${forOne} for one`);
    });

    it("asks with refused credentials once, however many share them", async () => {
        const environment = {
            ...(await bench.emulator.environmentFor("secret")),
            ARM_CLIENT_SECRET: "wrong-client-secret",
        };
        const { url } = bench.emulator.startOperation();

        const errors = await Promise.all(
            Array.from({ length: 30 }, () => failureOf(waitHere(url, { environment }, OFTEN))),
        );

        assert.ok(errors.every((error) => OperationError.isInstance(error) && error.code === "AuthenticationFailed"));
        assert.ok(bench.tokenRequests.length <= 2, `${bench.tokenRequests.length} requests for 30 waits`);
    });
});
