// SPDX-License-Identifier: Apache-2.0
import type { CertificateWithKey } from "./certificate";

/** The part of the node-forge API that writes a PFX file. */
interface Forge {
    readonly pki: { certificateFromPem(pem: string): unknown; privateKeyFromPem(pem: string): unknown };
    readonly pkcs12: {
        toPkcs12Asn1(key: unknown, chain: readonly unknown[], password: string, options: object): unknown;
    };
    readonly asn1: { toDer(value: unknown): { getBytes(): string } };
}

/** Whether `createPfx` works. It needs node-forge, which is not a dependency of the emulator. */
export function canCreatePfx(): boolean {
    try {
        require.resolve("node-forge");
        return true;
    } catch {
        return false;
    }
}

/**
 * Creates a PFX file with a certificate and its key.
 *
 * @throws when node-forge is not installed.
 */
export function createPfx({ certificate, privateKey }: CertificateWithKey, password: string): Uint8Array {
    if (!canCreatePfx()) {
        throw new Error("Creating a PFX file requires the package node-forge.");
    }
    const { pki, pkcs12, asn1 } = require("node-forge") as Forge;
    const pfx = pkcs12.toPkcs12Asn1(
        // node-forge reads RSA keys in PKCS #8 and in PKCS #1 format.
        pki.privateKeyFromPem(privateKey),
        [pki.certificateFromPem(certificate)],
        password,
        { algorithm: "aes256" },
    );
    return Buffer.from(asn1.toDer(pfx).getBytes(), "latin1");
}
