// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { ClientSecretCredential } from "@azure/identity";
import { type Emulator, type SecretIdentity, startEmulator } from "../src/index";
import { credentialFor, getToken, trust } from "./credentials";
import { send } from "./send";

const OWNER: SecretIdentity = { tenantId: "tenant-1", clientId: "owner", clientSecret: "secret-1" };
const SAME_TENANT: SecretIdentity = { tenantId: "tenant-1", clientId: "same-tenant", clientSecret: "secret-2" };
const WITHOUT_READ: SecretIdentity = {
    tenantId: "tenant-1",
    clientId: "without-read",
    clientSecret: "secret-3",
    mayRead: false,
};
const OTHER_TENANT: SecretIdentity = { tenantId: "tenant-2", clientId: "other-tenant", clientSecret: "secret-4" };

describe("Authorization in the emulator", () => {
    let emulator: Emulator;

    beforeEach(async () => {
        emulator = await startEmulator({ identities: [OWNER, SAME_TENANT, WITHOUT_READ, OTHER_TENANT] });
    });

    afterEach(() => emulator.close());

    const readAs = async (identity: SecretIdentity, url = emulator.startOperation().url) => {
        const response = await send(emulator, url, { authorization: `Bearer ${emulator.issueToken({ identity })}` });
        return response.status === 200 ? "read" : `${response.status} ${response.body.error.code}`;
    };

    it("requires a token of the tenant of the subscription", async () => {
        assert.equal(await readAs(OTHER_TENANT), "401 InvalidAuthenticationTokenTenant");
        const theirs = emulator.startOperation({}, { subscriptionId: "theirs", tenantId: OTHER_TENANT.tenantId });
        assert.equal(await readAs(OTHER_TENANT, theirs.url), "read");
        assert.equal(await readAs(OWNER, theirs.url), "401 InvalidAuthenticationTokenTenant");
    });

    it("requires the right to read, which denyReads removes and restores", async () => {
        assert.equal(await readAs(WITHOUT_READ), "403 AuthorizationFailed");
        const restore = emulator.denyReads();
        const { url, asyncOperationId } = emulator.startOperation();
        const { status, body } = await send(emulator, url);
        assert.equal(status, 403);
        assert.match(
            body.error.message,
            new RegExp(
                "^The client 'owner' .* perform action 'Microsoft.OperationalInsights/locations/operationStatuses/read' " +
                    `over scope '/subscriptions/.*/operationStatuses/${asyncOperationId}'`,
            ),
        );
        assert.equal(await readAs(SAME_TENANT), "read");
        restore();
        restore();
        assert.equal(await readAs(OWNER), "read");
    });

    it("requires the original caller for an operation with boundToCaller", async () => {
        const mine = emulator.startOperation({ boundToCaller: true });
        assert.equal(await readAs(OWNER, mine.url), "read");
        const response = await send(emulator, mine.url, {
            authorization: `Bearer ${emulator.issueToken({ identity: SAME_TENANT })}`,
        });
        assert.equal(response.status, 403);
        assert.match(response.body.error.message, /^Only the original caller .* content hash/);
        const theirs = emulator.startOperation({ boundToCaller: true }, { callerClientId: SAME_TENANT.clientId });
        assert.equal(await readAs(SAME_TENANT, theirs.url), "read");
    });

    it("records the caller whose request started an operation", async () => {
        emulator.scriptNext({ boundToCaller: true });
        const path = `/subscriptions/${emulator.subscriptionId}/providers/Microsoft.Compute/disks/d/redact`;
        const started = await send(emulator, `${path}?api-version=2025-01-01`, {
            method: "POST",
            authorization: `Bearer ${emulator.issueToken({ identity: SAME_TENANT })}`,
        });
        const url = started.headers["azure-asyncoperation"] as string;
        assert.equal(await readAs(SAME_TENANT, url), "read");
        assert.equal(await readAs(OWNER, url), "403 Forbidden");
    });

    describe("Authorization with tokens from @azure/identity", () => {
        let distrust: () => void;

        beforeEach(() => {
            distrust = trust(emulator);
        });

        afterEach(() => distrust());

        const signIn = ({ tenantId, clientId, clientSecret }: SecretIdentity) =>
            new ClientSecretCredential(tenantId, clientId, clientSecret, {
                authorityHost: emulator.origin,
                disableInstanceDiscovery: true,
            });
        const read = (url: string, token: string) => send(emulator, url, { authorization: `Bearer ${token}` });

        it("separates the identities of each tenant", async () => {
            for (const identity of [OWNER, OTHER_TENANT]) {
                await getToken(emulator, signIn(identity));
                assert.equal(emulator.requests.at(-1)?.token?.tenantId, identity.tenantId);
            }
            await assert.rejects(getToken(emulator, signIn({ ...OWNER, tenantId: "tenant-2" })), /AADSTS700016/);
        });

        it("challenges a token without the required claims, and accepts one that was requested with them", async () => {
            const credential = credentialFor(emulator, await emulator.environmentFor("secret"));
            const { url } = emulator.startOperation({ durationSeconds: 0 });
            const first = await getToken(emulator, credential, { enableCae: true });
            const end = emulator.requireClaims();
            const refused = await read(url, first.token);
            assert.equal(refused.status, 401);
            const challenge = refused.headers["www-authenticate"] ?? "";
            assert.match(challenge, /^Bearer realm="", authorization_uri=".*", error="insufficient_claims", claims="/);
            const encoded = /claims="([^"]+)"/.exec(challenge)?.[1] ?? "";
            const claims = Buffer.from(encoded, "base64").toString();
            assert.equal(JSON.parse(claims).access_token.nbf.essential, true);

            const plain = await getToken(emulator, signIn(OWNER));
            assert.equal((await read(url, plain.token)).status, 401);
            const second = await getToken(emulator, credential, { enableCae: true, claims });
            assert.equal((await read(url, second.token)).status, 200);
            const requestedClaims = emulator.requests.findLast(({ token }) => token !== undefined)?.token?.claims ?? "";
            assert.deepEqual(JSON.parse(requestedClaims).access_token, {
                ...JSON.parse(claims).access_token,
                xms_cc: { values: ["cp1"] },
            });

            emulator.requireClaims();
            assert.equal((await read(url, second.token)).status, 401, "a later challenge requires another token");
            end();
            assert.equal(
                (await read(url, second.token)).status,
                401,
                "the earlier challenge has already been replaced",
            );
        });

        it("challenges only the given client, with the given claims, until the challenge is stopped", async () => {
            const end = emulator.requireClaims({ access_token: { acrs: { essential: true, value: "c1" } } }, "OWNER");
            assert.equal(await readAs(OWNER), "401 InvalidAuthenticationToken");
            assert.equal(await readAs(SAME_TENANT), "read");
            end();
            assert.equal(await readAs(OWNER), "read");
        });

        it("issues tokens with the lifetimes set while the emulator is running", async () => {
            emulator.setTokenLifetimes({ accessTokenSeconds: 400, refreshAfterSeconds: 100 });
            const token = await getToken(emulator, signIn(OWNER));
            assert.ok(Math.abs(token.expiresOnTimestamp - Date.now() - 400_000) < 5_000);
            assert.ok(Math.abs((token.refreshAfterTimestamp ?? 0) - Date.now() - 100_000) < 5_000);
            emulator.setTokenLifetimes({ accessTokenSeconds: 2 });
            const { exp, iat } = JSON.parse(
                Buffer.from(
                    (await getToken(emulator, signIn(OWNER))).token.split(".")[1] ?? "",
                    "base64url",
                ).toString(),
            );
            assert.equal(exp - iat, 2);
        });
    });
});
