// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { faults, type RawResponse } from "../emulator/src/index";
import { AttackFixture, type AttackRun } from "./attackFixture";
import { assertSafeError } from "./safeOutput";

/** A hostile token endpoint, metadata host or OIDC issuer. */
interface SignInAttack {
    readonly title: string;
    readonly prepare: (run: AttackRun) => void;
    /** Replaced variables. @default sign-in with a client secret */
    readonly environment?: (run: AttackRun) => Readonly<Record<string, string>>;
    readonly codes: readonly string[];
}

const NOT_RETRIED = ["AuthenticationFailed"];
const RETRIED = ["StatusUnavailable"];
const REQUEST_TOKEN = "request-token-4711";
const FORGED = "\r\n::error::forged\n##vso[task.complete]\u001b[2J\u202e<{%bogus%}>";

const entra =
    (response: (run: AttackRun) => RawResponse, method: "GET" | "POST" = "POST") =>
    (run: AttackRun) =>
        run.fixture.respond("entra", () => response(run), method);
const metadata = (response: (run: AttackRun) => RawResponse) => (run: AttackRun) =>
    run.fixture.respond("metadata", () => response(run));
const withToken = (fields: object): RawResponse => ({ body: { token_type: "Bearer", expires_in: 3600, ...fields } });
const withRequest = (url: (run: AttackRun) => string) => (run: AttackRun) => ({
    ARM_USE_OIDC: "true",
    ARM_CLIENT_SECRET: "",
    ARM_OIDC_REQUEST_URL: url(run),
    ARM_OIDC_REQUEST_TOKEN: REQUEST_TOKEN,
});
const requestUrl = ({ host }: AttackRun) => `https://${host}/oidc/token?api-version=2.0`;

const ATTACKS: readonly SignInAttack[] = [
    {
        title: "a token endpoint that quotes the client secret and forges output",
        prepare: entra(({ secrets }) => ({
            status: 401,
            body: { error: "invalid_client", error_description: `AADSTS7000215: ${secrets.join(" ")}${FORGED}` },
        })),
        codes: NOT_RETRIED,
    },
    {
        title: "a token endpoint that quotes the secrets in an HTML page",
        prepare: entra(({ secrets }) => ({
            status: 400,
            headers: { "content-type": "text/html" },
            body: secrets + FORGED,
        })),
        codes: [...NOT_RETRIED, ...RETRIED],
    },
    { title: "a token endpoint that never responds", prepare: entra(() => faults.silence()), codes: RETRIED },
    {
        title: "a token that would inject another header",
        prepare: entra(() => withToken({ access_token: "token\r\nX-Forged: yes" })),
        codes: [...NOT_RETRIED, ...RETRIED],
    },
    {
        title: "a token that is not a string",
        prepare: entra(() => withToken({ access_token: { toString: "token" } })),
        codes: [...NOT_RETRIED, ...RETRIED],
    },
    { title: "a response without a token", prepare: entra(() => withToken({})), codes: [...NOT_RETRIED, ...RETRIED] },
    {
        title: "a token that has already expired",
        prepare: entra(() => withToken({ access_token: "expired-token-4711", expires_in: -1 })),
        codes: [...NOT_RETRIED, ...RETRIED],
    },
    {
        title: "a token endpoint that redirects to another host",
        prepare: entra(({ evil }) => faults.redirect(`https://${evil}/token`, 307)),
        codes: [...NOT_RETRIED, ...RETRIED],
    },
    {
        title: "an authority whose discovery document is on another host",
        prepare: entra(({ evil }) => faults.redirect(`https://${evil}/discovery`, 302), "GET"),
        codes: [...NOT_RETRIED, ...RETRIED],
    },
    {
        title: "a metadata host that redirects to another host",
        prepare: metadata(({ evil }) => faults.redirect(`https://${evil}/metadata/endpoints`, 302)),
        codes: RETRIED,
    },
    {
        title: "a metadata host that describes a cloud over plain HTTP",
        prepare: metadata(({ evil }) => ({
            body: { resourceManager: `http://${evil}/`, loginEndpoint: `http://${evil}/`, audiences: ["x"] },
        })),
        codes: RETRIED,
    },
    {
        title: "a metadata host that sends a __proto__ key and a hundred thousand levels of nesting",
        prepare: metadata(() => ({
            body: `{"__proto__":{"resourceManager":"https://x"},"a":${"[".repeat(1e5)}${"]".repeat(1e5)}}`,
        })),
        codes: RETRIED,
    },
    { title: "a metadata host that sends 8 MiB", prepare: metadata(() => faults.hugeBody(8 << 20)), codes: RETRIED },
    {
        title: "an OIDC request URL over plain HTTP",
        prepare: () => undefined,
        environment: withRequest(({ evil }) => `http://${evil}/token?x=1`),
        codes: NOT_RETRIED,
    },
    {
        title: "an OIDC request URL that redirects to another host",
        prepare: ({ fixture, evil }) => fixture.respond("oidc", () => faults.redirect(`https://${evil}/token`, 307)),
        environment: withRequest(requestUrl),
        codes: [...NOT_RETRIED, ...RETRIED],
    },
    {
        title: "an OIDC request URL that redirects to plain HTTP",
        prepare: ({ fixture, host }) => fixture.respond("oidc", () => faults.redirect(`http://${host}/token`, 302)),
        environment: withRequest(requestUrl),
        codes: [...NOT_RETRIED, ...RETRIED],
    },
    {
        title: "an OIDC token that would inject another form field and quotes the request token",
        prepare: ({ fixture }) =>
            fixture.respond("oidc", () => ({ body: { value: `a.b.c&client_id=x${FORGED} ${REQUEST_TOKEN}` } })),
        environment: withRequest(requestUrl),
        codes: NOT_RETRIED,
    },
    {
        title: "an OIDC request URL that quotes the request token in a 403",
        prepare: ({ fixture }) =>
            fixture.respond("oidc", () => ({ status: 403, body: { message: REQUEST_TOKEN + FORGED } })),
        environment: withRequest(requestUrl),
        codes: NOT_RETRIED,
    },
];

describe("sign-in under attack", function () {
    this.timeout(60_000);

    for (const { title, prepare, environment, codes } of ATTACKS) {
        it(`fails with one clear error and leaks nothing for ${title}`, async () => {
            const fixture = await AttackFixture.start();
            try {
                const run = fixture.newAttack();
                prepare(run);

                const result = await run.wait(run.url, environment?.(run), { timeout: "1s" });

                assertSafeError(result, codes, [...run.secrets, REQUEST_TOKEN]);
                assert.deepEqual(fixture.evil.connections, []);
                const resourceManagerRequests = fixture.emulator.requests.filter(({ area }) => area === "arm");
                assert.deepEqual(
                    resourceManagerRequests.filter(({ headers }) => "x-forged" in headers),
                    [],
                );
            } finally {
                await fixture.stop();
            }
        });
    }
});
