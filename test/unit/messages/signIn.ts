// SPDX-License-Identifier: Apache-2.0
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import sinon from "sinon";
import { ArmClient } from "../../../provider/azure/armClient";
import { azureCliAccount } from "../../../provider/azure/azureCli";
import { resolveCloud } from "../../../provider/azure/cloud";
import { connect } from "../../../provider/azure/connections";
import { createCredential } from "../../../provider/azure/credential";
import { environmentProxy } from "../../../provider/azure/httpClient";
import { type AzureSettings, Settings } from "../../../provider/azure/settings";
import { TokenSource } from "../../../provider/azure/tokenSource";
import { permanentError } from "../../../provider/azure/transportError";
import { type CertificateWithKey, createClientCertificate } from "../../emulator/src/certificate";
import { createPfx } from "../../emulator/src/pkcs12";
import { createTemporaryDirectory } from "../../harness/engine/temporaryDirectory";
import { ELLIPTIC_CURVE_PFX, PFX_PASSWORD, temporaryFile } from "../../signin/certificateFiles";
import type { Message } from "./message";

const { signal } = new AbortController();
const PRINCIPAL = { tenantId: "t", clientId: "c" };
const CLOUD = {
    endpoint: "https://management.azure.com",
    audience: "https://management.core.windows.net/",
    authority: "https://login.microsoftonline.com/",
    isKnown: true,
};

const ACCESS_TOKEN = { token: "token", expiresOnTimestamp: Number.MAX_SAFE_INTEGER };

function settings(given: AzureSettings, environment: NodeJS.ProcessEnv = {}): Settings {
    return new Settings({ given, environment });
}

const responseOf = (statusCode: number, body: unknown) => ({
    ...{ statusCode, body: JSON.stringify(body) },
    header: () => undefined,
});

/** A client whose host responds with this status and body. */
function client(statusCode: number, body: unknown): ArmClient {
    return Object.assign(new ArmClient(), { request: async () => responseOf(statusCode, body) });
}

/** The sign-in with settings, of which `environment` are variables. */
const signIn =
    (given: AzureSettings, environment: NodeJS.ProcessEnv = {}, arm = client(200, {})) =>
    () =>
        createCredential({
            settings: settings(given, environment),
            cloud: CLOUD,
            client: arm,
            account: undefined,
        }).getToken("scope", { abortSignal: signal });

/** The sign-in with a certificate file, made from a key and its certificate. */
const certificate = (contentOf: (pair: CertificateWithKey) => string | Uint8Array, password?: string) => async () => {
    const clientCertificatePath = temporaryFile(Buffer.from(contentOf(await createClientCertificate())));
    const clientCertificatePassword = password === undefined ? {} : { clientCertificatePassword: password };
    return await signIn({ ...PRINCIPAL, clientCertificatePath, ...clientCertificatePassword })();
};

const cloud = (given: AzureSettings, arm: ArmClient, cloudName?: string) => () =>
    resolveCloud(
        settings(given),
        cloudName === undefined ? undefined : { subscriptionId: "s", isDefault: true, cloudName },
        arm,
        signal,
    );

/** A client whose requests fail with this transport error. */
function failing(code: string, message: string): ArmClient {
    return Object.assign(new ArmClient(), {
        request: () => Promise.reject(Object.assign(new Error(message), { code })),
    });
}

/** The call with an Azure CLI that is this shell script, or without one. */
const withAzureCli = (script: string | undefined, call: () => Promise<unknown>) => async () => {
    const { PATH } = process.env;
    const directory = createTemporaryDirectory("az");
    if (script !== undefined) {
        writeFileSync(path.join(directory, "az"), `#!/bin/sh\n${script}\n`);
        chmodSync(path.join(directory, "az"), 0o755);
    }
    process.env.PATH = script === undefined ? directory : `${directory}${path.delimiter}${PATH}`;
    try {
        return await call();
    } finally {
        process.env.PATH = PATH;
    }
};

const azureCli = (script: string | undefined, subscriptionId?: string) =>
    withAzureCli(script, () => azureCliAccount(subscriptionId, signal));

