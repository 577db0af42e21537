// SPDX-License-Identifier: Apache-2.0

import type { RawResponse } from "../arm/rawResponse";
import type { EmulatorRequest } from "../request";
import type { FederatedTokens } from "./federatedTokens";

/** The state that the OpenID issuer needs. */
export interface OidcContext {
    readonly federatedTokens: FederatedTokens;
}

/** Handles a token request of a build, as GitHub Actions does. */
export function handleOidc(request: EmulatorRequest, { federatedTokens }: OidcContext): RawResponse {
    if (request.path !== "/oidc/token") {
        return { status: 404, body: { message: `There is no '${request.path}'.` } };
    }
    if (request.method !== "GET") {
        return { status: 405, headers: { allow: "GET" } };
    }
    if (request.headers.authorization?.replace(/^bearer +/i, "") !== federatedTokens.requestToken) {
        return { status: 401, body: { message: "The request token is missing or not valid." } };
    }
    const audience = request.parameters.get("audience");
    return {
        note: "federated token",
        body: { value: federatedTokens.issue(audience === null ? {} : { audience }) },
    };
}
