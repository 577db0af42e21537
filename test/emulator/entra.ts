// SPDX-License-Identifier: Apache-2.0
import type { AccessTokens } from "./accessTokens";
import { isSameAudience } from "./audience";
import { type EntraRefusal, entraError } from "./entraError";
import type { Identity } from "./identity";
import type { RawAnswer } from "./rawAnswer";
import { type EmulatorRequest, pathSegments } from "./request";
import type { TokenRequestRecord } from "./requestLog";

/** What Entra needs to know of the cloud around it. */
export interface EntraContext {
    readonly origin: string;
    readonly audience: string;
    readonly identities: readonly Identity[];
    readonly tokens: AccessTokens;
    readonly tokenLifetimeSeconds: number;
    readonly nowMs: () => number;
}

const INVALID_CLIENT = { status: 401, error: "invalid_client" } as const;

/** Checks that a client is who it says; a refusal when it is not. */
type ProofCheck = (identity: Identity, proof: string) => EntraRefusal | undefined;

/** The proofs a client can bring, by the name of the form field. Certificates and federated assertions belong here. */
const PROOF_CHECKS: Readonly<Record<string, ProofCheck>> = {
    client_secret: checkSecret,
    client_assertion: () => ({
        ...INVALID_CLIENT,
        number: 700027,
        message: "Client assertion failed signature validation.",
    }),
};

/** Grants that the token endpoint knows. */
const GRANTS: Readonly<
    Record<string, (form: URLSearchParams, tenantId: string, context: EntraContext) => RawAnswer | EntraRefusal>
> = { client_credentials: grantClientCredentials };

/** Answers the OpenID configuration and the token endpoint of a tenant. */
export function answerEntra(request: EmulatorRequest, context: EntraContext): RawAnswer {
    const [tenantId = "", ...rest] = pathSegments(request.path) ?? [];
    const answer = route(request, tenantId, rest.join("/").toLowerCase(), context);
    return "number" in answer ? entraError(answer, request, context.nowMs()) : answer;
}

/** What a request to a token endpoint asks for, or undefined when it is another request. */
export function describeTokenRequest(request: EmulatorRequest): TokenRequestRecord | undefined {
    const [tenantId = "", ...rest] = pathSegments(request.path) ?? [];
    if (request.method !== "POST" || rest.join("/").toLowerCase() !== "oauth2/v2.0/token") {
        return undefined;
    }
    const form = new URLSearchParams(request.body);
    return {
        tenantId,
        grantType: form.get("grant_type") ?? undefined,
        clientId: form.get("client_id") ?? undefined,
        scope: form.get("scope") ?? undefined,
        proof: form.has("client_secret") ? "secret" : form.has("client_assertion") ? "assertion" : "none",
        claims: form.get("claims") ?? undefined,
    };
}

function route(
    request: EmulatorRequest,
    tenantId: string,
    endpoint: string,
    context: EntraContext,
): RawAnswer | EntraRefusal {
    if (!context.identities.some((identity) => isSame(identity.tenantId, tenantId))) {
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
): RawAnswer | EntraRefusal {
    const clientId = form.get("client_id") ?? "";
    const identity = context.identities.find(
        (candidate) => isSame(candidate.tenantId, tenantId) && isSame(candidate.clientId, clientId),
    );
    if (identity === undefined) {
        const message = `Application with identifier '${clientId}' was not found in the directory '${tenantId}'.`;
        return { status: 400, error: "unauthorized_client", number: 700016, message };
    }
    const refusal = checkProof(identity, form);
    if (refusal !== undefined) {
        return refusal;
    }
    const audience = /^(.+)\/\.default$/.exec(form.get("scope")?.split(" ")[0] ?? "")?.[1];
    if (audience === undefined) {
        const message =
            `The provided value for scope ${form.get("scope") ?? ""} is not valid. Client credential flows must have ` +
            "a scope value with /.default suffixed to the resource identifier (application ID URI).";
        return { status: 400, error: "invalid_scope", number: 1002012, message };
    }
    if (!isSameAudience(audience, context.audience)) {
        const message = `The resource principal named ${audience} was not found in the tenant named ${tenantId}.`;
        return { status: 400, error: "invalid_resource", number: 500011, message };
    }
    return {
        note: `token for ${identity.clientId}`,
        headers: { "cache-control": "no-store, no-cache", pragma: "no-cache" },
        body: {
            token_type: "Bearer",
            expires_in: context.tokenLifetimeSeconds,
            ext_expires_in: context.tokenLifetimeSeconds,
            access_token: context.tokens.issue(identity, audience, context.tokenLifetimeSeconds),
        },
    };
}

function checkProof(identity: Identity, form: URLSearchParams): EntraRefusal | undefined {
    for (const [field, check] of Object.entries(PROOF_CHECKS)) {
        const proof = form.get(field);
        if (proof !== null) {
            return check(identity, proof);
        }
    }
    const message = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
    return { ...INVALID_CLIENT, number: 7000218, message };
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
        token_endpoint_auth_methods_supported: ["client_secret_post"],
        response_types_supported: ["code"],
        scopes_supported: ["openid"],
        subject_types_supported: ["pairwise"],
        id_token_signing_alg_values_supported: ["RS256"],
    };
}

function isSame(one: string, other: string): boolean {
    return one.toLowerCase() === other.toLowerCase();
}
