// SPDX-License-Identifier: Apache-2.0

/** One HTTP answer, as plain or as broken as it is described. */
export interface RawResponse {
    /** @default 200 */
    readonly status?: number;
    /**
     * Names in lower case. `null` takes away a header that the emulator would add by itself, such as `x-ms-request-id`.
     * `content-type` is `application/json; charset=utf-8` unless given.
     */
    readonly headers?: Readonly<Record<string, string | readonly string[] | null>>;
    /** Text and bytes are sent as they are, anything else as JSON; nothing when undefined. */
    readonly body?: unknown;
    /** Time before the first byte of the answer, in milliseconds. `Infinity`: never answers. */
    readonly delayMs?: number;
    /** Spreads the body over this time, in milliseconds. */
    readonly slowBodyMs?: number;
    /** Tears the connection down instead of answering. */
    readonly reset?: boolean;
    /** Sends the headers and half of the body, then tears the connection down. */
    readonly truncate?: boolean;
    /** Sends the headers and half of the body, then nothing more; the connection stays open. */
    readonly stall?: boolean;
    /** A few words for the request log, such as the status word of an operation. Not sent. */
    readonly note?: string;
}
