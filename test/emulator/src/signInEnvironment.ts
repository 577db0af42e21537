// SPDX-License-Identifier: Apache-2.0
import { createPrivateKey, randomBytes } from "node:crypto";
import { delimiter } from "node:path";
import { createClientCertificate } from "./certificate";
import type { AzureCli } from "./cli/azureCliInstallation";
import type { Directory } from "./entra/directory";
import type { FederatedTokens } from "./entra/federatedTokens";
import type { Identity, SecretIdentity } from "./entra/identity";
import { createPfx } from "./pkcs12";
import type { TemporaryFiles } from "./temporaryFiles";

/** azure-native's six sign-in methods and their variants. */
export const SIGN_IN_METHODS = [
    "default",
    "certificate:keyFirst",
    "certificate:certificateFirst",
    "certificate:encryptedKey",
    "certificate:pfx",
    "secret",
    "oidc:token",
    "oidc:tokenFile",
    "oidc:request",
    "oidc:githubRequest",
    "oidc:azurePipelines",
    "oidc:azurePipelinesRequest",
    "managedIdentity:imds",
    "managedIdentity:imds:userAssigned",
    "managedIdentity:appService",
    "managedIdentity:appService:userAssigned",
    "azureCli",
] as const;

/** A sign-in method. */
export type SignInMethod = (typeof SIGN_IN_METHODS)[number];

/** Environment variables. */
export type Environment = Readonly<Record<string, string>>;

/** The state that the environments are created from. */
export interface SignInContext {
    /** The metadata host, the subscription and the certificate file: part of every environment. */
    readonly base: Environment;
    readonly origin: string;
    readonly managedIdentityOrigin: string;
    readonly appServicePath: string;
    readonly identityHeader: string;
    readonly identity: SecretIdentity;
    readonly directory: Directory;
    readonly federatedTokens: FederatedTokens;
    readonly files: TemporaryFiles;
    installAzureCli(): Promise<AzureCli>;
}

type EnvironmentFactory = (context: SignInContext) => Environment | Promise<Environment>;

const ENVIRONMENT_FACTORIES: Readonly<Record<SignInMethod, EnvironmentFactory>> = {
    default: ({ identity, origin }) => ({
        ARM_USE_DEFAULT_AZURE_CREDENTIAL: "true",
        AZURE_AUTHORITY_HOST: origin,
        AZURE_TENANT_ID: identity.tenantId,
        AZURE_CLIENT_ID: identity.clientId,
        AZURE_CLIENT_SECRET: identity.clientSecret,
    }),
    "certificate:keyFirst": (context) => withCertificate(context, "keyFirst"),
    "certificate:certificateFirst": (context) => withCertificate(context, "certificateFirst"),
    "certificate:encryptedKey": (context) => withCertificate(context, "encryptedKey"),
    "certificate:pfx": (context) => withCertificate(context, "pfx"),
    secret: ({ identity }) => ({ ...servicePrincipal(identity), ARM_CLIENT_SECRET: identity.clientSecret }),
    "oidc:token": (context) => ({ ...oidc(context), ARM_OIDC_TOKEN: context.federatedTokens.issue() }),
    "oidc:tokenFile": async (context) => {
        const { federatedTokens, files } = context;
        const path = await files.write(files.uniqueName("federated-token.txt"), federatedTokens.issue());
        return { ...oidc(context), ARM_OIDC_TOKEN_FILE_PATH: path };
    },
    "oidc:request": (context) => withRequest(context, "ARM_OIDC_REQUEST_URL", "ARM_OIDC_REQUEST_TOKEN"),
    "oidc:githubRequest": (context) =>
        withRequest(context, "ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"),
    "oidc:azurePipelines": (context) => ({
        ...oidc(context),
        SYSTEM_OIDCREQUESTURI: context.federatedTokens.azurePipelinesUrl,
        SYSTEM_ACCESSTOKEN: context.federatedTokens.requestToken,
        AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: context.federatedTokens.serviceConnectionId,
    }),
    "oidc:azurePipelinesRequest": (context) => ({
        ...oidc(context),
        ARM_OIDC_REQUEST_URL: context.federatedTokens.azurePipelinesUrl,
        ARM_OIDC_REQUEST_TOKEN: context.federatedTokens.requestToken,
        ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: context.federatedTokens.serviceConnectionId,
    }),
    "managedIdentity:imds": ({ managedIdentityOrigin }) => imds(managedIdentityOrigin),
    "managedIdentity:imds:userAssigned": ({ managedIdentityOrigin, directory }) => ({
        ...imds(managedIdentityOrigin),
        ...userAssigned(directory),
    }),
    "managedIdentity:appService": appService,
    "managedIdentity:appService:userAssigned": (context) => ({
        ...appService(context),
        ...userAssigned(context.directory),
    }),
    azureCli: async ({ installAzureCli }) => ({
        PATH: `${(await installAzureCli()).directory}${delimiter}${process.env.PATH ?? ""}`,
    }),
};

