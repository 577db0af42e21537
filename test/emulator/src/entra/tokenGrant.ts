// SPDX-License-Identifier: Apache-2.0
import type { AccessTokens } from "./accessTokens";
import { isSameAudience } from "./audience";
import type { Directory } from "./directory";
import type { EntraRefusal } from "./entraError";
import type { Identity } from "./identity";
import type { TokenLifetimes } from "./tokenLifetimes";

/** The state that all token endpoints need. */
export interface TokenContext {
    readonly origin: string;
    /** The only audience that tokens are issued for. */
    readonly audience: string;
    readonly directory: Directory;
    readonly tokens: AccessTokens;
    readonly lifetimes: TokenLifetimes;
    readonly nowMs: () => number;
}

/** The token request of an authenticated client. */
export interface TokenGrantRequest {
    readonly identity: Identity;
    readonly audience: string;
    /** The requested claims, as a JSON string. */
    readonly claims?: string | undefined;
    readonly isReplacement?: boolean;
}

/** An access token and its lifetime. */
export interface GrantedToken {
    readonly accessToken: string;
    readonly lifetimeSeconds: number;
    /** In seconds since 1970. */
    readonly expiresOn: number;
}

/** Issues a token, or refuses when the audience is unknown. */
export function grantToken(request: TokenGrantRequest, context: TokenContext): GrantedToken | EntraRefusal {
    const { identity, audience } = request;
    if (!isSameAudience(audience, context.audience)) {
        const message = `The resource principal named ${audience} was not found in the tenant named ${identity.tenantId}.`;
        return { status: 400, error: "invalid_resource", number: 500011, message };
    }
    const lifetimeSeconds = Math.floor(context.lifetimes.accessTokenSeconds);
    return {
        accessToken: context.tokens.issue({ ...request, lifetimeSeconds }),
        lifetimeSeconds,
        expiresOn: Math.floor(context.nowMs() / 1000) + lifetimeSeconds,
    };
}
