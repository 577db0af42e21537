// SPDX-License-Identifier: Apache-2.0
import { isDeepStrictEqual } from "node:util";
import type { AccessTokenClaims } from "../entra/accessTokens";

const ALL_CLIENTS = "";

/** The claims that Resource Manager requires in access tokens. */
export class ClaimsChallenges {
    readonly #required = new Map<string, object>();
    #lastNotBefore = 0;

    /** @param nowMs The time in milliseconds since 1970. */
    constructor(private readonly nowMs: () => number) {}

    /**
     * Requires tokens that were requested with these claims, from one client or from all. A later requirement for the same client
     * replaces an earlier one.
     *
     * @param claims By default the claims that Azure requires after it revokes sessions: a token issued from now on.
     * @returns A function that removes the requirement.
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

    /** The required claims that a token lacks; undefined when it lacks none. */
    missingClaims(token: AccessTokenClaims): object | undefined {
        const claims = this.#required.get(token.appid.toLowerCase()) ?? this.#required.get(ALL_CLIENTS);
        const isMet = claims === undefined || token.is_replacement === true || contains(token.requested_claims, claims);
        return isMet ? undefined : claims;
    }

    /** Different at each call, so that a token that satisfies the previous challenge does not satisfy this one. */
    #freshToken(): object {
        this.#lastNotBefore = Math.max(Math.floor(this.nowMs() / 1000), this.#lastNotBefore + 1);
        return { access_token: { nbf: { essential: true, value: String(this.#lastNotBefore) } } };
    }
}

/** Ignores extra claims: clients add some to those of a challenge, such as their capabilities. */
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
