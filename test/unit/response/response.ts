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

/** A response with the id that Azure, unlike a proxy, adds to each. */
export function azureResponse(...[statusCode, body, headers]: Parameters<typeof response>): ArmResponse {
    return response(statusCode, body, { "x-ms-request-id": "request-1", ...headers });
}
