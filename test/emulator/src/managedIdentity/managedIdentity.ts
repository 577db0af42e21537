// SPDX-License-Identifier: Apache-2.0
import type { RawResponse } from "../arm/rawResponse";
import { grantToken, type TokenContext } from "../entra/tokenGrant";
import type { EmulatorRequest } from "../request";

/** The token path of the Azure Instance Metadata Service, which clients hardcode. */
const IMDS_PATH = "/metadata/identity/oauth2/token";

/** The path of `IDENTITY_ENDPOINT`. */
export const APP_SERVICE_PATH = "/msi/token";

/** The state that the managed identity endpoints need. */
export interface ManagedIdentityContext extends TokenContext {
    /** The value of `IDENTITY_HEADER`, which programs on App Service must send. */
    readonly identityHeader: string;
}

/** Handles the token endpoints of managed identities: IMDS and App Service. */
export function handleManagedIdentity(request: EmulatorRequest, context: ManagedIdentityContext): RawResponse {
    // MSAL appends a slash to the path.
    const path = request.path.replace(/\/$/, "");
    if (path !== IMDS_PATH && path !== APP_SERVICE_PATH) {
        return { status: 404, body: { error: "not_found", error_description: `There is no '${request.path}'.` } };
    }
    if (request.method !== "GET") {
        return { status: 405, headers: { allow: "GET" } };
    }
    return path === IMDS_PATH ? handleImds(request, context) : handleAppService(request, context);
}

function handleImds(request: EmulatorRequest, context: ManagedIdentityContext): RawResponse {
    const refuse = (error: string, message: string): RawResponse => ({
        status: 400,
        note: error,
        body: { error, error_description: message },
    });
    if (request.headers.metadata !== "true" || request.headers["x-forwarded-for"] !== undefined) {
        return refuse("bad_request_102", "Required metadata header not specified");
    }
    if (request.parameters.get("api-version") !== "2018-02-01") {
        return refuse("bad_request_103", "Required api-version is missing or not supported");
    }
    return respondWithToken(request, context, refuse);
}

function handleAppService(request: EmulatorRequest, context: ManagedIdentityContext): RawResponse {
    const refuse = (error: string, message: string, status = 400): RawResponse => ({
        status,
        note: error,
        body: { statusCode: status, message },
    });
    if (request.headers["x-identity-header"] !== context.identityHeader) {
        return refuse("unauthorized", "The header X-IDENTITY-HEADER is missing or wrong.", 401);
    }
    if (request.parameters.get("api-version") !== "2019-08-01") {
        return refuse("invalid_request", "The api-version is missing or not supported.");
    }
    return respondWithToken(request, context, refuse);
}

function respondWithToken(
    request: EmulatorRequest,
    context: ManagedIdentityContext,
    refuse: (error: string, message: string) => RawResponse,
): RawResponse {
    const resource = request.parameters.get("resource");
    if (resource === null || resource === "") {
        return refuse("invalid_request", "Required query variable 'resource' is missing");
    }
    const identity = context.directory.findManaged(request.parameters.get("client_id") ?? undefined);
    if (identity === undefined) {
        return refuse("invalid_request", "Identity not found");
    }
    const isReplacement = request.parameters.has("token_sha256_to_refresh");
    const granted = grantToken({ identity, audience: resource, isReplacement }, context);
    if ("number" in granted) {
        return refuse(granted.error, `AADSTS${granted.number}: ${granted.message}`);
    }
    return {
        note: `token for ${identity.clientId}`,
        body: {
            access_token: granted.accessToken,
            client_id: identity.clientId,
            expires_in: String(granted.lifetimeSeconds),
            expires_on: String(granted.expiresOn),
            not_before: String(granted.expiresOn - granted.lifetimeSeconds),
            // Clients cache a token only if this equals the requested resource.
            resource,
            token_type: "Bearer",
        },
    };
}
