// SPDX-License-Identifier: Apache-2.0
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

const MAX_BODY_BYTES = 4 * 1024 * 1024;

/**
 * The area of the cloud that handles a request. `managedIdentity` has a separate server, `oidc` is the issuer of federated tokens, and
 * `azureCli` is the backend of the fake `az`.
 */
export type Area = (typeof AREAS)[number];

/** All areas of the cloud. */
export const AREAS = ["metadata", "entra", "arm", "managedIdentity", "oidc", "azureCli"] as const;

/** A request as received. */
export interface EmulatorRequest {
    readonly method: string;
    /** As sent, still encoded, without the query. */
    readonly path: string;
    /** As sent, without the question mark. */
    readonly query: string;
    /** The query, decoded. */
    readonly parameters: URLSearchParams;
    readonly headers: IncomingHttpHeaders;
    readonly area: Area;
    /** The body as a string. */
    readonly body: string;
}

/** A request whose body has not been read. */
export type RequestHead = Omit<EmulatorRequest, "body">;

/**
 * Reads the request line and the headers.
 *
 * @param area Overrides the area derived from the path.
 */
export function readHead(message: IncomingMessage, area?: Area): RequestHead {
    const url = message.url ?? "/";
    const mark = url.indexOf("?");
    const path = mark < 0 ? url : url.slice(0, mark);
    const query = mark < 0 ? "" : url.slice(mark + 1);
    return {
        method: message.method ?? "GET",
        path,
        query,
        parameters: new URLSearchParams(query),
        headers: message.headers,
        area: area ?? areaOf(path),
    };
}

/**
 * Reads the body as a string.
 *
 * @throws when it is longer than 4 MiB, or when the client disconnects.
 */
export async function readBody(message: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of message) {
        length += (chunk as Buffer).length;
        if (length > MAX_BODY_BYTES) {
            throw new Error("The request body is longer than 4 MiB.");
        }
        chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks).toString("utf8");
}

/** The decoded segments of a path; undefined when the percent encoding is invalid. */
export function pathSegments(path: string): readonly string[] | undefined {
    try {
        return path.split("/").slice(1).map(decodeURIComponent);
    } catch {
        return undefined;
    }
}

function areaOf(path: string): Area {
    if (/^\/metadata\//i.test(path)) {
        return "metadata";
    }
    if (path.startsWith("/emulator/azureCli/")) {
        return "azureCli";
    }
    if (path.startsWith("/oidc/")) {
        return "oidc";
    }
    if (
        /^\/[^/]+\/(oauth2|v2\.0|discovery|\.well-known)\//i.test(path) &&
        !/^\/(subscriptions|providers)\//i.test(path)
    ) {
        return "entra";
    }
    return "arm";
}
