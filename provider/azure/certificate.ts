// SPDX-License-Identifier: Apache-2.0

import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { CodedError } from "../common/codedError";

const PEM_BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]+?-----END \1-----/g;

const WRONG_PASSWORD =
    "has a different password: check azure-native:clientCertificatePassword or ARM_CLIENT_CERTIFICATE_PASSWORD";

/** A client certificate in the form that @azure/identity accepts. */
export interface ClientCertificate {
    /** PEM: the private key first, then the certificates. */
    readonly pem: string;
    /** Password of an encrypted private key. */
    readonly password?: string;
}

/**
 * Reads a client certificate with its private key from a PEM or PFX file.
 *
 * @param setting Where the path was found, for messages.
 * @throws {CodedError} `AuthenticationFailed` with the problem of the file and its fix.
 */
export function readCertificate(path: string, password: string | undefined, setting: string): ClientCertificate {
    const content = readFile(path, setting);
    const pem = content.toString("latin1");
    return pem.includes("-----BEGIN") ? orderPem(pem, password, setting) : convertPfx(content, password, setting);
}

function readFile(path: string, setting: string): Buffer {
    try {
        return readFileSync(path);
    } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        throw certificateError(`cannot be read (${code}): check the path`, setting, error);
    }
}

/** @azure/identity fails when the certificate precedes the key; azure-native accepts both orders. */
function orderPem(content: string, password: string | undefined, setting: string): ClientCertificate {
    const blocks = [...content.matchAll(PEM_BLOCK)].map(([block, label]) => ({
        block,
        isKey: /PRIVATE KEY$/.test(label ?? ""),
    }));
    const keys = blocks.filter(({ isKey }) => isKey);
    const certificates = blocks.filter(({ block }) => block.startsWith("-----BEGIN CERTIFICATE-----"));
    if (keys.length === 0 || certificates.length === 0) {
        const missing = keys.length === 0 ? "private key" : "certificate";
        throw certificateError(
            `contains no ${missing}: the PEM file must contain the certificate and its private key`,
            setting,
        );
    }
    const pem = [...keys, ...certificates].map(({ block }) => block).join("\n");
    const isEncrypted = /ENCRYPTED/.test(keys[0]?.block ?? "");
    if (isEncrypted && password === undefined) {
        throw certificateError(
            "is encrypted: set azure-native:clientCertificatePassword or ARM_CLIENT_CERTIFICATE_PASSWORD",
            setting,
        );
    }
    if (isEncrypted) {
        checkPemPassword(keys[0]?.block ?? "", password ?? "", setting);
    }
    return isEncrypted && password !== undefined ? { pem, password } : { pem };
}

function checkPemPassword(key: string, passphrase: string, setting: string): void {
    try {
        createPrivateKey({ key, passphrase });
    } catch {
        throw certificateError(WRONG_PASSWORD, setting);
    }
}

/** Converts PFX to PEM, because @azure/identity does not accept PFX. */
function convertPfx(content: Buffer, password: string | undefined, setting: string): ClientCertificate {
    checkPassword(content, password, setting);
    // Loaded only for a PFX file, because it is large.
    const forge = require("node-forge") as typeof import("node-forge");
    try {
        const asn1 = forge.asn1.fromDer(forge.util.createBuffer(content.toString("binary")));
        const pfx = forge.pkcs12.pkcs12FromAsn1(asn1, password ?? "");
        const { certBag, pkcs8ShroudedKeyBag, keyBag } = forge.pki.oids as Record<string, string>;
        const bags = [certBag, pkcs8ShroudedKeyBag, keyBag].map(
            (bagType) => pfx.getBags({ bagType: bagType ?? "" })[bagType ?? ""] ?? [],
        );
        const [certificates, shroudedKeys, plainKeys] = bags;
        const key = [...(shroudedKeys ?? []), ...(plainKeys ?? [])][0]?.key;
        if (key === undefined || key === null) {
            throw new Error("no RSA key");
        }
        const pem = [
            forge.pki.privateKeyToPem(key),
            ...(certificates ?? []).flatMap(({ cert }) =>
                cert === undefined ? [] : [forge.pki.certificateToPem(cert)],
            ),
        ];
        return { pem: pem.join("\n") };
    } catch (error) {
        throw certificateError(
            "is a PFX file that cannot be converted (only RSA keys are supported): convert it with " +
                "`openssl pkcs12 -in cert.pfx -out cert.pem -nodes` and set the path of cert.pem",
            setting,
            error,
        );
    }
}

function checkPassword(pfx: Buffer, passphrase: string | undefined, setting: string): void {
    try {
        createSecureContext({ pfx, passphrase: passphrase ?? "" });
    } catch (error) {
        const message = error instanceof Error ? error.message : "";
        if (/mac verify failure|bad decrypt|password/i.test(message)) {
            throw certificateError(WRONG_PASSWORD, setting);
        }
        // node-forge may convert old ciphers (RC2, 3DES) that OpenSSL refuses.
        if (!/unsupported|legacy|digest/i.test(message)) {
            throw certificateError("is neither a PEM nor a PFX file: set the path of one of these", setting, error);
        }
    }
}

function certificateError(problem: string, setting: string, cause?: unknown): CodedError {
    return new CodedError("AuthenticationFailed", `the certificate file (${setting}) ${problem}`, { cause });
}
