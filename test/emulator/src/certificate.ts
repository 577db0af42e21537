// SPDX-License-Identifier: Apache-2.0
import { generate } from "selfsigned";

const ONE_DAY_MS = 24 * 60 * 60 * 1000;
const CLOCK_TOLERANCE_MS = 5 * 60 * 1000;

/** A certificate and its private key, both as PEM strings. */
export interface CertificateWithKey {
    readonly certificate: string;
    readonly privateKey: string;
}

/**
 * Creates a certificate for `localhost`, `127.0.0.1` and `::1` that is valid for one day.
 *
 * It is an end-entity certificate (CA:false), so a client that trusts it trusts only this server. Its key never leaves memory.
 */
export async function createServerCertificate(): Promise<CertificateWithKey> {
    const now = Date.now();
    const generated = await generate([{ name: "commonName", value: "localhost" }], {
        keyType: "ec",
        curve: "P-256",
        algorithm: "sha256",
        notBeforeDate: new Date(now - CLOCK_TOLERANCE_MS),
        notAfterDate: new Date(now + ONE_DAY_MS),
        extensions: [
            { name: "basicConstraints", cA: false, critical: true },
            { name: "keyUsage", digitalSignature: true, critical: true },
            { name: "extKeyUsage", serverAuth: true },
            {
                name: "subjectAltName",
                altNames: [
                    { type: 2, value: "localhost" },
                    { type: 7, ip: "127.0.0.1" },
                    { type: 7, ip: "::1" },
                ],
            },
        ],
    });
    return { certificate: `${generated.cert.trim()}\n`, privateKey: generated.private };
}

/**
 * Creates a client certificate for a service principal, valid for one day. It has an RSA key because the sign-in libraries support
 * no other kind.
 */
export async function createClientCertificate(): Promise<CertificateWithKey> {
    const now = Date.now();
    const generated = await generate([{ name: "commonName", value: "azure-emulator-client" }], {
        keyType: "rsa",
        keySize: 2048,
        algorithm: "sha256",
        notBeforeDate: new Date(now - CLOCK_TOLERANCE_MS),
        notAfterDate: new Date(now + ONE_DAY_MS),
    });
    return { certificate: `${generated.cert.trim()}\n`, privateKey: `${generated.private.trim()}\n` };
}
