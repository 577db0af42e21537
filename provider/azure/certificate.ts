// SPDX-License-Identifier: Apache-2.0

import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { CodedError } from "../common/codedError";
import { type Settings, settingNames } from "./settings";

const PEM_BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]+?-----END \1-----/g;

/** A client certificate in the form that @azure/identity accepts. */
export interface ClientCertificate {
    /** PEM: the private key first, then the certificates. */
    readonly pem: string;
    /** Password of an encrypted private key. */
    readonly password?: string;
}

/**
 * Reads the client certificate of the settings, with its private key, from a PEM or PFX file.
 *
 * @throws {CodedError} `AuthenticationFailed` with the problem of the file and its fix.
 */
export function readCertificate(settings: Settings): ClientCertificate {
    const content = readFile(settings);
    const pem = content.toString("latin1");
    return pem.includes("-----BEGIN") ? orderPem(pem, settings) : convertPfx(content, settings);
}

function readFile(settings: Settings): Buffer {
    try {
        return readFileSync(settings.get("clientCertificatePath") ?? "");
    } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        throw certificateError(`cannot be read (${code}): check the path`, settings, error);
    }
}

/** @azure/identity fails when the certificate precedes the key; azure-native accepts both orders. */
function orderPem(content: string, settings: Settings): ClientCertificate {
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
            settings,
        );
    }
    const pem = [...keys, ...certificates].map(({ block }) => block).join("\n");
    if (!/ENCRYPTED/.test(keys[0]?.block ?? "")) {
        return { pem };
    }
    const password = settings.get("clientCertificatePassword");
    if (password === undefined) {
        const names = settingNames("clientCertificatePassword");
        throw certificateError(
            `is encrypted: set ${names}${settings.emptyNote("clientCertificatePassword")}`,
            settings,
        );
    }
    checkPemPassword(keys[0]?.block ?? "", password, settings);
    return { pem, password };
}

function checkPemPassword(key: string, passphrase: string, settings: Settings): void {
    try {
        createPrivateKey({ key, passphrase });
    } catch {
        throw wrongPassword(settings);
    }
}

/** Converts PFX to PEM, because @azure/identity does not accept PFX. */
function convertPfx(content: Buffer, settings: Settings): ClientCertificate {
    const password = settings.get("clientCertificatePassword") ?? "";
    checkPassword(content, password, settings);
    // Loaded only for a PFX file, because it is large.
    const forge = require("node-forge") as typeof import("node-forge");
    try {
        const asn1 = forge.asn1.fromDer(forge.util.createBuffer(content.toString("binary")));
        const pfx = forge.pkcs12.pkcs12FromAsn1(asn1, password);
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
            settings,
            error,
        );
    }
}

function checkPassword(pfx: Buffer, passphrase: string, settings: Settings): void {
    try {
        createSecureContext({ pfx, passphrase });
    } catch (error) {
        const message = error instanceof Error ? error.message : "";
        if (/mac verify failure|bad decrypt|password/i.test(message)) {
            throw wrongPassword(settings);
        }
        // node-forge may convert old ciphers (RC2, 3DES) that OpenSSL refuses.
        if (!/unsupported|legacy|digest/i.test(message)) {
            throw certificateError("is neither a PEM nor a PFX file: set the path of one of these", settings, error);
        }
    }
}

function wrongPassword(settings: Settings): CodedError {
    const source = settings.source("clientCertificatePassword");
    return certificateError(`has a different password: check \`clientCertificatePassword\` (${source})`, settings);
}

function certificateError(problem: string, settings: Settings, cause?: unknown): CodedError {
    const source = settings.source("clientCertificatePath");
    return new CodedError("AuthenticationFailed", `the certificate file (${source}) ${problem}`, { cause });
}
