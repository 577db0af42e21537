// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../emulator/src/index";
import { trust } from "../unit/azure/trust";
import { errorOf, type SettingSources, waitInProcess } from "./waitInProcess";

const PATH = "/subscriptions/50000000-0000-4000-8000-000000000005/providers/Microsoft.Network/operations/op";
/** A URL that belongs to no cloud, so that the error message contains the host of the configured cloud before any request. */
const URL_WITHOUT_CLOUD = `https://nowhere.example${PATH}?api-version=2025-02-01`;
const PRINCIPAL = { tenantId: "t", clientId: "c-1234567", clientSecret: "s-1234567" };

const PUBLIC = "management.azure.com";
const US_GOVERNMENT = "management.usgovcloudapi.net";
const CHINA = "management.chinacloudapi.cn";

/** The precedence of the settings that select the cloud, from lowest to highest. */
const CLOUD_PRECEDENCE: readonly [title: string, sources: SettingSources, host: string][] = [
    ["selects the public cloud without settings", {}, PUBLIC],
    ["selects the cloud in AZURE_ENVIRONMENT", { environment: { AZURE_ENVIRONMENT: "AzureChinaCloud" } }, CHINA],
    [
        "prefers ARM_ENVIRONMENT to AZURE_ENVIRONMENT",
        { environment: { ARM_ENVIRONMENT: "usgovernment", AZURE_ENVIRONMENT: "china" } },
        US_GOVERNMENT,
    ],
    ["ignores an empty ARM_ENVIRONMENT", { environment: { ARM_ENVIRONMENT: "", AZURE_ENVIRONMENT: "china" } }, CHINA],
    [
        "prefers `environment` in the stack configuration to ARM_ENVIRONMENT",
        { configuration: { environment: "china" }, environment: { ARM_ENVIRONMENT: "usgovernment" } },
        CHINA,
    ],
    [
        "selects the public cloud for an empty `environment` in the stack configuration, regardless of the variables",
        { configuration: { environment: "" }, environment: { ARM_ENVIRONMENT: "usgov", AZURE_ENVIRONMENT: "china" } },
        PUBLIC,
    ],
    [
        "prefers `settings.environment` to the stack configuration",
        { settings: { environment: "usgovernmentl4" }, configuration: { environment: "china" } },
        US_GOVERNMENT,
    ],
    [
        "ignores an empty `metadataHost` in the stack configuration and its variable, and uses `environment`",
        {
            configuration: { metadataHost: "", environment: "china" },
            environment: { ARM_METADATA_HOSTNAME: "x.example" },
        },
        CHINA,
    ],
];

/** Methods with an invalid setting, while other methods would work. */
const FAILING_METHODS: readonly [title: string, settings: (emulator: Emulator) => object, method: RegExp][] = [
    [
        "useDefaultAzureCredential has nothing to sign in with",
        () => ({ useDefaultAzureCredential: "true" }),
        /the default Azure credential \(stack configuration azure-native:useDefaultAzureCredential\)/,
    ],
    [
        "the certificate cannot be read",
        () => ({ clientCertificatePath: "/there/is/none.pem" }),
        /the certificate file \(stack configuration azure-native:clientCertificatePath\) cannot be read \(ENOENT\)/,
    ],
    [
        "the client secret is wrong",
        () => ({ clientSecret: "wrong-client-secret" }),
        /a client secret \(stack configuration azure-native:clientSecret\).*AADSTS7000215/,
    ],
    [
        "the OIDC token is invalid",
        () => ({ clientSecret: "", oidcToken: "invalid-oidc-token", oidcTokenFilePath: "" }),
        /OIDC \(environment variable ARM_USE_OIDC\).*AADSTS\d+/,
    ],
];

