// SPDX-License-Identifier: Apache-2.0

import type { AccessToken, GetTokenOptions, TokenCredential } from "@azure/core-auth";
import type { HttpClient, PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import { CodedError, invalidArgument } from "../common/codedError";
import { parseJson } from "../common/json";
import type { ArmClient } from "./armClient";
import { type AuthMethod, authMethod, describeAuthMethod } from "./authMethod";
import type { AzureCliAccount } from "./azureCli";
import { readCertificate } from "./certificate";
import type { Cloud } from "./cloud";
import { DirectOrProxyClient, environmentProxy } from "./httpClient";
import { type OidcTokenSource, oidcTokenSource } from "./oidcToken";
import { type SettingName, type Settings, settingNames } from "./settings";

/** Inputs for the creation of a credential. */
export interface CredentialContext {
    readonly settings: Settings;
    readonly cloud: Cloud;
    /** Sends the request to the OIDC request URL. */
    readonly client: ArmClient;
    /** Azure CLI's account, when that signs in. */
    readonly account: AzureCliAccount | undefined;
}

interface MethodContext extends CredentialContext {
    readonly httpClient: HttpClient;
}

const AZURE_CLI_TIMEOUT_MS = 60_000;

/** Factory of the @azure/identity credential of each sign-in method. */
const CREDENTIAL_FACTORIES: Readonly<Record<AuthMethod, (context: MethodContext) => TokenCredential>> = {
    defaultCredential: (context) => {
        const tenantId = context.settings.get("tenantId");
        return new (identity().DefaultAzureCredential)({
            ...authorityOptions(context),
            ...(tenantId === undefined ? {} : { tenantId }),
        });
    },
    clientCertificate: (context) => {
        const { settings } = context;
        const { tenantId, clientId } = servicePrincipal(settings);
        const { pem, password } = readCertificate(settings);
        const certificate = { certificate: pem, ...(password === undefined ? {} : { certificatePassword: password }) };
        return new (identity().ClientCertificateCredential)(tenantId, clientId, certificate, authorityOptions(context));
    },
    clientSecret: (context) => {
        const { tenantId, clientId } = servicePrincipal(context.settings);
        const secret = context.settings.get("clientSecret") ?? "";
        return new (identity().ClientSecretCredential)(tenantId, clientId, secret, authorityOptions(context));
    },
    oidc: (context) => {
        const { tenantId, clientId } = servicePrincipal(context.settings);
        return new FederatedCredential(
            oidcTokenSource(context.settings, context.client),
            (getAssertion) =>
                new (identity().ClientAssertionCredential)(tenantId, clientId, getAssertion, authorityOptions(context)),
        );
    },
    managedIdentity: ({ settings, httpClient }) => {
        const clientId = settings.get("clientId");
        return new (identity().ManagedIdentityCredential)({
            ...(clientId === undefined ? {} : { clientId }),
            ...clientOptions(httpClient),
        });
    },
    azureCli: ({ settings, account }) => {
        const tenantId = settings.get("tenantId");
        const isDefault = account === undefined || account.isDefault;
        return new (identity().AzureCliCredential)({
            processTimeoutInMs: AZURE_CLI_TIMEOUT_MS,
            // Azure CLI accepts only one of `--subscription` and `--tenant`.
            ...(isDefault ? {} : { subscription: account.subscriptionId }),
            ...(isDefault && tenantId !== undefined ? { tenantId } : {}),
            additionallyAllowedTenants: auxiliaryTenants(settings),
        });
    },
};

/**
 * Creates the credential of the sign-in method that the settings choose.
 *
 * @throws {CodedError} `AuthenticationFailed` or `InvalidArgument`, with the name of the setting that is missing or wrong.
 */
export function createCredential(context: CredentialContext): TokenCredential {
    const httpClient = new AbortableHttpClient();
    const credential = CREDENTIAL_FACTORIES[authMethod(context.settings)]({ ...context, httpClient });
    return {
        getToken: (scopes, options) => {
            httpClient.signal = options?.abortSignal;
            return credential.getToken(scopes, options);
        },
    };
}

/** Aborts the requests of @azure/identity, which does not always pass on the signal of `getToken`. */
class AbortableHttpClient implements HttpClient {
    signal: GetTokenOptions["abortSignal"];
    readonly #client = new DirectOrProxyClient();

    sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
        const { signal } = this;
        return this.#client.sendRequest(
            signal === undefined ? request : Object.assign(request, { abortSignal: signal }),
        );
    }
}

