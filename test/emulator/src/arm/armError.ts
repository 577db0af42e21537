// SPDX-License-Identifier: Apache-2.0
import type { RawAnswer } from "./rawAnswer";

/** An answer with Resource Manager's error envelope. */
export function armError(
    status: number,
    code: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
): RawAnswer {
    return { status, headers, note: code, body: { error: { code, message } } };
}
