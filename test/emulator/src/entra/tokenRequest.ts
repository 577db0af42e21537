// SPDX-License-Identifier: Apache-2.0
import { parseAzureCliRequest } from "../cli/azureCliArguments";
import { type EmulatorRequest, pathSegments } from "../request";
import { assertionKind } from "./clientAssertion";

/** How a client authenticates. `assertion`: a client assertion that cannot be parsed. */
export type TokenProof =
    | "secret"
    | "certificate"
    | "federated"
    | "assertion"
    | "managedIdentity:imds"
    | "managedIdentity:appService"
    | "azureCli"
    | "requestToken"
    | "none";

/** The parameters of a token request, without secrets and assertions. */
export interface TokenRequestRecord {
    /** The requested tenant, if any. */
    readonly tenantId: string | undefined;
    readonly grantType: string | undefined;
    /** The requested client, if any. */
    readonly clientId: string | undefined;
    /** The scope, a parameter of Entra's token endpoint and of Azure CLI. */
    readonly scope: string | undefined;
    /** The resource, a parameter of managed identity endpoints and of Azure CLI. */
    readonly resource: string | undefined;
    /** The audience of the token: the resource, or the scope without `/.default`. */
    readonly audience: string | undefined;
    readonly proof: TokenProof;
    /** The requested claims, as sent. */
    readonly claims: string | undefined;
}

const EMPTY_RECORD: TokenRequestRecord = {
    tenantId: undefined,
    grantType: undefined,
    clientId: undefined,
    scope: undefined,
    resource: undefined,
    audience: undefined,
    proof: "none",
    claims: undefined,
};

/** The parameters of a token request; undefined for other requests. */
export function describeTokenRequest(request: EmulatorRequest): TokenRequestRecord | undefined {
    switch (request.area) {
        case "entra":
            return describeEntra(request);
        case "managedIdentity":
            return describeManagedIdentity(request);
        case "oidc":
            return {
                ...EMPTY_RECORD,
                audience: request.parameters.get("audience") ?? undefined,
                proof: "requestToken",
            };
        case "azureCli":
            return describeAzureCli(request);
        default:
            return undefined;
    }
}

/** The audience of a scope that ends with `/.default`; undefined for other scopes. */
export function audienceOfScope(scope: string | null): string | undefined {
    return /^(.+)\/\.default$/.exec(scope?.split(" ")[0] ?? "")?.[1];
}

function describeEntra(request: EmulatorRequest): TokenRequestRecord | undefined {
    const [tenantId, ...rest] = pathSegments(request.path) ?? [];
    if (request.method !== "POST" || rest.join("/").toLowerCase() !== "oauth2/v2.0/token") {
        return undefined;
    }
    const form = new URLSearchParams(request.body);
    const assertion = form.get("client_assertion");
    return {
        ...EMPTY_RECORD,
        tenantId,
        grantType: form.get("grant_type") ?? undefined,
        clientId: form.get("client_id") ?? undefined,
        scope: form.get("scope") ?? undefined,
        audience: audienceOfScope(form.get("scope")),
        proof: form.has("client_secret")
            ? "secret"
            : assertion === null
              ? "none"
              : assertionKind(assertion, form.get("client_id")),
        claims: form.get("claims") ?? undefined,
    };
}

function describeManagedIdentity({ path, parameters }: EmulatorRequest): TokenRequestRecord {
    const resource = parameters.get("resource") ?? undefined;
    return {
        ...EMPTY_RECORD,
        clientId: parameters.get("client_id") ?? undefined,
        resource,
        audience: resource,
        proof: path.startsWith("/metadata/") ? "managedIdentity:imds" : "managedIdentity:appService",
    };
}

function describeAzureCli(request: EmulatorRequest): TokenRequestRecord | undefined {
    const { command, options } = parseAzureCliRequest(request.body);
    if (command !== "account get-access-token") {
        return undefined;
    }
    return {
        ...EMPTY_RECORD,
        tenantId: options.tenant,
        scope: options.scope,
        resource: options.resource,
        audience: options.resource ?? audienceOfScope(options.scope ?? null),
        proof: "azureCli",
    };
}
