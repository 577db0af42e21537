// SPDX-License-Identifier: Apache-2.0

import type { RawResponse } from "../arm/rawResponse";
import type { EmulatorRequest } from "../request";
import type { FederatedTokens } from "./federatedTokens";

/** The state that the OpenID issuer needs. */
export interface OidcContext {
    readonly federatedTokens: FederatedTokens;
}

const AZURE_PIPELINES_API_VERSION = "7.1";

/** Handles a token request of a build, as GitHub Actions and Azure Pipelines do. */
export function handleOidc(request: EmulatorRequest, { federatedTokens }: OidcContext): RawResponse {
    const isAzurePipelines = federatedTokens.azurePipelinesUrl.endsWith(request.path);
    if (!isAzurePipelines && request.path !== "/oidc/token") {
        return { status: 404, body: { message: `There is no '${request.path}'.` } };
    }
    const method = isAzurePipelines ? "POST" : "GET";
    if (request.method !== method) {
        const message = `The requested resource does not support http method '${request.method}'.`;
        return { status: 405, headers: { allow: method }, body: { message } };
    }
    if (request.headers.authorization?.replace(/^bearer +/i, "") !== federatedTokens.requestToken) {
        return { status: 401, body: { message: "The request token is missing or not valid." } };
    }
    return isAzurePipelines ? issueForConnection(request, federatedTokens) : issueForAudience(request, federatedTokens);
}

function issueForAudience({ parameters }: EmulatorRequest, federatedTokens: FederatedTokens): RawResponse {
    const audience = parameters.get("audience");
    return {
        note: "federated token",
        body: { value: federatedTokens.issue(audience === null ? {} : { audience }) },
    };
}

function issueForConnection({ parameters }: EmulatorRequest, federatedTokens: FederatedTokens): RawResponse {
    if (parameters.get("api-version") !== AZURE_PIPELINES_API_VERSION) {
        return { status: 400, body: { message: "No api-version was supplied, or one that is not supported." } };
    }
    if (parameters.get("serviceConnectionId") !== federatedTokens.serviceConnectionId) {
        return { status: 404, body: { message: "The service connection was not found." } };
    }
    return { note: "federated token", body: { oidcToken: federatedTokens.issue() } };
}
