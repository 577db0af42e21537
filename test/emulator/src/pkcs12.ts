// SPDX-License-Identifier: Apache-2.0
import type { CertificateWithKey } from "./certificate";

/** As much of node-forge as is needed to write a PFX file. */
interface Forge {
    readonly pki: { certificateFromPem(pem: string): unknown; privateKeyFromPem(pem: string): unknown };
    readonly pkcs12: {
        toPkcs12Asn1(key: unknown, chain: readonly unknown[], password: string, options: object): unknown;
    };
    readonly asn1: { toDer(value: unknown): { getBytes(): string } };
}

/** Whether `createPfx` works: node-forge, which does it, is not one of the emulator's own dependencies. */
export function canCreatePfx(): boolean {
    try {
        require.resolve("node-forge");
        return true;
    } catch {
        return false;
    }
}

/**
 * A PFX file with a certificate and its key.
 *
 * @throws when node-forge is not installed.
 */
export function createPfx({ certificate, privateKey }: CertificateWithKey, password: string): Uint8Array {
    if (!canCreatePfx()) {
        throw new Error("A PFX file can be made only where the package node-forge is installed.");
    }
    const { pki, pkcs12, asn1 } = require("node-forge") as Forge;
    const pfx = pkcs12.toPkcs12Asn1(
        // forge reads RSA keys in PKCS #8 as well as in PKCS #1.
        pki.privateKeyFromPem(privateKey),
        [pki.certificateFromPem(certificate)],
        password,
        { algorithm: "aes256" },
    );
    return Buffer.from(asn1.toDer(pfx).getBytes(), "latin1");
}
