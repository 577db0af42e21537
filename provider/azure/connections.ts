// SPDX-License-Identifier: Apache-2.0

import { createHash } from "node:crypto";
import type { TokenCredential } from "@azure/core-auth";
import { invalidArgument } from "../common/codedError";
import { Connection } from "./connection";
import type { Settings } from "./settings";

/** Replacements for parts of the settings. */
export interface ConnectionOptions {
    /** Signs in instead of the method that the settings choose. */
    readonly credential?: TokenCredential | undefined;
    /** URL of the Resource Manager, without a path. By default the cloud's. */
    readonly endpoint?: string | undefined;
}

type Connections = Map<string, Connection>;

const connectionsOfSettings: Connections = new Map();
/** Weak, so that connections are collected with their credential. */
const connectionsOfCredentials = new WeakMap<TokenCredential, Connections>();

/**
 * The connection for these settings, credential and endpoint. All waits of the process with the same identity share one
 * connection, and with it the token and the read limiters.
 *
 * @throws {CodedError} `InvalidArgument` when the endpoint is not a URL without a path, or is plain http outside of loopback.
 */
export function connect(settings: Settings, options: ConnectionOptions = {}): Connection {
    const endpoint = options.endpoint === undefined ? undefined : endpointOrigin(options.endpoint);
    const connections = connectionsOf(options.credential);
    const identity = JSON.stringify([settings.fingerprint(), endpoint]);
    const key = createHash("sha256").update(identity).digest("base64");
    const connection = connections.get(key) ?? new Connection(settings, options.credential, endpoint);
    connections.set(key, connection);
    return connection;
}

function connectionsOf(credential: TokenCredential | undefined): Connections {
    if (credential === undefined) {
        return connectionsOfSettings;
    }
    const connections = connectionsOfCredentials.get(credential) ?? new Map();
    connectionsOfCredentials.set(credential, connections);
    return connections;
}

function endpointOrigin(endpoint: string): string {
    const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
    if (
        url === undefined ||
        !/^https?:$/.test(url.protocol) ||
        url.username !== "" ||
        url.password !== "" ||
        url.pathname !== "/" ||
        url.search !== "" ||
        url.hash !== ""
    ) {
        throw invalidArgument(
            "endpoint",
            'must be the URL of a Resource Manager such as "https://management.azure.com"',
        );
    }
    if (url.protocol === "http:" && !/^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)) {
        throw invalidArgument("endpoint", "must begin with https://, unless it is a loopback address");
    }
    return url.origin;
}
