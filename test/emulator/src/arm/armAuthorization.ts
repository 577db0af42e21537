// SPDX-License-Identifier: Apache-2.0
import type { AccessTokenClaims, AccessTokens } from "../entra/accessTokens";
import { isSameAudience } from "../entra/audience";
import { isSame } from "../entra/directory";
import type { EmulatorRequest } from "../request";
import { armError } from "./armError";
import type { ClaimsChallenges } from "./claimsChallenges";
import type { RawResponse } from "./rawResponse";

/** The state that tokens are validated against. */
export interface AuthorizationContext {
    readonly origin: string;
    readonly audience: string;
    readonly tokens: AccessTokens;
    readonly challenges: ClaimsChallenges;
    readonly nowMs: () => number;
}

/** The claims of the caller, or the 401 response for an invalid token. */
export type Authorization = { readonly caller: AccessTokenClaims } | { readonly refusal: RawResponse };

/** Validates the access token of a request. */
export function authorize(request: EmulatorRequest, context: AuthorizationContext): Authorization {
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
    if (token === undefined) {
        const message = "Authentication failed. The 'Authorization' header is missing or has no bearer token.";
        return { refusal: unauthorized(context, "AuthenticationFailed", message) };
    }
    const claims = context.tokens.read(token);
    if (claims === undefined) {
        return { refusal: unauthorized(context, "InvalidAuthenticationToken", "The access token is invalid.") };
    }
    if (!isSameAudience(claims.aud, context.audience)) {
        const message =
            `The access token has been obtained for wrong audience or resource '${claims.aud}'. It should exactly ` +
            `match with one of the allowed audiences '${context.audience}'.`;
        return { refusal: unauthorized(context, "InvalidAuthenticationTokenAudience", message) };
    }
    if (claims.exp * 1000 <= context.nowMs()) {
        const message =
            `The access token expiry UTC time '${new Date(claims.exp * 1000).toISOString()}' is earlier than current ` +
            `UTC time '${new Date(context.nowMs()).toISOString()}'.`;
        return { refusal: unauthorized(context, "ExpiredAuthenticationToken", message) };
    }
    const missing = context.challenges.missingClaims(claims);
    return missing === undefined ? { caller: claims } : { refusal: challenge(context, missing) };
}

/** The error response for a token whose tenant differs from the subscription's; undefined when they match. */
export function checkTenant(
    caller: AccessTokenClaims,
    tenantId: string,
    context: AuthorizationContext,
): RawResponse | undefined {
    if (isSame(caller.tid, tenantId)) {
        return undefined;
    }
    const message =
        `The access token is from the wrong issuer '${context.origin}/${caller.tid}/'. It must match the tenant ` +
        `'${context.origin}/${tenantId}/' associated with this subscription.`;
    return unauthorized(context, "InvalidAuthenticationTokenTenant", message);
}

/** A 401 with a claims challenge. The client must request a token with the claims in its header. */
function challenge(context: AuthorizationContext, claims: object): RawResponse {
    const encoded = Buffer.from(JSON.stringify(claims)).toString("base64");
    const message = "Continuous access evaluation resulted in a challenge: the token lacks claims.";
    return armError(401, "InvalidAuthenticationToken", message, {
        "www-authenticate":
            `Bearer realm="", authorization_uri="${context.origin}/common/oauth2/authorize", ` +
            `error="insufficient_claims", claims="${encoded}"`,
    });
}

function unauthorized(context: AuthorizationContext, code: string, message: string): RawResponse {
    return armError(401, code, message, {
        "www-authenticate": `Bearer authorization_uri="${context.origin}/", error="invalid_token", error_description="${message}"`,
    });
}
