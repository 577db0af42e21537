// SPDX-License-Identifier: Apache-2.0

import { CodedError } from "../common/codedError";
import { parseJson } from "../common/json";
import type { ArmResponse } from "../response/armResponse";
import { parseErrorDetail } from "../response/errorDetail";
import { formatErrorHeadline } from "../response/formatError";
import { isArmError } from "../response/unreadable";

/** The claims that Azure demands of the next token (continuous access evaluation), if it does. */
export function claimsChallenge(response: ArmResponse): string | undefined {
    const encoded = /\bclaims="([^"]+)"/i.exec(response.header("www-authenticate") ?? "")?.[1];
    return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("utf8");
}

/** The error of a 401 that no other token cures. */
export function refusedToken(response: ArmResponse): CodedError {
    const body = parseJson(response.body);
    const detail = parseErrorDetail(body);
    const reason = detail === undefined ? "" : ` (${formatErrorHeadline(detail)})`;
    return new CodedError(
        "AuthenticationFailed",
        isArmError(body)
            ? `Azure refused the token${reason}: check that tenant, client and cloud belong to the subscription of the operation`
            : `the response with code 401${reason} is not from Azure: something between here and Azure refuses the request (proxy, sign-in page)`,
    );
}
