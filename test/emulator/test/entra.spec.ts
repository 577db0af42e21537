// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../src/index";
import { postTokenRequest, send } from "./send";

describe("The emulator's Entra and metadata", () => {
    let emulator: Emulator;
    let validForm: Record<string, string>;

    before(async () => {
        emulator = await startEmulator({ tokenLifetimeSeconds: 900 });
        validForm = {
            grant_type: "client_credentials",
            client_id: emulator.identity.clientId,
            client_secret: emulator.identity.clientSecret,
            scope: `${emulator.audience}/.default`,
        };
    });

    after(() => emulator.close());

    it("returns the emulator as every endpoint, with a separate audience", async () => {
        const { body } = await send(emulator, "/metadata/endpoints?api-version=2022-09-01", { authorization: "" });
        assert.equal(body.resourceManager, `${emulator.origin}/`);
        assert.equal(body.authentication.loginEndpoint, `${emulator.origin}/`);
        assert.deepEqual(body.authentication.audiences, ["https://management.localhost-emulator.example/"]);
    });

    it("supports only the metadata version that azure-native requests", async () => {
        for (const query of ["", "?api-version=2015-01-01"]) {
            const { status, body } = await send(emulator, `/metadata/endpoints${query}`, { authorization: "" });
            assert.equal(status, 400);
            assert.equal(body.error.code, "InvalidApiVersionParameter");
        }
    });

    it("returns an OpenID configuration whose issuer is on the emulator's origin", async () => {
        const tenant = `${emulator.origin}/${emulator.identity.tenantId}`;
        const { body } = await send(emulator, `${tenant}/v2.0/.well-known/openid-configuration`);
        assert.equal(body.issuer, `${tenant}/v2.0`);
        assert.equal(body.token_endpoint, `${tenant}/oauth2/v2.0/token`);
    });

    it("issues a token with the configured lifetime", async () => {
        const { status, body } = await postTokenRequest(emulator, validForm);
        assert.equal(status, 200);
        assert.equal(body.expires_in, 900);
        assert.equal(body.token_type, "Bearer");
        assert.equal(body.access_token.split(".").length, 3);
    });

    it("accepts a scope with a single slash", async () => {
        const { status } = await postTokenRequest(emulator, { ...validForm, scope: `${emulator.audience}.default` });
        assert.equal(status, 200);
    });

    const refusals: readonly [
        what: string,
        change: Record<string, string>,
        status: number,
        error: string,
        code: number,
    ][] = [
        ["a wrong secret", { client_secret: "wrong" }, 401, "invalid_client", 7000215],
        ["an empty secret", { client_secret: "" }, 401, "invalid_client", 7000215],
        ["an unknown client", { client_id: "nobody" }, 400, "unauthorized_client", 700016],
        ["another resource", { scope: "https://graph.microsoft.com/.default" }, 400, "invalid_resource", 500011],
        ["a scope that is not .default", { scope: "user_impersonation" }, 400, "invalid_scope", 1002012],
        ["another grant type", { grant_type: "password" }, 400, "unsupported_grant_type", 70003],
        [
            "a grant type that is a property name of Object.prototype",
            { grant_type: "toString" },
            400,
            "unsupported_grant_type",
            70003,
        ],
    ];
    for (const [what, change, expectedStatus, error, code] of refusals) {
        it(`refuses ${what} with AADSTS${code}`, async () => {
            const { status, body } = await postTokenRequest(emulator, { ...validForm, ...change });
            assert.equal(status, expectedStatus);
            assert.equal(body.error, error);
            assert.match(body.error_description, new RegExp(`^AADSTS${code}: `));
            assert.deepEqual(body.error_codes, [code]);
        });
    }

    it("refuses a client without a secret or assertion, and one with an invalid assertion", async () => {
        const { client_secret: _, ...without } = validForm;
        assert.match((await postTokenRequest(emulator, without)).body.error_description, /^AADSTS7000218: /);
        const untyped = await postTokenRequest(emulator, { ...without, client_assertion: "a.b.c" });
        assert.match(untyped.body.error_description, /^AADSTS900144: .*client_assertion_type/);
        const assertion = await postTokenRequest(emulator, {
            ...without,
            client_assertion: "a.b.c",
            client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        });
        assert.match(assertion.body.error_description, /^AADSTS700027: /);
        assert.equal(emulator.requests.at(-1)?.token?.proof, "assertion");
    });

    it("refuses an unknown tenant", async () => {
        const { status, body } = await postTokenRequest(emulator, validForm, "00000000-0000-4000-8000-000000000000");
        assert.equal(status, 400);
        assert.match(body.error_description, /^AADSTS90002: /);
    });
});
