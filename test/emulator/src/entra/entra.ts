// SPDX-License-Identifier: Apache-2.0

import type { RawResponse } from "../arm/rawResponse";
import { type EmulatorRequest, pathSegments } from "../request";
import { type AssertionContext, checkClientAssertion } from "./clientAssertion";
import { type EntraRefusal, entraError } from "./entraError";
import type { Identity } from "./identity";
import { grantToken, type TokenContext } from "./tokenGrant";
import { audienceOfScope } from "./tokenRequest";

/** The state that Entra needs to handle a request. */
export type EntraContext = TokenContext & AssertionContext;

const INVALID_CLIENT = { status: 401, error: "invalid_client" } as const;
const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** The grant types that the token endpoint supports. */
const GRANTS: Readonly<
    Record<string, (form: URLSearchParams, tenantId: string, context: EntraContext) => RawResponse | EntraRefusal>
> = { client_credentials: grantClientCredentials };

/** Handles the OpenID configuration and the token endpoint of a tenant. */
export function handleEntra(request: EmulatorRequest, context: EntraContext): RawResponse {
    const [tenantId = "", ...rest] = pathSegments(request.path) ?? [];
    const response = route(request, tenantId, rest.join("/").toLowerCase(), context);
    return "number" in response ? entraError(response, request, context.nowMs()) : response;
}

function route(
    request: EmulatorRequest,
    tenantId: string,
    endpoint: string,
    context: EntraContext,
): RawResponse | EntraRefusal {
    if (!context.directory.hasTenant(tenantId)) {
        const message =
            `Tenant '${tenantId}' not found. Check to make sure you have the correct tenant ID and are signing ` +
            "into the correct cloud.";
        return { status: 400, error: "invalid_tenant", number: 90002, message };
    }
    if (request.method === "GET" && endpoint === "v2.0/.well-known/openid-configuration") {
        return { body: openIdConfiguration(`${context.origin}/${tenantId}`) };
    }
    if (endpoint !== "oauth2/v2.0/token") {
        return { status: 404, headers: { "content-type": "text/html" }, body: "<html>Not found</html>" };
    }
    if (request.method !== "POST") {
        const message = "The endpoint only accepts POST requests. Received a GET request.";
        return { status: 400, error: "invalid_request", number: 900561, message };
    }
    const form = new URLSearchParams(request.body);
    const grantType = form.get("grant_type") ?? "";
    const grant = Object.hasOwn(GRANTS, grantType) ? GRANTS[grantType] : undefined;
    if (grant === undefined) {
        const message = `The app requested an unsupported grant type '${grantType}'.`;
        return { status: 400, error: "unsupported_grant_type", number: 70003, message };
    }
    return grant(form, tenantId, context);
}

function grantClientCredentials(
    form: URLSearchParams,
    tenantId: string,
    context: EntraContext,
): RawResponse | EntraRefusal {
    const clientId = form.get("client_id") ?? "";
    const identity = context.directory.find(tenantId, clientId);
    if (identity === undefined) {
        const message = `Application with identifier '${clientId}' was not found in the directory '${tenantId}'.`;
        return { status: 400, error: "unauthorized_client", number: 700016, message };
    }
    const refusal = checkProof(identity, form, context);
    if (refusal !== undefined) {
        return refusal;
    }
    const audience = audienceOfScope(form.get("scope"));
    if (audience === undefined) {
        const message =
            `The provided value for scope ${form.get("scope") ?? ""} is not valid. Client credential flows must have ` +
            "a scope value with /.default suffixed to the resource identifier (application ID URI).";
        return { status: 400, error: "invalid_scope", number: 1002012, message };
    }
    const granted = grantToken({ identity, audience, claims: form.get("claims") ?? undefined }, context);
    if ("number" in granted) {
        return granted;
    }
    const { refreshAfterSeconds } = context.lifetimes;
    return {
        note: `token for ${identity.clientId}`,
        headers: { "cache-control": "no-store, no-cache", pragma: "no-cache" },
        body: {
            token_type: "Bearer",
            expires_in: granted.lifetimeSeconds,
            ext_expires_in: granted.lifetimeSeconds,
            ...(refreshAfterSeconds === undefined ? {} : { refresh_in: Math.floor(refreshAfterSeconds) }),
            access_token: granted.accessToken,
        },
    };
}

function checkProof(identity: Identity, form: URLSearchParams, context: EntraContext): EntraRefusal | undefined {
    const secret = form.get("client_secret");
    if (secret !== null) {
        return checkSecret(identity, secret);
    }
    const assertion = form.get("client_assertion");
    if (assertion === null) {
        const message = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
        return { ...INVALID_CLIENT, number: 7000218, message };
    }
    if (form.get("client_assertion_type") !== ASSERTION_TYPE) {
        const message = `The request body must contain the following parameter: 'client_assertion_type' with '${ASSERTION_TYPE}'.`;
        return { status: 400, error: "invalid_request", number: 900144, message };
    }
    return checkClientAssertion(identity, assertion, context);
}

function checkSecret(identity: Identity, secret: string): EntraRefusal | undefined {
    if (identity.clientSecret !== undefined && secret === identity.clientSecret) {
        return undefined;
    }
    const message =
        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, " +
        `not the client secret ID, for a secret added to app '${identity.clientId}'.`;
    return { ...INVALID_CLIENT, number: 7000215, message };
}

function openIdConfiguration(tenantUrl: string): object {
    return {
        issuer: `${tenantUrl}/v2.0`,
        authorization_endpoint: `${tenantUrl}/oauth2/v2.0/authorize`,
        token_endpoint: `${tenantUrl}/oauth2/v2.0/token`,
        device_authorization_endpoint: `${tenantUrl}/oauth2/v2.0/devicecode`,
        end_session_endpoint: `${tenantUrl}/oauth2/v2.0/logout`,
        jwks_uri: `${tenantUrl}/discovery/v2.0/keys`,
        token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt"],
        response_types_supported: ["code"],
        scopes_supported: ["openid"],
        subject_types_supported: ["pairwise"],
        id_token_signing_alg_values_supported: ["RS256"],
    };
}
