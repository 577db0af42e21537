// SPDX-License-Identifier: Apache-2.0
import type { RawResponse } from "./rawResponse";

/** A response with Resource Manager's error envelope. */
export function armError(
    status: number,
    code: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
): RawResponse {
    return { status, headers, note: code, body: { error: { code, message } } };
}
