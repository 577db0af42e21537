// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { ClientSecretCredential } from "@azure/identity";
import { type Emulator, type SignInMethod, startEmulator } from "../emulator/src/index";
import { trust } from "../unit/azure/trust";
import { type LedConnections, leadConnections } from "./leadConnections";
import { errorOf, waitInProcess } from "./waitInProcess";

/** Microsoft's clouds: the name, the Resource Manager and the authority. */
const CLOUDS = [
    ["public", "management.azure.com", "login.microsoftonline.com"],
    ["usgovernment", "management.usgovcloudapi.net", "login.microsoftonline.us"],
    ["china", "management.chinacloudapi.cn", "login.chinacloudapi.cn"],
] as const;
const METHODS: readonly SignInMethod[] = ["secret", "certificate:keyFirst", "oidc:token", "default"];
const PATH = "/subscriptions/50000000-0000-4000-8000-000000000005/providers/Microsoft.Network/operations/op";

describe("certificates that are not trusted", function () {
    this.timeout(60_000);
    let emulator: Emulator;
    let led: LedConnections | undefined;

    beforeEach(async () => {
        emulator = await startEmulator();
    });
    afterEach(async () => {
        led?.restore();
        led = undefined;
        await emulator.close();
    });

    /** The error of a wait in one of Microsoft's clouds, whose connections end at the emulator. */
    async function failureIn(cloud: string, resourceManager: string, method: SignInMethod, options = {}) {
        const given = await emulator.environmentFor(method);
        const environment = { ...given, ARM_METADATA_HOSTNAME: "", ARM_ENVIRONMENT: cloud };
        led = leadConnections(emulator);
        const url = `https://${resourceManager}${PATH}?api-version=2025-02-01`;
        return await errorOf(waitInProcess(url, { environment }, options));
    }

    function assertUntrusted(error: { code: string; message: string }, host: string): void {
        assert.equal(error.code, "AuthenticationFailed", error.message);
        assert.ok(error.message.includes(`the certificate of ${host} is not trusted`), error.message);
        assert.match(error.message, /set NODE_EXTRA_CA_CERTS/);
        assert.deepEqual(emulator.requests, []);
    }

    for (const [cloud, resourceManager, authority] of CLOUDS) {
        for (const method of METHODS) {
            it(`fails at once and names NODE_EXTRA_CA_CERTS and ${authority} when signing in with ${method}`, async () => {
                const error = await failureIn(cloud, resourceManager, method);

                assertUntrusted(error, authority);
                assert.ok(!led?.hosts.includes(resourceManager), "the Resource Manager is not requested");
            });
        }
    }

    it("fails at once and names NODE_EXTRA_CA_CERTS with a given credential of @azure/identity", async () => {
        const { tenantId, clientId, clientSecret } = emulator.identity;
        const credential = new ClientSecretCredential(tenantId, clientId, clientSecret);

        const error = await failureIn("public", "management.azure.com", "secret", { credential });

        assertUntrusted(error, "login.microsoftonline.com");
    });

    it("names the OIDC endpoint when only its certificate is not trusted", async () => {
        const issuer = await startEmulator();
        const restore = trust(emulator);
        try {
            const { url } = emulator.startOperation({ durationSeconds: 0 });
            const { ARM_OIDC_REQUEST_URL = "", ARM_OIDC_REQUEST_TOKEN = "" } =
                await issuer.environmentFor("oidc:request");
            const given = await emulator.environmentFor("oidc:request");
            const environment = { ...given, ARM_OIDC_REQUEST_URL, ARM_OIDC_REQUEST_TOKEN };

            const error = await errorOf(waitInProcess(url, { environment }));

            assert.equal(error.code, "AuthenticationFailed");
            assert.ok(
                error.message.includes(`the certificate of ${issuer.metadataHost} is not trusted`),
                error.message,
            );
            assert.match(error.message, /set NODE_EXTRA_CA_CERTS/);
        } finally {
            restore();
            await issuer.close();
        }
    });

    it("names the metadata host, not the host of the operation", async () => {
        const { url } = emulator.startOperation();
        const environment = await emulator.environmentFor("secret");

        const error = await errorOf(waitInProcess(url, { environment }));

        assert.equal(error.code, "StatusUnavailable");
        assert.ok(error.message.includes(`the certificate of ${emulator.metadataHost} is not trusted`), error.message);
        assert.match(error.message, /set NODE_EXTRA_CA_CERTS/);
    });
});
