// SPDX-License-Identifier: Apache-2.0
import { X509Certificate } from "node:crypto";
import type { Identity } from "./identity";

/** The tenants and identities of the cloud, and what identities may do. */
export class Directory {
    readonly #certificates = new Map<string, X509Certificate[]>();
    readonly #readDenials = new Map<string, number>();

    constructor(readonly identities: readonly Identity[]) {
        for (const identity of identities) {
            for (const certificate of identity.certificates ?? []) {
                this.addCertificate(identity, certificate);
            }
            if (identity.mayRead === false) {
                this.denyReads(identity);
            }
        }
    }

    hasTenant(tenantId: string): boolean {
        return this.identities.some((identity) => isSame(identity.tenantId, tenantId));
    }

    find(tenantId: string, clientId: string): Identity | undefined {
        return this.identities.find(
            (identity) => isSame(identity.tenantId, tenantId) && isSame(identity.clientId, clientId),
        );
    }

    /** The managed identity of this client id; the system-assigned one without a client id. */
    findManaged(clientId: string | undefined): Identity | undefined {
        return this.identities.find(({ managed, clientId: id }) =>
            clientId === undefined ? managed === "systemAssigned" : managed !== undefined && isSame(id, clientId),
        );
    }

    /** Lets an identity prove itself with the key of one more certificate. */
    addCertificate(identity: Identity, certificate: string): void {
        const id = key(identity.clientId);
        this.#certificates.set(id, [...(this.#certificates.get(id) ?? []), new X509Certificate(certificate)]);
    }

    certificatesOf(identity: Identity): readonly X509Certificate[] {
        return this.#certificates.get(key(identity.clientId)) ?? [];
    }

    /** Takes the right to read from an identity. @returns what gives it back. */
    denyReads(identity: Identity): () => void {
        const id = key(identity.clientId);
        const change = (by: number) => this.#readDenials.set(id, (this.#readDenials.get(id) ?? 0) + by);
        change(1);
        let isUndone = false;
        return () => {
            change(isUndone ? 0 : -1);
            isUndone = true;
        };
    }

    mayRead(clientId: string): boolean {
        return (this.#readDenials.get(key(clientId)) ?? 0) === 0;
    }
}

/** Ids are compared without regard to letter case, as Entra does. */
export function isSame(one: string, other: string): boolean {
    return key(one) === key(other);
}

function key(id: string): string {
    return id.toLowerCase();
}
