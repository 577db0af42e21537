// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from "node:crypto";

/** Which tokens of an OpenID issuer stand for an identity. */
export interface FederatedCredential {
    /** @default the emulator's own issuer */
    readonly issuer?: string;
    /** @default "repo:example/infrastructure:ref:refs/heads/main" */
    readonly subject?: string;
    /** @default "api://AzureADTokenExchange" */
    readonly audience?: string;
}

/** A service principal that the emulator's Entra knows. */
export interface Identity {
    readonly tenantId: string;
    readonly clientId: string;
    /** Not accepted as a secret when undefined. */
    readonly clientSecret?: string;
    /** The certificates, as PEM text, with whose keys it may sign assertions. `environmentFor` adds more. */
    readonly certificates?: readonly string[];
    /** No federated token is accepted when undefined; `{}` trusts the emulator's own issuer. */
    readonly federatedCredential?: FederatedCredential;
    /** Makes it a managed identity: the machine's own, or one that the machine can ask for by client id. */
    readonly managed?: "systemAssigned" | "userAssigned";
    /**
     * Whether it has the right to read statuses and resources.
     *
     * @default true
     */
    readonly mayRead?: boolean;
}

/** An identity that has a secret. */
export type SecretIdentity = Identity & { readonly clientSecret: string };

/** The subject of federated tokens that were not given one: a branch of a GitHub repository. */
export const FEDERATED_SUBJECT = "repo:example/infrastructure:ref:refs/heads/main";

/** The audience of federated tokens that were not given one. */
export const FEDERATED_AUDIENCE = "api://AzureADTokenExchange";

const TENANT_ID = "e0000000-0000-4000-8000-00000000000e";

/**
 * The identities of an emulator that was given none: a service principal, and a managed identity of each kind. The secret is
 * another one at every start.
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
