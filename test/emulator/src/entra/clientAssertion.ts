// SPDX-License-Identifier: Apache-2.0
import { createHash } from "node:crypto";
import { type Directory, isSame } from "./directory";
import type { EntraRefusal } from "./entraError";
import type { FederatedTokens } from "./federatedTokens";
import { FEDERATED_AUDIENCE, FEDERATED_SUBJECT, type Identity } from "./identity";
import { isSignedBy, type JsonWebToken, readJsonWebToken } from "./jsonWebToken";

/** The state that client assertions are validated against. */
export interface AssertionContext {
    readonly origin: string;
    readonly directory: Directory;
    readonly federatedTokens: FederatedTokens;
    readonly nowMs: () => number;
}

const CLOCK_TOLERANCE_SECONDS = 300;

/** Whether an assertion is signed with the client's certificate or by an OpenID issuer. `assertion`: it cannot be parsed. */
export function assertionKind(assertion: string, clientId: string | null): "certificate" | "federated" | "assertion" {
    const token = readJsonWebToken(assertion);
    if (token === undefined) {
        return "assertion";
    }
    return typeof token.claims.iss === "string" && isSame(token.claims.iss, clientId ?? "")
        ? "certificate"
        : "federated";
}

/** The reason why an assertion does not authenticate `identity`; undefined when it does. */
export function checkClientAssertion(
    identity: Identity,
    assertion: string,
    context: AssertionContext,
): EntraRefusal | undefined {
    const token = readJsonWebToken(assertion);
    if (token === undefined) {
        return refuse(700027, "Client assertion failed signature validation.");
    }
    return assertionKind(assertion, identity.clientId) === "certificate"
        ? (checkCertificate(identity, token, context) ?? checkTime(token, context))
        : (checkFederation(identity, token, context) ?? checkTime(token, context));
}

function checkCertificate(
    identity: Identity,
    token: JsonWebToken,
    context: AssertionContext,
): EntraRefusal | undefined {
    const [digest, thumbprint] =
        token.header["x5t#S256"] === undefined ? ["sha1", token.header.x5t] : ["sha256", token.header["x5t#S256"]];
    const certificate = context.directory.certificatesOf(identity).find(
        ({ raw }) =>
            createHash(digest as string)
                .update(raw)
                .digest("base64url") === thumbprint,
    );
    if (certificate === undefined) {
        const message =
            "The certificate with identifier used to sign the client assertion is not registered on application. " +
            `[Reason - The key was not found., Thumbprint of key used by client: '${formatThumbprint(thumbprint)}']`;
        return refuse(700027, message);
    }
    if (!isSignedBy(token, certificate.publicKey)) {
        return refuse(700027, "Client assertion failed signature validation. [Reason - The signature is not valid.]");
    }
    if (token.claims.sub !== token.claims.iss) {
        return refuse(700021, "Client assertion application identifier doesn't match 'client_id' parameter.");
    }
    const audience = `${context.origin}/${identity.tenantId}/oauth2/v2.0/token`;
    if (!isSame(String(token.claims.aud), audience)) {
        return refuse(700023, `Client assertion audience claim does not match Realm issuer. Expected: '${audience}'.`);
    }
    return undefined;
}

function checkFederation(
    identity: Identity,
    token: JsonWebToken,
    { federatedTokens }: AssertionContext,
): EntraRefusal | undefined {
    const trusted = identity.federatedCredential;
    if (trusted === undefined) {
        return refuse(70025, `The client '${identity.clientId}' has no configured federated identity credentials.`);
    }
    const checks: readonly [name: string, given: unknown, wanted: string, number: number][] = [
        ["issuer", token.claims.iss, trusted.issuer ?? federatedTokens.issuer, 700211],
        ["audience", token.claims.aud, trusted.audience ?? FEDERATED_AUDIENCE, 700212],
        ["subject", token.claims.sub, trusted.subject ?? FEDERATED_SUBJECT, 700213],
    ];
    for (const [name, given, wanted, number] of checks) {
        if (given !== wanted) {
            const message =
                `No matching federated identity record found for presented assertion ${name} '${String(given)}'. ` +
                "Check your federated identity credential Subject, Audience and Issuer against the presented assertion.";
            return refuse(number, message);
        }
    }
    return isSignedBy(token, federatedTokens.publicKey)
        ? undefined
        : refuse(700027, "Client assertion failed signature validation.");
}

function checkTime({ claims }: JsonWebToken, { nowMs }: AssertionContext): EntraRefusal | undefined {
    const nowSeconds = nowMs() / 1000;
    const from = Number(claims.nbf ?? 0);
    const to = Number(claims.exp);
    // No clock tolerance for the expiry, so that a short-lived token expires within a test.
    if (from - CLOCK_TOLERANCE_SECONDS <= nowSeconds && nowSeconds < to) {
        return undefined;
    }
    const format = (seconds: number) => (Number.isFinite(seconds) ? new Date(seconds * 1000).toISOString() : "none");
    const message =
        `Client assertion is not within its valid time range. Current time: ${format(nowSeconds)}, ` +
        `assertion valid from ${format(from)}, expiry time of assertion ${format(to)}.`;
    return refuse(700024, message);
}

function formatThumbprint(thumbprint: unknown): string {
    return typeof thumbprint === "string" ? Buffer.from(thumbprint, "base64url").toString("hex").toUpperCase() : "";
}

function refuse(number: number, message: string): EntraRefusal {
    return { status: 401, error: "invalid_client", number, message };
}
