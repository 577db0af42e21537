// SPDX-License-Identifier: Apache-2.0

/** The lifetimes of tokens, in seconds, rounded down. */
export interface TokenLifetimes {
    /** The lifetime of access tokens from every endpoint. */
    readonly accessTokenSeconds: number;
    /** The value of `refresh_in`, after which clients renew an access token. Not sent when undefined. */
    readonly refreshAfterSeconds: number | undefined;
    /** The lifetime of tokens of the OpenID issuer. */
    readonly federatedTokenSeconds: number;
}

/** The defaults: one hour as in Azure, and five minutes as in GitHub Actions. */
export const TOKEN_LIFETIMES: TokenLifetimes = {
    accessTokenSeconds: 3600,
    refreshAfterSeconds: undefined,
    federatedTokenSeconds: 300,
};
