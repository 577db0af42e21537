// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import type { OperationErrorCode } from "../../provider/wait";
import { printableText } from "../attack/safeOutput";
import { type Emulator, type SignInMethod, startEmulator } from "../emulator/src/index";
import { trust } from "../unit/azure/trust";
import { ELLIPTIC_CURVE_PFX, onlyBlocks, PFX_PASSWORD, temporaryFile } from "./certificateFiles";
import { errorOf, waitInProcess } from "./waitInProcess";

type Variables = Readonly<Record<string, string>>;

/** A valid sign-in method, the setting that is replaced or removed, and the error of the wait. */
interface InvalidCase {
    readonly title: string;
    readonly method: SignInMethod;
    /** Replaced variables; an empty string removes a variable. */
    readonly environment?: (given: Variables, emulator: Emulator) => Variables;
    /** Stack configuration, its keys without `azure-native:`. */
    readonly configuration?: (given: Variables) => Variables;
    readonly message: RegExp;
    /** @default "AuthenticationFailed" */
    readonly code?: OperationErrorCode;
}

const WRONG_PASSWORD = "wrong-password-88";
const WRONG_TOKEN = "wrong-token-88";

const INVALID_CASES: readonly InvalidCase[] = [
    {
        title: "a client secret in the environment without a tenant",
        method: "secret",
        environment: () => ({ ARM_TENANT_ID: "" }),
        message:
            /`tenantId` is missing for signing in with a client secret \(environment variable ARM_CLIENT_SECRET\): set azure-native:tenantId or ARM_TENANT_ID$/m,
    },
    {
        title: "a client secret in the stack configuration with an empty client id",
        method: "secret",
        configuration: ({ ARM_CLIENT_SECRET = "" }) => ({ clientSecret: ARM_CLIENT_SECRET, clientId: "" }),
        message:
            /`clientId` is missing for signing in with a client secret \(stack configuration azure-native:clientSecret\): set azure-native:clientId or ARM_CLIENT_ID \(stack configuration azure-native:clientId is an empty string, which counts as unset\)$/m,
    },
    {
        title: "a certificate without a client id",
        method: "certificate:keyFirst",
        environment: () => ({ ARM_CLIENT_ID: "" }),
        message:
            /`clientId` is missing for signing in with a client certificate \(environment variable ARM_CLIENT_CERTIFICATE_PATH\)/,
    },
    {
        title: "OIDC without a tenant",
        method: "oidc:token",
        configuration: () => ({ useOidc: "true" }),
        environment: () => ({ ARM_TENANT_ID: "" }),
        message: /`tenantId` is missing for signing in with OIDC \(stack configuration azure-native:useOidc\)/,
    },
    {
        title: "a tenant that does not exist",
        method: "secret",
        environment: () => ({ ARM_TENANT_ID: "e0000000-0000-4000-8000-0000000000ff" }),
        message: /a client secret \(environment variable ARM_CLIENT_SECRET\).*(?:AADSTS90002|tenantId|ARM_TENANT_ID)/s,
    },
    {
        title: "a malformed tenant id",
        method: "secret",
        environment: () => ({ ARM_TENANT_ID: "../common" }),
        message: /a client secret \(environment variable ARM_CLIENT_SECRET\): Invalid tenant id/,
    },
    {
        title: "an unknown client id",
        method: "secret",
        environment: () => ({ ARM_CLIENT_ID: "c0000000-0000-4000-8000-0000000000ff" }),
        message: /a client secret \(environment variable ARM_CLIENT_SECRET\).*AADSTS700016/,
    },
    {
        title: "auxiliary tenants that are not a JSON array",
        method: "secret",
        configuration: () => ({ auxiliaryTenantIds: "tenant-1, tenant-2" }),
        message:
            /`auxiliaryTenantIds` \(stack configuration azure-native:auxiliaryTenantIds\) must be a JSON array of tenant ids/,
        code: "InvalidArgument",
    },
    {
        title: "OIDC without a token",
        method: "oidc:token",
        environment: () => ({ ARM_OIDC_TOKEN: "" }),
        message:
            /`useOidc` \(environment variable ARM_USE_OIDC\) is set, but no token: set azure-native:oidcToken or ARM_OIDC_TOKEN, azure-native:oidcTokenFilePath or ARM_OIDC_TOKEN_FILE_PATH, or azure-native:oidcRequestUrl or ARM_OIDC_REQUEST_URL with azure-native:oidcRequestToken or ARM_OIDC_REQUEST_TOKEN \(GitHub Actions/,
    },
    {
        title: "an OIDC token for another audience",
        method: "oidc:token",
        environment: (_given, emulator) => ({
            ARM_OIDC_TOKEN: emulator.issueFederatedToken({ audience: "api://else" }),
        }),
        message: /OIDC \(environment variable ARM_USE_OIDC\).*AADSTS\d+/,
    },
    {
        title: "a missing OIDC token file",
        method: "oidc:tokenFile",
        environment: () => ({ ARM_OIDC_TOKEN_FILE_PATH: "/there/is/none" }),
        message:
            /the OIDC token file \(environment variable ARM_OIDC_TOKEN_FILE_PATH\) cannot be read \(ENOENT\): check the path/,
    },
    {
        title: "an empty OIDC token file",
        method: "oidc:tokenFile",
        environment: () => ({ ARM_OIDC_TOKEN_FILE_PATH: temporaryFile("\n") }),
        message: /the OIDC token file \(environment variable ARM_OIDC_TOKEN_FILE_PATH\)/,
    },
    {
        title: "an OIDC request URL without a request token",
        method: "oidc:request",
        environment: () => ({ ARM_OIDC_REQUEST_TOKEN: "" }),
        message:
            /`oidcRequestToken` is required together with `oidcRequestUrl` \(environment variable ARM_OIDC_REQUEST_URL\): set azure-native:oidcRequestToken or ARM_OIDC_REQUEST_TOKEN$/m,
    },
    {
        title: "the request token of GitHub Actions without the request URL",
        method: "oidc:githubRequest",
        environment: () => ({ ACTIONS_ID_TOKEN_REQUEST_URL: "" }),
        message:
            /`oidcRequestUrl` is required together with `oidcRequestToken` \(environment variable ACTIONS_ID_TOKEN_REQUEST_TOKEN\)/,
    },
    {
        title: "a refused OIDC request token",
        method: "oidc:githubRequest",
        environment: () => ({ ACTIONS_ID_TOKEN_REQUEST_TOKEN: WRONG_TOKEN }),
        message:
            /the OIDC request URL \(environment variable ACTIONS_ID_TOKEN_REQUEST_URL\) returned 401 without a token/,
    },
    {
        title: "a refused token of Azure Pipelines",
        method: "oidc:azurePipelines",
        environment: () => ({ SYSTEM_ACCESSTOKEN: WRONG_TOKEN }),
        message:
            /the OIDC request URL \(environment variable SYSTEM_OIDCREQUESTURI\) returned 401 without a token: check the URL, `oidcRequestToken` \(environment variable SYSTEM_ACCESSTOKEN\) and the service connection \(environment variable AZURESUBSCRIPTION_SERVICE_CONNECTION_ID\)$/m,
    },
    {
        title: "an unknown service connection of Azure Pipelines",
        method: "oidc:azurePipelinesRequest",
        environment: () => ({ ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: "77777777-0000-4000-8000-0000000000ff" }),
        message:
            /the OIDC request URL \(environment variable ARM_OIDC_REQUEST_URL\) returned 404 without a token: .*\(environment variable ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID\)/,
    },
    {
        title: "Azure Pipelines without a service connection",
        method: "oidc:azurePipelines",
        environment: () => ({ AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: "" }),
        message:
            /the OIDC request URL \(environment variable SYSTEM_OIDCREQUESTURI\) requires the id of a service connection, as in Azure Pipelines: set ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID$/m,
    },
    {
        title: "Azure Pipelines without the token of the job",
        method: "oidc:azurePipelines",
        environment: () => ({ SYSTEM_ACCESSTOKEN: "" }),
        message:
            /`oidcRequestToken` is required together with `oidcRequestUrl` \(environment variable SYSTEM_OIDCREQUESTURI\): set `SYSTEM_ACCESSTOKEN: \$\(System\.AccessToken\)` in the `env` of the step$/m,
    },
    {
        title: "an OIDC request token with a line break",
        method: "oidc:request",
        environment: () => ({ ARM_OIDC_REQUEST_TOKEN: "a-request\r\ntoken" }),
        message:
            /`oidcRequestToken` \(environment variable ARM_OIDC_REQUEST_TOKEN\) is empty, or contains control or non-ASCII characters, and is not sent/,
    },
    {
        title: "an OIDC token with a line break",
        method: "oidc:token",
        environment: ({ ARM_OIDC_TOKEN = "" }) => ({ ARM_OIDC_TOKEN: `${ARM_OIDC_TOKEN}\nsecond` }),
        message: /the OIDC token \(environment variable ARM_OIDC_TOKEN\) is empty, or contains control/,
    },
    {
        title: "an OIDC token file with two lines",
        method: "oidc:tokenFile",
        environment: () => ({ ARM_OIDC_TOKEN_FILE_PATH: temporaryFile("first.token\nsecond.token\n") }),
        message:
            /the OIDC token in the file \(environment variable ARM_OIDC_TOKEN_FILE_PATH\) is empty, or contains control/,
    },
    {
        title: "an OIDC request URL with user information",
        method: "oidc:request",
        environment: ({ ARM_OIDC_REQUEST_URL = "" }) => ({
            ARM_OIDC_REQUEST_URL: ARM_OIDC_REQUEST_URL.replace("https://", "https://token.actions.example@"),
        }),
        message:
            /the OIDC request URL \(environment variable ARM_OIDC_REQUEST_URL\) must begin with https:\/\/ and contain no user information/,
    },
    {
        title: "a malformed OIDC request URL",
        method: "oidc:request",
        configuration: () => ({ oidcRequestUrl: "token.actions.example/?x" }),
        message: /the OIDC request URL \(stack configuration azure-native:oidcRequestUrl\) must begin with https:\/\//,
    },
    {
        title: "a certificate file that is neither PEM nor PFX",
        method: "certificate:keyFirst",
        environment: () => ({ ARM_CLIENT_CERTIFICATE_PATH: temporaryFile("nothing of the kind") }),
        message:
            /the certificate file \(environment variable ARM_CLIENT_CERTIFICATE_PATH\) is neither a PEM nor a PFX file/,
    },
    {
        title: "a PEM file without a private key",
        method: "certificate:keyFirst",
        environment: ({ ARM_CLIENT_CERTIFICATE_PATH = "" }) => ({
            ARM_CLIENT_CERTIFICATE_PATH: onlyBlocks(ARM_CLIENT_CERTIFICATE_PATH, /BEGIN CERTIFICATE/),
        }),
        message: /contains no private key: the PEM file must contain the certificate and its private key/,
    },
    {
        title: "a PEM file without a certificate",
        method: "certificate:keyFirst",
        environment: ({ ARM_CLIENT_CERTIFICATE_PATH = "" }) => ({
            ARM_CLIENT_CERTIFICATE_PATH: onlyBlocks(ARM_CLIENT_CERTIFICATE_PATH, /PRIVATE KEY/),
        }),
        message: /contains no certificate: the PEM file must contain the certificate and its private key/,
    },
    {
        title: "an encrypted PEM file without a password",
        method: "certificate:encryptedKey",
        environment: () => ({ ARM_CLIENT_CERTIFICATE_PASSWORD: "" }),
        message:
            /\(environment variable ARM_CLIENT_CERTIFICATE_PATH\) is encrypted: set azure-native:clientCertificatePassword or ARM_CLIENT_CERTIFICATE_PASSWORD/,
    },
    {
        title: "an encrypted PEM file with a wrong password",
        method: "certificate:encryptedKey",
        environment: () => ({ ARM_CLIENT_CERTIFICATE_PASSWORD: WRONG_PASSWORD }),
        message: /\(environment variable ARM_CLIENT_CERTIFICATE_PATH\) .*password.*ARM_CLIENT_CERTIFICATE_PASSWORD/,
    },
    {
        title: "a PFX file with a wrong password",
        method: "certificate:pfx",
        configuration: () => ({ clientCertificatePassword: WRONG_PASSWORD }),
        message:
            /\(environment variable ARM_CLIENT_CERTIFICATE_PATH\) has a different password: check `clientCertificatePassword` \(stack configuration azure-native:clientCertificatePassword\)$/m,
    },
    {
        title: "a PFX file with an elliptic curve key",
        method: "certificate:pfx",
        environment: () => ({
            ARM_CLIENT_CERTIFICATE_PATH: temporaryFile(ELLIPTIC_CURVE_PFX),
            ARM_CLIENT_CERTIFICATE_PASSWORD: PFX_PASSWORD,
        }),
        message:
            /\(only RSA keys are supported\).*`openssl pkcs12 -in cert\.pfx -out cert\.pem -nodes` and set the path of cert\.pem/,
    },
];

describe("invalid sign-in settings", () => {
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

    for (const { title, method, environment, configuration, message, code = "AuthenticationFailed" } of INVALID_CASES) {
        it(`fails with ${code} and the setting, its source and the fix for ${title}`, async () => {
            const given = await emulator.environmentFor(method);
            const { url } = emulator.startOperation({ durationSeconds: 0 });
            const variables = { ...given, ...environment?.(given, emulator) };
            emulator.clearRequests();

            const waiting = waitInProcess(
                url,
                { environment: variables, configuration: configuration?.(given) ?? {} },
                { timeout: "3s" },
            );

            const error = await errorOf(waiting);
            assert.equal(error.code, code, error.message);
            assert.match(error.message, message);
            assert.ok(!emulator.requests.some(({ area }) => area === "arm"), "the operation is not polled");
            const secrets = Object.entries(variables).filter(([name]) => /SECRET|PASSWORD|TOKEN$/.test(name));
            for (const secret of [WRONG_PASSWORD, WRONG_TOKEN, ...secrets.map(([, value]) => value)]) {
                assert.ok(secret === "" || !printableText(error).includes(secret), `${secret} is shown`);
            }
        });
    }
});
