// SPDX-License-Identifier: Apache-2.0
import type { ArmResponse } from "../../../provider/response/armResponse";

/** A response; a body other than a string is serialised as JSON. */
export function response(
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