/** Loads @azure/identity at the first token, because it is large. */
function identity(): typeof import("@azure/identity") {
    return require("@azure/identity");
}

function servicePrincipal(settings: Settings): { readonly tenantId: string; readonly clientId: string } {
    return { tenantId: required(settings, "tenantId"), clientId: required(settings, "clientId") };
}

function required(settings: Settings, name: SettingName): string {
    const value = settings.get(name);
    if (value === undefined) {
        throw new CodedError(
            "AuthenticationFailed",
            `\`${name}\` is missing for signing in with ${describeAuthMethod(settings)}: set ${settingNames(name)}${settings.emptyNote(name)}`,
        );
    }
    return value;
}

function authorityOptions({ settings, cloud, httpClient }: MethodContext) {
    return {
        ...clientOptions(httpClient),
        authorityHost: cloud.authority,
        // For an unknown authority, instance discovery fails after six seconds without a request to it.
        disableInstanceDiscovery: !cloud.isKnown || settings.isOn("disableInstanceDiscovery"),
        additionallyAllowedTenants: auxiliaryTenants(settings),
    };
}

function clientOptions(httpClient: HttpClient) {
    const proxyOptions = environmentProxy();
    return {
        httpClient,
        // Without it @azure/identity parses the variable itself, and fails where it has no scheme.
        ...(proxyOptions === undefined ? {} : { proxyOptions }),
        // Retries are the poller's job.
        retryOptions: { maxRetries: 0 },
    };
}

function auxiliaryTenants(settings: Settings): string[] {
    const setting = settings.get("auxiliaryTenantIds");
    const tenants = setting === undefined ? [] : parseJson(setting);
    if (!Array.isArray(tenants) || tenants.some((tenant) => typeof tenant !== "string")) {
        throw invalidArgument(
            "auxiliaryTenantIds",
            `(${settings.source("auxiliaryTenantIds")}) must be a JSON array of tenant ids such as ["…", "…"]`,
        );
    }
    return tenants as string[];
}

/**
 * Signs in with an assertion, which it gets once per `getToken`: @azure/identity requests it twice, even for a cached token.
 */
class FederatedCredential implements TokenCredential {
    readonly #source: OidcTokenSource;
    readonly #credential: TokenCredential;
    #assertion: Promise<string> | undefined;
    #signal = new AbortController().signal;

    constructor(source: OidcTokenSource, create: (getAssertion: () => Promise<string>) => TokenCredential) {
        this.#source = source;
        this.#credential = create(() => {
            this.#assertion ??= source.get(this.#signal);
            return this.#assertion;
        });
    }

    async getToken(scopes: string | string[], options: GetTokenOptions = {}): Promise<AccessToken | null> {
        this.#assertion = undefined;
        this.#signal = (options.abortSignal as AbortSignal | undefined) ?? this.#signal;
        try {
            return await this.#credential.getToken(scopes, options);
        } catch (error) {
            // If the assertion failed, throw its error, which is more specific than that of @azure/identity.
            await this.#assertion;
            throw this.#source.canRenew || !/AADSTS700024/.test(String(error))
                ? error
                : expiredAssertion(this.#source, error);
        }
    }
}

function expiredAssertion(source: OidcTokenSource, cause: unknown): CodedError {
    return new CodedError(
        "AuthenticationFailed",
        `the OIDC token (${source.source}) has expired and cannot be renewed, because it is a fixed value (AADSTS700024): for ` +
            `longer waits set ${settingNames("oidcTokenFilePath")}, or ${settingNames("oidcRequestUrl")} with ` +
            `${settingNames("oidcRequestToken")}; in Azure Pipelines SYSTEM_ACCESSTOKEN with ${settingNames("serviceConnectionId")}`,
        { cause },
    );
}
