// SPDX-License-Identifier: Apache-2.0
import type { IncomingHttpHeaders } from "node:http";
import { request } from "node:https";
import type { Emulator } from "../src/index";

/** A received response. */
export interface ReceivedResponse {
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly text: string;
    /** The body parsed as JSON; undefined when it is not JSON. */
    // biome-ignore lint/suspicious/noExplicitAny: tests access bodies of any shape, and fail when the shape differs
    readonly body: any;
}

/** The parts of a request. `authorization` defaults to a token of the emulator; an empty string sends none. */
export interface SendOptions {
    readonly method?: string;
    readonly authorization?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly signal?: AbortSignal;
}

/** Sends one request over a new connection, without a client library. */
export function send(emulator: Emulator, pathOrUrl: string, options: SendOptions = {}): Promise<ReceivedResponse> {
    const url = pathOrUrl.startsWith("/") ? `${emulator.origin}${pathOrUrl}` : pathOrUrl;
    const authorization = options.authorization ?? `Bearer ${emulator.issueToken()}`;
    return new Promise((resolve, reject) => {
        const outgoing = request(
            url,
            {
                method: options.method ?? "GET",
                ca: emulator.certificate,
                agent: false,
                headers: { ...(authorization === "" ? {} : { authorization }), ...options.headers },
                ...(options.signal === undefined ? {} : { signal: options.signal }),
            },
            async (incoming) => {
                try {
                    const chunks: Buffer[] = [];
                    for await (const chunk of incoming) {
                        chunks.push(chunk as Buffer);
                    }
                    const text = Buffer.concat(chunks).toString("utf8");
                    const isJson = /json/.test(incoming.headers["content-type"] ?? "") && text !== "";
                    resolve({
                        status: incoming.statusCode ?? 0,
                        headers: incoming.headers,
                        text,
                        body: isJson ? tryParse(text) : undefined,
                    });
                } catch (error) {
                    reject(error);
                }
            },
        );
        outgoing.on("error", reject);
        outgoing.end(
            typeof options.body === "string" || options.body === undefined
                ? options.body
                : JSON.stringify(options.body),
        );
    });
}

/** Sends a token request to Entra. */
export function postTokenRequest(emulator: Emulator, form: Readonly<Record<string, string>>, tenantId?: string) {
    return send(emulator, `/${tenantId ?? emulator.identity.tenantId}/oauth2/v2.0/token`, {
        method: "POST",
        authorization: "",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(form).toString(),
    });
}

function tryParse(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
