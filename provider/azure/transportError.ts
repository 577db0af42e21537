// SPDX-License-Identifier: Apache-2.0

import { CodedError } from "../common/codedError";

const CERTIFICATE_ERROR = /CERT|^UNABLE_TO_|^HOSTNAME_MISMATCH$|^ERR_TLS_CERT/;
const CERTIFICATE_MESSAGE =
    /self[- ]signed certificate|unable to verify the first certificate|certificate has expired|issuer certificate/i;
/** Headers that Node refuses to read will be as long the next time. */
const PERMANENT_ERROR = /^HPE_HEADER_OVERFLOW$/;
const MAXIMUM_CAUSES = 8;

/** An error and the errors that caused it, outermost first. */
function causes(error: unknown): readonly unknown[] {
    const chain: unknown[] = [];
    for (let current = error; current !== undefined && current !== null && chain.length < MAXIMUM_CAUSES; ) {
        chain.push(current);
        current = (current as { cause?: unknown }).cause;
    }
    return chain;
}

/** The code of a transport error, such as `ECONNRESET`, or else its name. It stands for the error in counts and reports. */
export function transportErrorCode(error: unknown): string {
    const code = causes(error)
        .map((cause) => (cause as { code?: unknown }).code)
        .find(
            (candidate) =>
                typeof candidate === "string" && /^[A-Z]/.test(candidate) && candidate !== "REQUEST_SEND_ERROR",
        );
    return (code as string | undefined) ?? (error instanceof Error ? error.name : "error");
}

/** The text of the innermost error, which says the most. */
export function transportErrorMessage(error: unknown): string {
    const messages = causes(error)
        .map((cause) => (cause instanceof Error ? cause.message : undefined))
        .filter((message) => message !== undefined && message !== "");
    return messages.at(-1) ?? String(error);
}

/**
 * A `CodedError` for an error of the transport that asking again will not cure, else `undefined`.
 *
 * @param hasAnswered Whether the host answered before: then its certificate is in order, and something on the way is not.
 */
export function permanentTransportError(error: unknown, host: string, hasAnswered: boolean): CodedError | undefined {
    const code = transportErrorCode(error);
    if (isCertificateError(error) && !hasAnswered) {
        return new CodedError(
            "StatusUnavailable",
            `the certificate of ${host} is not trusted (${code}): if a proxy or a private cloud uses its own certificate authority, ` +
                "set NODE_EXTRA_CA_CERTS to the file with its certificate",
            { cause: error },
        );
    }
    return PERMANENT_ERROR.test(code)
        ? new CodedError("StatusUnavailable", `the headers of the answer of ${host} are too long (${code})`, {
              cause: error,
          })
        : undefined;
}

/** Whether a certificate is not trusted: no matter of patience before anything was ever answered. */
export function isCertificateError(error: unknown): boolean {
    return causes(error).some((cause) => {
        const { code, message } = cause as { code?: unknown; message?: unknown };
        return (
            (typeof code === "string" && CERTIFICATE_ERROR.test(code)) ||
            (typeof message === "string" && CERTIFICATE_MESSAGE.test(message))
        );
    });
}
