// SPDX-License-Identifier: Apache-2.0
import { constants, type KeyObject, sign, verify } from "node:crypto";

/** A parsed JSON Web Token whose signature has not been verified. */
export interface JsonWebToken {
    readonly header: Readonly<Record<string, unknown>>;
    readonly claims: Readonly<Record<string, unknown>>;
    /** The signed part of the token. */
    readonly unsigned: string;
    readonly signature: Buffer;
}

/** The node:crypto options for each algorithm that clients sign assertions with. */
const ALGORITHMS: Readonly<Record<string, object>> = {
    RS256: {},
    PS256: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
    ES256: { dsaEncoding: "ieee-p1363" },
};

/** Parses a token; undefined when the string is not a JWT. */
export function readJsonWebToken(text: string): JsonWebToken | undefined {
    const [header, claims, signature, ...rest] = text.split(".");
    if (header === undefined || claims === undefined || signature === undefined || rest.length > 0) {
        return undefined;
    }
    const parts = [decode(header), decode(claims)];
    if (parts.some((part) => typeof part !== "object" || part === null)) {
        return undefined;
    }
    return {
        header: parts[0] as Record<string, unknown>,
        claims: parts[1] as Record<string, unknown>,
        unsigned: `${header}.${claims}`,
        signature: Buffer.from(signature, "base64url"),
    };
}

/** Whether the signature matches `publicKey` and the algorithm matches the type of the key. */
export function isSignedBy(token: JsonWebToken, publicKey: KeyObject): boolean {
    const name = String(token.header.alg);
    const algorithm = Object.hasOwn(ALGORITHMS, name) ? ALGORITHMS[name] : undefined;
    if (algorithm === undefined || (publicKey.asymmetricKeyType === "ec") !== (name === "ES256")) {
        return false;
    }
    return verify("sha256", Buffer.from(token.unsigned), { key: publicKey, ...algorithm }, token.signature);
}

/** Signs a token with a private key on the curve P-256. */
export function signJsonWebToken(claims: object, privateKey: KeyObject, keyId: string): string {
    const unsigned = `${encode({ typ: "JWT", alg: "ES256", kid: keyId })}.${encode(claims)}`;
    const signature = sign("sha256", Buffer.from(unsigned), { key: privateKey, ...ALGORITHMS.ES256 });
    return `${unsigned}.${signature.toString("base64url")}`;
}

/** Encodes one part of a token. */
export function encode(value: unknown): string {
    return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function decode(part: string): unknown {
    try {
        return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    } catch {
        return undefined;
    }
}
