// SPDX-License-Identifier: Apache-2.0

import { CodedError } from "../common/codedError";

const CERTIFICATE_ERROR = /CERT|^UNABLE_TO_|^HOSTNAME_MISMATCH$|^ERR_TLS_CERT/;
/** Node rejects headers beyond its size limit; a retry returns the same headers. */
const PERMANENT_ERROR = /^HPE_HEADER_OVERFLOW$/;
const MAXIMUM_CAUSES = 8;

/** A redirect to another host, which is not followed. A sign-in page of the network may send it. */
export class ForeignRedirectError extends CodedError {}

/** An error and the errors that caused it, outermost first. */
function causes(error: unknown): readonly unknown[] {
    const chain: unknown[] = [];
    for (let current = error; current !== undefined && current !== null && chain.length < MAXIMUM_CAUSES; ) {
        chain.push(current);
        current = (current as { cause?: unknown }).cause;
    }
    return chain;
}

/** The code of a transport error, such as `ECONNRESET`, or else its name. Error counts and reports use it as the key. */
export function transportErrorCode(error: unknown): string {
    const code = causes(error)
        .map((cause) => (cause as { code?: unknown }).code)
        .find(
            (candidate) =>
                typeof candidate === "string" && /^[A-Z]/.test(candidate) && candidate !== "REQUEST_SEND_ERROR",
        );
    return (code as string | undefined) ?? (error instanceof Error ? error.name : "error");
}

/** The message of the innermost error, which is the most specific. */
export function transportErrorMessage(error: unknown): string {
    const messages = causes(error)
        .map((cause) => (cause instanceof Error ? cause.message : undefined))
        .filter((message) => message !== undefined && message !== "");
    return messages.at(-1) ?? String(error);
}

/**
 * The `CodedError` of a request that a retry cannot fix, else `undefined`.
 *
 * @param hasResponded Whether the host has responded before. Its certificate is then trusted, and a certificate error comes
 *     from something in between.
 */
export function permanentError(error: unknown, hasResponded: boolean): CodedError | undefined {
    if (error instanceof CodedError) {
        return error;
    }
    const code = transportErrorCode(error);
    if (isCertificateError(error) && !hasResponded) {
        return new CodedError("StatusUnavailable", untrustedCertificate(error), { cause: error });
    }
    return PERMANENT_ERROR.test(code)
        ? new CodedError(
              "StatusUnavailable",
              `the headers of the response from ${requestedHost(error)} are too long (${code}): check what is between here and Azure (proxy)`,
              { cause: error },
          )
        : undefined;
}

/** What to do about a certificate that is not trusted. */
export function untrustedCertificate(error: unknown): string {
    return (
        `the certificate of ${requestedHost(error)} is not trusted (${transportErrorMessage(error)}): if a proxy or a private cloud ` +
        "uses its own certificate authority, set NODE_EXTRA_CA_CERTS to the file with its certificate"
    );
}

/** The host of the request that failed, which is not always the Resource Manager. */
function requestedHost(error: unknown): string {
    const url = causes(error)
        .map((cause) => (cause as { request?: { url?: unknown } }).request?.url)
        .find((candidate) => typeof candidate === "string");
    return typeof url === "string" && URL.canParse(url) ? new URL(url).host : "the server";
}

/** Whether the error, or one of its causes, is about a certificate that is not trusted. */
export function isCertificateError(error: unknown): boolean {
    return causes(error).some((cause) => {
        const { code } = cause as { code?: unknown };
        return typeof code === "string" && CERTIFICATE_ERROR.test(code);
    });
}
