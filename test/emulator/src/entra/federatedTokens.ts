// SPDX-License-Identifier: Apache-2.0
import { generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { FEDERATED_AUDIENCE, FEDERATED_SUBJECT } from "./identity";
import { signJsonWebToken } from "./jsonWebToken";

/** What a federated token says. */
export interface FederatedTokenOptions {
    /** @default "api://AzureADTokenExchange" */
    readonly audience?: string;
    /** @default "repo:example/infrastructure:ref:refs/heads/main" */
    readonly subject?: string;
    /** @default the emulator's own */
    readonly issuer?: string;
    /**
     * Negative for one that has expired.
     *
     * @default 300
     */
    readonly lifetimeSeconds?: number;
}

/** The OpenID issuer of a build service, such as GitHub's. */
export class FederatedTokens {
    /** What a build has to show to get a token. */
    readonly requestToken = `request-${randomUUID()}`;
    #keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | undefined;

    /**
     * @param origin The emulator's origin.
     * @param nowMs The time in milliseconds since 1970.
     */
    constructor(
        private readonly origin: () => string,
        private readonly nowMs: () => number,
        private readonly lifetimeSeconds: () => number,
    ) {}

    /** The name of the issuer: a URL. */
    get issuer(): string {
        return `${this.origin()}/oidc`;
    }

    /** Where tokens are to be had; `&audience=…` is put behind it. */
    get requestUrl(): string {
        return `${this.issuer}/token?api-version=2.0`;
    }

    get publicKey(): KeyObject {
        return this.#keyPair().publicKey;
    }

    issue(options: FederatedTokenOptions = {}): string {
        const issuedAt = Math.floor(this.nowMs() / 1000);
        const lifetimeSeconds = options.lifetimeSeconds ?? this.lifetimeSeconds();
        const claims = {
            iss: options.issuer ?? this.issuer,
            sub: options.subject ?? FEDERATED_SUBJECT,
            aud: options.audience ?? FEDERATED_AUDIENCE,
            jti: randomUUID(),
            iat: issuedAt,
            nbf: lifetimeSeconds < 0 ? issuedAt + Math.floor(lifetimeSeconds) - 1 : issuedAt,
            exp: issuedAt + Math.floor(lifetimeSeconds),
        };
        return signJsonWebToken(claims, this.#keyPair().privateKey, "emulator");
    }

    #keyPair() {
        this.#keys ??= generateKeyPairSync("ec", { namedCurve: "P-256" });
        return this.#keys;
    }
}
