// SPDX-License-Identifier: Apache-2.0
import type { IncomingHttpHeaders } from "node:http";
import type { TokenRequestRecord } from "./entra/tokenRequest";
import type { Area, RequestHead } from "./request";

/** A request that the emulator received. */
export interface RequestRecord {
    readonly method: string;
    /** As sent, without the query. */
    readonly path: string;
    /** As sent, without the question mark. */
    readonly query: string;
    /**
     * As sent, but without secrets: `authorization` is the scheme and the client id of the token, or `unknown`, and
     * `x-identity-header` is `present`.
     */
    readonly headers: IncomingHttpHeaders;
    readonly area: Area;
    /** Time of arrival, in milliseconds since the emulator started. */
    readonly atMs: number;
    /** The status code of the response; undefined until it is sent, or when the connection is closed instead. */
    readonly status: number | undefined;
    /** The details of a token request of any kind; undefined for other requests. */
    readonly token: TokenRequestRecord | undefined;
    /** The body of a request to Resource Manager: parsed JSON, or a string. */
    readonly body: unknown;
    /** Whether the request has started an operation or completed an action; false where it was refused. */
    readonly hasStarted: boolean;
    /** A note on the response, such as the status of an operation. */
    readonly note: string | undefined;
}

/** A record whose response has not been sent. */
export type OpenRecord = { -readonly [Key in keyof RequestRecord]: RequestRecord[Key] };

/** The received requests, in order of arrival. */
export class RequestLog {
    readonly #records: OpenRecord[] = [];
    readonly #listeners = new Set<(record: RequestRecord) => void>();

    /** @param identify Returns the client id of an access token; undefined for a token that the emulator did not issue. */
    constructor(private readonly identify: (token: string) => string | undefined) {}

    get records(): readonly RequestRecord[] {
        return this.#records;
    }

    /** Adds a record for a received request. */
    open(head: RequestHead, atMs: number): OpenRecord {
        const record: OpenRecord = {
            method: head.method,
            path: head.path,
            query: head.query,
            headers: this.#withoutToken(head.headers),
            area: head.area,
            atMs,
            status: undefined,
            token: undefined,
            body: undefined,
            hasStarted: false,
            note: undefined,
        };
        this.#records.push(record);
        return record;
    }

    /** Calls the listeners after a response has been sent or the connection has been closed. */
    finish(record: OpenRecord): void {
        for (const listener of this.#listeners) {
            listener(record);
        }
    }

    /** Calls `listener` with each finished request. @returns A function that removes the listener. */
    listen(listener: (record: RequestRecord) => void): () => void {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
    }

    /** Removes all records. */
    clear(): void {
        this.#records.length = 0;
    }

    #withoutToken(headers: IncomingHttpHeaders): IncomingHttpHeaders {
        const kept = { ...headers };
        if (headers.authorization !== undefined) {
            const [scheme = "", token = ""] = headers.authorization.split(" ");
            kept.authorization = `${scheme} ${this.identify(token) ?? "unknown"}`;
        }
        if (headers["x-identity-header"] !== undefined) {
            kept["x-identity-header"] = "present";
        }
        return kept;
    }
}
