// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import type { AzureSettings } from "../../provider/azure/settings";
import type { OperationReference } from "../../provider/reference/operationReference";
import { type Emulator, type SignInMethod, startEmulator } from "../emulator/src/index";
import { trust } from "../unit/azure/trust";
import { errorOf, waitInProcess } from "./waitInProcess";

/** A setting, its variable, a value with which a wait fails, and a sign-in method that uses the setting. */
type FailingSetting = readonly [name: keyof AzureSettings, variable: string, value: string, method: SignInMethod];

const FAILING_SETTINGS: readonly FailingSetting[] = [
    ["subscriptionId", "ARM_SUBSCRIPTION_ID", "Pay-as-you-go", "secret"],
    ["tenantId", "ARM_TENANT_ID", "my tenant", "secret"],
    ["tenantId", "ARM_TENANT_ID", "e0000000-0000-4000-8000-0000000000ff", "certificate:pfx"],
    ["clientId", "ARM_CLIENT_ID", "c0000000-0000-4000-8000-0000000000ff", "oidc:token"],
    ["clientId", "ARM_CLIENT_ID", "c0000000-0000-4000-8000-0000000000ff\tx", "secret"],
    ["clientSecret", "ARM_CLIENT_SECRET", "wrong-client-secret", "secret"],
    ["clientCertificatePath", "ARM_CLIENT_CERTIFICATE_PATH", "/there/is/none", "certificate:pfx"],
    ["clientCertificatePassword", "ARM_CLIENT_CERTIFICATE_PASSWORD", "wrong-password", "certificate:pfx"],
    ["clientCertificatePassword", "ARM_CLIENT_CERTIFICATE_PASSWORD", "wrong-password", "certificate:encryptedKey"],
    ["auxiliaryTenantIds", "ARM_AUXILIARY_TENANT_IDS", "tenant-1", "secret"],
    ["oidcToken", "ARM_OIDC_TOKEN", "wrong-oidc-token", "oidc:token"],
    ["oidcTokenFilePath", "ARM_OIDC_TOKEN_FILE_PATH", "/there/is/none", "oidc:tokenFile"],
    ["oidcRequestUrl", "ARM_OIDC_REQUEST_URL", "http://localhost/token", "oidc:request"],
    ["oidcRequestToken", "ARM_OIDC_REQUEST_TOKEN", "wrong-request-token", "oidc:request"],
    ["oidcAudience", "ARM_OIDC_AUDIENCE", "api://else", "oidc:request"],
    ["environment", "ARM_ENVIRONMENT", "mars", "secret"],
    ["metadataHost", "ARM_METADATA_HOSTNAME", "https://localhost", "secret"],
    ["metadataHost", "ARM_METADATA_HOSTNAME", "localhost:1", "secret"],
];

/** Where a value may be given, and the words with which messages name the place. */
const SOURCES = {
    environment: (_name: string, variable: string) => `(environment variable ${variable})`,
    configuration: (name: string) => `(stack configuration azure-native:${name})`,
    settings: (name: string) => `(settings.${name})`,
};

describe("sources of settings in errors", function () {
    this.timeout(60_000);
    let emulator: Emulator;
    let distrust: () => void;

    before(async () => {
        emulator = await startEmulator();
        distrust = trust(emulator);
    });
    after(async () => {
        distrust();
        await emulator.close();
    });

    function operationById(): OperationReference {
        const { asyncOperationId, location } = emulator.startOperation({ durationSeconds: 0 });
        return { asyncOperationId, location };
    }

    for (const [name, variable, value, method] of FAILING_SETTINGS) {
        for (const [source, place] of Object.entries(SOURCES)) {
            it(`contain the source of ${name} when ${JSON.stringify(value)} is given in ${source} for ${method}`, async () => {
                const given = {
                    ...(await emulator.environmentFor(method)),
                    ...(name === "environment" ? { ARM_METADATA_HOSTNAME: "" } : {}),
                };
                const environment = { ...given, [variable]: source === "environment" ? value : "" };
                const elsewhere = source === "environment" ? {} : { [source]: { [name]: value } };

                const error = await errorOf(
                    waitInProcess(operationById(), { environment, ...elsewhere }, { timeout: "2s" }),
                );

                assert.ok(error.message.includes(place(name, variable)), error.message);
            });
        }
    }

    it("contain the source of a cloud that the URL does not belong to", async () => {
        const environment = { ...(await emulator.environmentFor("secret")), ARM_METADATA_HOSTNAME: "" };
        const { url } = emulator.startOperation();

        const error = await errorOf(
            waitInProcess(url, { environment: { ...environment, AZURE_ENVIRONMENT: "china" } }),
        );

        assert.equal(error.code, "InvalidArgument");
        assert.match(error.message, /configured cloud \(environment variable AZURE_ENVIRONMENT\)/);
    });

    it("contain the OIDC token that was used when several are set", async () => {
        const environment = {
            ...(await emulator.environmentFor("oidc:azurePipelines")),
            ...(await emulator.environmentFor("oidc:request")),
            ARM_CLIENT_ID: "c0000000-0000-4000-8000-0000000000ff",
        };

        const error = await errorOf(waitInProcess(operationById(), { environment }));

        assert.match(error.message, /AADSTS700016/);
        assert.match(error.message, /oidcRequestUrl \(environment variable ARM_OIDC_REQUEST_URL\)/);
        assert.ok(!error.message.includes("SYSTEM_OIDCREQUESTURI"), error.message);
    });

    it("contain a switch that is off because it is not `true`", async () => {
        const { ARM_SUBSCRIPTION_ID: _, ...environment } = await emulator.environmentFor("oidc:token");

        const error = await errorOf(
            waitInProcess(operationById(), { environment: { ...environment, ARM_USE_OIDC: "True", PATH: "" } }),
        );

        assert.equal(error.code, "AuthenticationFailed");
        assert.match(error.message, /Azure CLI \(az\) is not on PATH/);
        assert.match(error.message, /useOidc \(environment variable ARM_USE_OIDC\) is off, because it is not `true`/);
    });

    it("do not occur for variables that end with a line end", async () => {
        for (const method of [
            "secret",
            "certificate:pfx",
            "oidc:tokenFile",
            "oidc:request",
            "oidc:azurePipelines",
        ] as const) {
            const given = Object.entries(await emulator.environmentFor(method));
            const environment = Object.fromEntries(given.map(([name, value]) => [name, `${value}\r\n`]));

            const status = await waitInProcess(operationById(), { environment });

            assert.equal(status.status, "Succeeded", method);
        }
    });
});
