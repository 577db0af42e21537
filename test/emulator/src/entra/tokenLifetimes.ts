// SPDX-License-Identifier: Apache-2.0

/** How long tokens live, in seconds; fractions are cut off. */
export interface TokenLifetimes {
    /** Access tokens, however they were got. */
    readonly accessTokenSeconds: number;
    /** When clients are told to renew an access token (`refresh_in`); never when undefined. */
    readonly refreshAfterSeconds: number | undefined;
    /** Tokens of the OpenID issuer. */
    readonly federatedTokenSeconds: number;
}

/** Azure's hour, and GitHub's five minutes. */
export const TOKEN_LIFETIMES: TokenLifetimes = {
    accessTokenSeconds: 3600,
    refreshAfterSeconds: undefined,
    federatedTokenSeconds: 300,
};
