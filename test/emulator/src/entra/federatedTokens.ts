// SPDX-License-Identifier: Apache-2.0
import { generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { FEDERATED_AUDIENCE, FEDERATED_SUBJECT } from "./identity";
import { signJsonWebToken } from "./jsonWebToken";

/** The claims and lifetime of a federated token. */
export interface FederatedTokenOptions {
    /** @default "api://AzureADTokenExchange" */
    readonly audience?: string;
    /** @default "repo:example/infrastructure:ref:refs/heads/main" */
    readonly subject?: string;
    /** @default the emulator's issuer */
    readonly issuer?: string;
    /**
     * Negative for an expired token.
     *
     * @default 300
     */
    readonly lifetimeSeconds?: number;
}

/** The OpenID issuer of a CI service, such as GitHub Actions or Azure Pipelines. */
export class FederatedTokens {
    /** The bearer token with which a build requests a federated token. */
    readonly requestToken = `request-${randomUUID()}`;
    /** The service connection for which a build of Azure Pipelines requests a federated token. */
    readonly serviceConnectionId = randomUUID();
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

    /** The issuer URL. */
    get issuer(): string {
        return `${this.origin()}/oidc`;
    }

    /** The URL at which a build requests a token; clients append `&audience=…`. */
    get requestUrl(): string {
        return `${this.issuer}/token?api-version=2.0`;
    }

    /** The URL without a query at which a build of Azure Pipelines requests a token, with POST. */
    get azurePipelinesUrl(): string {
        return `${this.issuer}/_apis/distributedtask/hubs/build/plans/plan-1/jobs/job-1/oidctoken`;
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
