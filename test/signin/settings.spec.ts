// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../emulator/src/index";
import { trust } from "../unit/azure/trust";
import { failureOf, type Sources, waitHere } from "./waitInProcess";

const PATH = "/subscriptions/50000000-0000-4000-8000-000000000005/providers/Microsoft.Network/operations/op";
/** A URL on no cloud's Resource Manager: the refusal tells which cloud the settings lead to, and nobody is asked. */
const NOWHERE = `https://nowhere.example${PATH}?api-version=2025-02-01`;
const PRINCIPAL = { tenantId: "t", clientId: "c-1234567", clientSecret: "s-1234567" };

const PUBLIC = "management.azure.com";
const US_GOVERNMENT = "management.usgovcloudapi.net";
const CHINA = "management.chinacloudapi.cn";

/** The precedence of the cloud's settings, each of which loses to the one above it. */
const CLOUD_PRECEDENCE: readonly [title: string, sources: Sources, host: string][] = [
    ["nothing, which means the public cloud", {}, PUBLIC],
    ["AZURE_ENVIRONMENT", { environment: { AZURE_ENVIRONMENT: "AzureChinaCloud" } }, CHINA],
    [
        "ARM_ENVIRONMENT before AZURE_ENVIRONMENT",
        { environment: { ARM_ENVIRONMENT: "usgovernment", AZURE_ENVIRONMENT: "china" } },
        US_GOVERNMENT,
    ],
    ["an empty ARM_ENVIRONMENT for none", { environment: { ARM_ENVIRONMENT: "", AZURE_ENVIRONMENT: "china" } }, CHINA],
    [
        "the stack's `environment` before ARM_ENVIRONMENT",
        { configuration: { environment: "china" }, environment: { ARM_ENVIRONMENT: "usgovernment" } },
        CHINA,
    ],
    [
        "an empty `environment` of the stack for the public cloud, whatever the variables say",
        { configuration: { environment: "" }, environment: { ARM_ENVIRONMENT: "usgov", AZURE_ENVIRONMENT: "china" } },
        PUBLIC,
    ],
    [
        "`settings.environment` before the stack's",
        { settings: { environment: "usgovernmentl4" }, configuration: { environment: "china" } },
        US_GOVERNMENT,
    ],
    [
        "an empty metadataHost of the stack for none, so that the name decides",
        {
            configuration: { metadataHost: "", environment: "china" },
            environment: { ARM_METADATA_HOSTNAME: "x.example" },
        },
        CHINA,
    ],
];

/** Methods whose own setting is wrong. Each has others behind it, or before it, that would do. */
const FAILING: readonly [title: string, settings: (emulator: Emulator) => object, method: RegExp][] = [
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
        "the OIDC token is nobody's",
        () => ({ clientSecret: "", oidcToken: "nobodys-oidc-token", oidcTokenFilePath: "" }),
        /OIDC \(environment variable ARM_USE_OIDC\).*AADSTS\d+/,
    ],
];

describe("The settings of azure-native, for a wait", () => {
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

    /** What was asked of whom, without the documents that anybody may read. */
    function tokenRequests() {
        return emulator.requests.map(({ token }) => token).filter((token) => token !== undefined);
    }

    for (const [title, sources, host] of CLOUD_PRECEDENCE) {
        it(`take ${title}`, async () => {
            const error = await failureOf(
                waitHere(NOWHERE, { ...sources, settings: { ...PRINCIPAL, ...sources.settings } }),
            );

            assert.equal(error.code, "InvalidArgument");
            assert.ok(error.message.startsWith(`\`operation\` is not on ${host}, `), error.message);
        });
    }

    it("take a metadataHost before every name of a cloud, even an unknown one", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 0 });
        const environment = { ...(await emulator.environmentFor("secret")), ARM_ENVIRONMENT: "no such cloud" };

        assert.equal((await waitHere(url, { environment })).status, "Succeeded");
    });

    const SOURCES: readonly [source: string, sources: (cloud: string) => Sources][] = [
        ["settings.environment", (environment) => ({ settings: { environment } })],
        [
            "stack configuration azure-native:environment",
            (environment) => ({ settings: PRINCIPAL, configuration: { environment } }),
        ],
        ["environment variable ARM_ENVIRONMENT", (cloud) => ({ environment: { ARM_ENVIRONMENT: cloud } })],
        ["environment variable AZURE_ENVIRONMENT", (cloud) => ({ environment: { AZURE_ENVIRONMENT: cloud } })],
    ];
    for (const [index, [source, sourcesOf]] of SOURCES.entries()) {
        it(`name the ${source} of an unknown cloud, and the names there are`, async () => {
            const error = await failureOf(waitHere(NOWHERE, sourcesOf(`mars-${index}`)));

            assert.equal(error.code, "InvalidArgument");
            assert.equal(
                error.message,
                `\`environment\` (${source}) names no cloud: use public, usgovernment or china, or set azure-native:metadataHost or ` +
                    "ARM_METADATA_HOSTNAME",
            );
        });
    }

    it("name where this wait found a setting, not where an earlier one with the same values did", async () => {
        for (const [source, sourcesOf] of SOURCES) {
            const error = await failureOf(waitHere(NOWHERE, sourcesOf("venus")));

            assert.ok(error.message.startsWith(`\`environment\` (${source})`), error.message);
        }
    });

    it("mix: each key is looked for in what is given, then in the stack, then in the environment", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 0 });
        const { tenantId, clientId, clientSecret } = emulator.identity;

        const status = await waitHere(url, {
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

    it("never look up an authority that is none of Microsoft's", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 0 });

        await waitHere(url, { environment: await emulator.environmentFor("secret") });

        assert.ok(emulator.requests.some(({ area }) => area === "entra"));
        assert.ok(!emulator.requests.some(({ path }) => /discovery\/instance/.test(path)));
    });

    for (const [title, wrong, method] of FAILING) {
        it(`use no other method when ${title}`, async () => {
            const oidc = await emulator.environmentFor("oidc:tokenFile");
            const managedIdentity = await emulator.environmentFor("managedIdentity:appService");
            const azureCli = await emulator.installAzureCli();
            const secret = emulator.identity.clientSecret;
            const { url } = emulator.startOperation({ durationSeconds: 0 });

            const error = await failureOf(
                waitHere(url, {
                    configuration: { clientSecret: secret, ...wrong(emulator) },
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
            assert.ok(tokenRequests().length <= 1, "no more than one token was asked for");
            assert.ok(!emulator.requests.some(({ area }) => area === "arm" || area === "managedIdentity"));
        });
    }
});