describe("settings of azure-native", () => {
    let emulator: Emulator;
    let distrust: () => void;

    before(async () => {
        emulator = await startEmulator();
        distrust = trust(emulator);
    });
    beforeEach(() => emulator.clearRequests());
    after(async () => {
        distrust();
        await emulator.close();
    });

    /** The token requests, without the requests for public documents. */
    function tokenRequests() {
        return emulator.requests.map(({ token }) => token).filter((token) => token !== undefined);
    }

    for (const [title, sources, host] of CLOUD_PRECEDENCE) {
        it(title, async () => {
            const error = await errorOf(
                waitInProcess(URL_WITHOUT_CLOUD, { ...sources, settings: { ...PRINCIPAL, ...sources.settings } }),
            );

            assert.equal(error.code, "InvalidArgument");
            assert.ok(error.message.startsWith(`\`operation\` is not on ${host}, `), error.message);
        });
    }

    it("prefers the metadata host to the name of the cloud, even to an unknown one", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 0 });
        const environment = { ...(await emulator.environmentFor("secret")), ARM_ENVIRONMENT: "no such cloud" };

        assert.equal((await waitInProcess(url, { environment })).status, "Succeeded");
    });

    const SOURCES: readonly [source: string, sources: (cloud: string) => SettingSources][] = [
        ["settings.environment", (environment) => ({ settings: { environment } })],
        [
            "stack configuration azure-native:environment",
            (environment) => ({ settings: PRINCIPAL, configuration: { environment } }),
        ],
        ["environment variable ARM_ENVIRONMENT", (cloud) => ({ environment: { ARM_ENVIRONMENT: cloud } })],
        ["environment variable AZURE_ENVIRONMENT", (cloud) => ({ environment: { AZURE_ENVIRONMENT: cloud } })],
    ];
    for (const [index, [source, sourcesOf]] of SOURCES.entries()) {
        it(`fails with InvalidArgument and the valid names for an unknown cloud in ${source}`, async () => {
            const error = await errorOf(waitInProcess(URL_WITHOUT_CLOUD, sourcesOf(`mars-${index}`)));

            assert.equal(error.code, "InvalidArgument");
            assert.equal(
                error.message,
                `\`environment\` (${source}) is not a known cloud: use public, usgovernment or china, or set azure-native:metadataHost or ` +
                    "ARM_METADATA_HOSTNAME",
            );
        });
    }

    it("reports the source of the setting for this wait, not for an earlier wait with the same values", async () => {
        for (const [source, sourcesOf] of SOURCES) {
            const error = await errorOf(waitInProcess(URL_WITHOUT_CLOUD, sourcesOf("venus")));

            assert.ok(error.message.startsWith(`\`environment\` (${source})`), error.message);
        }
    });

    it("combines sources: each key is read from the option, then the stack configuration, then the environment", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 0 });
        const { tenantId, clientId, clientSecret } = emulator.identity;

        const status = await waitInProcess(url, {
            settings: { clientId },
            configuration: { tenantId, clientId: "the stack's" },
            environment: {
                ARM_TENANT_ID: "the environment's",
                ARM_CLIENT_ID: "the environment's",
                ARM_CLIENT_SECRET: clientSecret,
                ARM_METADATA_HOSTNAME: emulator.metadataHost,
            },
        });

        assert.equal(status.status, "Succeeded");
        assert.deepEqual(
            tokenRequests().map((token) => [token.tenantId, token.clientId, token.scope?.split(" ")[0]]),
            [[tenantId, clientId, `${emulator.audience}/.default`]],
        );
    });

    it("skips instance discovery for an authority that is not Microsoft's", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 0 });

        await waitInProcess(url, { environment: await emulator.environmentFor("secret") });

        assert.ok(emulator.requests.some(({ area }) => area === "entra"));
        assert.ok(!emulator.requests.some(({ path }) => /discovery\/instance/.test(path)));
    });

    for (const [title, invalid, method] of FAILING_METHODS) {
        it(`does not fall back to another method when ${title}`, async () => {
            const oidc = await emulator.environmentFor("oidc:tokenFile");
            const managedIdentity = await emulator.environmentFor("managedIdentity:appService");
            const azureCli = await emulator.installAzureCli();
            const secret = emulator.identity.clientSecret;
            const { url } = emulator.startOperation({ durationSeconds: 0 });

            const error = await errorOf(
                waitInProcess(url, {
                    configuration: { clientSecret: secret, ...invalid(emulator) },
                    environment: {
                        ...managedIdentity,
                        ...oidc,
                        AZURE_TOKEN_CREDENTIALS: "EnvironmentCredential",
                        PATH: `${azureCli.directory}:${process.env.PATH}`,
                    },
                }),
            );

            assert.equal(error.code, "AuthenticationFailed");
            assert.match(error.message, method);
            assert.deepEqual(azureCli.invocations, []);
            assert.ok(tokenRequests().length <= 1, "at most one token is requested");
            assert.ok(!emulator.requests.some(({ area }) => area === "arm" || area === "managedIdentity"));
        });
    }
});