/** The error of a request, to which the Resource Manager and the authority respond with this status and body. */
const request =
    (statusCode: number, body: object, getToken: () => Promise<unknown> = async () => ACCESS_TOKEN) =>
    async () => {
        sinon.stub(ArmClient.prototype, "request").resolves(responseOf(statusCode, body));
        const given = settings({ tenantId: "t", clientId: "c", clientSecret: "s" });
        const credential = { getToken: getToken as never };
        return await connect(given, { credential }).request(`${CLOUD.endpoint}/subscriptions`, { signal });
    };

const token = (getToken: () => Promise<unknown>) => () =>
    new TokenSource(
        () => ({ getToken: getToken as never }),
        "scope",
        "a client secret (environment variable ARM_CLIENT_SECRET)",
    ).get(signal);

const transport = (code: string, message: string) => () => {
    const request = { url: "https://login.example/token" };
    throw permanentError(Object.assign(new Error(message), { code, request }), false);
};

const OIDC = { ...PRINCIPAL, useOidc: true };
const OIDC_REQUEST = { ...OIDC, oidcRequestUrl: "https://token.example/idtoken", oidcRequestToken: "r" };

/** Why there is no token, and what is wrong with the cloud. The report of a wait begins with `Cannot wait for the Azure operation: `. */
export const SIGN_IN: Readonly<Record<string, readonly Message[]>> = {
    AuthenticationFailed: [
        [
            "`tenantId` is missing for signing in with a client secret (settings.clientSecret): set azure-native:tenantId or ARM_TENANT_ID",
            signIn({ clientSecret: "s" }),
        ],
        [
            "`clientId` is missing for signing in with a client secret (settings.clientSecret): set azure-native:clientId or ARM_CLIENT_ID (settings.clientId is an empty string, which counts as unset)",
            signIn({ tenantId: "t", clientSecret: "s", clientId: "" }, { ARM_CLIENT_ID: "c" }),
        ],
        [
            "the certificate file (settings.clientCertificatePath) cannot be read (ENOENT): check the path",
            signIn({ ...PRINCIPAL, clientCertificatePath: "missing.pem" }),
        ],
        [
            "the certificate file (settings.clientCertificatePath) contains no private key: the PEM file must contain the certificate and its private key",
            certificate((pair) => pair.certificate),
        ],
        [
            "the certificate file (settings.clientCertificatePath) contains no certificate: the PEM file must contain the certificate and its private key",
            certificate((pair) => pair.privateKey),
        ],
        [
            "the certificate file (settings.clientCertificatePath) is neither a PEM nor a PFX file: set the path of one of these",
            certificate(() => "text"),
        ],
        [
            "the certificate file (settings.clientCertificatePath) is encrypted: set azure-native:clientCertificatePassword or ARM_CLIENT_CERTIFICATE_PASSWORD",
            certificate(
                (pair) =>
                    `${pair.certificate}-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n-----END ENCRYPTED PRIVATE KEY-----\n`,
            ),
        ],
        [
            "the certificate file (settings.clientCertificatePath) has a different password: check `clientCertificatePassword` (settings.clientCertificatePassword)",
            certificate((pair) => createPfx(pair, "right"), "wrong"),
        ],
        [
            "the certificate file (settings.clientCertificatePath) is a PFX file that cannot be converted (only RSA keys are supported): convert it with `openssl pkcs12 -in cert.pfx -out cert.pem -nodes` and set the path of cert.pem",
            certificate(() => ELLIPTIC_CURVE_PFX, PFX_PASSWORD),
        ],
        [
            "`useOidc` (settings.useOidc) is set, but no token: set azure-native:oidcToken or ARM_OIDC_TOKEN, azure-native:oidcTokenFilePath or ARM_OIDC_TOKEN_FILE_PATH, or azure-native:oidcRequestUrl or ARM_OIDC_REQUEST_URL with azure-native:oidcRequestToken or ARM_OIDC_REQUEST_TOKEN (GitHub Actions sets these in jobs with `permissions: id-token: write`, Azure Pipelines the URL; its token is SYSTEM_ACCESSTOKEN)",
            signIn(OIDC),
        ],
        [
            "the OIDC token (settings.oidcToken) is empty, or contains control or non-ASCII characters, and is not sent: check where it comes from",
            signIn({ ...OIDC, oidcToken: "to\u0007ken" }),
        ],
        [
            "the OIDC token file (settings.oidcTokenFilePath) cannot be read (ENOENT): check the path",
            signIn({ ...OIDC, oidcTokenFilePath: "missing" }),
        ],
        [
            "the OIDC token file (settings.oidcTokenFilePath) is empty: check the process that writes it",
            ({ serve }) => serve([], signIn({ ...OIDC, oidcTokenFilePath: temporaryFile("") })),
        ],
        [
            "the OIDC token in the file (settings.oidcTokenFilePath) is empty, or contains control or non-ASCII characters, and is not sent: check where it comes from",
            signIn({ ...OIDC, oidcTokenFilePath: temporaryFile("to\u0007ken") }),
        ],
        [
            "`oidcRequestToken` is required together with `oidcRequestUrl` (settings.oidcRequestUrl): set azure-native:oidcRequestToken or ARM_OIDC_REQUEST_TOKEN",
            signIn({ ...OIDC, oidcRequestUrl: "https://token.example/idtoken" }),
        ],
        [
            "`oidcRequestUrl` is required together with `oidcRequestToken` (settings.oidcRequestToken): set azure-native:oidcRequestUrl or ARM_OIDC_REQUEST_URL",
            signIn({ ...OIDC, oidcRequestToken: "r" }),
        ],
        [
            "`oidcRequestToken` is required together with `oidcRequestUrl` (environment variable SYSTEM_OIDCREQUESTURI): set `SYSTEM_ACCESSTOKEN: $(System.AccessToken)` in the `env` of the step",
            signIn(OIDC, { SYSTEM_OIDCREQUESTURI: "https://dev.azure.com/o/oidctoken" }),
        ],
        [
            "the OIDC request URL (settings.oidcRequestUrl) must begin with https:// and contain no user information (...@) or white space",
            signIn({ ...OIDC_REQUEST, oidcRequestUrl: "http://token.example/idtoken" }),
        ],
        [
            "the OIDC request URL (settings.oidcRequestUrl) requires the id of a service connection, as in Azure Pipelines: set ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID",
            signIn({ ...OIDC_REQUEST, oidcRequestUrl: "https://dev.azure.com/o/oidctoken" }),
        ],
        [
            "the OIDC request URL (settings.oidcRequestUrl) returned 403 without a token: check the URL and `oidcRequestToken` (settings.oidcRequestToken)",
            signIn(OIDC_REQUEST, {}, client(403, {})),
        ],
        [
            "the OIDC request URL (settings.oidcRequestUrl) returned 302, a redirect, which is not followed: check the URL, `oidcRequestToken` (settings.oidcRequestToken) and the service connection (environment variable ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID)",
            signIn(OIDC_REQUEST, { ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: "s" }, client(302, {})),
        ],
        [
            "the OIDC token from the OIDC request URL (settings.oidcRequestUrl) is empty, or contains control or non-ASCII characters, and is not sent: check where it comes from",
            signIn(OIDC_REQUEST, {}, client(200, { value: "to\u0007ken" })),
        ],
        [
            "Azure CLI (az) is not on PATH, and no other sign-in method is set: install it and run `az login`, or set azure-native's settings",
            azureCli(undefined),
        ],
        [
            "`az account show` failed: Please run az login to setup account.",
            azureCli("echo 'Please run az login to setup account.' >&2; exit 1"),
        ],
        ["`az account show` returned no subscription: run `az login`", azureCli("echo '{}'")],
        ["`az account show` did not return JSON: run it by hand to see why", azureCli("echo 'no JSON'")],
        [
            "the subscription or the cloud has a name that cannot be passed to Azure CLI: give the id of the subscription, and the cloud another name",
            azureCli("exit 0", "one & two"),
        ],
        [
            "no token with a client secret (environment variable ARM_CLIENT_SECRET): it returned none",
            token(async () => null),
        ],
        [
            "the access token from a client secret (environment variable ARM_CLIENT_SECRET) is empty, or contains control or non-ASCII characters, and is not sent: check where it comes from",
            token(async () => ({ token: "to\u0007ken", expiresOnTimestamp: Number.MAX_SAFE_INTEGER })),
        ],
        [
            "no token with a client secret (environment variable ARM_CLIENT_SECRET): AADSTS7000215: Invalid client secret provided.",
            token(() => Promise.reject(new Error("AADSTS7000215: Invalid client secret provided."))),
        ],
        [
            "no token with a client secret (environment variable ARM_CLIENT_SECRET): the certificate of the server is not trusted (self-signed certificate): if a proxy or a private cloud uses its own certificate authority, set NODE_EXTRA_CA_CERTS to the file with its certificate",
            token(() =>
                Promise.reject(
                    Object.assign(new Error("self-signed certificate"), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }),
                ),
            ),
        ],
        [
            "Azure refused the token (InvalidAuthenticationToken: The token is of another tenant.): check that tenant, client and cloud belong to the subscription of the operation",
            request(401, { error: { code: "InvalidAuthenticationToken", message: "The token is of another tenant." } }),
        ],
        [
            "the response with code 401 is not from Azure: something between here and Azure refuses the request (proxy, sign-in page)",
            request(401, {}),
        ],
        [
            "no token with a client secret (settings.clientSecret): the authority does not know the tenant (AADSTS90002: Tenant 't' not found.): check `tenantId` (settings.tenantId)",
            request(400, { error_description: "AADSTS90002: Tenant 't' not found." }, () =>
                Promise.reject(new Error("endpoints_resolution_error: Endpoints cannot be resolved")),
            ),
        ],
        [
            "`az cloud show` does not describe the cloud: register its endpoints again",
            withAzureCli("echo '{}'", cloud({}, client(200, {}), "CustomCloud")),
        ],
    ],
    InvalidArgument: [
        [
            '`auxiliaryTenantIds` (settings.auxiliaryTenantIds) must be a JSON array of tenant ids such as ["…", "…"]',
            signIn({ ...PRINCIPAL, clientSecret: "s", auxiliaryTenantIds: "t2" }),
        ],
        [
            "`HTTPS_PROXY` (environment variable) must be the URL of an HTTP proxy such as http://proxy.example:3128",
            () => {
                process.env.HTTPS_PROXY = "socks5://proxy.example";
                try {
                    return environmentProxy();
                } finally {
                    delete process.env.HTTPS_PROXY;
                }
            },
        ],
        [
            "`environment` (settings.environment) specifies a different cloud than Azure CLI (AzureCloud): make them the same, with `az cloud set` or the setting",
            cloud({ environment: "china" }, client(200, {}), "AzureCloud"),
        ],
    ],
    StatusUnavailable: [
        [
            "the metadata host cloud.example (settings.metadataHost) returned 404 without a description of a cloud: check its name",
            cloud({ metadataHost: "cloud.example" }, client(404, {})),
        ],
        [
            "the metadata host management.azure.com (settings.metadataHost) describes a different cloud, which is not used: check what is between here and Azure (proxy, DNS)",
            cloud(
                { metadataHost: "management.azure.com" },
                client(200, {
                    resourceManager: "https://management.other.example",
                    authentication: {
                        loginEndpoint: "https://login.other.example",
                        audiences: ["https://other.example"],
                    },
                }),
            ),
        ],
        [
            "the certificate of login.example is not trusted (self-signed certificate): if a proxy or a private cloud uses its own certificate authority, set NODE_EXTRA_CA_CERTS to the file with its certificate",
            transport("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate"),
        ],
        [
            "the headers of the response from login.example are too long (HPE_HEADER_OVERFLOW): check what is between here and Azure (proxy)",
            transport("HPE_HEADER_OVERFLOW", "Header overflow"),
        ],
        [
            "the metadata host cloud.example (settings.metadataHost) cannot be used: the certificate of the server is not trusted (certificate has expired): if a proxy or a private cloud uses its own certificate authority, set NODE_EXTRA_CA_CERTS to the file with its certificate",
            cloud({ metadataHost: "cloud.example" }, failing("CERT_HAS_EXPIRED", "certificate has expired")),
        ],
    ],
};

/** Why a metadata host cannot be reached, as it is in `last error` of a report. */
export const UNREACHABLE: readonly Message[] = [
    [
        "the metadata host cloud.example (settings.metadataHost) cannot be reached: connect ECONNREFUSED",
        cloud({ metadataHost: "cloud.example" }, failing("ECONNREFUSED", "connect ECONNREFUSED")),
    ],
];