/** The variables with which a program signs in by one method only. Files that they refer to are in a temporary directory. */
export async function createSignInEnvironment(method: SignInMethod, context: SignInContext): Promise<Environment> {
    return { ...context.base, ...(await ENVIRONMENT_FACTORIES[method](context)) };
}

function servicePrincipal(identity: Identity): Environment {
    return { ARM_TENANT_ID: identity.tenantId, ARM_CLIENT_ID: identity.clientId };
}

async function withCertificate(
    { identity, directory, files }: SignInContext,
    form: "keyFirst" | "certificateFirst" | "encryptedKey" | "pfx",
): Promise<Environment> {
    const client = await createClientCertificate();
    const { certificate, privateKey } = client;
    directory.addCertificate(identity, certificate);
    const password = form === "encryptedKey" || form === "pfx" ? randomBytes(12).toString("base64url") : undefined;
    const contents = {
        keyFirst: () => privateKey + certificate,
        certificateFirst: () => certificate + privateKey,
        encryptedKey: () => encrypt(privateKey, password as string) + certificate,
        pfx: () => createPfx(client, password as string),
    };
    const name = files.uniqueName(form === "pfx" ? "client.pfx" : "client.pem");
    return {
        ...servicePrincipal(identity),
        ARM_CLIENT_CERTIFICATE_PATH: await files.write(name, contents[form]()),
        ...(password === undefined ? {} : { ARM_CLIENT_CERTIFICATE_PASSWORD: password }),
    };
}

function encrypt(privateKey: string, passphrase: string): string {
    const key = createPrivateKey(privateKey);
    return key.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase }).toString();
}

function oidc({ identity }: SignInContext): Environment {
    return { ...servicePrincipal(identity), ARM_USE_OIDC: "true" };
}

function withRequest(context: SignInContext, urlName: string, tokenName: string): Environment {
    const { requestUrl, requestToken } = context.federatedTokens;
    return { ...oidc(context), [urlName]: requestUrl, [tokenName]: requestToken };
}

function imds(managedIdentityOrigin: string): Environment {
    return { ARM_USE_MSI: "true", AZURE_POD_IDENTITY_AUTHORITY_HOST: managedIdentityOrigin };
}

function appService({ managedIdentityOrigin, appServicePath, identityHeader }: SignInContext): Environment {
    return {
        ARM_USE_MSI: "true",
        IDENTITY_ENDPOINT: `${managedIdentityOrigin}${appServicePath}`,
        IDENTITY_HEADER: identityHeader,
    };
}

function userAssigned({ identities }: Directory): Environment {
    const identity = identities.find(({ managed }) => managed === "userAssigned");
    if (identity === undefined) {
        throw new Error("None of the emulator's identities is a user-assigned managed identity.");
    }
    return { ARM_CLIENT_ID: identity.clientId };
}
