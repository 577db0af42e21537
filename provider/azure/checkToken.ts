// SPDX-License-Identifier: Apache-2.0

import { CodedError } from "../common/codedError";

/** Tokens consist of printable ASCII characters. Others could end a header or add one. */
const TOKEN = /^[\u0020-\u007e]+$/;

/**
 * Checks a token before it is sent anywhere.
 *
 * @param subject Describes the token, for messages: `the OIDC token (environment variable ARM_OIDC_TOKEN)`.
 * @returns The token.
 * @throws {CodedError} `AuthenticationFailed`. The message does not contain the token.
 */
export function checkToken(token: unknown, subject: string): string {
    if (typeof token !== "string" || !TOKEN.test(token)) {
        throw new CodedError(
            "AuthenticationFailed",
            `${subject} is empty, or contains control or non-ASCII characters, and is not sent: check where it comes from`,
        );
    }
    return token;
}
