// SPDX-License-Identifier: Apache-2.0
import type { IncomingHttpHeaders } from "node:http";
import type { TokenRequestRecord } from "./entra/tokenRequest";
import type { Area, RequestHead } from "./request";

/** One request that the emulator got. */
export interface RequestRecord {
    readonly method: string;
    /** As sent, without the query. */
    readonly path: string;
    /** As sent, without the question mark. */
    readonly query: string;
    /**
     * As sent, but `authorization` is only its scheme and the client id of the token, or `unknown`, and `x-identity-header` is
     * `present`.
     */
    readonly headers: IncomingHttpHeaders;
    readonly area: Area;
    /** When it arrived, in milliseconds since the emulator started. */
    readonly atMs: number;
    /** The status of the answer; undefined until it is sent, and for ever when the connection was torn down instead. */
    readonly status: number | undefined;
    /** For requests for a token, of whatever kind. */
    readonly token: TokenRequestRecord | undefined;
    /** The body of a request to Resource Manager: parsed JSON, or text. */
    readonly body: unknown;
    /** A few words on the answer, such as the status word of an operation. */
    readonly note: string | undefined;
}

/** A record while its request is being answered. */
export type OpenRecord = { -readonly [Key in keyof RequestRecord]: RequestRecord[Key] };

/** The requests in the order of their arrival. */
export class RequestLog {
    readonly #records: OpenRecord[] = [];
    readonly #listeners = new Set<(record: RequestRecord) => void>();

    /** @param identify The client id behind an access token, if the token is one of this emulator's. */
    constructor(private readonly identify: (token: string) => string | undefined) {}

    get records(): readonly RequestRecord[] {
        return this.#records;
    }

    /** Enters a request that has just arrived. */
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
            note: undefined,
        };
        this.#records.push(record);
        return record;
    }

    /** Tells the listeners that a request has been answered, or that its connection is gone. */
    finish(record: OpenRecord): void {
        for (const listener of this.#listeners) {
            listener(record);
        }
    }

    /** Calls `listener` with each finished request. @returns a function that ends it. */
    listen(listener: (record: RequestRecord) => void): () => void {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
    }

    /** Forgets all requests. */
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
