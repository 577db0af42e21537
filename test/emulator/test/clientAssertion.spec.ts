// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { createHash, createPrivateKey, sign, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Emulator, type FederatedTokenOptions, startEmulator } from "../src/index";
import { postTokenRequest } from "./send";

const START = Date.UTC(2026, 2, 2, 9);

describe("Client assertions in the emulator's Entra", () => {
    let emulator: Emulator;
    let now: number;
    let pem: string;
    let otherPem: string;

    before(async () => {
        emulator = await startEmulator({ nowMs: () => now });
        now = START;
        const read = async () => {
            const environment = await emulator.environmentFor("certificate:keyFirst");
            return readFileSync(environment.ARM_CLIENT_CERTIFICATE_PATH ?? "", "utf8");
        };
        [pem, otherPem] = [await read(), await read()];
    });

    beforeEach(() => {
        now = START;
    });

    after(() => emulator.close());

    async function present(assertion: string) {
        const { status, body } = await postTokenRequest(emulator, {
            grant_type: "client_credentials",
            client_id: emulator.identity.clientId,
            client_assertion: assertion,
            client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            scope: `${emulator.audience}/.default`,
        });
        return status === 200 ? "accepted" : `${body.error} ${body.error_codes[0]}`;
    }

    describe("An assertion signed with a certificate", () => {
        /** The assertion that MSAL creates, with changes. */
        function assertion(changes: { header?: object; claims?: object; key?: string } = {}): string {
            const thumbprint = createHash("sha1").update(
                new X509Certificate(pem.slice(pem.indexOf("-----BEGIN C"))).raw,
            );
            const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
            const nowSeconds = now / 1000;
            const unsigned = [
                { alg: "RS256", x5t: thumbprint.digest("base64url"), ...changes.header },
                {
                    aud: `${emulator.origin}/${emulator.identity.tenantId}/oauth2/v2.0/token`,
                    iss: emulator.identity.clientId,
                    sub: emulator.identity.clientId,
                    nbf: nowSeconds,
                    exp: nowSeconds + 600,
                    ...changes.claims,
                },
            ]
                .map(encode)
                .join(".");
            const signature = sign("sha256", Buffer.from(unsigned), createPrivateKey(changes.key ?? pem));
            return `${unsigned}.${signature.toString("base64url")}`;
        }

        it("is accepted with a SHA-1 or a SHA-256 thumbprint", async () => {
            const sha256 = createHash("sha256").update(new X509Certificate(pem.slice(pem.indexOf("-----BEGIN C"))).raw);
            assert.equal(await present(assertion()), "accepted");
            const header = { x5t: undefined, "x5t#S256": sha256.digest("base64url") };
            assert.equal(await present(assertion({ header })), "accepted");
        });

        const refusals: readonly [what: string, changes: () => Parameters<typeof assertion>[0], code: number][] = [
            ["an unknown thumbprint", () => ({ header: { x5t: "AAAA" } }), 700027],
            ["no thumbprint", () => ({ header: { x5t: undefined } }), 700027],
            ["a signature by another key", () => ({ key: otherPem }), 700027],
            ["the algorithm none", () => ({ header: { alg: "none" } }), 700027],
            ["another subject", () => ({ claims: { sub: "someone" } }), 700021],
            ["another audience", () => ({ claims: { aud: "https://login.microsoftonline.com/" } }), 700023],
            ["an expiry in the past", () => ({ claims: { exp: START / 1000 - 1 } }), 700024],
            ["a start time in the future", () => ({ claims: { nbf: START / 1000 + 900 } }), 700024],
            ["no expiry", () => ({ claims: { exp: undefined } }), 700024],
        ];
        for (const [what, changes, code] of refusals) {
            it(`is refused with ${what}`, async () => {
                assert.equal(await present(assertion(changes())), `invalid_client ${code}`);
                assert.equal(emulator.requests.at(-1)?.token?.proof, "certificate");
            });
        }
    });

    describe("An assertion from an OpenID issuer", () => {
        it("is accepted until it expires", async () => {
            const token = emulator.issueFederatedToken({ lifetimeSeconds: 5 });
            assert.equal(await present(token), "accepted");
            now += 5_000;
            assert.equal(await present(token), "invalid_client 700024");
            assert.equal(emulator.requests.at(-1)?.token?.proof, "federated");
        });

        it("expires after five minutes, or after the configured lifetime", async () => {
            const five = emulator.issueFederatedToken();
            emulator.setTokenLifetimes({ federatedTokenSeconds: 600 });
            const ten = emulator.issueFederatedToken();
            emulator.setTokenLifetimes({ federatedTokenSeconds: 300 });
            now += 300_000;
            assert.deepEqual([await present(five), await present(ten)], ["invalid_client 700024", "accepted"]);
        });

        const refusals: readonly [what: string, options: FederatedTokenOptions, code: number][] = [
            ["another issuer", { issuer: "https://token.actions.githubusercontent.com" }, 700211],
            ["another audience", { audience: "https://github.com/example" }, 700212],
            ["another subject", { subject: "repo:example/other:pull_request" }, 700213],
            ["a negative lifetime", { lifetimeSeconds: -1 }, 700024],
        ];
        for (const [what, options, code] of refusals) {
            it(`is refused with ${what}`, async () => {
                assert.equal(await present(emulator.issueFederatedToken(options)), `invalid_client ${code}`);
            });
        }

        it("is refused when another issuer signed it", async () => {
            const token = emulator.issueFederatedToken();
            const other = await startEmulator({ nowMs: () => now });
            await other.close();
            const forged = other.issueFederatedToken({ issuer: `${emulator.origin}/oidc` });
            assert.equal(await present(token), "accepted");
            assert.equal(await present(forged), "invalid_client 700027");
        });
    });

    it("refuses a string that is not a JWT", async () => {
        for (const text of ["", "a.b.c", "bnVsbA.bnVsbA.bnVsbA", "no token"]) {
            assert.equal(await present(text), "invalid_client 700027");
        }
        assert.equal(emulator.requests.at(-1)?.token?.proof, "assertion");
    });

    it("checks an assertion against the federated credential of the identity", async () => {
        const own = await startEmulator({
            identities: [
                {
                    ...emulator.identity,
                    federatedCredential: { issuer: "https://ci.example", audience: "a", subject: "s" },
                },
                { tenantId: emulator.identity.tenantId, clientId: "without" },
            ],
        });
        try {
            const requestWith = async (clientId: string) => {
                const response = await postTokenRequest(own, {
                    grant_type: "client_credentials",
                    client_id: clientId,
                    client_assertion: own.issueFederatedToken({
                        issuer: "https://ci.example",
                        audience: "a",
                        subject: "s",
                    }),
                    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                    scope: `${own.audience}/.default`,
                });
                return response.status === 200 ? "accepted" : response.body.error_codes[0];
            };
            assert.deepEqual(
                [await requestWith(emulator.identity.clientId), await requestWith("without")],
                ["accepted", 70025],
            );
        } finally {
            await own.close();
        }
    });
});
