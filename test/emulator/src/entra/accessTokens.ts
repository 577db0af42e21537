// SPDX-License-Identifier: Apache-2.0
import { createHmac, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import type { Identity } from "./identity";
import { encode } from "./jsonWebToken";

/** What an access token says. */
export interface AccessTokenClaims {
    /** Audience. */
    readonly aud: string;
    /** Tenant id. */
    readonly tid: string;
    /** Client id. */
    readonly appid: string;
    /** Expiry, in seconds since 1970. */
    readonly exp: number;
    /** The claims that were asked for with the token, if any. */
    readonly requested_claims?: unknown;
    /** The token was asked for in place of one that Resource Manager had refused. */
    readonly is_replacement?: true;
}

/** What a token is issued for. */
export interface AccessTokenRequest {
    readonly identity: Identity;
    readonly audience: string;
    /** Negative for a token that has expired. */
    readonly lifetimeSeconds: number;
    /** The claims that the client asks for, as JSON text. */
    readonly claims?: string | undefined;
    /** The client has had one that was refused. */
    readonly isReplacement?: boolean;
}

/** Issues JWTs signed with a key that lives as long as the emulator, and reads them back. */
export class AccessTokens {
    #key = randomBytes(32);

    /**
     * @param origin The emulator's own origin, the issuer.
     * @param nowMs The time in milliseconds since 1970.
     */
    constructor(
        private readonly origin: () => string,
        private readonly nowMs: () => number,
    ) {}

    /** A new token. */
    issue(request: AccessTokenRequest): string {
        const { identity } = request;
        const issuedAt = Math.floor(this.nowMs() / 1000);
        const claims = {
            aud: request.audience,
            iss: `${this.origin()}/${identity.tenantId}/`,
            iat: issuedAt,
            nbf: issuedAt,
            exp: issuedAt + Math.floor(request.lifetimeSeconds),
            appid: identity.clientId,
            appidacr: "1",
            oid: identity.clientId,
            sub: identity.clientId,
            tid: identity.tenantId,
            uti: randomUUID(),
            ver: "1.0",
            requested_claims: request.claims === undefined ? undefined : parseClaims(request.claims),
            is_replacement: request.isReplacement === true ? true : undefined,
        };
        const unsigned = `${encode({ typ: "JWT", alg: "HS256" })}.${encode(claims)}`;
        return `${unsigned}.${this.#sign(unsigned)}`;
    }

    /** The claims of a token of this emulator, expired or not; undefined for any other text. */
    read(token: string): AccessTokenClaims | undefined {
        const end = token.lastIndexOf(".");
        const signature = Buffer.from(token.slice(end + 1));
        const expected = Buffer.from(this.#sign(token.slice(0, Math.max(end, 0))));
        if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
            return undefined;
        }
        return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as AccessTokenClaims;
    }

    /** Makes every token issued so far unknown. */
    revokeAll(): void {
        this.#key = randomBytes(32);
    }

    #sign(text: string): string {
        return createHmac("sha256", this.#key).update(text).digest("base64url");
    }
}

/** What is no JSON asks for nothing. */
function parseClaims(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
