// SPDX-License-Identifier: Apache-2.0
import type { ArmResponse } from "../../../provider/response/armResponse";

/** An answer whose body is JSON unless it is given as text. */
export function answer(
    statusCode: number,
    body: unknown = "",
    headers: Readonly<Record<string, string>> = {},
): ArmResponse {
    return {
        statusCode,
        header: (name) => headers[name],
        body: typeof body === "string" ? body : JSON.stringify(body),
    };
}
