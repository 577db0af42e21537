// SPDX-License-Identifier: Apache-2.0
import { createHmac, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import type { Identity } from "./identity";
import { encode } from "./jsonWebToken";

/** The claims of an access token. */
export interface AccessTokenClaims {
    /** Audience. */
    readonly aud: string;
    /** Tenant id. */
    readonly tid: string;
    /** Client id. */
    readonly appid: string;
    /** Expiry, in seconds since 1970. */
    readonly exp: number;
    /** The claims that the client requested for the token, if any. */
    readonly requested_claims?: unknown;
    /** The token replaces one that Resource Manager rejected. */
    readonly is_replacement?: true;
}

/** The parameters of an access token to issue. */
export interface AccessTokenRequest {
    readonly identity: Identity;
    readonly audience: string;
    /** Negative for an expired token. */
    readonly lifetimeSeconds: number;
    /** The claims that the client requests, as a JSON string. */
    readonly claims?: string | undefined;
    /** Whether the token replaces one that was rejected. */
    readonly isReplacement?: boolean;
}

/** Issues and reads JWTs that are signed with a key of this emulator instance. */
export class AccessTokens {
    #key = randomBytes(32);

    /**
     * @param origin The emulator's origin, used as issuer.
     * @param nowMs The time in milliseconds since 1970.
     */
    constructor(
        private readonly origin: () => string,
        private readonly nowMs: () => number,
    ) {}

    /** Issues a token. */
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

    /** The claims of a token that this emulator issued, expired or not; undefined for any other string. */
    read(token: string): AccessTokenClaims | undefined {
        const end = token.lastIndexOf(".");
        const signature = Buffer.from(token.slice(end + 1));
        const expected = Buffer.from(this.#sign(token.slice(0, Math.max(end, 0))));
        if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
            return undefined;
        }
        return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as AccessTokenClaims;
    }

    /** Invalidates every token issued so far. */
    revokeAll(): void {
        this.#key = randomBytes(32);
    }

    #sign(text: string): string {
        return createHmac("sha256", this.#key).update(text).digest("base64url");
    }
}

/** Invalid JSON counts as no claims. */
function parseClaims(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
