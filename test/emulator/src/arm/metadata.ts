// SPDX-License-Identifier: Apache-2.0

import type { EmulatorRequest } from "../request";
import type { RawResponse } from "./rawResponse";

const API_VERSION = "2022-09-01";

/** Handles the metadata request, with which a client discovers the endpoints of this cloud from its `metadataHost`. */
export function handleMetadata(request: EmulatorRequest, origin: string, audience: string): RawResponse {
    if (request.path.toLowerCase() !== "/metadata/endpoints") {
        return { status: 404, body: { error: { code: "NotFound", message: `There is no '${request.path}'.` } } };
    }
    if (request.method !== "GET") {
        return { status: 405, headers: { allow: "GET" } };
    }
    const apiVersion = request.parameters.get("api-version");
    if (apiVersion !== API_VERSION) {
        const message = `The api-version '${apiVersion ?? ""}' is invalid. The supported versions are '${API_VERSION}'.`;
        return { status: 400, body: { error: { code: "InvalidApiVersionParameter", message } } };
    }
    return {
        body: {
            name: "AzureEmulator",
            portal: `${origin}/`,
            resourceManager: `${origin}/`,
            authentication: {
                loginEndpoint: `${origin}/`,
                audiences: [audience],
                tenant: "common",
                identityProvider: "AAD",
            },
            suffixes: {},
        },
    };
}
