// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from "node:crypto";

/** The issuer, subject and audience of federated tokens that authenticate an identity. */
export interface FederatedCredential {
    /** @default the emulator's issuer */
    readonly issuer?: string;
    /** @default "repo:example/infrastructure:ref:refs/heads/main" */
    readonly subject?: string;
    /** @default "api://AzureADTokenExchange" */
    readonly audience?: string;
}

/** A service principal in the Entra of the emulator. */
export interface Identity {
    readonly tenantId: string;
    readonly clientId: string;
    /** No secret is accepted when undefined. */
    readonly clientSecret?: string;
    /** Certificates for client assertions, as PEM strings. `environmentFor` adds more. */
    readonly certificates?: readonly string[];
    /** No federated token is accepted when undefined; `{}` trusts the emulator's issuer. */
    readonly federatedCredential?: FederatedCredential;
    /** Makes it a managed identity. Clients request a user-assigned one by its client id. */
    readonly managed?: "systemAssigned" | "userAssigned";
    /**
     * Whether it may read operation statuses and resources.
     *
     * @default true
     */
    readonly mayRead?: boolean;
}

/** An identity that has a secret. */
export type SecretIdentity = Identity & { readonly clientSecret: string };

/** The default subject of federated tokens: a branch of a GitHub repository. */
export const FEDERATED_SUBJECT = "repo:example/infrastructure:ref:refs/heads/main";

/** The default audience of federated tokens. */
export const FEDERATED_AUDIENCE = "api://AzureADTokenExchange";

const TENANT_ID = "e0000000-0000-4000-8000-00000000000e";

/**
 * The default identities: a service principal with a new random secret, and one managed identity of each kind.
 */
export function createIdentities(): [SecretIdentity, ...Identity[]] {
    return [
        {
            tenantId: TENANT_ID,
            clientId: "c0000000-0000-4000-8000-00000000000c",
            clientSecret: randomBytes(24).toString("base64url"),
            federatedCredential: {},
        },
        { tenantId: TENANT_ID, clientId: "c1000000-0000-4000-8000-00000000001c", managed: "systemAssigned" },
        { tenantId: TENANT_ID, clientId: "c2000000-0000-4000-8000-00000000002c", managed: "userAssigned" },
    ];
}
