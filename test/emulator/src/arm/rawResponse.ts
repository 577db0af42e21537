// SPDX-License-Identifier: Apache-2.0

/** An HTTP response, optionally with injected faults. */
export interface RawResponse {
    /** @default 200 */
    readonly status?: number;
    /**
     * Names in lower case. `null` removes a header that the emulator adds by default, such as `x-ms-request-id`.
     * `content-type` is `application/json; charset=utf-8` unless given.
     */
    readonly headers?: Readonly<Record<string, string | readonly string[] | null>>;
    /** Strings and bytes are sent unchanged, anything else as JSON. No body when undefined. */
    readonly body?: unknown;
    /** Time before the first byte of the response, in milliseconds. `Infinity`: never responds. */
    readonly delayMs?: number;
    /** Sends the body in pieces over this time, in milliseconds. */
    readonly slowBodyMs?: number;
    /** Closes the connection instead of responding. */
    readonly reset?: boolean;
    /** Sends the headers and half of the body, then closes the connection. */
    readonly truncate?: boolean;
    /** Sends the headers and half of the body, then nothing more; the connection stays open. */
    readonly stall?: boolean;
    /** Whether the request has started an operation, or completed an action, even if the client gets an error. Not sent. */
    readonly hasStarted?: boolean;
    /** A note for the request log, such as the status of an operation. Not sent. */
    readonly note?: string;
}
