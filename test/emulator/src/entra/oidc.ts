// SPDX-License-Identifier: Apache-2.0

import type { RawResponse } from "../arm/rawResponse";
import type { EmulatorRequest } from "../request";
import type { FederatedTokens } from "./federatedTokens";

/** What the OpenID issuer works with. */
export interface OidcContext {
    readonly federatedTokens: FederatedTokens;
}

/** Answers as GitHub does when a build asks for a token about itself. */
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
