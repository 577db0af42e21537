// SPDX-License-Identifier: Apache-2.0
import { isDeepStrictEqual } from "node:util";
import type { AccessTokenClaims } from "../entra/accessTokens";

const ALL_CLIENTS = "";

/** The claims that Resource Manager wants to see in tokens before it answers anything else. */
export class ClaimsChallenges {
    readonly #required = new Map<string, object>();
    #lastNotBefore = 0;

    /** @param nowMs The time in milliseconds since 1970. */
    constructor(private readonly nowMs: () => number) {}

    /**
     * Wants tokens that were asked for with these claims, from one client or from all. A later demand on the same replaces an
     * earlier one.
     *
     * @param claims By default what Azure asks for when sessions were ended: a token issued from now on.
     * @returns what ends it.
     */
    require(claims: object = this.#freshToken(), clientId = ALL_CLIENTS): () => void {
        const key = clientId.toLowerCase();
        this.#required.set(key, claims);
        return () => {
            if (this.#required.get(key) === claims) {
                this.#required.delete(key);
            }
        };
    }

    /** The claims that a token lacks; undefined when none. */
    missingClaims(token: AccessTokenClaims): object | undefined {
        const claims = this.#required.get(token.appid.toLowerCase()) ?? this.#required.get(ALL_CLIENTS);
        const isMet = claims === undefined || token.is_replacement === true || contains(token.requested_claims, claims);
        return isMet ? undefined : claims;
    }

    /** Another one each time, so that a token that answered the last challenge does not answer this one. */
    #freshToken(): object {
        this.#lastNotBefore = Math.max(Math.floor(this.nowMs() / 1000), this.#lastNotBefore + 1);
        return { access_token: { nbf: { essential: true, value: String(this.#lastNotBefore) } } };
    }
}

/** Clients add claims of their own to those of a challenge, such as their capabilities. */
function contains(given: unknown, wanted: unknown): boolean {
    if (typeof wanted !== "object" || wanted === null || Array.isArray(wanted)) {
        return isDeepStrictEqual(given, wanted);
    }
    return (
        typeof given === "object" &&
        given !== null &&
        Object.entries(wanted).every(([name, value]) => contains((given as Record<string, unknown>)[name], value))
    );
}
