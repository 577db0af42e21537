// SPDX-License-Identifier: Apache-2.0
import type { AccessTokenClaims, AccessTokens } from "./accessTokens";
import { armError } from "./armError";
import { isSameAudience } from "./audience";
import type { RawAnswer } from "./rawAnswer";
import type { EmulatorRequest } from "./request";

/** What a token is checked against. */
export interface AuthorizationContext {
    readonly origin: string;
    readonly audience: string;
    readonly tokens: AccessTokens;
    readonly nowMs: () => number;
}

/** Who sends a request, or the 401 that says what is wrong with its token. */
export type Authorization = { readonly caller: AccessTokenClaims } | { readonly refusal: RawAnswer };

/** Checks the access token of a request. Claims challenges belong here. */
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
    return { caller: claims };
}

function unauthorized(context: AuthorizationContext, code: string, message: string): RawAnswer {
    return armError(401, code, message, {
        "www-authenticate": `Bearer authorization_uri="${context.origin}/", error="invalid_token", error_description="${message}"`,
    });
}
